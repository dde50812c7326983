// UnitService on gRPC.
#pragma once

#include "hemoledger/v1/unit_service.grpc.pb.h"
#include "services/rpc/environment.h"

namespace hemoledger {

class UnitServiceImpl final : public v1::UnitService::CallbackService {
 public:
  explicit UnitServiceImpl(const RpcEnvironment* environment) : environment_(*environment) {}

  grpc::ServerUnaryReactor* ChangeUnits(grpc::CallbackServerContext* context,
                                        const v1::ChangeUnitsRequest* request,
                                        v1::ChangeUnitsResponse* response) noexcept override;
  grpc::ServerUnaryReactor* GetUnit(grpc::CallbackServerContext* context,
                                    const v1::GetUnitRequest* request,
                                    v1::GetUnitResponse* response) noexcept override;
  grpc::ServerUnaryReactor* ListUnits(grpc::CallbackServerContext* context,
                                      const v1::ListUnitsRequest* request,
                                      v1::ListUnitsResponse* response) noexcept override;

 private:
  const RpcEnvironment& environment_;
};

}  // namespace hemoledger
