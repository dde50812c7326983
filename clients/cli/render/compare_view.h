// Two plans holder by holder.
#pragma once

#include <string>
#include <string_view>

#include "hemoledger/v1/plan_service.pb.h"
#include "proto/base/language.h"

namespace hemoledger {

// Quota, received and percentage side by side, with differences; a holder that is carried on under
// another unit is told below the table. A holder that one of the plans lacks has blank cells there.
std::string ComparisonText(const v1::ComparePlansResponse& answer, std::string_view before_plan_id,
                           std::string_view after_plan_id, Language language);
// A line each, then one with unit id "total".
std::string ComparisonCsv(const v1::ComparePlansResponse& answer);

}  // namespace hemoledger
