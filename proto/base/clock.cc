#include "proto/base/clock.h"

#include <ctime>

#include "proto/base/check.h"

namespace hemoledger {
namespace {

int64_t ReadMicros(clockid_t clock) {
  timespec now;
  HL_CHECK(clock_gettime(clock, &now) == 0) << "clock " << clock;
  return int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1'000;
}

}  // namespace

int64_t SystemClock::NowMicros() {
  return ReadMicros(CLOCK_REALTIME);
}

int64_t SystemClock::BootMicros() {
  return ReadMicros(CLOCK_BOOTTIME);
}

}  // namespace hemoledger
