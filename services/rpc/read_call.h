// Unary calls that read: which state they answer from, and waiting for it.
#pragma once

#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hemoledger/v1/read_options.pb.h"
#include "proto/base/errors.h"
#include "services/ledger/views.h"
#include "services/rpc/environment.h"
#include "services/rpc/unary_call.h"

namespace hemoledger {

// Errors: AS_OF_UNSUPPORTED, DATE_INVALID.
absl::Status CheckReadOptions(const v1::ReadOptions& read);

// Until when a call waits for `min_position`: kMaxPositionWait from now, and a moment less than its
// caller does, so that the caller gets our answer with its details.
Views::Deadline PositionDeadline(const CallScope& scope);

// What `view` reflects.
v1::ReadPosition ReflectedPosition(const View& view);

// Admits a call, finds the state that it asks for, and answers with read(environment, view,
// request) (an absl::StatusOr<Response>). The request has a field `read`. Waiting holds no thread;
// the read then runs on the work queue. OVERLOADED: too many wait.
template <typename Request, typename Response, typename Read>
grpc::ServerUnaryReactor* StartRead(const RpcEnvironment& environment, std::string_view method,
                                    grpc::CallbackServerContext* context, const Request* request,
                                    Response* response, const Read& read) noexcept {
  return StartUnary(*environment.guard, method, context, request, response,
                    [&environment, &read](const CallScope& scope, const Request& asked,
                                          UnaryAnswer<Response> answer) {
                      if (absl::Status status = CheckReadOptions(asked.read()); !status.ok()) {
                        answer(status);
                        return;
                      }
                      Views& views = environment.ledger->views();
                      std::shared_ptr<const View> view = views.Pin();
                      const uint64_t min_position = asked.read().min_position();
                      if (min_position < view->next_position) {
                        answer(read(environment, view, asked));
                        return;
                      }
                      const auto place = environment.waiting_reads->Enter(asked.ByteSizeLong());
                      if (place == nullptr) {
                        answer(MakeError(ERROR_REASON_OVERLOADED, {{"retry_after_seconds", 1}}));
                        return;
                      }
                      views.WaitForPosition(
                          min_position, PositionDeadline(scope),
                          [&environment, read, asked, answer, place](const absl::Status& reached) {
                            if (!reached.ok()) {
                              answer(reached);
                              return;
                            }
                            environment.work->Post([&environment, read, asked, answer, place] {
                              answer(read(environment, environment.ledger->views().Pin(), asked));
                            });
                          });
                    });
}

}  // namespace hemoledger
