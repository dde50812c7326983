// Answers of AttainmentService from one state.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "hemoledger/v1/attainment_service.pb.h"
#include "services/rpc/environment.h"

namespace hemoledger {

absl::StatusOr<v1::GetAttainmentResponse> GetAttainment(const RpcEnvironment& environment,
                                                        const std::shared_ptr<const View>& view,
                                                        const v1::GetAttainmentRequest& request);

}  // namespace hemoledger
