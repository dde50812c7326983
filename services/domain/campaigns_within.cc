#include "services/domain/campaigns_within.h"

#include <string>

namespace hemoledger {

StringSet CampaignsWithin(const v1::PlanIssued& plan, std::string_view campaign_id) {
  StringSet within = {std::string(campaign_id)};
  for (bool grown = true; grown;) {
    grown = false;
    for (const v1::Campaign& campaign : plan.campaigns()) {
      if (within.contains(campaign.part_of_campaign_id())) {
        grown |= within.insert(campaign.campaign_id()).second;
      }
    }
  }
  return within;
}

}  // namespace hemoledger
