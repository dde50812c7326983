#include "services/domain/plan_compare.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "proto/base/check.h"
#include "proto/base/status_macros.h"
#include "services/domain/attainment.h"
#include "services/domain/attainment_figures.h"

namespace hemoledger {
namespace {

// What is compared of a holder, or of several that are one.
struct ComparedSum {
  std::optional<int64_t> quota;
  int64_t received = 0;

  void Add(const ComparedSum& other) {
    if (other.quota.has_value()) quota = quota.value_or(0) + *other.quota;
    received += other.received;
  }

  v1::ComparedFigures ToFigures() const {
    const BasisRule everything_credited;
    Tally tally;
    tally.units = received;
    const v1::AttainmentFigures made = MakeFigures(everything_credited, tally, quota);
    v1::ComparedFigures figures;
    if (quota.has_value()) figures.set_quota_units(*quota);
    figures.set_received_units(received);
    if (made.has_ratio_numerator()) {
      figures.set_ratio_numerator(made.ratio_numerator());
      figures.set_ratio_denominator(made.ratio_denominator());
    }
    return figures;
  }
};

ComparedSum SumOf(const v1::AttainmentFigures& figures) {
  ComparedSum sum;
  if (figures.has_quota_units()) sum.quota = figures.quota_units();
  sum.received = figures.received_units();
  return sum;
}

struct ComparedHolder {
  UnitIndex unit = kNoUnit;
  std::string name;
  ComparedSum sum;
};

// The holders of one plan in the document's order, and what else is told of it.
struct ComparedPlan {
  std::vector<ComparedHolder> holders;
  absl::flat_hash_map<UnitIndex, size_t> index_of_unit;
  ComparedSum total;
  std::string title;

  // -1: the plan does not have it.
  int IndexOf(UnitIndex unit) const {
    const auto found = index_of_unit.find(unit);
    return found == index_of_unit.end() ? -1 : static_cast<int>(found->second);
  }
};

absl::StatusOr<ComparedPlan> ReadComparedPlan(const OrgTree& tree, const PlanBook& book,
                                              const FactCells::Snapshot& cells, PlanIndex plan,
                                              const CompareQuery& query) {
  AttainmentQuery attainment;
  attainment.plan = plan;
  attainment.through_date = query.through_date;
  attainment.position_bound = query.position_bound;
  ASSIGN_OR_RETURN(const v1::GetAttainmentResponse response,
                   ComputeAttainment(tree, book, cells, attainment));
  ComparedPlan compared;
  compared.title = response.plan_title();
  compared.total = SumOf(response.total());
  for (const v1::AttainmentLine& line : response.lines()) {
    // Rows of nobody, and rows whose receipts all count for another holder.
    if (line.unit_id().empty() || !line.has_figures()) continue;
    const UnitIndex unit = tree.Find(line.unit_id());
    HL_CHECK(unit != kNoUnit) << "unit " << line.unit_id();
    const auto [found, is_new] = compared.index_of_unit.try_emplace(unit, compared.holders.size());
    if (is_new) compared.holders.push_back({unit, line.name(), {}});
    ComparedHolder& holder = compared.holders[found->second];
    // Of several rows the one with the quota names it.
    if (line.figures().has_quota_units()) holder.name = line.name();
    holder.sum.Add(SumOf(line.figures()));
  }
  return compared;
}

// Which holder of the later plan each holder of the earlier plan is; -1: none.
std::vector<int> JoinHolders(const OrgTree& tree, const ComparedPlan& before,
                             const ComparedPlan& after) {
  std::vector<int> joined(before.holders.size(), -1);
  for (size_t i = 0; i < joined.size(); ++i) {
    // A unit itself, then those that carry it on: no chain returns, so this ends.
    for (UnitIndex unit = before.holders[i].unit; unit != kNoUnit && joined[i] < 0;
         unit = tree.SuccessorOf(unit, kNewestDate)) {
      joined[i] = after.IndexOf(unit);
    }
  }
  // The other way round, for what is left.
  for (size_t k = 0; k < after.holders.size(); ++k) {
    for (UnitIndex unit = tree.SuccessorOf(after.holders[k].unit, kNewestDate); unit != kNoUnit;
         unit = tree.SuccessorOf(unit, kNewestDate)) {
      const int earlier = before.IndexOf(unit);
      if (earlier < 0 || joined[earlier] >= 0) continue;
      joined[earlier] = static_cast<int>(k);
      break;
    }
  }
  return joined;
}

void AddEarlier(const OrgTree& tree, const ComparedHolder& holder, ComparedSum& sum,
                v1::PlanComparison& line) {
  sum.Add(holder.sum);
  *line.mutable_before() = sum.ToFigures();
  if (tree.Id(holder.unit) == line.unit_id()) return;
  if (line.predecessor_unit_id().empty()) {
    line.set_predecessor_unit_id(tree.Id(holder.unit));
    line.set_predecessor_name(holder.name);
  } else {
    line.set_predecessor_name(line.predecessor_name() + "; " + holder.name);
  }
}

}  // namespace

absl::StatusOr<v1::ComparePlansResponse> ComputePlanComparison(const OrgTree& tree,
                                                               const PlanBook& book,
                                                               const FactCells::Snapshot& cells,
                                                               const CompareQuery& query) {
  ASSIGN_OR_RETURN(const ComparedPlan before,
                   ReadComparedPlan(tree, book, cells, query.before, query));
  ASSIGN_OR_RETURN(const ComparedPlan after,
                   ReadComparedPlan(tree, book, cells, query.after, query));
  v1::ComparePlansResponse response;
  const auto add_line = [&](const ComparedHolder& holder) -> v1::PlanComparison& {
    v1::PlanComparison& line = *response.add_holders();
    line.set_unit_id(tree.Id(holder.unit));
    line.set_name(holder.name);
    return line;
  };
  for (const ComparedHolder& holder : after.holders) {
    *add_line(holder).mutable_after() = holder.sum.ToFigures();
  }
  const std::vector<int> joined = JoinHolders(tree, before, after);
  std::vector<ComparedSum> sums(after.holders.size());
  for (size_t i = 0; i < joined.size(); ++i) {
    const ComparedHolder& holder = before.holders[i];
    if (joined[i] >= 0) {
      AddEarlier(tree, holder, sums[joined[i]], *response.mutable_holders(joined[i]));
    } else {
      *add_line(holder).mutable_before() = holder.sum.ToFigures();
    }
  }
  *response.mutable_total_before() = before.total.ToFigures();
  *response.mutable_total_after() = after.total.ToFigures();
  response.set_before_title(before.title);
  response.set_after_title(after.title);
  return response;
}

}  // namespace hemoledger
