// Watches an answer about attainment: whole, then as it changes, begun anew when the connection
// breaks.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

#include "absl/status/status.h"
#include "clients/lib/connection.h"
#include "clients/lib/retry_policy.h"

namespace hemoledger {

struct WatchOptions {
  // As WatchAttainmentRequest has it: without page and as_of.
  v1::GetAttainmentRequest query = {};
  // Time between two messages at the least, 100 ms to 60 s; 0: a second.
  std::chrono::milliseconds min_interval{0};
  // `give_up_after` counts from the last message of the server.
  RetryPolicy retry = {};
  // The answer as it is now, always whole. `changed`: the lines (from 0) that differ from the
  // answer told before, ascending; empty in the first one, and where all lines are new. False ends
  // it.
  std::function<bool(const v1::GetAttainmentResponse& answer, const std::vector<uint32_t>& changed)>
      on_answer = {};
  // The figures told last are still so at this position; false ends it. May be empty.
  std::function<bool(const v1::ReadPosition& reflects)> on_unchanged = {};
  // Ends it as a callback that says false does, at once, also while nothing changes and while it
  // waits for a server that is away.
  std::stop_token stop = {};
};

// Carries a change out. Errors: INTERNAL (it is of another answer).
absl::Status ApplyAttainmentChange(const v1::AttainmentChange& change,
                                   v1::GetAttainmentResponse& answer);

// Blocks until a callback says false or a stop is requested (then OK), or until an error that
// trying again does not mend. Callbacks run in the calling thread. After a lost connection the
// answer comes whole; it is told only if it differs, and never from before a position that was
// told.
absl::Status WatchAttainment(Connection& connection, const WatchOptions& options, Clock& clock,
                             Random& random);

}  // namespace hemoledger
