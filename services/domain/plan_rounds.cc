#include "services/domain/plan_rounds.h"

#include <algorithm>

#include "services/domain/figure_rules.h"
#include "services/domain/planned_time.h"

namespace hemoledger {

std::optional<int64_t> SumOfQuotas(const v1::Round& round) {
  std::optional<int64_t> sum;
  for (const v1::RoundQuota& quota : round.quotas()) {
    if (quota.units().has_value()) sum = sum.value_or(0) + quota.units().value();
  }
  return sum;
}

std::optional<RoundDemand> DemandOf(const v1::Round& round) {
  if (const std::optional<int64_t> sum = SumOfQuotas(round)) return RoundDemand{*sum, false};
  if (!round.has_received()) return std::nullopt;
  const std::optional<int64_t> least = LeastUnits(round.received());
  if (!least.has_value()) return std::nullopt;
  return RoundDemand{*least, true};
}

CivilInterval PlannedDays(const v1::PlannedTime& time, const std::optional<v1::Interval>& period) {
  if (const std::optional<CivilInterval> days = PossibleDays(time)) return *days;
  return {0, period.has_value() ? ToCivil(*period).last : 0};
}

StringSet MadeUpFor(const std::vector<const v1::Round*>& rounds) {
  StringSet ids;
  for (const v1::Round* round : rounds) {
    if (round->make_up_for_round_id().empty()) continue;
    if (round->status() != v1::ROUND_STATUS_CANCELLED) ids.insert(round->make_up_for_round_id());
  }
  return ids;
}

PlanRounds::PlanRounds(const EffectivePlan& plan) {
  std::vector<const v1::Round*> all;
  RoundIndex newest = kNoRound;
  for (const EffectivePlan::Round& round : plan.rounds) {
    all.push_back(&round.as_planned);
    newest = std::max(newest, round.round);
  }
  const StringSet made_up_for = MadeUpFor(all);
  places_.resize(static_cast<size_t>(newest + 1), kNone);
  rounds_.reserve(plan.rounds.size());
  for (const EffectivePlan::Round& round : plan.rounds) {
    const v1::Round& planned = round.as_planned;
    places_[round.round] = size();
    rounds_.push_back({.demand = DemandOf(planned),
                       .last_date = PlannedDays(planned.time(), plan.period).last,
                       .stands = planned.status() != v1::ROUND_STATUS_CANCELLED &&
                                 !made_up_for.contains(planned.round_id())});
  }
}

void DemandSum::Add(const std::optional<RoundDemand>& demand) {
  any_ = true;
  if (!demand.has_value()) {
    complete_ = false;
    return;
  }
  sum_.units += demand->units;
  sum_.is_minimum |= demand->is_minimum;
}

std::optional<RoundDemand> DemandSum::Get() const {
  if (!any_ || !complete_) return std::nullopt;
  return sum_;
}

}  // namespace hemoledger
