// Planned times: the forms of the five documents (DOMAIN fact 5), their possible days, how they are
// written and read.
#include "services/domain/planned_time.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::PlannedTime TimeOf(std::string_view text) {
  const std::optional<v1::PlannedTime> time = ParsePlannedTime(text);
  EXPECT_TRUE(time.has_value()) << text;
  return time.value_or(v1::PlannedTime());
}

std::string Vietnamese(const v1::PlannedTime& time) {
  return FormatPlannedTime(time, Language::kVietnamese);
}

TEST(PlannedTimeTest, ReadsTheFormsOfTheDocuments) {
  // 001: exact days, the later ones tentative, and a window.
  EXPECT_THAT(TimeOf("15/3/2024").dates().dates(), ElementsAre(20240315));
  EXPECT_TRUE(TimeOf("Dự kiến 18/7/2024").tentative());
  EXPECT_TRUE(TimeOf("18/7/2024 (dự kiến)").tentative());
  EXPECT_FALSE(TimeOf("15/3/2024").tentative());
  EXPECT_EQ(ToCivil(TimeOf("Từ 06 - 10/3/2024").range()), (CivilInterval{20240306, 20240310}));
  // 000: months, of two years too.
  EXPECT_THAT(TimeOf("Tháng 3, 7, và 10/2021").months().months(),
              ElementsAre(202103, 202107, 202110));
  EXPECT_THAT(TimeOf("Tháng 12/2020; 6, 11/2021").months().months(),
              ElementsAre(202012, 202106, 202111));
  EXPECT_THAT(TimeOf("Tháng 1/2021").months().months(), ElementsAre(202101));
  // 002: a quarter, and two months of which one.
  EXPECT_EQ(TimeOf("Quý III/2024").quarter().quarter(), 3);
  EXPECT_EQ(TimeOf("Quý III/2024").quarter().year(), 2024);
  const v1::PlannedTime either = TimeOf("Tháng 6 hoặc tháng 7/2024");
  ASSERT_EQ(either.alternatives().times_size(), 2);
  EXPECT_THAT(either.alternatives().times(0).months().months(), ElementsAre(202406));
  EXPECT_THAT(either.alternatives().times(1).months().months(), ElementsAre(202407));
  // 004: a day before which it is done.
  EXPECT_EQ(TimeOf("trước 31/3/2020").deadline().date(), 20200331);
  EXPECT_FALSE(TimeOf("trước 31/3/2020").deadline().inclusive());
  EXPECT_TRUE(TimeOf("chậm nhất ngày 31/3/2020").deadline().inclusive());
}

TEST(PlannedTimeTest, KnowsThePossibleDays) {
  EXPECT_EQ(PossibleDays(TimeOf("15/3/2024")), (CivilInterval{20240315, 20240315}));
  EXPECT_EQ(PossibleDays(TimeOf("Tháng 3, 7, 10/2021")), (CivilInterval{20210301, 20211031}));
  EXPECT_EQ(PossibleDays(TimeOf("quý I/2024")), (CivilInterval{20240101, 20240331}));
  EXPECT_EQ(PossibleDays(TimeOf("2/2024")), (CivilInterval{20240201, 20240229}));
  // "Before the 31st": the 30th is the last day on which it can be; no first day is stated.
  EXPECT_EQ(PossibleDays(TimeOf("trước 31/3/2020")), (CivilInterval{0, 20200330}));
  EXPECT_EQ(PossibleDays(TimeOf("đến hết 31/3/2020")), (CivilInterval{0, 20200331}));
  EXPECT_EQ(PossibleDays(TimeOf("tháng 6 hoặc tháng 7/2024")), (CivilInterval{20240601, 20240731}));
  EXPECT_EQ(PossibleDays(v1::PlannedTime()), std::nullopt);
  EXPECT_THAT(PossibleSpans(v1::PlannedTime()), IsEmpty());
}

TEST(PlannedTimeTest, MonthsBetweenAreNotPossible) {
  const v1::PlannedTime time = TimeOf("Tháng 3, 7, 10/2021");
  EXPECT_TRUE(MayTakePlaceIn(time, {20210731, 20210815}));
  EXPECT_FALSE(MayTakePlaceIn(time, {20210401, 20210630}));
  EXPECT_TRUE(MayTakePlaceIn(TimeOf("trước 31/3/2020"), {20200330, 20200330}));
  EXPECT_FALSE(MayTakePlaceIn(TimeOf("trước 31/3/2020"), {20200331, 20200401}));
  EXPECT_FALSE(MayTakePlaceIn(v1::PlannedTime(), {20200101, 20201231}));
}

