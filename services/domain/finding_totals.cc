// Findings in lines of totals and subtotals.
#include <utility>

#include "services/domain/finding_rules.h"
#include "services/domain/finding_shares.h"

namespace hemoledger::findings {
namespace {

// The line of totals, or the subtotals of a group, with the figures as printed there.
struct PrintedTotals {
  // nullptr: the grand total.
  const v1::RowGroup* group = nullptr;
  const v1::Quota& quota;
  const v1::StatedTotals& stated;

  v1::FindingPlace Place(std::string_view field) const {
    return group == nullptr ? TotalPlace(field) : GroupPlace(*group, field);
  }
  bool Covers(const v1::PlanRow& row) const {
    return group == nullptr || row.group_id() == group->group_id();
  }
};

// Sum of a column over the rows below a total. Absent: no row has a figure there, or one has a text
// that means no number.
template <typename Column>
std::optional<int64_t> SumColumn(const FindingPlan& plan, const PrintedTotals& totals,
                                 const Column& column) {
  std::optional<int64_t> sum;
  for (const v1::PlanRow& row : plan.plan().rows()) {
    if (!totals.Covers(row)) continue;
    const v1::PrintedNumber& number = column(row);
    if (number.has_value()) {
      sum = sum.value_or(0) + number.value();
    } else if (!number.text().empty()) {
      return std::nullopt;
    }
  }
  return sum;
}

void CompareTotal(const PrintedTotals& totals, std::string_view field, std::string_view measure,
                  const v1::PrintedNumber& printed, std::optional<int64_t> sum,
                  Contradictions& found) {
  if (!printed.has_value() || !sum.has_value() || printed.value() == *sum) return;
  found.push_back({.kind = v1::FINDING_KIND_TOTAL,
                   .places = {totals.Place(field)},
                   .stated = PrintedValue(printed, measure),
                   .computed = CountValue(*sum, measure)});
}

// Sum of a round's quotas over the units below a total. Absent: none of them has a figure.
std::optional<int64_t> SumRound(const FindingPlan& plan, const PrintedTotals& totals,
                                const v1::Round& round) {
  RoundFigures sum;
  for (const v1::RoundQuota& quota : round.quotas()) {
    if (totals.group != nullptr) {
      const v1::PlanRow* row = plan.RowOf(quota.unit_id());
      if (row == nullptr || !totals.Covers(*row)) continue;
    }
    sum.Add(quota.units());
  }
  return sum.figures > 0 ? std::optional(sum.units) : std::nullopt;
}

void CompareTotals(const FindingPlan& plan, const PrintedTotals& totals, Contradictions& found) {
  const std::string_view group_id =
      totals.group == nullptr ? std::string_view() : totals.group->group_id();
  if (!plan.HasAmendedQuota(group_id)) {
    CompareTotal(totals, "quota", kMeasureUnits, totals.quota.units(),
                 SumColumn(plan, totals,
                           [](const v1::PlanRow& row) -> const v1::PrintedNumber& {
                             return row.quota().units();
                           }),
                 found);
    CompareTotal(totals, "converted_quota", kMeasureUnits, totals.quota.converted_units(),
                 SumColumn(plan, totals,
                           [](const v1::PlanRow& row) -> const v1::PrintedNumber& {
                             return row.quota().converted_units();
                           }),
                 found);
  }
  CompareTotal(totals, "population", kMeasurePeople, totals.stated.population(),
               SumColumn(plan, totals,
                         [](const v1::PlanRow& row) -> const v1::PrintedNumber& {
                           return row.population();
                         }),
               found);
  CompareTotal(totals, "round_count", kMeasureRounds, totals.stated.round_count(),
               SumColumn(plan, totals,
                         [](const v1::PlanRow& row) -> const v1::PrintedNumber& {
                           return row.round_count();
                         }),
               found);
  for (const v1::StatedRoundTotal& column : totals.stated.rounds()) {
    const v1::Round* round = plan.FindRound(column.round_id());
    if (round == nullptr || plan.IsAmendedRound(column.round_id())) continue;
    CompareTotal(totals, column.round_id(), kMeasureUnits, column.units(),
                 SumRound(plan, totals, *round), found);
  }
  // From the figures printed in the same line.
  FindShare(totals.stated.population_share_text(), totals.quota.units(), totals.stated.population(),
            totals.Place(kFieldShare), found);
  FindShare(totals.stated.converted_population_share_text(), totals.quota.converted_units(),
            totals.stated.population(), totals.Place(kFieldConvertedShare), found);
}

void CompareAssigned(const FindingPlan& plan, Contradictions& found) {
  if (plan.has_amended_quotas()) return;
  const v1::Quota& assigned = plan.plan().assigned_quota();
  const PrintedTotals totals{nullptr, plan.plan().stated_total(), plan.plan().stated()};
  const auto compare = [&](std::string_view field, const v1::PrintedNumber& from_above,
                           std::optional<int64_t> allocated, const v1::PrintedNumber& total) {
    // Without a table the total is all that was allocated.
    if (!allocated.has_value() && total.has_value()) allocated = total.value();
    if (!from_above.has_value() || !allocated.has_value()) return;
    if (from_above.value() == *allocated) return;
    found.push_back({.kind = v1::FINDING_KIND_ASSIGNED_QUOTA,
                     .places = {TotalPlace(field)},
                     .stated = PrintedValue(from_above, kMeasureUnits),
                     .computed = CountValue(*allocated, kMeasureUnits)});
  };
  compare("assigned_quota", assigned.units(), plan.AllocatedUnits(), totals.quota.units());
  compare("assigned_converted_quota", assigned.converted_units(),
          SumColumn(plan, totals,
                    [](const v1::PlanRow& row) -> const v1::PrintedNumber& {
                      return row.quota().converted_units();
                    }),
          totals.quota.converted_units());
}

}  // namespace

void FindInTotals(const FindingContext& context, Contradictions& found) {
  const v1::PlanIssued& plan = context.plan.plan();
  for (const v1::RowGroup& group : plan.groups()) {
    CompareTotals(context.plan, {&group, group.stated().quota(), group.stated()}, found);
  }
  CompareTotals(context.plan, {nullptr, plan.stated_total(), plan.stated()}, found);
  CompareAssigned(context.plan, found);
}

}  // namespace hemoledger::findings
