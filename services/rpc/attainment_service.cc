#include "services/rpc/attainment_service.h"

#include "services/rpc/attainment_reads.h"
#include "services/rpc/read_call.h"

namespace hemoledger {

grpc::ServerUnaryReactor* AttainmentServiceImpl::GetAttainment(
    grpc::CallbackServerContext* context, const v1::GetAttainmentRequest* request,
    v1::GetAttainmentResponse* response) noexcept {
  return StartRead(environment_, "hemoledger.v1.AttainmentService/GetAttainment", context, request,
                   response, &hemoledger::GetAttainment);
}

}  // namespace hemoledger
