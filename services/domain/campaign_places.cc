#include "services/domain/campaign_places.h"

#include <algorithm>
#include <iterator>

namespace hemoledger {
namespace {

void SortEachOnce(std::vector<int32_t>& places) {
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
}

}  // namespace

CampaignPlaces::CampaignPlaces(const EffectivePlan& plan, const PlanRounds& rounds)
    : rounds_(rounds) {
  CampaignIndex newest = kNoCampaign;
  for (const EffectivePlan::Campaign& campaign : plan.campaigns) {
    newest = std::max(newest, campaign.campaign);
  }
  places_.resize(static_cast<size_t>(newest + 1), -1);
  for (size_t i = 0; i < plan.campaigns.size(); ++i) {
    places_[plan.campaigns[i].campaign] = static_cast<int32_t>(i);
  }
  for (const EffectivePlan::Campaign& campaign : plan.campaigns) {
    std::vector<int32_t>& places = at_and_above_.emplace_back();
    // Campaigns are never part of themselves: the walk ends.
    for (int32_t at = PlaceOf(campaign.campaign); at >= 0;
         at = PlaceOf(plan.campaigns[at].part_of)) {
      places.push_back(at);
    }
    SortEachOnce(places);
  }
  for (const EffectivePlan::Round& round : plan.rounds) {
    std::vector<int32_t>& places = of_round_.emplace_back();
    for (const CampaignIndex campaign : round.campaigns) {
      const int32_t place = PlaceOf(campaign);
      if (place < 0) continue;
      places.insert(places.end(), at_and_above_[place].begin(), at_and_above_[place].end());
    }
    SortEachOnce(places);
  }
}

const std::vector<int32_t>& CampaignPlaces::Of(const FactKey& key) {
  const int32_t round = rounds_.PlaceOf(key.round);
  const int32_t own = PlaceOf(key.campaign);
  const std::vector<int32_t>& by_round = round < 0 ? none_ : of_round_[round];
  if (own < 0) return by_round;
  if (by_round.empty()) return at_and_above_[own];
  union_.clear();
  std::set_union(by_round.begin(), by_round.end(), at_and_above_[own].begin(),
                 at_and_above_[own].end(), std::back_inserter(union_));
  return union_;
}

}  // namespace hemoledger
