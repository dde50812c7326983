// Waiting that a stop ends.
#pragma once

#include <chrono>
#include <stop_token>

namespace hemoledger::internal {

// Waits for `wait`, in the calling thread; false: `stop` was requested meanwhile or before, and it
// returned at once. A token without a state (the default) never ends it.
bool WaitUnlessStopped(std::chrono::milliseconds wait, const std::stop_token& stop);

}  // namespace hemoledger::internal
