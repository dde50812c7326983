// RecordService on gRPC.
#pragma once

#include "hemoledger/v1/record_service.grpc.pb.h"
#include "services/rpc/environment.h"

namespace hemoledger {

class RecordServiceImpl final : public v1::RecordService::CallbackService {
 public:
  explicit RecordServiceImpl(const RpcEnvironment* environment) : environment_(*environment) {}

  grpc::ServerUnaryReactor* PutRecord(grpc::CallbackServerContext* context,
                                      const v1::PutRecordRequest* request,
                                      v1::PutRecordResponse* response) noexcept override;
  grpc::ServerUnaryReactor* ListRecords(grpc::CallbackServerContext* context,
                                        const v1::ListRecordsRequest* request,
                                        v1::ListRecordsResponse* response) noexcept override;
  grpc::ServerUnaryReactor* ListStatements(grpc::CallbackServerContext* context,
                                           const v1::ListStatementsRequest* request,
                                           v1::ListStatementsResponse* response) noexcept override;
  grpc::ServerUnaryReactor* ListIndicators(grpc::CallbackServerContext* context,
                                           const v1::ListIndicatorsRequest* request,
                                           v1::ListIndicatorsResponse* response) noexcept override;
  grpc::ServerUnaryReactor* ListFindings(grpc::CallbackServerContext* context,
                                         const v1::ListFindingsRequest* request,
                                         v1::ListFindingsResponse* response) noexcept override;

 private:
  const RpcEnvironment& environment_;
};

}  // namespace hemoledger
