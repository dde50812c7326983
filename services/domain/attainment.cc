#include "services/domain/attainment.h"

#include <algorithm>
#include <memory>
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
#include "services/domain/running_attainment.h"

namespace hemoledger {
namespace {

absl::Status InvalidChoice(std::string_view field, int value, std::string_view expected) {
  return MakeError(ERROR_REASON_FIELD_INVALID,
                   {{"field", field}, {"value", value}, {"expected", expected}});
}

// The query with its defaults filled in, or what is wrong with it.
absl::StatusOr<AttainmentQuery> Normalize(AttainmentQuery query) {
  if (!v1::AttainmentScope_IsValid(query.scope)) {
    return InvalidChoice("scope", query.scope, "a known scope");
  }
  if (!v1::AttainmentGrouping_IsValid(query.grouping)) {
    return InvalidChoice("grouping", query.grouping, "a known grouping");
  }
  if (!v1::AttainmentBasis_IsValid(query.basis)) {
    return InvalidChoice("basis", query.basis, "a known basis");
  }
  if (!v1::AttainmentOrder_IsValid(query.order)) {
    return InvalidChoice("order", query.order, "a known order");
  }
  RETURN_IF_ERROR(OptionalDate("read.through_date", query.through_date));
  RETURN_IF_ERROR(OptionalDate("pace_date", query.pace_date));
  if (query.through_date == 0) query.through_date = query.pace_date;
  const bool has_unit = query.unit != kNoUnit;
  if (query.scope == v1::ATTAINMENT_SCOPE_UNSPECIFIED) {
    query.scope = has_unit ? v1::ATTAINMENT_SCOPE_UNIT : v1::ATTAINMENT_SCOPE_PLAN;
  }
  if (query.scope == v1::ATTAINMENT_SCOPE_PLAN && has_unit) {
    return InvalidChoice("scope", query.scope, "UNIT or CHILDREN, since a unit is named");
  }
  if (query.scope != v1::ATTAINMENT_SCOPE_PLAN && !has_unit) {
    return MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", "unit"}});
  }
  if (query.grouping == v1::ATTAINMENT_GROUPING_UNSPECIFIED) {
    query.grouping = v1::ATTAINMENT_GROUPING_ROW;
  }
  if (query.scope == v1::ATTAINMENT_SCOPE_CHILDREN &&
      query.grouping != v1::ATTAINMENT_GROUPING_ROW) {
    return InvalidChoice("grouping", query.grouping, "ROW, with scope CHILDREN");
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

// Everything that a query rests on, in the order in which it is made of what stands before.
class RunningAttainment::Impl {
 public:
  // `normal`: with its defaults filled in.
  Impl(std::shared_ptr<const OrgTree> tree, std::shared_ptr<const PlanBook> book,
       const AttainmentQuery& normal)
      : tree_(std::move(tree)),
        book_(std::move(book)),
        query_(normal),
        plan_(book_->Effective(query_.plan, *tree_, query_.through_date, query_.position_bound)),
        rules_(*tree_, *book_, plan_, query_.through_date),
        basis_(MakeBasisRule(query_.basis, plan_.conversion)),
        holders_(plan_, tree_->size()),
        date_(ShownDate(plan_, query_.through_date)),
        scope_(*tree_, holders_, query_, date_),
        rounds_(plan_),
        shares_(NeedsShares(query_) ? RoundShares(*tree_, plan_, holders_, rules_, date_)
                                    : RoundShares()),
        pace_(query_.pace_date == 0 ? std::nullopt
                                    : std::optional<PaceRules>(std::in_place, plan_, rounds_,
                                                               shares_, query_.pace_date)) {
    Clear();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  // Adds what changed since the snapshot before.
  void MoveTo(const FactCells::Snapshot& cells) {
    bool falls_to_zero = false;
    cells.VisitChanges(cells_, [&](const FactKey& key, const FactValue& was, const FactValue& is) {
      if (falls_to_zero) return;
      if (is.IsZero()) {
        falls_to_zero = true;
        return;
      }
      FactValue growth = is;
      growth -= was;
      Add(key, growth);
    });
    cells_ = cells;
    if (!falls_to_zero) return;
    Clear();
    for (int64_t i = 0; i < cells.size(); ++i) {
      const FactCells::Cell& cell = cells.cell(i);
      if (!cell.value.IsZero()) Add(cell.key, cell.value);
    }
  }

  v1::GetAttainmentResponse Answer() {
    const TotalQuota quota = QuotaOfTotal(context_);
    v1::GetAttainmentResponse response;
    std::vector<v1::AttainmentLine> made = lines_->Finish();
    if (query_.order == v1::ATTAINMENT_ORDER_ATTAINMENT) SortByAttainment(made);
    for (v1::AttainmentLine& line : made) response.add_lines()->Swap(&line);
    response.set_revision(plan_.revision);
    response.set_basis(basis_.basis);
    *response.mutable_total() = MakeFigures(basis_, total_, quota.units);
    context_.WritePace(quota.expected, *response.mutable_total());
    response.mutable_total()->set_quota_is_minimum(quota.is_minimum);
    months_.WriteTo(*response.mutable_months());
    response.set_straddling_units(straddling_units_);
    response.set_through_date(query_.through_date);
    response.set_pace_date(query_.pace_date);
    response.set_plan_title(book_->Documents(query_.plan).front()->issued->document().title());
    response.set_percentage_decimals(plan_.percentage_decimals);
    return response;
  }

 private:
  void Clear() {
    lines_ = MakeAttainmentLines(query_.grouping, context_);
    total_ = {};
    months_ = {};
    straddling_units_ = 0;
  }

  // A cell's value, or what it grew by. Adding to a cell that is there makes no new line.
  void Add(const FactKey& key, const FactValue& value) {
    const Placement placement = rules_.Place(key);
    if (placement.counting == Placement::Counting::kNo) return;
    const int32_t scope_line = scope_.LineOf(key, placement);
    if (scope_line == ScopeFilter::kOutside) return;
    if (placement.counting == Placement::Counting::kStraddles) {
      straddling_units_ += value.units;
      return;
    }
    const bool counts = CountsOnBasis(basis_, key, holders_.HoldsQuota(placement.credited));
    if (counts) total_.Add(basis_, key, value);
    if (query_.with_months) months_.Add(key, counts ? value.units : 0);
    lines_->Add({key, value, placement, scope_line, counts});
  }

  const std::shared_ptr<const OrgTree> tree_;
  const std::shared_ptr<const PlanBook> book_;
  const AttainmentQuery query_;
  const EffectivePlan plan_;
  const PlacementRules rules_;
  const BasisRule basis_;
  const HolderRows holders_;
  const int32_t date_;
  ScopeFilter scope_;
  const PlanRounds rounds_;
  const RoundShares shares_;
  const std::optional<PaceRules> pace_;
  const LinesContext context_{.tree = *tree_,
                              .plan = plan_,
                              .holders = holders_,
                              .basis = basis_,
                              .scope = scope_,
                              .date = date_,
                              .unit = query_.unit,
                              .with_months = query_.with_months,
                              .rounds = rounds_,
                              .shares = shares_,
                              .pace = pace_.has_value() ? &*pace_ : nullptr};

  // --- The sums, of all cells of `cells_` ---
  FactCells::Snapshot cells_;
  std::unique_ptr<AttainmentLines> lines_;
  Tally total_;
  MonthSums months_;
  int64_t straddling_units_ = 0;
};

RunningAttainment::RunningAttainment(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RunningAttainment::~RunningAttainment() = default;

absl::StatusOr<std::unique_ptr<RunningAttainment>> RunningAttainment::Begin(
    std::shared_ptr<const OrgTree> tree, std::shared_ptr<const PlanBook> book,
    const AttainmentQuery& asked) {
  ASSIGN_OR_RETURN(const AttainmentQuery query, Normalize(asked));
  HL_CHECK(query.plan >= 0 && query.plan < book->size());
  if (book->RevisionAt(query.plan, query.position_bound) == 0) {
    return MakeError(ERROR_REASON_PLAN_NOT_FOUND, {{"plan_id", book->Id(query.plan)}});
  }
  return std::unique_ptr<RunningAttainment>(
      new RunningAttainment(std::make_unique<Impl>(std::move(tree), std::move(book), query)));
}

v1::GetAttainmentResponse RunningAttainment::At(const FactCells::Snapshot& cells) {
  impl_->MoveTo(cells);
  return impl_->Answer();
}

absl::StatusOr<v1::GetAttainmentResponse> ComputeAttainment(const OrgTree& tree,
                                                            const PlanBook& book,
                                                            const FactCells::Snapshot& cells,
                                                            const AttainmentQuery& query) {
  // Theirs who call, and they outlive it.
  ASSIGN_OR_RETURN(const std::unique_ptr<RunningAttainment> running,
                   RunningAttainment::Begin({std::shared_ptr<void>(), &tree},
                                            {std::shared_ptr<void>(), &book}, query));
  return running->At(cells);
}

}  // namespace hemoledger
