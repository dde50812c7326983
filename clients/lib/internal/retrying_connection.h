// A Connection that tries unary calls again, on top of another.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "clients/lib/connection.h"

namespace hemoledger::internal {

using Sleeper = std::function<void(std::chrono::milliseconds)>;

// `clock` and `random` must outlive it; `sleep` is called in the thread of the call.
std::unique_ptr<Connection> MakeRetryingConnection(std::unique_ptr<Connection> bare,
                                                   RetryPolicy policy, Clock& clock, Random& random,
                                                   Sleeper sleep);

}  // namespace hemoledger::internal
