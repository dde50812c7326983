#include "services/domain/attainment.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "services/domain/attainment_figures.h"
#include "services/domain/attainment_lines.h"
#include "services/domain/attainment_months.h"
#include "services/domain/attainment_scope.h"
#include "services/domain/civil_date.h"
#include "services/domain/pace.h"
#include "services/domain/plan_rounds.h"
#include "services/domain/round_shares.h"

namespace hemoledger {
namespace {

absl::Status Invalid(std::string_view field, int value, std::string_view expected) {
  return MakeError(ERROR_REASON_FIELD_INVALID,
                   {{"field", field}, {"value", value}, {"expected", expected}});
}

// The query with its defaults filled in, or what is wrong with it.
absl::StatusOr<AttainmentQuery> Normalize(AttainmentQuery query) {
  if (!v1::AttainmentScope_IsValid(query.scope)) {
    return Invalid("scope", query.scope, "a known scope");
  }
  if (!v1::AttainmentGrouping_IsValid(query.grouping)) {
    return Invalid("grouping", query.grouping, "a known grouping");
  }
  if (!v1::AttainmentBasis_IsValid(query.basis)) {
    return Invalid("basis", query.basis, "a known basis");
  }
  if (!v1::AttainmentOrder_IsValid(query.order)) {
    return Invalid("order", query.order, "a known order");
  }
  RETURN_IF_ERROR(OptionalDate("read.through_date", query.through_date));
  RETURN_IF_ERROR(OptionalDate("pace_date", query.pace_date));
  if (query.through_date == 0) query.through_date = query.pace_date;
  const bool has_unit = query.unit != kNoUnit;
  if (query.scope == v1::ATTAINMENT_SCOPE_UNSPECIFIED) {
    query.scope = has_unit ? v1::ATTAINMENT_SCOPE_UNIT : v1::ATTAINMENT_SCOPE_PLAN;
  }
  if (query.scope == v1::ATTAINMENT_SCOPE_PLAN && has_unit) {
    return Invalid("scope", query.scope, "UNIT or CHILDREN, since a unit is named");
  }
  if (query.scope != v1::ATTAINMENT_SCOPE_PLAN && !has_unit) {
    return MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", "unit"}});
  }
  if (query.grouping == v1::ATTAINMENT_GROUPING_UNSPECIFIED) {
    query.grouping = v1::ATTAINMENT_GROUPING_ROW;
  }
  if (query.scope == v1::ATTAINMENT_SCOPE_CHILDREN &&
      query.grouping != v1::ATTAINMENT_GROUPING_ROW) {
    return Invalid("grouping", query.grouping, "ROW, with scope CHILDREN");
  }
  if (query.with_months && (query.grouping != v1::ATTAINMENT_GROUPING_ROW ||
                            query.scope == v1::ATTAINMENT_SCOPE_CHILDREN)) {
    return MakeError(ERROR_REASON_FIELD_INVALID,
                     {{"field", "with_months"},
                      {"value", "true"},
                      {"expected", "grouping ROW and scope PLAN or UNIT"}});
  }
  return query;
}

// The day whose children and names are shown.
int32_t ShownDate(const EffectivePlan& plan, int32_t through_date) {
  if (through_date != 0) return through_date;
  return plan.period.has_value() ? ToCivil(*plan.period).last : kNewestDate;
}

// Whether it matters which part of a round a unit is to bring in.
bool NeedsShares(const AttainmentQuery& query) {
  return query.pace_date != 0 ||
         (query.unit != kNoUnit && (query.grouping == v1::ATTAINMENT_GROUPING_ROUND ||
                                    query.grouping == v1::ATTAINMENT_GROUPING_CAMPAIGN));
}

// What the total stands against.
struct TotalQuota {
  std::optional<int64_t> units;
  Expectation expected;
  bool is_minimum = false;
};

// The sum over the holders in scope; of a whole plan without any holder what its rounds are to
// bring in (docs/attainment.md, "The total of a plan without holders").
TotalQuota QuotaOfTotal(const LinesContext& context) {
  const bool is_converted = context.basis.is_converted();
  TotalQuota total;
  QuotaSum holders;
  bool any_holder = false;
  for (const EffectivePlan::Row& row : context.plan.rows) {
    if (!row.quota_units.has_value()) continue;
    any_holder = true;
    if (context.scope.LineOfHolder(row.holder) == ScopeFilter::kOutside) continue;
    holders.Add(row);
    total.expected.Add(context.ExpectedOf(row));
  }
  total.units = holders.Get(is_converted);
  if (any_holder || is_converted || !context.scope.is_plan()) return total;
  DemandSum demand;
  for (int32_t round = 0; round < context.rounds.size(); ++round) {
    const PlanRounds::Round& planned = context.rounds.at(round);
    if (!planned.stands) continue;
    demand.Add(planned.demand);
    if (context.pace == nullptr || !planned.demand.has_value()) continue;
    total.expected.Add(context.pace->OfRound(round, planned.demand->units));
  }
  const std::optional<RoundDemand> sum = demand.Get();
  if (!sum.has_value()) return {};
  total.units = sum->units;
  total.is_minimum = sum->is_minimum;
  return total;
}

void SortByAttainment(std::vector<v1::AttainmentLine>& lines) {
  std::stable_sort(lines.begin(), lines.end(),
                   [](const v1::AttainmentLine& a, const v1::AttainmentLine& b) {
                     return HasGreaterRatio(a.figures(), b.figures());
                   });
}

}  // namespace

absl::StatusOr<v1::GetAttainmentResponse> ComputeAttainment(const OrgTree& tree,
                                                            const PlanBook& book,
                                                            const FactCells::Snapshot& cells,
                                                            const AttainmentQuery& asked) {
  ASSIGN_OR_RETURN(const AttainmentQuery query, Normalize(asked));
  HL_CHECK(query.plan >= 0 && query.plan < book.size());
  if (book.RevisionAt(query.plan, query.position_bound) == 0) {
    return MakeError(ERROR_REASON_PLAN_NOT_FOUND, {{"plan_id", book.Id(query.plan)}});
  }
  const EffectivePlan plan =
      book.Effective(query.plan, tree, query.through_date, query.position_bound);
  const PlacementRules rules(tree, book, plan, query.through_date);
  const BasisRule basis = MakeBasisRule(query.basis, plan.conversion);
  const HolderRows holders(plan, tree.size());
  const int32_t date = ShownDate(plan, query.through_date);
  ScopeFilter scope(tree, holders, query, date);
  const PlanRounds rounds(plan);
  const RoundShares shares =
      NeedsShares(query) ? RoundShares(tree, plan, holders, rules, date) : RoundShares();
  std::optional<PaceRules> pace;
  if (query.pace_date != 0) pace.emplace(plan, rounds, shares, query.pace_date);
  const LinesContext context{.tree = tree,
                             .plan = plan,
                             .holders = holders,
                             .basis = basis,
                             .scope = scope,
                             .date = date,
                             .unit = query.unit,
                             .with_months = query.with_months,
                             .rounds = rounds,
                             .shares = shares,
                             .pace = pace.has_value() ? &*pace : nullptr};
  const auto lines = MakeAttainmentLines(query.grouping, context);

  Tally total;
  MonthSums months;
  int64_t straddling_units = 0;
  for (int64_t i = 0; i < cells.size(); ++i) {
    const FactCells::Cell& cell = cells.cell(i);
    if (cell.value.IsZero()) continue;
    const Placement placement = rules.Place(cell.key);
    if (placement.counting == Placement::Counting::kNo) continue;
    const int32_t scope_line = scope.LineOf(cell.key, placement);
    if (scope_line == ScopeFilter::kOutside) continue;
    if (placement.counting == Placement::Counting::kStraddles) {
      straddling_units += cell.value.units;
      continue;
    }
    const bool counts = CountsOnBasis(basis, cell.key, holders.HoldsQuota(placement.credited));
    if (counts) total.Add(basis, cell.key, cell.value);
    if (query.with_months) months.Add(cell.key, counts ? cell.value.units : 0);
    lines->Add({cell.key, cell.value, placement, scope_line, counts});
  }

  const TotalQuota quota = QuotaOfTotal(context);
  v1::GetAttainmentResponse response;
  std::vector<v1::AttainmentLine> made = lines->Finish();
  if (query.order == v1::ATTAINMENT_ORDER_ATTAINMENT) SortByAttainment(made);
  for (v1::AttainmentLine& line : made) response.add_lines()->Swap(&line);
  response.set_revision(plan.revision);
  response.set_basis(basis.basis);
  *response.mutable_total() = MakeFigures(basis, total, quota.units);
  context.WritePace(quota.expected, *response.mutable_total());
  response.mutable_total()->set_quota_is_minimum(quota.is_minimum);
  months.WriteTo(*response.mutable_months());
  response.set_straddling_units(straddling_units);
  response.set_through_date(query.through_date);
  response.set_pace_date(query.pace_date);
  response.set_plan_title(book.Documents(query.plan).front()->issued->document().title());
  response.set_percentage_decimals(plan.percentage_decimals);
  return response;
}

}  // namespace hemoledger
