// Follows the events of a ledger: history, then live, going on where it was when the connection
// breaks.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>

#include "absl/status/status.h"
#include "clients/lib/connection.h"
#include "clients/lib/retry_policy.h"

namespace hemoledger {

struct FollowOptions {
  // Where it begins (a position, a time, now); blank: at position 0.
  v1::EventStart start = {};
  // Which events are wanted; blank: all. The server filters.
  v1::EventFilter filter = {};
  // `give_up_after` counts from the last message of the server.
  RetryPolicy retry = {};
  // Each event once, in order. False ends it.
  std::function<bool(const v1::RecordedEvent&)> on_event = {};
  // All history up to this position was sent; told once for each time the stream was opened. False
  // ends it. May be empty.
  std::function<bool(uint64_t position)> on_caught_up = {};
  // Everything up to progress.position() was looked at, also where nothing was wanted: where to
  // begin another time, plus 1. Told after each message of the server, its last event's position
  // where it held events; `head_position` beyond it is how far behind this reader is. May be empty.
  std::function<void(const v1::Progress& progress)> on_progress = {};
  // Ends it as a callback that says false does, at once, also while nothing comes and while it
  // waits for a server that is away. The event that is being told is told to its end.
  std::stop_token stop = {};
};

// One that began with `now` and lost its connection before the server said anything begins with
// what is new then: there was nothing yet that it could go on from.
//
// Blocks until a callback says false or a stop is requested (then OK), or until an error that
// trying again does not mend. Callbacks run in the calling thread.
absl::Status FollowEvents(Connection& connection, const FollowOptions& options, Clock& clock,
                          Random& random);

}  // namespace hemoledger
