// Findings in headline targets: what is allocated or scheduled does not reach them.
#include <algorithm>
#include <utility>

#include "services/domain/civil_date.h"
#include "services/domain/finding_rules.h"
#include "services/domain/planned_time.h"

namespace hemoledger::findings {
namespace {

bool IsForWholePlan(const v1::Target& target) {
  const v1::TargetScope& scope = target.scope();
  return scope.unit_ids().empty() && scope.campaign_id().empty() && scope.round_id().empty() &&
         !scope.has_interval();
}

// What all rounds receive together. Absent: there is none, or one has no figure.
std::optional<RoundAmount> ScheduledAmount(const FindingPlan& plan) {
  if (plan.rounds().empty()) return std::nullopt;
  RoundAmount sum;
  for (const v1::Round* round : plan.rounds()) {
    const std::optional<RoundAmount> amount = FindingPlan::AmountOf(*round);
    if (!amount.has_value()) return std::nullopt;
    sum.units += amount->units;
    sum.exact &= amount->exact;
  }
  return sum;
}

std::optional<int64_t> AllocatedConverted(const FindingPlan& plan) {
  std::optional<int64_t> sum;
  for (const v1::PlanRow& row : plan.plan().rows()) {
    if (row.quota().converted_units().has_value()) {
      sum = sum.value_or(0) + row.quota().converted_units().value();
    } else if (FindingPlan::QuotaUnits(row).has_value()) {
      return std::nullopt;
    }
  }
  return sum;
}

// The target is the printed total said in words: where that is wrong, TOTAL tells it.
bool IsPrintedTotal(const v1::Figure& value, const v1::PrintedNumber& total) {
  if (!total.has_value() || NumberOf(value) != Rational{total.value(), 1}) return false;
  return Agrees(value, {total.value(), 1});
}

void FindHeadline(const FindingContext& context, const v1::Target& target, Contradictions& found) {
  const FindingPlan& plan = context.plan;
  const v1::Quota& total = plan.plan().stated_total();
  std::optional<RoundAmount> amount;
  if (target.metric() == v1::TARGET_METRIC_UNITS) {
    if (IsPrintedTotal(target.value(), total.units())) return;
    if (const auto allocated = plan.AllocatedUnits()) {
      amount = RoundAmount{*allocated, true};
    } else {
      amount = ScheduledAmount(plan);
    }
  } else if (target.metric() == v1::TARGET_METRIC_CONVERTED_UNITS) {
    if (IsPrintedTotal(target.value(), total.converted_units())) return;
    if (const auto allocated = AllocatedConverted(plan)) amount = RoundAmount{*allocated, true};
  }
  if (!amount.has_value()) return;
  const bool missed = amount->exact ? !Agrees(target.value(), {amount->units, 1})
                                    : IsMissedBy(target.value(), amount->units);
  if (!missed) return;
  found.push_back({.kind = v1::FINDING_KIND_HEADLINE,
                   .places = {TargetPlace(target, "")},
                   .stated = FigureValue(target.value(), kMeasureUnits),
                   .computed = CountValue(amount->units, kMeasureUnits)});
}

// Rounds that the target's scope leaves.
std::vector<const v1::Round*> RoundsInScope(const FindingPlan& plan, const v1::TargetScope& scope) {
  std::vector<const v1::Round*> rounds =
      scope.campaign_id().empty() ? plan.rounds() : plan.RoundsOfCampaign(scope.campaign_id());
  std::erase_if(rounds, [&](const v1::Round* round) {
    if (!scope.round_id().empty() && round->round_id() != scope.round_id()) return true;
    // One whose time is not known may take place in it.
    return scope.has_interval() && !IsUnknown(round->time()) &&
           !MayTakePlaceIn(round->time(), ToCivil(scope.interval()));
  });
  return rounds;
}

bool IsOneOf(const std::vector<const v1::Round*>& rounds, const v1::Round* round) {
  return std::find(rounds.begin(), rounds.end(), round) != rounds.end();
}

void FindTooFewEvents(const FindingContext& context, const v1::Target& target,
                      Contradictions& found) {
  const FindingPlan& plan = context.plan;
  const v1::TargetScope& scope = target.scope();
  switch (target.value().comparator()) {
    case v1::COMPARATOR_AT_MOST:
    case v1::COMPARATOR_LESS_THAN:
      return;
    default:
      break;
  }
  // Only where the plan says whose rounds they are.
  const bool units_known =
      std::any_of(plan.rounds().begin(), plan.rounds().end(), [](const v1::Round* round) {
        return !round->host_unit_id().empty() || round->credited_unit_ids_size() > 0 ||
               round->quotas_size() > 0;
      });
  if (plan.rounds().empty() || (!scope.unit_ids().empty() && !units_known)) return;
  const std::vector<const v1::Round*> in_scope = RoundsInScope(plan, scope);
  const auto judge = [&](const std::vector<const v1::Round*>& rounds, std::string_view unit_id) {
    const int64_t most = FindingPlan::CountOf(rounds).most;
    if (!IsMissedBy(target.value(), most)) return;
    Contradiction few;
    few.kind = v1::FINDING_KIND_EVENTS_TOO_FEW;
    few.places.push_back(TargetPlace(target, ""));
    if (!unit_id.empty()) {
      const v1::PlanRow* row = plan.RowOf(unit_id);
      few.places.push_back(MakePlace(v1::FINDING_SUBJECT_UNIT, unit_id,
                                     row == nullptr ? "" : row->printed_name(), ""));
    }
    few.stated = FigureValue(target.value(), kMeasureRounds);
    few.computed = CountValue(most, kMeasureRounds);
    found.push_back(std::move(few));
  };
  if (scope.unit_ids().empty()) {
    // "Each" of units that are only named in words can not be counted.
    if (!scope.each() && scope.text().empty()) judge(in_scope, "");
    return;
  }
  std::vector<const v1::Round*> together;
  for (const std::string& unit_id : scope.unit_ids()) {
    std::vector<const v1::Round*> of_unit = plan.RoundsOf(unit_id);
    std::erase_if(of_unit, [&](const v1::Round* round) { return !IsOneOf(in_scope, round); });
    if (scope.each()) {
      judge(of_unit, unit_id);
      continue;
    }
    for (const v1::Round* round : of_unit) {
      if (!IsOneOf(together, round)) together.push_back(round);
    }
  }
  if (!scope.each()) judge(together, "");
}

}  // namespace

void FindInTargets(const FindingContext& context, Contradictions& found) {
  for (const v1::Target& target : context.plan.plan().targets()) {
    if (!HasNumber(target.value())) continue;
    if (target.metric() == v1::TARGET_METRIC_EVENT_COUNT) {
      FindTooFewEvents(context, target, found);
      continue;
    }
    if (!IsForWholePlan(target)) continue;
    // The first document's target does not speak of amended quotas or rounds.
    const bool amended = context.plan.has_amended_quotas() || context.plan.has_amended_rounds();
    if (amended && !context.plan.IsAmendedTarget(target.target_id())) continue;
    FindHeadline(context, target, found);
  }
}

}  // namespace hemoledger::findings
