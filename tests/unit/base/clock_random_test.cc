#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "proto/base/clock.h"
#include "proto/base/random.h"
#include "tests/support/fake_clock.h"

namespace hemoledger {
namespace {

TEST(ClockTest, TheSystemClocksGoForward) {
  SystemClock clock;
  const int64_t boot = clock.BootMicros();
  EXPECT_GT(boot, 0);
  EXPECT_GE(clock.BootMicros(), boot);
  // After 2020 and before 2200: microseconds, not another unit.
  EXPECT_GT(clock.NowMicros(), int64_t{1'577'836'800} * 1'000'000);
  EXPECT_LT(clock.NowMicros(), int64_t{7'258'118'400} * 1'000'000);
}

TEST(ClockTest, AFakeClockMovesOnlyWhenTold) {
  FakeClock clock;
  const int64_t now = clock.NowMicros();
  const int64_t boot = clock.BootMicros();
  clock.Advance(5);
  EXPECT_EQ(clock.NowMicros(), now + 5);
  EXPECT_EQ(clock.BootMicros(), boot + 5);
  clock.Jump(-100);
  EXPECT_EQ(clock.NowMicros(), now - 95);
  EXPECT_EQ(clock.BootMicros(), boot + 5);
}

TEST(RandomTest, TheSameSeedGivesTheSameBytes) {
  SeededRandom first(42);
  SeededRandom second(42);
  SeededRandom other(43);
  EXPECT_EQ(first.Bytes(33), second.Bytes(33));
  EXPECT_NE(first.Bytes(33), other.Bytes(33));
  // SplitMix64's first output for seed 0, as its published code gives it.
  EXPECT_EQ(SeededRandom(0).Uint64(), 0xe220a8397b1dcdaf);
}

TEST(RandomTest, TheSystemGivesOtherBytesEachTime) {
  SystemRandom random;
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) seen.insert(random.Bytes(32));
  EXPECT_EQ(seen.size(), 100u);
  EXPECT_EQ(random.Bytes(0), "");
}

TEST(RandomTest, BelowReachesEveryValueAndNoOther) {
  SeededRandom random(1);
  std::set<uint64_t> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(random.Below(7));
  EXPECT_EQ(seen, (std::set<uint64_t>{0, 1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(random.Below(1), 0u);
}

}  // namespace
}  // namespace hemoledger