TEST(PlannedTimeTest, SaysTheSameByDaysNotByForm) {
  EXPECT_TRUE(SayTheSame(TimeOf("3/2024"), TimeOf("01/3/2024 – 31/3/2024")));
  EXPECT_FALSE(SayTheSame(TimeOf("3/2024"), TimeOf("3/2024 (dự kiến)")));
  // 002: quarter III against "June or July".
  EXPECT_FALSE(SayTheSame(TimeOf("quý III/2024"), TimeOf("tháng 6 hoặc tháng 7/2024")));
}

TEST(PlannedTimeTest, WritesBothLanguagesAndReadsThemBack) {
  for (const std::string_view text :
       {"15/3/2024", "15/3/2024, 18/7/2024", "06/3/2024 – 10/3/2024", "06/3/2024 – 06/3/2024",
        "01/3/2024 – 31/3/2024", "tháng 3, 7, 10/2021", "tháng 12/2020, 6, 11/2021",
        "tháng 01/2021", "quý IV/2024", "trước 31/3/2020", "đến hết 31/3/2020",
        "tháng 6/2024 hoặc tháng 7/2024", "15/3/2024 (dự kiến)"}) {
    const v1::PlannedTime time = TimeOf(text);
    EXPECT_EQ(Vietnamese(time), text);
    const std::string english = FormatPlannedTime(time, Language::kEnglish);
    EXPECT_EQ(TimeOf(english).SerializeAsString(), time.SerializeAsString()) << english;
  }
  EXPECT_EQ(Vietnamese(v1::PlannedTime()), "chưa rõ");
  EXPECT_EQ(FormatPlannedTime(TimeOf("tháng 3, 7/2021"), Language::kEnglish), "2021-03, 2021-07");
  EXPECT_EQ(FormatPlannedTime(TimeOf("quý II/2024"), Language::kEnglish), "Q2/2024");
  EXPECT_EQ(FormatPlannedTime(TimeOf("trước 31/3/2020"), Language::kEnglish), "before 2020-03-31");
}

TEST(PlannedTimeTest, RefusesWhatIsNotCertain) {
  for (const std::string_view text : {"",
                                      "3",
                                      "15/3",
                                      "tháng 13/2021",
                                      "31/2/2024",
                                      "tháng 7, 3/2021",
                                      "tháng 3, 3/2021",
                                      "quý V/2024",
                                      "quý I",
                                      "trước 3/2020",
                                      "10/3/2024 – 06/3/2024",
                                      "15/3/2024, 4/2024",
                                      "sau Tết",
                                      "3/2021 hoặc",
                                      "1/1/1900 trước",
                                      "99999999999999999999/2021",
                                      "//",
                                      "và",
                                      ",",
                                      "trước 01/01/1900"}) {
    EXPECT_EQ(ParsePlannedTime(text), std::nullopt) << text;
  }
}

TEST(PlannedTimeTest, FormIsCheckedWithItsPlace) {
  const auto problem = [](const v1::PlannedTime& time) {
    Violations problems;
    CheckPlannedTime(time, "rounds[0].time", problems);
    return FieldOf(problems.ToStatus(), "field");
  };
  v1::PlannedTime time;
  time.mutable_dates();
  EXPECT_EQ(problem(time), "rounds[0].time.dates");
  time.mutable_dates()->add_dates(20240230);
  EXPECT_EQ(problem(time), "rounds[0].time.dates[0]");
  time.mutable_months()->add_months(202103);
  time.mutable_months()->add_months(202101);
  EXPECT_EQ(problem(time), "rounds[0].time.months[1]");
  time.mutable_months()->set_months(1, 2021011);
  EXPECT_EQ(problem(time), "rounds[0].time.months[1]");
  time.mutable_months()->set_months(1, -5);
  EXPECT_EQ(problem(time), "rounds[0].time.months[1]");
  time.mutable_quarter()->set_year(2024);
  EXPECT_EQ(problem(time), "rounds[0].time.quarter.quarter");
  time.mutable_deadline();
  EXPECT_EQ(problem(time), "rounds[0].time.deadline.date");
  time.mutable_alternatives()->add_times()->mutable_dates()->add_dates(20240101);
  EXPECT_EQ(problem(time), "rounds[0].time.alternatives.times");
  time.mutable_alternatives()->add_times();
  EXPECT_EQ(problem(time), "rounds[0].time.alternatives.times[1]");
  time.Clear();
  EXPECT_EQ(problem(time), "");
}

}  // namespace
}  // namespace hemoledger
