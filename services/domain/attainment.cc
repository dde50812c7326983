#include "services/domain/attainment.h"

#include <algorithm>
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
  const auto lines = MakeAttainmentLines(
      query.grouping, {tree, plan, holders, basis, scope, date, query.unit, query.with_months});

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

  QuotaSum quota;
  for (const EffectivePlan::Row& row : plan.rows) {
    if (!row.quota_units.has_value()) continue;
    if (scope.LineOfHolder(row.holder) != ScopeFilter::kOutside) quota.Add(row);
  }
  v1::GetAttainmentResponse response;
  std::vector<v1::AttainmentLine> made = lines->Finish();
  if (query.order == v1::ATTAINMENT_ORDER_ATTAINMENT) SortByAttainment(made);
  for (v1::AttainmentLine& line : made) response.add_lines()->Swap(&line);
  response.set_revision(plan.revision);
  response.set_basis(basis.basis);
  *response.mutable_total() = MakeFigures(basis, total, quota.Get(basis.is_converted()));
  months.WriteTo(*response.mutable_months());
  response.set_straddling_units(straddling_units);
  response.set_through_date(query.through_date);
  response.set_plan_title(book.Documents(query.plan).front()->issued->document().title());
  response.set_percentage_decimals(plan.percentage_decimals);
  return response;
}

}  // namespace hemoledger
