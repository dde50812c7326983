#include "services/rpc/event_service.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "services/rpc/event_reader.h"
#include "services/rpc/grpc_status.h"
#include "services/rpc/limits.h"
#include "services/rpc/page_token.h"
#include "services/rpc/subscription.h"
#include "services/rpc/unary_call.h"

namespace hemoledger {
namespace {

absl::StatusOr<v1::ReadEventsResponse> ReadEventsOf(const RpcEnvironment& environment,
                                                    const v1::ReadEventsRequest& request) {
  ASSIGN_OR_RETURN(const EventTypes types, EventTypes::Make(request.types()));
  ASSIGN_OR_RETURN(const int page_size,
                   CheckedPageSize(request.page_size(), kDefaultPageSize, kMaxPageSize));
  const uint64_t head = environment.ledger->views().head().next_position;
  if (request.from_position() > head) {
    return MakeError(ERROR_REASON_POSITION_PAST_HEAD,
                     {{"position", request.from_position()}, {"head", head - 1}});
  }
  v1::ReadEventsResponse response;
  response.set_head_position(head - 1);
  ASSIGN_OR_RETURN(
      const uint64_t next,
      ReadEventsInto(environment.ledger->store(), types,
                     {.begin = request.from_position(), .end = head, .max_events = page_size},
                     response.mutable_events()));
  response.set_next_position(next);
  return response;
}

class SubscriptionReactor final : public grpc::ServerWriteReactor<v1::SubscribeResponse>,
                                  public SubscriptionTransport {
 public:
  SubscriptionReactor(const RpcEnvironment& environment, EventTail& tail)
      : environment_(environment),
        subscription_(std::make_shared<EventSubscription>(&environment.ledger->store(),
                                                          &environment.ledger->views(), &tail,
                                                          environment.work, this)) {}

  // Keeps `request` until it returns.
  void Start(const v1::SubscribeRequest& request, std::string_view connection,
             const absl::Status& admitted) noexcept {
    absl::Status status = admitted;
    if (status.ok()) status = environment_.subscriptions->Add(subscription_, connection);
    if (status.ok()) {
      subscription_->Start(request);
    } else {
      subscription_->Refuse(status);
    }
  }

  void StartWrite(const v1::SubscribeResponse* response) noexcept override {
    grpc::ServerWriteReactor<v1::SubscribeResponse>::StartWrite(response);
  }
  void Finish(const absl::Status& status) noexcept override {
    grpc::ServerWriteReactor<v1::SubscribeResponse>::Finish(ToGrpcStatus(status));
  }

  void OnWriteDone(bool ok) noexcept override { subscription_->OnWritten(ok); }
  void OnCancel() noexcept override { subscription_->OnCancelled(); }
  void OnDone() noexcept override {
    environment_.subscriptions->Remove(subscription_.get());
    delete this;
  }

 private:
  const RpcEnvironment& environment_;
  const std::shared_ptr<EventSubscription> subscription_;
};

}  // namespace

grpc::ServerUnaryReactor* EventServiceImpl::ReadEvents(grpc::CallbackServerContext* context,
                                                       const v1::ReadEventsRequest* request,
                                                       v1::ReadEventsResponse* response) noexcept {
  return StartUnary(*environment_.guard, "hemoledger.v1.EventService/ReadEvents", context, request,
                    response,
                    [this](const CallScope&, const v1::ReadEventsRequest& asked,
                           UnaryAnswer<v1::ReadEventsResponse> answer) {
                      answer(ReadEventsOf(environment_, asked));
                    });
}

grpc::ServerWriteReactor<v1::SubscribeResponse>* EventServiceImpl::Subscribe(
    grpc::CallbackServerContext* context, const v1::SubscribeRequest* request) noexcept {
  const std::string connection = context->peer();
  auto* reactor = new SubscriptionReactor(environment_, tail_);
  reactor->Start(*request, connection,
                 environment_.guard
                     ->Admit({.method = "hemoledger.v1.EventService/Subscribe",
                              .request_bytes = request->ByteSizeLong(),
                              .connection = connection})
                     .status());
  return reactor;
}

}  // namespace hemoledger
