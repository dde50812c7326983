#include "store/group.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "store/codec.h"
#include "store/limits.h"

namespace hemoledger {
namespace {

// The value of a frame as the store writes it.
std::string FrameValue(const Group& group, size_t index) {
  const Group::FrameParts parts = group.frame(index);
  std::string value(parts.events);
  value += parts.offsets;
  EncodeFrameTrailer(parts.first_position, parts.events, parts.offsets, parts.event_count, value);
  return value;
}

TEST(GroupTest, IsEmptyAtFirst) {
  const Group group(17);
  EXPECT_TRUE(group.empty());
  EXPECT_EQ(group.base_position(), 17u);
  EXPECT_EQ(group.next_position(), 17u);
  EXPECT_EQ(group.frame_count(), 0u);
  EXPECT_EQ(group.row_count(), 0u);
}

TEST(GroupTest, GivesItsEventsBack) {
  Group group(5);
  group.AddEvent("một");
  group.AddEvent(std::string(300, 'x'));
  group.AddEvent("3");
  ASSERT_EQ(group.event_count(), 3u);
  EXPECT_EQ(group.event(0), "một");
  EXPECT_EQ(group.event(1), std::string(300, 'x'));
  EXPECT_EQ(group.event(2), "3");
  EXPECT_EQ(group.next_position(), 8u);
}

TEST(GroupTest, FramesAreWholeAndFollowEachOther) {
  Group group(1'000);
  std::vector<std::string> events;
  for (int i = 0; i < 4'000; ++i) events.emplace_back(1 + i % 400, static_cast<char>(i));
  for (const std::string& event : events) group.AddEvent(event);
  ASSERT_GT(group.frame_count(), 3u);
  uint64_t position = 1'000;
  for (size_t i = 0; i < group.frame_count(); ++i) {
    const std::string value = FrameValue(group, i);
    ASSERT_LE(value.size(), kMaxFrameBytes);
    // Frames are closed when full, not before.
    const bool is_last = i + 1 == group.frame_count();
    ASSERT_TRUE(is_last || value.size() > kMaxFrameBytes - 500) << value.size();
    FrameView frame;
    std::string problem;
    ASSERT_TRUE(FrameView::Parse(position, value, frame, problem)) << problem;
    for (uint32_t k = 0; k < frame.event_count(); ++k) {
      ASSERT_EQ(frame.event(k), events[position - 1'000 + k]);
    }
    position = frame.next_position();
  }
  EXPECT_EQ(position, group.next_position());
}

TEST(GroupTest, LongestEventsStandTwoInAFrameAtMost) {
  Group group(0);
  for (int i = 0; i < 5; ++i) group.AddEvent(std::string(kMaxEventBytes, 'x'));
  EXPECT_EQ(group.frame_count(), 5u);
  Group smaller(0);
  for (int i = 0; i < 4; ++i) smaller.AddEvent(std::string(kMaxEventBytes - 20, 'x'));
  EXPECT_EQ(smaller.frame_count(), 2u);
}

TEST(GroupTest, RowsAreEncodedAsTheCodecSays) {
  Group group(10);
  group.AddEvent("e");
  group.AddRun("may-1", 4, 10, 3);
  group.AddId(IdScope::kFeed, "tep", "A/1", 10);
  group.AddVersion(3, {.latest_position = 10, .version = 2, .voided = true});
  group.AddRevision(RevisionSubject::kPlan, "kg-2021",
                    {.number = 2, .first_position = 10, .event_count = 1});
  group.AddText(10, 1, std::string(32, 's'), "vì sao");
  ASSERT_EQ(group.row_count(), 5u);
  EXPECT_EQ(DescribeRow(group.row(0).kind, group.row(0).key, group.row(0).value),
            "run may-1 #4 -> position 10, 3 events");
  EXPECT_EQ(DescribeRow(group.row(1).kind, group.row(1).key, group.row(1).value),
            "id feed tep / A/1 -> position 10");
  EXPECT_EQ(DescribeRow(group.row(2).kind, group.row(2).key, group.row(2).value),
            "version 3 -> position 10, version 2, voided");
  EXPECT_EQ(DescribeRow(group.row(3).kind, group.row(3).key, group.row(3).value),
            "revision plan kg-2021 #2 -> position 10, 1 events");
  EXPECT_EQ(DescribeRow(group.row(4).kind, group.row(4).key, group.row(4).value),
            "text 10.1 -> a text of 7 bytes");
}

TEST(GroupTest, RewindDropsAllSinceTheMark) {
  Group group(0);
  group.AddEvent(std::string(60'000, 'a'));
  group.AddRun("may-1", 1, 0, 1);
  const size_t size = group.size_bytes();
  const Group::Mark mark = group.mark();
  for (int i = 0; i < 5; ++i) group.AddEvent(std::string(60'000, 'b'));
  group.AddId(IdScope::kFeed, "tep", "1", 1);
  EXPECT_GT(group.size_bytes(), size);
  group.Rewind(mark);
  EXPECT_EQ(group.size_bytes(), size);
  EXPECT_EQ(group.event_count(), 1u);
  EXPECT_EQ(group.frame_count(), 1u);
  EXPECT_EQ(group.row_count(), 1u);
  // What comes after goes on as if nothing had been there.
  group.AddEvent(std::string(60'000, 'c'));
  EXPECT_EQ(group.event(1), std::string(60'000, 'c'));
  FrameView frame;
  std::string problem;
  EXPECT_TRUE(FrameView::Parse(0, FrameValue(group, 0), frame, problem)) << problem;
  EXPECT_EQ(frame.event_count(), 2u);
}

TEST(GroupTest, RewindToTheBeginningLeavesNothing) {
  Group group(3);
  const Group::Mark mark = group.mark();
  const size_t size = group.size_bytes();
  group.AddEvent("x");
  group.Rewind(mark);
  EXPECT_TRUE(group.empty());
  EXPECT_EQ(group.frame_count(), 0u);
  EXPECT_EQ(group.size_bytes(), size);
}

using GroupDeathTest = ::testing::Test;

TEST(GroupDeathTest, RefusesWhatDoesNotFit) {
  Group group(0);
  EXPECT_DEATH(group.AddEvent(""), "0 bytes");
  EXPECT_DEATH(group.AddEvent(std::string(kMaxEventBytes + 1, 'x')), "65536 bytes");
  EXPECT_DEATH(group.AddRun("", 1, 0, 1), "empty");
  EXPECT_DEATH(group.AddRun("may-1", 1, 0, 0), "count");
  EXPECT_DEATH(group.AddId(IdScope::kFeed, "tep", std::string(129, 'x'), 0), "129 bytes");
  EXPECT_DEATH(group.AddVersion(5, {.latest_position = 5, .version = 2}), "at 5 of 5");
  EXPECT_DEATH(group.AddText(0, 0, "short", "text"), "5 bytes");
}

}  // namespace
}  // namespace hemoledger
