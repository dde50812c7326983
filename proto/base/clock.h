// Time, passed in so that tests move it.
#pragma once

#include <cstdint>

namespace hemoledger {

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  // Wall clock: microseconds since 1970-01-01T00:00:00Z. It may jump.
  virtual int64_t NowMicros() = 0;
  // Microseconds since the machine started, time asleep included (CLOCK_BOOTTIME). It never jumps.
  virtual int64_t BootMicros() = 0;
};

// The machine's clocks.
class SystemClock : public Clock {
 public:
  int64_t NowMicros() override;
  int64_t BootMicros() override;
};

}  // namespace hemoledger
