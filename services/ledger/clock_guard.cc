#include "services/ledger/clock_guard.h"

#include "proto/base/errors.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

// A clock that is slowly steered (NTP) drifts from the boot clock by minutes in a year: the base
// follows it once an hour.
constexpr int64_t kRebaseMicros = int64_t{3600} * 1'000'000;

}  // namespace

ClockGuard::ClockGuard(Clock& clock, int64_t max_jump_micros,
                       std::optional<int64_t> last_record_time_micros)
    : clock_(clock), max_jump_micros_(max_jump_micros) {
  const Moment now = Now();
  MutexLock lock(mutex_);
  base_ = now;
  if (last_record_time_micros.has_value() &&
      now.wall < *last_record_time_micros - max_jump_micros_) {
    jump_ = now.wall - *last_record_time_micros;
  }
}

ClockGuard::Moment ClockGuard::Now() {
  return {clock_.NowMicros(), clock_.BootMicros()};
}

ClockGuard::Reading ClockGuard::Read() {
  MutexLock lock(mutex_);
  const Moment now = Now();
  const int64_t passed = now.boot - base_.boot;
  const int64_t jump = now.wall - (base_.wall + passed);
  if (!jump_.has_value()) {
    if (jump > max_jump_micros_ || jump < -max_jump_micros_) {
      jump_ = jump;
    } else if (passed >= kRebaseMicros) {
      base_ = now;
    }
  }
  Reading reading{now.wall, absl::OkStatus()};
  if (jump_.has_value()) {
    reading.status = MakeError(ERROR_REASON_CLOCK_STOPPED,
                               {{"detail", Concat("clock off by ", *jump_ / 1'000'000, " s")}});
  }
  return reading;
}

int64_t ClockGuard::jump_micros() const {
  MutexLock lock(mutex_);
  return jump_.value_or(0);
}

void ClockGuard::Confirm() {
  MutexLock lock(mutex_);
  base_ = Now();
  jump_.reset();
}

}  // namespace hemoledger
