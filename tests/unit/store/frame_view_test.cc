// A frame that is read without its checksum: whatever its bytes, nothing outside of it is read.
#include <gtest/gtest.h>

#include "proto/base/random.h"
#include "store/codec.h"
#include "store/group.h"
#include "store/verified_frames.h"

namespace hemoledger {
namespace {

std::string FrameOf(const std::vector<std::string>& events) {
  Group group(7);
  for (const std::string& event : events) group.AddEvent(event);
  const Group::FrameParts parts = group.frame(0);
  std::string value(parts.events);
  value += parts.offsets;
  EncodeFrameTrailer(parts.first_position, parts.events, parts.offsets, parts.event_count, value);
  return value;
}

TEST(FrameViewTest, AGoodFrameIsTheSameWithAndWithoutItsChecksum) {
  const std::vector<std::string> events = {"một", std::string(300, 'x'), "3"};
  const std::string value = FrameOf(events);
  FrameView checked;
  FrameView unchecked;
  std::string problem;
  ASSERT_TRUE(FrameView::Parse(7, value, checked, problem)) << problem;
  ASSERT_TRUE(FrameView::ParseUnchecked(7, value, unchecked, problem)) << problem;
  ASSERT_EQ(checked.event_count(), 3u);
  ASSERT_EQ(unchecked.event_count(), 3u);
  EXPECT_EQ(unchecked.next_position(), 10u);
  for (uint32_t i = 0; i < 3; ++i) {
    EXPECT_TRUE(unchecked.Holds(i));
    EXPECT_EQ(checked.event(i), events[i]);
    EXPECT_EQ(unchecked.event(i), events[i]);
  }
}

TEST(FrameViewTest, NothingOutsideADamagedFrameIsRead) {
  const std::string good = FrameOf({"một", std::string(300, 'x'), "3", "bốn"});
  SeededRandom random(1);
  int outside = 0;
  for (int round = 0; round < 20'000; ++round) {
    // On the heap and no longer than it is, so that the address sanitizer sees a byte too far.
    std::string value = good;
    for (uint64_t edits = 1 + random.Below(4); edits > 0; --edits) {
      value[random.Below(value.size())] = static_cast<char>(random.Below(256));
    }
    if (random.Below(4) == 0) value.resize(random.Below(value.size()));
    value.shrink_to_fit();
    FrameView frame;
    std::string problem;
    if (!FrameView::ParseUnchecked(7, value, frame, problem)) continue;
    for (uint32_t i = 0; i < frame.event_count(); ++i) {
      if (!frame.Holds(i)) {
        ++outside;
        continue;
      }
      // As long as it says, not what is left of the frame.
      const std::string_view event = frame.event(i);
      const auto* length = reinterpret_cast<const uint8_t*>(event.data()) - 2;
      ASSERT_EQ(event.size(), length[0] * 256u + length[1]);
      ASSERT_GE(event.data(), value.data());
      ASSERT_LE(event.data() + event.size(), value.data() + value.size());
    }
  }
  EXPECT_GT(outside, 1'000);
}

TEST(VerifiedFramesTest, HasWhatWasAddedAndNothingElse) {
  internal::VerifiedFrames verified;
  EXPECT_FALSE(verified.Has(0));
  for (uint64_t position = 0; position < 2'000'000; position += 997) {
    EXPECT_FALSE(verified.Has(position));
    verified.Add(position);
    EXPECT_TRUE(verified.Has(position));
    EXPECT_FALSE(verified.Has(position + 1));
  }
}

}  // namespace
}  // namespace hemoledger
