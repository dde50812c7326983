// Unary calls that write: admitted, handed to the ledger, answered when it answers.
#pragma once

#include <string_view>

#include "services/ledger/ledger.h"
#include "services/rpc/environment.h"
#include "services/rpc/unary_call.h"

namespace hemoledger {

// `write` is one of Ledger's writes.
template <typename Request, typename Response>
grpc::ServerUnaryReactor* StartWrite(const RpcEnvironment& environment, std::string_view method,
                                     grpc::CallbackServerContext* context, const Request* request,
                                     Response* response,
                                     void (Ledger::*write)(std::string_view, Request,
                                                           WriteDone<Response>)) noexcept {
  return StartUnary(*environment.guard, method, context, request, response,
                    [&environment, write](const CallScope& scope, const Request& asked,
                                          UnaryAnswer<Response> answer) {
                      // The ledger keeps the request longer than the call may live.
                      (environment.ledger->*write)(scope.principal, asked, std::move(answer));
                    });
}

}  // namespace hemoledger
