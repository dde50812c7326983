#include "services/rpc/consumer_service.h"

#include <memory>
#include <utility>
#include <vector>

#include "proto/base/errors.h"
#include "services/rpc/consumer_groups.h"
#include "services/rpc/consumer_limits.h"
#include "services/rpc/consumer_stream.h"
#include "services/rpc/grpc_status.h"
#include "services/rpc/limits.h"
#include "services/rpc/unary_call.h"

namespace hemoledger {
namespace {

// Only hands over between gRPC and ConsumerStream.
class ConsumerReactor final
    : public grpc::ServerBidiReactor<v1::ConsumeRequest, v1::ConsumeResponse>,
      public ConsumerStreamTransport {
  using Base = grpc::ServerBidiReactor<v1::ConsumeRequest, v1::ConsumeResponse>;

 public:
  ConsumerReactor(const RpcEnvironment& environment, const ConsumerEnvironment& consumers,
                  grpc::CallbackServerContext* context, std::string_view connection,
                  const absl::Status& admitted)
      : consumers_(consumers),
        context_(context),
        stream_(std::make_shared<ConsumerStream>(consumers.groups, &environment.ledger->store(),
                                                 environment.work, this)) {
    absl::Status status = admitted;
    if (status.ok()) status = consumers_.streams->Add(stream_, connection);
    if (status.ok()) {
      stream_->Start();
    } else {
      stream_->Refuse(status);
    }
  }

  void StartRead(v1::ConsumeRequest* request) noexcept override { Base::StartRead(request); }
  void StartWrite(const v1::ConsumeResponse* response) noexcept override {
    Base::StartWrite(response);
  }
  void Finish(const absl::Status& status) noexcept override { Base::Finish(ToGrpcStatus(status)); }
  bool IsCancelled() noexcept override { return context_->IsCancelled(); }

  void OnReadDone(bool ok) noexcept override { stream_->OnRead(ok); }
  void OnWriteDone(bool ok) noexcept override { stream_->OnWritten(ok); }
  void OnCancel() noexcept override { stream_->OnCancelled(); }
  void OnDone() noexcept override {
    consumers_.streams->Remove(stream_.get());
    delete this;
  }

 private:
  const ConsumerEnvironment& consumers_;
  // gRPC's; lives until OnDone.
  grpc::CallbackServerContext* const context_;
  const std::shared_ptr<ConsumerStream> stream_;
};

// Replays or drops.
template <typename Request, typename Response>
void ChangeParked(const ConsumerEnvironment& consumers, ServedGroup::ParkedAction action,
                  const Request& request, const UnaryAnswer<Response>& answer) {
  const auto group = consumers.groups->Find(request.group_id());
  if (!group.ok()) {
    answer(group.status());
    return;
  }
  if (request.positions().empty() || request.positions_size() > kMaxParkedPositions) {
    answer(MakeError(ERROR_REASON_FIELD_INVALID, {{"field", "positions"},
                                                  {"value", request.positions_size()},
                                                  {"expected", "1 to 1000 positions"}}));
    return;
  }
  (*group)->ChangeParked(action, {request.positions().begin(), request.positions().end()},
                         [answer](const absl::Status& status) {
                           answer(status.ok() ? absl::StatusOr<Response>(Response()) : status);
                         });
}

}  // namespace

grpc::ServerUnaryReactor* ConsumerServiceImpl::CreateConsumerGroup(
    grpc::CallbackServerContext* context, const v1::CreateConsumerGroupRequest* request,
    v1::ConsumerGroup* response) noexcept {
  return StartUnary(
      *environment_.guard, "hemoledger.v1.ConsumerService/CreateConsumerGroup", context, request,
      response,
      [this](const CallScope&, const v1::CreateConsumerGroupRequest& asked,
             UnaryAnswer<v1::ConsumerGroup> answer) { consumers_.groups->Create(asked, answer); });
}

grpc::ServerUnaryReactor* ConsumerServiceImpl::GetConsumerGroup(
    grpc::CallbackServerContext* context, const v1::GetConsumerGroupRequest* request,
    v1::ConsumerGroup* response) noexcept {
  return StartUnary(*environment_.guard, "hemoledger.v1.ConsumerService/GetConsumerGroup", context,
                    request, response,
                    [this](const CallScope&, const v1::GetConsumerGroupRequest& asked,
                           UnaryAnswer<v1::ConsumerGroup> answer) {
                      const auto group = consumers_.groups->Find(asked.group_id());
                      answer(group.ok() ? (*group)->Describe()
                                        : absl::StatusOr<v1::ConsumerGroup>(group.status()));
                    });
}

grpc::ServerUnaryReactor* ConsumerServiceImpl::ListConsumerGroups(
    grpc::CallbackServerContext* context, const v1::ListConsumerGroupsRequest* request,
    v1::ListConsumerGroupsResponse* response) noexcept {
  return StartUnary(*environment_.guard, "hemoledger.v1.ConsumerService/ListConsumerGroups",
                    context, request, response,
                    [this](const CallScope&, const v1::ListConsumerGroupsRequest&,
                           UnaryAnswer<v1::ListConsumerGroupsResponse> answer) {
                      answer(consumers_.groups->List());
                    });
}

grpc::ServerUnaryReactor* ConsumerServiceImpl::DeleteConsumerGroup(
    grpc::CallbackServerContext* context, const v1::DeleteConsumerGroupRequest* request,
    v1::DeleteConsumerGroupResponse* response) noexcept {
  return StartUnary(*environment_.guard, "hemoledger.v1.ConsumerService/DeleteConsumerGroup",
                    context, request, response,
                    [this](const CallScope&, const v1::DeleteConsumerGroupRequest& asked,
                           UnaryAnswer<v1::DeleteConsumerGroupResponse> answer) {
                      consumers_.groups->Delete(asked, answer);
                    });
}

grpc::ServerUnaryReactor* ConsumerServiceImpl::ResetConsumerGroup(
    grpc::CallbackServerContext* context, const v1::ResetConsumerGroupRequest* request,
    v1::ConsumerGroup* response) noexcept {
  return StartUnary(
      *environment_.guard, "hemoledger.v1.ConsumerService/ResetConsumerGroup", context, request,
      response,
      [this](const CallScope&, const v1::ResetConsumerGroupRequest& asked,
             UnaryAnswer<v1::ConsumerGroup> answer) { consumers_.groups->Reset(asked, answer); });
}

grpc::ServerBidiReactor<v1::ConsumeRequest, v1::ConsumeResponse>* ConsumerServiceImpl::Consume(
    grpc::CallbackServerContext* context) noexcept {
  const std::string connection = context->peer();
  return new ConsumerReactor(
      environment_, consumers_, context, connection,
      environment_.guard
          ->Admit({.method = "hemoledger.v1.ConsumerService/Consume", .connection = connection})
          .status());
}

grpc::ServerUnaryReactor* ConsumerServiceImpl::ListParkedEvents(
    grpc::CallbackServerContext* context, const v1::ListParkedEventsRequest* request,
    v1::ListParkedEventsResponse* response) noexcept {
  return StartUnary(*environment_.guard, "hemoledger.v1.ConsumerService/ListParkedEvents", context,
                    request, response,
                    [this](const CallScope&, const v1::ListParkedEventsRequest& asked,
                           UnaryAnswer<v1::ListParkedEventsResponse> answer) {
                      answer(consumers_.groups->ListParked(asked));
                    });
}

grpc::ServerUnaryReactor* ConsumerServiceImpl::ReplayParkedEvents(
    grpc::CallbackServerContext* context, const v1::ReplayParkedEventsRequest* request,
    v1::ReplayParkedEventsResponse* response) noexcept {
  return StartUnary(*environment_.guard, "hemoledger.v1.ConsumerService/ReplayParkedEvents",
                    context, request, response,
                    [this](const CallScope&, const v1::ReplayParkedEventsRequest& asked,
                           UnaryAnswer<v1::ReplayParkedEventsResponse> answer) {
                      ChangeParked(consumers_, ServedGroup::ParkedAction::kReplay, asked, answer);
                    });
}

grpc::ServerUnaryReactor* ConsumerServiceImpl::DropParkedEvents(
    grpc::CallbackServerContext* context, const v1::DropParkedEventsRequest* request,
    v1::DropParkedEventsResponse* response) noexcept {
  return StartUnary(*environment_.guard, "hemoledger.v1.ConsumerService/DropParkedEvents", context,
                    request, response,
                    [this](const CallScope&, const v1::DropParkedEventsRequest& asked,
                           UnaryAnswer<v1::DropParkedEventsResponse> answer) {
                      ChangeParked(consumers_, ServedGroup::ParkedAction::kDrop, asked, answer);
                    });
}

}  // namespace hemoledger
