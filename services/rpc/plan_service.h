// PlanService on gRPC.
#pragma once

#include "hemoledger/v1/plan_service.grpc.pb.h"
#include "services/rpc/environment.h"

namespace hemoledger {

class PlanServiceImpl final : public v1::PlanService::CallbackService {
 public:
  explicit PlanServiceImpl(const RpcEnvironment* environment) : environment_(*environment) {}

  grpc::ServerUnaryReactor* IssuePlan(grpc::CallbackServerContext* context,
                                      const v1::IssuePlanRequest* request,
                                      v1::IssuePlanResponse* response) noexcept override;
  grpc::ServerUnaryReactor* AmendPlan(grpc::CallbackServerContext* context,
                                      const v1::AmendPlanRequest* request,
                                      v1::AmendPlanResponse* response) noexcept override;
  grpc::ServerUnaryReactor* CorrectPlanEntry(
      grpc::CallbackServerContext* context, const v1::CorrectPlanEntryRequest* request,
      v1::CorrectPlanEntryResponse* response) noexcept override;
  grpc::ServerUnaryReactor* GetPlan(grpc::CallbackServerContext* context,
                                    const v1::GetPlanRequest* request,
                                    v1::GetPlanResponse* response) noexcept override;
  grpc::ServerUnaryReactor* ListPlans(grpc::CallbackServerContext* context,
                                      const v1::ListPlansRequest* request,
                                      v1::ListPlansResponse* response) noexcept override;
  grpc::ServerUnaryReactor* ListPlanHistory(
      grpc::CallbackServerContext* context, const v1::ListPlanHistoryRequest* request,
      v1::ListPlanHistoryResponse* response) noexcept override;
  grpc::ServerUnaryReactor* ComparePlans(grpc::CallbackServerContext* context,
                                         const v1::ComparePlansRequest* request,
                                         v1::ComparePlansResponse* response) noexcept override;

 private:
  const RpcEnvironment& environment_;
};

}  // namespace hemoledger
