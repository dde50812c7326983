// A clock that stands still until a test moves it. Thread-safe.
#pragma once

#include <atomic>
#include <cstdint>

#include "proto/base/clock.h"

namespace hemoledger {

class FakeClock : public Clock {
 public:
  // Wall clock at the start: 5 April 2022, 00:00 UTC. Boot clock: one hour.
  static constexpr int64_t kStartMicros = 1'649'116'800'000'000;
  static constexpr int64_t kStartBootMicros = 3'600'000'000;

  int64_t NowMicros() override { return now_.load(); }
  int64_t BootMicros() override { return boot_.load(); }

  // Time passes: both clocks go on.
  void Advance(int64_t micros) {
    now_ += micros;
    boot_ += micros;
  }
  // The wall clock jumps (positive: ahead), the boot clock does not.
  void Jump(int64_t micros) { now_ += micros; }

 private:
  std::atomic<int64_t> now_{kStartMicros};
  std::atomic<int64_t> boot_{kStartBootMicros};
};

}  // namespace hemoledger
