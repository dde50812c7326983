// AttainmentService on gRPC.
#pragma once

#include "hemoledger/v1/attainment_service.grpc.pb.h"
#include "services/rpc/environment.h"

namespace hemoledger {

class AttainmentServiceImpl final : public v1::AttainmentService::CallbackService {
 public:
  explicit AttainmentServiceImpl(const RpcEnvironment* environment) : environment_(*environment) {}

  grpc::ServerUnaryReactor* GetAttainment(grpc::CallbackServerContext* context,
                                          const v1::GetAttainmentRequest* request,
                                          v1::GetAttainmentResponse* response) noexcept override;

 private:
  const RpcEnvironment& environment_;
};

}  // namespace hemoledger
