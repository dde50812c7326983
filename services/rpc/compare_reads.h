// Answers of PlanService's ComparePlans from one state.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "hemoledger/v1/plan_service.pb.h"
#include "services/rpc/environment.h"

namespace hemoledger {

absl::StatusOr<v1::ComparePlansResponse> ComparePlans(const RpcEnvironment& environment,
                                                      const std::shared_ptr<const View>& view,
                                                      const v1::ComparePlansRequest& request);

}  // namespace hemoledger
