// How far a plan's headline targets have come: what ListTargets answers. Pure.
// proto/hemoledger/v1/targets.proto; docs/attainment.md, "Targets".
#pragma once

#include <cstdint>
#include <vector>

#include "hemoledger/v1/schedule_service.pb.h"
#include "services/domain/schedule_view.h"

namespace hemoledger {

// The targets of a plan, as they hold and in their order. `through_date` as in AttainmentQuery.
std::vector<v1::TargetProgress> ComputeTargetProgress(const ScheduleSources& sources,
                                                      PlanIndex plan, int32_t through_date);

}  // namespace hemoledger
