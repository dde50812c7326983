#include "store/near_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/base/strings.h"
#include "tests/support/builders.h"
#include "tests/unit/store/store_fixture.h"

namespace hemoledger {
namespace {

class NearReaderTest : public StoreFixture {};

TEST_F(NearReaderTest, ReadsWhatTheStoreReadsWhereverItJumps) {
  Open();
  for (int i = 0; i < 20; ++i) AppendRandom(20);
  NearReader reader(*store_);
  const uint64_t count = events_.size();
  ASSERT_GT(count, 100u);
  // Steps on, back, and far away.
  for (uint64_t i = 0; i < 5 * count; ++i) {
    const uint64_t position = i % 3 == 0 ? i * 7'919 % count : i % count;
    ASSERT_THAT(reader.ReadEvent(position), IsOkAndHolds(events_[position])) << position;
  }
}

TEST_F(NearReaderTest, SeesWhatWasAppendedAfterItsLastRead) {
  Open();
  AppendRandom(10);
  NearReader reader(*store_);
  const uint64_t before = store_->next_position();
  ASSERT_OK(reader.ReadEvent(before - 1));
  EXPECT_THAT(reader.ReadEvent(before), StatusIs(ERROR_REASON_POSITION_PAST_HEAD));
  AppendRandom(10);
  EXPECT_THAT(reader.ReadEvent(before), IsOkAndHolds(events_[before]));
  EXPECT_THAT(reader.ReadEvent(before - 1), IsOkAndHolds(events_[before - 1]));
}

TEST_F(NearReaderTest, FindsTheRunsOfEachSource) {
  Open();
  for (int i = 0; i < 20; ++i) AppendRandom(20);
  NearReader reader(*store_);
  int found = 0;
  for (uint64_t sequence = 0; sequence < 30; ++sequence) {
    // The names that the builder may have given, and others.
    for (int number = 0; number < 60; ++number) {
      const std::string source = Concat("may-", number);
      const auto expected = store_->FindRun(source, sequence);
      ASSERT_OK(expected);
      const auto run = reader.FindRun(source, sequence);
      ASSERT_OK(run);
      ASSERT_EQ(run->has_value(), expected->has_value()) << source << " " << sequence;
      if (!run->has_value()) continue;
      EXPECT_EQ((*run)->first_position, (*expected)->first_position);
      EXPECT_EQ((*run)->first_sequence, (*expected)->first_sequence);
      EXPECT_EQ((*run)->count, (*expected)->count);
      ++found;
    }
  }
  EXPECT_GT(found, 10);
}

}  // namespace
}  // namespace hemoledger
