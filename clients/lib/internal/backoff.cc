#include "clients/lib/internal/backoff.h"

#include <algorithm>
#include <cstdint>

#include "proto/base/errors.h"
#include "proto/base/strings.h"

namespace hemoledger::internal {

using std::chrono::milliseconds;

Backoff::Backoff(const RetryPolicy& policy, Clock& clock, Random& random)
    : policy_(policy), clock_(clock), random_(random) {
  Reset();
}

void Backoff::Reset() {
  began_micros_ = clock_.BootMicros();
  next_ = std::max(policy_.initial_backoff, milliseconds(1));
}

std::optional<milliseconds> Backoff::Next(const absl::Status& failure) {
  if (failure.code() != absl::StatusCode::kUnavailable) return std::nullopt;
  const milliseconds elapsed((clock_.BootMicros() - began_micros_) / 1000);
  if (elapsed >= policy_.give_up_after) return std::nullopt;

  const uint64_t half = static_cast<uint64_t>(next_.count()) / 2;
  milliseconds wait(static_cast<int64_t>(half + random_.Below(half + 1)));
  if (const auto asked = ParseInt64(FieldOf(failure, "retry_after_seconds")); asked.has_value()) {
    wait = std::max(wait, milliseconds(std::clamp<int64_t>(*asked, 0, 3600) * 1000));
  }
  next_ = std::min(
      policy_.max_backoff,
      milliseconds(static_cast<int64_t>(static_cast<double>(next_.count()) * policy_.multiplier)));
  // The last try falls at the end of the time, not before it.
  return std::clamp(wait, milliseconds(1),
                    std::max(policy_.give_up_after - elapsed, milliseconds(1)));
}

}  // namespace hemoledger::internal
