// In which campaigns of a plan something counts: those of its round, the one that it names itself,
// and those that these are part of. docs/attainment.md, "Campaigns".
#pragma once

#include <cstdint>
#include <vector>

#include "services/domain/effective_plan.h"
#include "services/domain/facts.h"
#include "services/domain/plan_rounds.h"

namespace hemoledger {

// All answers are places in EffectivePlan::campaigns, ascending, each once. For one query on one
// thread.
class CampaignPlaces {
 public:
  // Keeps a reference to `rounds`, which must outlive it.
  CampaignPlaces(const EffectivePlan& plan, const PlanRounds& rounds);

  // By place in EffectivePlan::rounds.
  const std::vector<int32_t>& OfRound(int32_t place) const { return of_round_[place]; }
  // The reference is good until the next call.
  const std::vector<int32_t>& Of(const FactKey& key);
  // -1: no campaign of the plan.
  int32_t PlaceOf(CampaignIndex campaign) const {
    return campaign >= 0 && static_cast<size_t>(campaign) < places_.size() ? places_[campaign] : -1;
  }

 private:
  const PlanRounds& rounds_;
  // By CampaignIndex, up to the plan's last.
  std::vector<int32_t> places_;
  // By place: itself and all that it is part of.
  std::vector<std::vector<int32_t>> at_and_above_;
  std::vector<std::vector<int32_t>> of_round_;
  const std::vector<int32_t> none_;
  std::vector<int32_t> union_;
};

}  // namespace hemoledger
