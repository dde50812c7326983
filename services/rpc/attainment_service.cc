#include "services/rpc/attainment_service.h"

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include "grpcpp/impl/codegen/proto_utils.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "services/rpc/attainment_reads.h"
#include "services/rpc/attainment_watch.h"
#include "services/rpc/follow_limits.h"
#include "services/rpc/grpc_status.h"
#include "services/rpc/read_call.h"

namespace hemoledger {
namespace {

constexpr char kMethod[] = "hemoledger.v1.AttainmentService/GetAttainment";
constexpr char kWatchMethod[] = "hemoledger.v1.AttainmentService/WatchAttainment";

// What the answer depends on besides the state.
std::string AnswerKey(v1::GetAttainmentRequest request) {
  request.mutable_read()->clear_min_position();
  return request.SerializeAsString();
}

// Pages hold a state fast for the ones behind them: they are not kept.
bool IsWhole(const v1::GetAttainmentRequest& request, const v1::GetAttainmentResponse& response) {
  return request.page_token().empty() && response.next_page_token().empty();
}

// What is watched, or why it can not be.
absl::StatusOr<AttainmentWatch::Options> WatchOptionsOf(const RpcEnvironment& environment,
                                                        WatchedQueries& queries,
                                                        const v1::WatchAttainmentRequest& request) {
  RETURN_IF_ERROR(CheckWatched(request.query()));
  const uint32_t asked = request.min_interval_millis();
  if (asked != 0 && (asked < kMinWatchIntervalMillis || asked > kMaxWatchIntervalMillis)) {
    return MakeError(
        ERROR_REASON_FIELD_INVALID,
        {{"field", "min_interval_millis"}, {"value", asked}, {"expected", "100 to 60000, or 0"}});
  }
  AttainmentWatch::Options options;
  options.min_interval =
      std::chrono::milliseconds(asked == 0 ? kDefaultWatchIntervalMillis : asked);
  options.min_position = request.query().read().min_position();
  options.query =
      queries.Open(&environment.ledger->views(), AnswerKey(request.query()),
                   [environment, query = request.query()](const std::shared_ptr<const View>& view) {
                     return WatchedAnswer(environment, *view, query);
                   });
  return options;
}

class WatchReactor final : public grpc::ServerWriteReactor<grpc::ByteBuffer>,
                           public WatchTransport {
 public:
  explicit WatchReactor(const RpcEnvironment& environment)
      : environment_(environment),
        watch_(std::make_shared<AttainmentWatch>(&environment.ledger->views(), environment.work,
                                                 this)) {}

  void Start(absl::StatusOr<AttainmentWatch::Options> options,
             std::string_view connection) noexcept {
    absl::Status status = options.status();
    if (status.ok()) status = environment_.subscriptions->Add(watch_, connection);
    if (status.ok()) {
      watch_->Start(*std::move(options));
    } else {
      watch_->Refuse(status);
    }
  }

  void StartWrite(const grpc::Slice& message) noexcept override {
    message_ = grpc::ByteBuffer(&message, 1);
    grpc::ServerWriteReactor<grpc::ByteBuffer>::StartWrite(&message_);
  }
  void Finish(const absl::Status& status) noexcept override {
    grpc::ServerWriteReactor<grpc::ByteBuffer>::Finish(ToGrpcStatus(status));
  }

  void OnWriteDone(bool ok) noexcept override { watch_->OnWritten(ok); }
  void OnCancel() noexcept override { watch_->OnCancelled(); }
  void OnDone() noexcept override {
    environment_.subscriptions->Remove(watch_.get());
    delete this;
  }

 private:
  const RpcEnvironment& environment_;
  const std::shared_ptr<AttainmentWatch> watch_;
  grpc::ByteBuffer message_;
};

}  // namespace

grpc::ServerUnaryReactor* AttainmentServiceImpl::GetAttainment(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) noexcept {
  v1::GetAttainmentRequest asked;
  // Deserialize empties what it is given; the copy shares the bytes.
  grpc::ByteBuffer bytes = *request;
  const bool readable =
      grpc::SerializationTraits<v1::GetAttainmentRequest>::Deserialize(&bytes, &asked).ok();
  const auto answer =
      [this, readable](const RpcEnvironment& environment, const std::shared_ptr<const View>& view,
                       const v1::GetAttainmentRequest& of) -> absl::StatusOr<grpc::ByteBuffer> {
    if (!readable) {
      return MakeError(ERROR_REASON_FIELD_INVALID,
                       {{"field", "request"}, {"value", ""}, {"expected", "GetAttainmentRequest"}});
    }
    std::string key = AnswerKey(of);
    if (const auto known = answers_.Find(view->next_position, key); known.has_value()) {
      return grpc::ByteBuffer(&*known, 1);
    }
    ASSIGN_OR_RETURN(const v1::GetAttainmentResponse worked_out,
                     hemoledger::GetAttainment(environment, view, of));
    const grpc::Slice serialized(worked_out.SerializeAsString());
    if (IsWhole(of, worked_out)) answers_.Put(view->next_position, std::move(key), serialized);
    return grpc::ByteBuffer(&serialized, 1);
  };
  return StartRead(environment_, kMethod, context, &asked, response, answer);
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* AttainmentServiceImpl::WatchAttainment(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request) noexcept {
  const std::string connection = context->peer();
  v1::WatchAttainmentRequest asked;
  grpc::ByteBuffer bytes = *request;
  const bool readable =
      grpc::SerializationTraits<v1::WatchAttainmentRequest>::Deserialize(&bytes, &asked).ok();
  const absl::Status admitted = environment_.guard
                                    ->Admit({.method = kWatchMethod,
                                             .request_bytes = request->Length(),
                                             .connection = connection})
                                    .status();
  auto* reactor = new WatchReactor(environment_);
  if (!admitted.ok()) {
    reactor->Start(admitted, connection);
  } else if (!readable) {
    reactor->Start(
        MakeError(ERROR_REASON_FIELD_INVALID,
                  {{"field", "request"}, {"value", ""}, {"expected", "WatchAttainmentRequest"}}),
        connection);
  } else {
    reactor->Start(WatchOptionsOf(environment_, watched_, asked), connection);
  }
  return reactor;
}

}  // namespace hemoledger
