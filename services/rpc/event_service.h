// EventService on gRPC. All subscriptions share the decoded end of the log.
#pragma once

#include "hemoledger/v1/event_service.grpc.pb.h"
#include "services/rpc/environment.h"
#include "services/rpc/event_tail.h"
#include "services/rpc/follow_limits.h"

namespace hemoledger {

class EventServiceImpl final : public v1::EventService::CallbackService {
 public:
  explicit EventServiceImpl(const RpcEnvironment* environment) : environment_(*environment) {}

  grpc::ServerUnaryReactor* ReadEvents(grpc::CallbackServerContext* context,
                                       const v1::ReadEventsRequest* request,
                                       v1::ReadEventsResponse* response) noexcept override;
  grpc::ServerWriteReactor<v1::SubscribeResponse>* Subscribe(
      grpc::CallbackServerContext* context, const v1::SubscribeRequest* request) noexcept override;

 private:
  const RpcEnvironment& environment_;
  EventTail tail_{kMaxTailBytes};
};

}  // namespace hemoledger
