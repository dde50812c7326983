// Who changed which quota, when, by which document, why, approved by whom, from what to what.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "hemoledger/v1/plan_service.pb.h"
#include "proto/base/language.h"

namespace hemoledger {

// `holder_unit_id` blank: of the whole plan; the first revision's quotas are then told as a sum
// only (they are the plan's rows).
std::string PlanHistoryText(std::span<const v1::PlanRevision> revisions, std::string_view plan_id,
                            std::string_view holder_unit_id, Language language);
// A line for each change of a quota; the first column is the holder's id.
std::string PlanHistoryCsv(std::span<const v1::PlanRevision> revisions, std::string_view plan_id);

}  // namespace hemoledger
