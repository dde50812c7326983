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

// The answer that is watched: all lines from `view`, the first kMaxAttainmentLines of more.
absl::StatusOr<v1::GetAttainmentResponse> WatchedAnswer(const RpcEnvironment& environment,
                                                        const View& view,
                                                        const v1::GetAttainmentRequest& query);

// Whether a query can be watched. Errors: FIELD_INVALID (a page, as_of), DATE_INVALID.
absl::Status CheckWatched(const v1::GetAttainmentRequest& query);

}  // namespace hemoledger
