// Which campaigns of a plan something counts in that counts in a part of them, by id. Pure.
#pragma once

#include <string_view>

#include "hemoledger/v1/plans.pb.h"
#include "proto/base/strings.h"

namespace hemoledger {

// The campaign, those that are part of it, those that are part of these. Parts that lead in a
// circle (a file that nobody checked) add nothing and end.
StringSet CampaignsWithin(const v1::PlanIssued& plan, std::string_view campaign_id);

}  // namespace hemoledger
