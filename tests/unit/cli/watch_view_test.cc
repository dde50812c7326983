#include "clients/cli/render/watch_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace hemoledger {
namespace {

using testing::ElementsAre;

v1::GetAttainmentResponse Answer(int64_t first, int64_t second) {
  v1::GetAttainmentResponse answer;
  answer.add_lines()->mutable_own()->set_received_units(first);
  answer.add_lines()->mutable_figures()->set_received_units(second);
  answer.mutable_total()->set_received_units(first + second);
  return answer;
}

TEST(ChangeMarksTest, WhatCameInAndWhatWentOut) {
  EXPECT_THAT(ChangeMarks(Answer(1, 5), Answer(1235, 2), {0, 1}, Language::kVietnamese),
              ElementsAre("+1.234", "−3", "+1.231"));
}

TEST(ChangeMarksTest, WhatDidNotChangeIsBlank) {
  EXPECT_THAT(ChangeMarks(Answer(1, 5), Answer(1, 6), {1}, Language::kEnglish),
              ElementsAre("", "+1", "+1"));
}

TEST(ChangeMarksTest, AnotherQuotaIsMarkedToo) {
  v1::GetAttainmentResponse after = Answer(1, 5);
  after.mutable_lines(0)->mutable_figures()->set_quota_units(9);
  EXPECT_THAT(ChangeMarks(Answer(1, 5), after, {0}, Language::kEnglish), ElementsAre("≠", "", ""));
}

TEST(FitToScreenTest, WhatFitsStays) {
  EXPECT_EQ(FitToScreen("a\nb\n", {.rows = 3, .columns = 10}, Language::kEnglish), "a\nb\n");
}

TEST(FitToScreenTest, LongLinesAreCutByWidth) {
  EXPECT_EQ(FitToScreen("Rạch Giá\n", {.rows = 9, .columns = 5}, Language::kEnglish), "Rạch…\n");
}

TEST(FitToScreenTest, TooManyLinesGiveWayInTheMiddle) {
  EXPECT_EQ(FitToScreen("title\n1\n2\n3\n4\n5\n────\ntotal\nposition\n", {.rows = 9, .columns = 80},
                        Language::kEnglish),
            "title\n1\n2\n3\n… 2 more lines (the window is too low)\n────\ntotal\nposition\n");
}

TEST(FitToScreenTest, AVeryLowWindowStillShowsSomething) {
  for (int rows = 0; rows < 6; ++rows) {
    const std::string screen =
        FitToScreen("a\nb\nc\nd\n───\ne\nf\n", {.rows = rows, .columns = 0}, Language::kVietnamese);
    EXPECT_LE(std::count(screen.begin(), screen.end(), '\n'), std::max(rows - 1, 2)) << rows;
    EXPECT_FALSE(screen.empty());
  }
}

TEST(DrawOverTest, ClearsOnceThenDrawsOver) {
  EXPECT_EQ(DrawOver("a\nb\n", true), "\x1b[2J\x1b[Ha\x1b[K\nb\x1b[K\n\x1b[J");
  EXPECT_EQ(DrawOver("a\n", false), "\x1b[Ha\x1b[K\n\x1b[J");
}

}  // namespace
}  // namespace hemoledger
