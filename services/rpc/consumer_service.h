// ConsumerService on gRPC.
#pragma once

#include "hemoledger/v1/consumer_service.grpc.pb.h"
#include "services/rpc/environment.h"

namespace hemoledger {

class ConsumerGroups;

// What the service works with besides what all do. Borrowed, as RpcEnvironment.
struct ConsumerEnvironment {
  StreamRegistry* streams = nullptr;
  // Set before the first call.
  ConsumerGroups* groups = nullptr;
};

class ConsumerServiceImpl final : public v1::ConsumerService::CallbackService {
 public:
  ConsumerServiceImpl(const RpcEnvironment* environment, const ConsumerEnvironment* consumers)
      : environment_(*environment), consumers_(*consumers) {}

  grpc::ServerUnaryReactor* CreateConsumerGroup(grpc::CallbackServerContext* context,
                                                const v1::CreateConsumerGroupRequest* request,
                                                v1::ConsumerGroup* response) noexcept override;
  grpc::ServerUnaryReactor* GetConsumerGroup(grpc::CallbackServerContext* context,
                                             const v1::GetConsumerGroupRequest* request,
                                             v1::ConsumerGroup* response) noexcept override;
  grpc::ServerUnaryReactor* ListConsumerGroups(
      grpc::CallbackServerContext* context, const v1::ListConsumerGroupsRequest* request,
      v1::ListConsumerGroupsResponse* response) noexcept override;
  grpc::ServerUnaryReactor* DeleteConsumerGroup(
      grpc::CallbackServerContext* context, const v1::DeleteConsumerGroupRequest* request,
      v1::DeleteConsumerGroupResponse* response) noexcept override;
  grpc::ServerUnaryReactor* ResetConsumerGroup(grpc::CallbackServerContext* context,
                                               const v1::ResetConsumerGroupRequest* request,
                                               v1::ConsumerGroup* response) noexcept override;
  grpc::ServerBidiReactor<v1::ConsumeRequest, v1::ConsumeResponse>* Consume(
      grpc::CallbackServerContext* context) noexcept override;
  grpc::ServerUnaryReactor* ListParkedEvents(
      grpc::CallbackServerContext* context, const v1::ListParkedEventsRequest* request,
      v1::ListParkedEventsResponse* response) noexcept override;
  grpc::ServerUnaryReactor* ReplayParkedEvents(
      grpc::CallbackServerContext* context, const v1::ReplayParkedEventsRequest* request,
      v1::ReplayParkedEventsResponse* response) noexcept override;
  grpc::ServerUnaryReactor* DropParkedEvents(
      grpc::CallbackServerContext* context, const v1::DropParkedEventsRequest* request,
      v1::DropParkedEventsResponse* response) noexcept override;

 private:
  const RpcEnvironment& environment_;
  const ConsumerEnvironment& consumers_;
};

}  // namespace hemoledger
