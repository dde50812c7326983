// Findings in the rows of the allocation table, each row by itself and with its rounds.
#include <utility>

#include "services/domain/conversion.h"
#include "services/domain/finding_rules.h"
#include "services/domain/finding_shares.h"

namespace hemoledger::findings {
namespace {

void FindConverted(const FindingContext& context, const v1::PlanRow& row, Contradictions& found) {
  const v1::Quota& quota = row.quota();
  if (!quota.units().has_value() || !quota.converted_units().has_value()) return;
  if (quota.units().value() < 0 || quota.units().value() > kMaxCount) return;
  const std::optional<Rational> exact =
      ConvertedQuota(context.plan.plan().conversion(), quota.units().value());
  if (!exact.has_value()) return;
  const int64_t computed = RoundHalfUp(*exact, 0);
  if (computed == quota.converted_units().value()) return;
  found.push_back({.kind = v1::FINDING_KIND_CONVERTED_QUOTA,
                   .places = {RowPlace(row, "converted_quota")},
                   .stated = PrintedValue(quota.converted_units(), kMeasureUnits),
                   .computed = CountValue(computed, kMeasureUnits)});
}

void FindShares(const FindingContext& context, const v1::PlanRow& row, Contradictions& found) {
  // The shares stand in the first document, which does not speak of the amended quota.
  if (context.plan.IsAmended(row.holder_unit_id())) return;
  FindShare(row.population_share_text(), row.quota().units(), row.population(),
            RowPlace(row, kFieldShare), found);
  FindShare(row.converted_population_share_text(), row.quota().converted_units(), row.population(),
            RowPlace(row, kFieldConvertedShare), found);
}

// A group in the document's order: the quota's row and those credited to it.
std::vector<v1::FindingPlace> GroupPlaces(const FindingPlan& plan, const v1::PlanRow& row,
                                          const std::vector<const v1::PlanRow*>& credited) {
  std::vector<v1::FindingPlace> places;
  for (const v1::PlanRow& each : plan.plan().rows()) {
    bool belongs = &each == &row;
    for (const v1::PlanRow* other : credited) belongs |= other == &each;
    if (belongs) places.push_back(RowPlace(each, "quota"));
  }
  return places;
}

void FindRoundSum(const FindingContext& context, const v1::PlanRow& row, Contradictions& found) {
  const FindingPlan& plan = context.plan;
  const std::optional<int64_t> quota = FindingPlan::QuotaUnits(row);
  const std::string& holder = row.holder_unit_id();
  if (!quota.has_value() || holder.empty()) return;
  if (plan.IsAmended(holder) || plan.HasAmendedRound(holder)) return;
  const RoundFigures own = plan.FiguresOf(holder);
  if (own.figures > 0 && own.units == *quota) return;
  const std::vector<const v1::PlanRow*> credited = plan.RowsCreditedTo(holder);
  RoundFigures others;
  for (const v1::PlanRow* other : credited) {
    if (plan.HasAmendedRound(FindingPlan::UnitOf(*other))) return;
    others.Add(plan.FiguresOf(FindingPlan::UnitOf(*other)));
  }
  if (own.figures == 0 && others.figures == 0) return;
  if (others.figures > 0 && own.units + others.units == *quota) {
    found.push_back(
        {.kind = v1::FINDING_KIND_GROUP_ONLY, .places = GroupPlaces(plan, row, credited)});
    return;
  }
  // What takes part without a figure may make up for what is missing.
  const bool open = own.blanks > 0 || (own.figures == 0 && others.blanks > 0);
  const int64_t sum = own.figures > 0 ? own.units : others.units;
  if (open && sum < *quota) return;
  if (ToldByTable(context.damaged_tables, row, *quota, sum)) return;
  Contradiction off;
  off.kind = v1::FINDING_KIND_ROUND_SUM;
  off.places =
      own.figures > 0 ? std::vector{RowPlace(row, "quota")} : GroupPlaces(plan, row, credited);
  off.stated = PrintedValue(row.quota().units(), kMeasureUnits);
  off.computed = CountValue(sum, kMeasureUnits);
  found.push_back(std::move(off));
}

void FindRoundCount(const FindingContext& context, const v1::PlanRow& row, Contradictions& found) {
  if (!row.round_count().has_value() || context.plan.has_amended_rounds()) return;
  const auto rounds = context.plan.RoundsOf(FindingPlan::UnitOf(row));
  if (rounds.empty()) return;
  const RoundCount count = FindingPlan::CountOf(rounds);
  if (count.Allows(row.round_count().value())) return;
  found.push_back({.kind = v1::FINDING_KIND_ROUND_COUNT,
                   .places = {RowPlace(row, "round_count")},
                   .stated = PrintedValue(row.round_count(), kMeasureRounds),
                   .computed = CountValue(count.least, kMeasureRounds)});
}

}  // namespace

void FindInRows(const FindingContext& context, Contradictions& found) {
  for (const v1::PlanRow& row : context.plan.plan().rows()) {
    FindConverted(context, row, found);
    FindShares(context, row, found);
    FindRoundSum(context, row, found);
    FindRoundCount(context, row, found);
  }
}

}  // namespace hemoledger::findings
