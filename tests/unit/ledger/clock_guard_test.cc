#include "services/ledger/clock_guard.h"

#include <gtest/gtest.h>

#include "tests/support/fake_clock.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

constexpr int64_t kMinute = 60'000'000;
constexpr int64_t kLimit = 5 * kMinute;

TEST(ClockGuard, TimeThatPassesIsNoJump) {
  FakeClock clock;
  ClockGuard guard(clock, kLimit, std::nullopt);
  for (int i = 0; i < 100; ++i) {
    clock.Advance(30 * kMinute);
    EXPECT_OK(guard.Read().status);
  }
  EXPECT_EQ(guard.Read().now_micros, clock.NowMicros());
}

TEST(ClockGuard, JumpsEitherWayStopUntilConfirmed) {
  for (const int64_t jump : {6 * kMinute, -6 * kMinute}) {
    FakeClock clock;
    ClockGuard guard(clock, kLimit, FakeClock::kStartMicros);
    clock.Jump(jump);
    EXPECT_THAT(guard.Read().status, StatusIs(ERROR_REASON_CLOCK_STOPPED));
    EXPECT_EQ(guard.jump_micros(), jump);
    clock.Jump(-jump);
    EXPECT_THAT(guard.Read().status, StatusIs(ERROR_REASON_CLOCK_STOPPED)) << "until confirmed";
    guard.Confirm();
    EXPECT_OK(guard.Read().status);
    EXPECT_EQ(guard.jump_micros(), 0);
  }
}

TEST(ClockGuard, SmallStepsWithinAnHourAddUp) {
  FakeClock clock;
  ClockGuard guard(clock, kLimit, std::nullopt);
  clock.Jump(3 * kMinute);
  EXPECT_OK(guard.Read().status);
  clock.Jump(3 * kMinute);
  EXPECT_THAT(guard.Read().status, StatusIs(ERROR_REASON_CLOCK_STOPPED));
}

TEST(ClockGuard, ASteeredClockIsFollowed) {
  FakeClock clock;
  ClockGuard guard(clock, kLimit, std::nullopt);
  // A second every hour: more than five minutes after two weeks.
  for (int hour = 0; hour < 24 * 30; ++hour) {
    clock.Advance(60 * kMinute);
    clock.Jump(1'000'000);
    ASSERT_OK(guard.Read().status) << hour;
  }
}

TEST(ClockGuard, AStartBehindTheLastRecordStops) {
  FakeClock clock;
  ClockGuard fine(clock, kLimit, clock.NowMicros() + 4 * kMinute);
  EXPECT_OK(fine.Read().status);
  ClockGuard behind(clock, kLimit, clock.NowMicros() + 6 * kMinute);
  EXPECT_THAT(behind.Read().status, StatusIs(ERROR_REASON_CLOCK_STOPPED));
  EXPECT_EQ(behind.jump_micros(), -6 * kMinute);
}

}  // namespace
}  // namespace hemoledger
