// Watches the wall clock: a jump against the clock that counts since the machine started, or a
// start behind the last record time, stops writing until an operator confirms (DESIGN "Bytes": what
// is wrong in time can not be taken back).
#pragma once

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "proto/base/clock.h"
#include "proto/base/mutex.h"

namespace hemoledger {

// Thread-safe.
class ClockGuard {
 public:
  // `last_record_time_micros`: of the newest event; absent: there is none.
  ClockGuard(Clock& clock, int64_t max_jump_micros, std::optional<int64_t> last_record_time_micros);

  struct Reading {
    // Wall clock now.
    int64_t now_micros = 0;
    // OK, or CLOCK_STOPPED from the first doubt on.
    absl::Status status;
  };
  Reading Read();

  // By how much the clock was off when writing stopped, positive: ahead of what was expected; 0:
  // not stopped.
  int64_t jump_micros() const;

  // The wall clock is right as it is now.
  void Confirm();

 private:
  struct Moment {
    int64_t wall = 0;
    int64_t boot = 0;
  };
  Moment Now();

  Clock& clock_;
  const int64_t max_jump_micros_;
  mutable Mutex mutex_;
  // What jumps are measured against.
  Moment base_ GUARDED_BY(mutex_);
  std::optional<int64_t> jump_ GUARDED_BY(mutex_);
};

}  // namespace hemoledger
