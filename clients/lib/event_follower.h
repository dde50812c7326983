// Follows the events of a ledger: history, then live, beginning again where it was when the
// connection breaks.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/status.h"
#include "clients/lib/connection.h"
#include "clients/lib/retry_policy.h"

namespace hemoledger {

struct FollowOptions {
  // The first position wanted.
  uint64_t from_position = 0;
  // Bodies wanted; empty: all.
  std::vector<v1::EventType> types;
  // `give_up_after` counts from the last message of the server.
  RetryPolicy retry;
  // Each event once, in order. False ends it.
  std::function<bool(const v1::RecordedEvent&)> on_event;
  // All history up to this position was sent; told once for each time the stream was opened; may be
  // empty.
  std::function<void(uint64_t position)> on_caught_up;
};

// Blocks until on_event says false (then OK), or until an error that trying again does not mend.
// Callbacks run in the calling thread.
absl::Status FollowEvents(Connection& connection, const FollowOptions& options, Clock& clock,
                          Random& random);

}  // namespace hemoledger
