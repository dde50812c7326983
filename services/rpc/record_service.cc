#include "services/rpc/record_service.h"

#include "services/rpc/finding_reads.h"
#include "services/rpc/read_call.h"
#include "services/rpc/record_reads.h"
#include "services/rpc/statement_reads.h"
#include "services/rpc/unary_call.h"

namespace hemoledger {

grpc::ServerUnaryReactor* RecordServiceImpl::PutRecord(grpc::CallbackServerContext* context,
                                                       const v1::PutRecordRequest* request,
                                                       v1::PutRecordResponse* response) noexcept {
  return StartUnary(
      *environment_.guard, "hemoledger.v1.RecordService/PutRecord", context, request, response,
      [this](const CallScope& scope, const v1::PutRecordRequest& asked,
             UnaryAnswer<v1::PutRecordResponse> answer) {
        if (absl::Status checked = CheckPutRecord(environment_, asked); !checked.ok()) {
          answer(checked);
          return;
        }
        environment_.ledger->PutRecord(scope.principal, asked, std::move(answer));
      });
}

grpc::ServerUnaryReactor* RecordServiceImpl::ListRecords(
    grpc::CallbackServerContext* context, const v1::ListRecordsRequest* request,
    v1::ListRecordsResponse* response) noexcept {
  return StartRead(environment_, "hemoledger.v1.RecordService/ListRecords", context, request,
                   response, &hemoledger::ListRecords);
}

grpc::ServerUnaryReactor* RecordServiceImpl::ListStatements(
    grpc::CallbackServerContext* context, const v1::ListStatementsRequest* request,
    v1::ListStatementsResponse* response) noexcept {
  return StartRead(environment_, "hemoledger.v1.RecordService/ListStatements", context, request,
                   response, &hemoledger::ListStatements);
}

grpc::ServerUnaryReactor* RecordServiceImpl::ListIndicators(
    grpc::CallbackServerContext* context, const v1::ListIndicatorsRequest* request,
    v1::ListIndicatorsResponse* response) noexcept {
  return StartRead(environment_, "hemoledger.v1.RecordService/ListIndicators", context, request,
                   response, &hemoledger::ListIndicators);
}

grpc::ServerUnaryReactor* RecordServiceImpl::ListFindings(
    grpc::CallbackServerContext* context, const v1::ListFindingsRequest* request,
    v1::ListFindingsResponse* response) noexcept {
  return StartRead(environment_, "hemoledger.v1.RecordService/ListFindings", context, request,
                   response, &hemoledger::ListFindings);
}

}  // namespace hemoledger
