// StatusService on gRPC.
#pragma once

#include "hemoledger/v1/status_service.grpc.pb.h"
#include "services/rpc/environment.h"

namespace hemoledger {

class StatusServiceImpl final : public v1::StatusService::CallbackService {
 public:
  explicit StatusServiceImpl(const RpcEnvironment* environment) : environment_(*environment) {}

  grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* context,
                                      const v1::GetStatusRequest* request,
                                      v1::GetStatusResponse* response) noexcept override;

 private:
  const RpcEnvironment& environment_;
};

}  // namespace hemoledger
