// When and how long to wait before a call is tried again.
#pragma once

#include <chrono>
#include <functional>

#include "absl/status/status.h"

namespace hemoledger {

// Only UNAVAILABLE is tried again: every write carries an identity (request_id, source and
// sequence, feed and external id), so that a second try of one that did happen is answered with
// EXISTS.
struct RetryPolicy {
  // The wait before the second try; each further one is `multiplier` times as long, at most
  // `max_backoff`. What is really waited is drawn evenly from half of that to all of it, and never
  // less than the server asked for (retry_after_seconds).
  std::chrono::milliseconds initial_backoff{100};
  std::chrono::milliseconds max_backoff{5'000};
  double multiplier = 2.0;
  // No further try when this long has passed since the first one, or since the last progress of a
  // stream. 0: never try again.
  std::chrono::milliseconds give_up_after{5'000};
  // Told before each wait (to show it to a person); may be empty.
  std::function<void(const absl::Status& failure, std::chrono::milliseconds wait)> on_wait = {};
};

}  // namespace hemoledger
