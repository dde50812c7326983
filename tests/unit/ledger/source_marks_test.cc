#include "services/ledger/source_marks.h"

#include <gtest/gtest.h>

#include "proto/base/strings.h"

namespace hemoledger {
namespace {

v1::SourceOpened Opened(std::string_view id) {
  v1::SourceOpened opened;
  opened.set_source_id(std::string(id));
  return opened;
}

TEST(SourceMarks, ASnapshotStaysAsItWas) {
  SourceMarks marks;
  marks.Open(Opened("a"), 10);
  marks.SetMark("a", 3);
  const SourceMarks::Snapshot before = marks.TakeSnapshot();
  marks.SetMark("a", 4);
  marks.Open(Opened("b"), 20);
  marks.SetMark("b", 1);
  const SourceMarks::Snapshot after = marks.TakeSnapshot();
  EXPECT_EQ(before.Find("a")->mark, 3u);
  EXPECT_EQ(before.Find("a")->opened_position, 10u);
  EXPECT_FALSE(before.Find("b").has_value());
  EXPECT_EQ(before.size(), 1);
  EXPECT_EQ(after.Find("a")->mark, 4u);
  EXPECT_EQ(after.Find("b")->mark, 1u);
  EXPECT_EQ(after.size(), 2);
  EXPECT_FALSE(SourceMarks::Snapshot().Find("a").has_value());
}

TEST(SourceMarks, ManyPages) {
  SourceMarks marks;
  std::vector<SourceMarks::Snapshot> snapshots;
  for (uint64_t i = 0; i < 2000; ++i) {
    marks.Open(Opened(Concat("s", i)), i);
    marks.SetMark(Concat("s", i), i + 1);
    if (i % 500 == 0) snapshots.push_back(marks.TakeSnapshot());
  }
  const SourceMarks::Snapshot last = marks.TakeSnapshot();
  for (uint64_t i = 0; i < 2000; ++i) EXPECT_EQ(last.Find(Concat("s", i))->mark, i + 1);
  EXPECT_EQ(snapshots[1].size(), 501);
  EXPECT_FALSE(snapshots[1].Find("s501").has_value());
  EXPECT_EQ(snapshots[1].Find("s500")->mark, 501u);
}

}  // namespace
}  // namespace hemoledger
