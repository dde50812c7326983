#include "services/rpc/schedule_service.h"

#include "services/rpc/read_call.h"
#include "services/rpc/schedule_reads.h"

namespace hemoledger {

grpc::ServerUnaryReactor* ScheduleServiceImpl::ListRounds(
    grpc::CallbackServerContext* context, const v1::ListRoundsRequest* request,
    v1::ListRoundsResponse* response) noexcept {
  return StartRead(environment_, "hemoledger.v1.ScheduleService/ListRounds", context, request,
                   response, &hemoledger::ListRounds);
}

grpc::ServerUnaryReactor* ScheduleServiceImpl::ListTasks(grpc::CallbackServerContext* context,
                                                         const v1::ListTasksRequest* request,
                                                         v1::ListTasksResponse* response) noexcept {
  return StartRead(environment_, "hemoledger.v1.ScheduleService/ListTasks", context, request,
                   response, &hemoledger::ListTasks);
}

grpc::ServerUnaryReactor* ScheduleServiceImpl::ListTargets(
    grpc::CallbackServerContext* context, const v1::ListTargetsRequest* request,
    v1::ListTargetsResponse* response) noexcept {
  return StartRead(environment_, "hemoledger.v1.ScheduleService/ListTargets", context, request,
                   response, &hemoledger::ListTargets);
}

}  // namespace hemoledger
