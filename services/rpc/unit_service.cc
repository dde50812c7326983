#include "services/rpc/unit_service.h"

#include "services/rpc/read_call.h"
#include "services/rpc/unit_reads.h"
#include "services/rpc/write_call.h"

namespace hemoledger {

grpc::ServerUnaryReactor* UnitServiceImpl::ChangeUnits(grpc::CallbackServerContext* context,
                                                       const v1::ChangeUnitsRequest* request,
                                                       v1::ChangeUnitsResponse* response) noexcept {
  return StartWrite(environment_, "hemoledger.v1.UnitService/ChangeUnits", context, request,
                    response, &Ledger::ChangeUnits);
}

grpc::ServerUnaryReactor* UnitServiceImpl::GetUnit(grpc::CallbackServerContext* context,
                                                   const v1::GetUnitRequest* request,
                                                   v1::GetUnitResponse* response) noexcept {
  return StartRead(environment_, "hemoledger.v1.UnitService/GetUnit", context, request, response,
                   &hemoledger::GetUnit);
}

grpc::ServerUnaryReactor* UnitServiceImpl::ListUnits(grpc::CallbackServerContext* context,
                                                     const v1::ListUnitsRequest* request,
                                                     v1::ListUnitsResponse* response) noexcept {
  return StartRead(environment_, "hemoledger.v1.UnitService/ListUnits", context, request, response,
                   &hemoledger::ListUnits);
}

}  // namespace hemoledger
