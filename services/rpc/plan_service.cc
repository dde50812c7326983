#include "services/rpc/plan_service.h"

#include "services/rpc/compare_reads.h"
#include "services/rpc/plan_reads.h"
#include "services/rpc/read_call.h"
#include "services/rpc/write_call.h"

namespace hemoledger {

grpc::ServerUnaryReactor* PlanServiceImpl::IssuePlan(grpc::CallbackServerContext* context,
                                                     const v1::IssuePlanRequest* request,
                                                     v1::IssuePlanResponse* response) noexcept {
  return StartWrite(environment_, "hemoledger.v1.PlanService/IssuePlan", context, request, response,
                    &Ledger::IssuePlan);
}

grpc::ServerUnaryReactor* PlanServiceImpl::AmendPlan(grpc::CallbackServerContext* context,
                                                     const v1::AmendPlanRequest* request,
                                                     v1::AmendPlanResponse* response) noexcept {
  return StartWrite(environment_, "hemoledger.v1.PlanService/AmendPlan", context, request, response,
                    &Ledger::AmendPlan);
}

grpc::ServerUnaryReactor* PlanServiceImpl::CorrectPlanEntry(
    grpc::CallbackServerContext* context, const v1::CorrectPlanEntryRequest* request,
    v1::CorrectPlanEntryResponse* response) noexcept {
  return StartWrite(environment_, "hemoledger.v1.PlanService/CorrectPlanEntry", context, request,
                    response, &Ledger::CorrectPlanEntry);
}

grpc::ServerUnaryReactor* PlanServiceImpl::GetPlan(grpc::CallbackServerContext* context,
                                                   const v1::GetPlanRequest* request,
                                                   v1::GetPlanResponse* response) noexcept {
  return StartRead(environment_, "hemoledger.v1.PlanService/GetPlan", context, request, response,
                   &hemoledger::GetPlan);
}

grpc::ServerUnaryReactor* PlanServiceImpl::ListPlans(grpc::CallbackServerContext* context,
                                                     const v1::ListPlansRequest* request,
                                                     v1::ListPlansResponse* response) noexcept {
  return StartRead(environment_, "hemoledger.v1.PlanService/ListPlans", context, request, response,
                   &hemoledger::ListPlans);
}

grpc::ServerUnaryReactor* PlanServiceImpl::ListPlanHistory(
    grpc::CallbackServerContext* context, const v1::ListPlanHistoryRequest* request,
    v1::ListPlanHistoryResponse* response) noexcept {
  return StartRead(environment_, "hemoledger.v1.PlanService/ListPlanHistory", context, request,
                   response, &hemoledger::ListPlanHistory);
}

grpc::ServerUnaryReactor* PlanServiceImpl::ComparePlans(
    grpc::CallbackServerContext* context, const v1::ComparePlansRequest* request,
    v1::ComparePlansResponse* response) noexcept {
  return StartRead(environment_, "hemoledger.v1.PlanService/ComparePlans", context, request,
                   response, &hemoledger::ComparePlans);
}

}  // namespace hemoledger
