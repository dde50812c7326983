// Carries out a RetryPolicy for one call or one stream. Not thread-safe.
#pragma once

#include <chrono>
#include <optional>

#include "absl/status/status.h"
#include "clients/lib/retry_policy.h"
#include "proto/base/clock.h"
#include "proto/base/random.h"

namespace hemoledger::internal {

class Backoff {
 public:
  // Keeps references: policy, clock and random must outlive it. The time begins to run.
  Backoff(const RetryPolicy& policy, Clock& clock, Random& random);

  // Progress was made: the next failure is the first again.
  void Reset();

  // How long to wait after `failure` before the next try; absent: it is not UNAVAILABLE, or the
  // time is up.
  std::optional<std::chrono::milliseconds> Next(const absl::Status& failure);

 private:
  const RetryPolicy& policy_;
  Clock& clock_;
  Random& random_;
  int64_t began_micros_;
  std::chrono::milliseconds next_;
};

}  // namespace hemoledger::internal
