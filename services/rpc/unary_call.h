// Unary calls on gRPC's callback API: one function that admits, runs and ends every one of them.
//
// The traps (seen with gRPC 1.51): a call that is not finished on cancellation hangs Shutdown for
// ever; one finished twice aborts; an exception becomes UNIMPLEMENTED. So: the first of handler,
// cancellation and a dropped answer finishes, exactly once; the reactor deletes itself in OnDone;
// everything is noexcept.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "proto/base/errors.h"
#include "services/rpc/grpc_status.h"
#include "services/rpc/guard.h"

namespace hemoledger {

// What a handler knows of its call besides the request.
struct CallScope {
  std::string principal;
  // When the caller gives up; may be infinitely far.
  std::chrono::system_clock::time_point deadline;
};

namespace internal {

template <typename Response>
class UnaryReactor final : public grpc::ServerUnaryReactor {
 public:
  // Who may still finish the call: whoever takes the pointer out.
  class Promise {
   public:
    explicit Promise(UnaryReactor* reactor) : reactor_(reactor) {}
    ~Promise() {
      Finish(MakeError(ERROR_REASON_INTERNAL, {{"detail", "the call was dropped unanswered"}}));
    }
    Promise(const Promise&) = delete;
    Promise& operator=(const Promise&) = delete;

    void Finish(absl::StatusOr<Response> result) noexcept {
      UnaryReactor* reactor = reactor_.exchange(nullptr, std::memory_order_acq_rel);
      if (reactor == nullptr) return;
      if (result.ok()) *reactor->response_ = *std::move(result);
      reactor->Finish(ToGrpcStatus(result.status()));
    }

   private:
    std::atomic<UnaryReactor*> reactor_;
  };

  // `response` is gRPC's and lives until OnDone.
  explicit UnaryReactor(Response* response) : response_(response) {}

  std::shared_ptr<Promise> MakePromise() {
    auto promise = std::make_shared<Promise>(this);
    promise_ = promise;
    return promise;
  }

  void OnCancel() noexcept override {
    // The client reads nothing of this any more: its own end of the call is over.
    if (const auto promise = promise_.lock()) {
      promise->Finish(
          MakeError(ERROR_REASON_INTERNAL, {{"detail", "the call was cancelled by its caller"}}));
    }
  }
  void OnDone() noexcept override { delete this; }

 private:
  Response* const response_;
  // Set before the reactor is known to gRPC, read in OnCancel only. When it is gone the call was
  // finished.
  std::weak_ptr<Promise> promise_;
};

}  // namespace internal

// Ends a call. Copies end the same call: the first one to be called does, the others do nothing.
// When the last copy goes unused, the call ends with INTERNAL. Thread-safe; may be called long
// after the client went away.
template <typename Response>
class UnaryAnswer {
 public:
  explicit UnaryAnswer(std::shared_ptr<typename internal::UnaryReactor<Response>::Promise> promise)
      : promise_(std::move(promise)) {}
  void operator()(absl::StatusOr<Response> result) const noexcept {
    promise_->Finish(std::move(result));
  }

 private:
  std::shared_ptr<typename internal::UnaryReactor<Response>::Promise> promise_;
};

// Asks `guard`, then calls handler(CallScope, const Request&, UnaryAnswer<Response>). The request
// lives while the handler runs: what is needed later is copied. The handler may answer before it
// returns or later, from any thread.
template <typename Request, typename Response, typename Handler>
grpc::ServerUnaryReactor* StartUnary(Guard& guard, std::string_view method,
                                     grpc::CallbackServerContext* context, const Request* request,
                                     Response* response, const Handler& handler,
                                     bool while_stopping = false) noexcept {
  auto* reactor = new internal::UnaryReactor<Response>(response);
  UnaryAnswer<Response> answer(reactor->MakePromise());
  const std::string connection = context->peer();
  absl::StatusOr<std::string> principal = guard.Admit({.method = method,
                                                       .request_bytes = request->ByteSizeLong(),
                                                       .connection = connection,
                                                       .while_stopping = while_stopping});
  if (principal.ok()) {
    handler(CallScope{*std::move(principal), context->deadline()}, *request, std::move(answer));
  } else {
    answer(principal.status());
  }
  return reactor;
}

}  // namespace hemoledger
