// Answers of ScheduleService from one state.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "hemoledger/v1/schedule_service.pb.h"
#include "services/rpc/environment.h"

namespace hemoledger {

absl::StatusOr<v1::ListRoundsResponse> ListRounds(const RpcEnvironment& environment,
                                                  const std::shared_ptr<const View>& view,
                                                  const v1::ListRoundsRequest& request);
absl::StatusOr<v1::ListTasksResponse> ListTasks(const RpcEnvironment& environment,
                                                const std::shared_ptr<const View>& view,
                                                const v1::ListTasksRequest& request);
absl::StatusOr<v1::ListTargetsResponse> ListTargets(const RpcEnvironment& environment,
                                                    const std::shared_ptr<const View>& view,
                                                    const v1::ListTargetsRequest& request);

}  // namespace hemoledger
