// ScheduleService on gRPC.
#pragma once

#include "hemoledger/v1/schedule_service.grpc.pb.h"
#include "services/rpc/environment.h"

namespace hemoledger {

class ScheduleServiceImpl final : public v1::ScheduleService::CallbackService {
 public:
  explicit ScheduleServiceImpl(const RpcEnvironment* environment) : environment_(*environment) {}

  grpc::ServerUnaryReactor* ListRounds(grpc::CallbackServerContext* context,
                                       const v1::ListRoundsRequest* request,
                                       v1::ListRoundsResponse* response) noexcept override;
  grpc::ServerUnaryReactor* ListTasks(grpc::CallbackServerContext* context,
                                      const v1::ListTasksRequest* request,
                                      v1::ListTasksResponse* response) noexcept override;
  grpc::ServerUnaryReactor* ListTargets(grpc::CallbackServerContext* context,
                                        const v1::ListTargetsRequest* request,
                                        v1::ListTargetsResponse* response) noexcept override;

 private:
  const RpcEnvironment& environment_;
};

}  // namespace hemoledger
