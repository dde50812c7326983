#include "services/domain/civil_date.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

constexpr CivilInterval kKienGiang2021 = {20201201, 20211130};  // report 65/BC-BCĐ of Kiên Giang

TEST(CivilDateTest, OnlyDatesThatExistAreValid) {
  for (const int32_t date : {19000101, 20220405, 20240229, 20000229, 29991231, 20211130}) {
    EXPECT_TRUE(IsValidDate(date)) << date;
  }
  for (const int32_t date : {0, -20220405, 18991231, 30000101, 20220229, 21000229, 20220431,
                             20221301, 20220001, 20220400, 20220432, 2022405, 220405}) {
    EXPECT_FALSE(IsValidDate(date)) << date;
  }
}

TEST(CivilDateTest, DateFormIsTold) {
  EXPECT_OK(RequireDate("d", 20220405));
  EXPECT_THAT(RequireDate("d", 0), StatusIs(ERROR_REASON_FIELD_REQUIRED));
  EXPECT_THAT(RequireDate("d", 20220431), StatusIs(ERROR_REASON_DATE_INVALID));
  EXPECT_THAT(RequireDate("d", 20220431), HasErrorField("value", "20220431"));
  EXPECT_OK(OptionalDate("d", 0));
  EXPECT_THAT(OptionalDate("d", 1), StatusIs(ERROR_REASON_DATE_INVALID));
}

TEST(CivilDateTest, DayNumbersCountEveryDayFrom1900To2999) {
  EXPECT_EQ(DayNumber(19700101), 0);
  EXPECT_EQ(DayNumber(20220405), 19087);
  int32_t expected = DayNumber(19000101);
  int32_t days = 0;
  for (int year = kFirstYear; year <= kLastYear; ++year) {
    for (int month = 1; month <= 12; ++month) {
      for (int day = 1; day <= DaysInMonth(year, month); ++day, ++expected, ++days) {
        const int32_t date = MakeDate(year, month, day);
        ASSERT_TRUE(IsValidDate(date)) << date;
        ASSERT_EQ(DayNumber(date), expected) << date;
        ASSERT_EQ(DateOfDayNumber(expected), date);
      }
    }
  }
  EXPECT_EQ(days, 401767);  // 1,100 years with 267 leap days
  EXPECT_EQ(AddDays(20211231, 1), 20220101);
  EXPECT_EQ(AddDays(20240301, -1), 20240229);
}

TEST(CivilDateTest, MonthsEndOnTheirLastDay) {
  EXPECT_EQ(LastOfMonth(20240210), 20240229);
  EXPECT_EQ(LastOfMonth(20220210), 20220228);
  EXPECT_EQ(LastOfMonth(20211101), 20211130);
  EXPECT_EQ(FirstOfMonth(20211130), 20211101);
}

TEST(CivilDateTest, ADayEndsAtSeventeenHoursUtc) {
  // 2022-04-05T16:59:59.999999Z: the last microsecond of the day at UTC+7.
  EXPECT_EQ(EndOfDayMicros(20220405), int64_t{1'649'178'000} * 1'000'000 - 1);
  EXPECT_EQ(DateOfMicros(EndOfDayMicros(20220405)), 20220405);
  EXPECT_EQ(DateOfMicros(EndOfDayMicros(20220405) + 1), 20220406);
  EXPECT_EQ(DateOfMicros(EndOfDayMicros(19691231)), 19691231);
  EXPECT_EQ(DateOfMicros(EndOfDayMicros(19691231) + 1), 19700101);
  EXPECT_EQ(DateOfMicros(0), 19700101);
  EXPECT_EQ(DateOfMicros(EndOfDayMicros(19500615)), 19500615);
}

TEST(CivilIntervalTest, ABlankEndIsTheSameDay) {
  EXPECT_EQ(ToCivil(DateRange(20210405)), (CivilInterval{20210405, 20210405}));
  EXPECT_EQ(ToCivil(DateRange(20201201, 20211130)), kKienGiang2021);
  EXPECT_EQ(ToProto({20210405, 20210405}).last_date(), 0);
  EXPECT_EQ(ToCivil(ToProto(kKienGiang2021)), kKienGiang2021);
}

TEST(CivilIntervalTest, FormIsTold) {
  EXPECT_OK(CheckInterval("interval", DateRange(20210405)));
  EXPECT_OK(CheckInterval("interval", DateRange(20210405, 20210405)));
  EXPECT_THAT(CheckInterval("interval", DateRange(0)), StatusIs(ERROR_REASON_FIELD_REQUIRED));
  EXPECT_THAT(CheckInterval("interval", DateRange(0)),
              HasErrorField("field", "interval.first_date"));
  EXPECT_THAT(CheckInterval("interval", DateRange(20210431)), StatusIs(ERROR_REASON_DATE_INVALID));
  EXPECT_THAT(CheckInterval("interval", DateRange(20210405, 20210431)),
              HasErrorField("field", "interval.last_date"));
  const absl::Status reversed = CheckInterval("interval", DateRange(20210405, 20210404));
  EXPECT_THAT(reversed, StatusIs(ERROR_REASON_INTERVAL_REVERSED));
  EXPECT_THAT(reversed, HasErrorField("first", 20210405));
  EXPECT_THAT(reversed, HasErrorField("last", 20210404));
}

TEST(CivilIntervalTest, WhatItIsFollowsFromItsEnds) {
  EXPECT_TRUE(IsDay({20210405, 20210405}));
  EXPECT_FALSE(IsDay({20210405, 20210406}));
  EXPECT_TRUE(IsMonth({20240201, 20240229}));
  EXPECT_FALSE(IsMonth({20240201, 20240228}));
  EXPECT_FALSE(IsMonth({20240202, 20240229}));
  EXPECT_FALSE(IsMonth({20240101, 20240229}));
}

// A month-only receipt belongs to the month; Kiên Giang's rows 1–28 know the period only: "chưa rõ
// tháng".
TEST(CivilIntervalTest, AnIntervalInsideOneMonthBelongsToIt) {
  EXPECT_EQ(MonthOf({20210405, 20210405}), 202104);
  EXPECT_EQ(MonthOf({20210401, 20210430}), 202104);
  EXPECT_EQ(MonthOf({20210403, 20210410}), 202104);
  EXPECT_EQ(MonthOf({20210430, 20210501}), 0);
  EXPECT_EQ(MonthOf({20200401, 20210430}), 0);
  EXPECT_EQ(MonthOf(kKienGiang2021), 0);
}

TEST(CivilIntervalTest, InsideOutsideAndAcrossAPeriod) {
  EXPECT_TRUE(IsInside(kKienGiang2021, kKienGiang2021));
  EXPECT_TRUE(IsInside({20201201, 20201231}, kKienGiang2021))
      << "month 12 of the report is December 2020";
  EXPECT_FALSE(IsInside({20211130, 20211201}, kKienGiang2021));
  EXPECT_TRUE(Straddles({20211130, 20211201}, kKienGiang2021));
  EXPECT_FALSE(Straddles({20211201, 20211231}, kKienGiang2021));
  EXPECT_FALSE(Straddles({20211130, 20211130}, kKienGiang2021));
  EXPECT_TRUE(Straddles({20200101, 20221231}, kKienGiang2021))
      << "longer than the period at both ends";
  EXPECT_TRUE(Overlaps({20211130, 20211201}, {20211201, 20211202}));
  EXPECT_FALSE(Overlaps({20211129, 20211130}, {20211201, 20211202}));
  EXPECT_EQ(DayCount(kKienGiang2021), 365);
  EXPECT_EQ(DayCount({20210405, 20210405}), 1);
}

// A zero before days under 10 and before months 1 and 2: report 65/BC-BCĐ (05/4/2022), plan
// 05/KH-BCĐ (14/01/2021).
TEST(CivilDateFormatTest, DatesArePrintedAsDocumentsDo) {
  EXPECT_EQ(FormatDate(20220405, Language::kVietnamese), "05/4/2022");
  EXPECT_EQ(FormatDate(20210114, Language::kVietnamese), "14/01/2021");
  EXPECT_EQ(FormatDate(20200220, Language::kVietnamese), "20/02/2020");
  EXPECT_EQ(FormatDate(20240315, Language::kVietnamese), "15/3/2024");
  EXPECT_EQ(FormatDate(20211010, Language::kVietnamese), "10/10/2021");
  EXPECT_EQ(FormatDate(20220405, Language::kEnglish), "2022-04-05");
  EXPECT_EQ(FormatDate(0, Language::kVietnamese), "");
  EXPECT_EQ(FormatLetterheadDate(20220405, Language::kVietnamese), "ngày 05 tháng 4 năm 2022");
  EXPECT_EQ(FormatLetterheadDate(20210114, Language::kVietnamese), "ngày 14 tháng 01 năm 2021");
  EXPECT_EQ(FormatLetterheadDate(20220405, Language::kEnglish), "5 April 2022");
  EXPECT_EQ(FormatLetterheadDate(0, Language::kEnglish), "");
}

TEST(CivilDateFormatTest, IntervalsArePrintedAsWhatTheyAre) {
  EXPECT_EQ(FormatInterval({20210405, 20210405}, Language::kVietnamese), "05/4/2021");
  EXPECT_EQ(FormatInterval({20210401, 20210430}, Language::kVietnamese), "tháng 4/2021");
  EXPECT_EQ(FormatInterval({20210401, 20210430}, Language::kEnglish), "2021-04");
  EXPECT_EQ(FormatInterval(kKienGiang2021, Language::kVietnamese), "01/12/2020 – 30/11/2021");
  EXPECT_EQ(FormatMonth(0, Language::kVietnamese), "chưa rõ tháng");
  EXPECT_EQ(FormatMonth(0, Language::kEnglish), "month unknown");
  EXPECT_EQ(FormatMonth(202101, Language::kVietnamese), "tháng 01/2021");
}

TEST(CivilDateParseTest, DayFirstAndIsoAreRead) {
  EXPECT_EQ(ParseDate("5/4/2022"), 20220405);
  EXPECT_EQ(ParseDate("05/4/2022"), 20220405);
  EXPECT_EQ(ParseDate("05/04/2022"), 20220405);
  EXPECT_EQ(ParseDate(" 14/01/2021\t"), 20210114);
  EXPECT_EQ(ParseDate("2022-04-05"), 20220405);
}

TEST(CivilDateParseTest, WhatIsNotCertainIsRefused) {
  for (const std::string_view text :
       {"",         "4/2022",     "31/4/2022", "29/02/2022",       "5/4/22",       "5-4-2022",
        "2022-4-5", "2022/04/05", "5/4/2022x", "x5/4/2022",        "5//2022",      "/4/2022",
        "5/4/",     "005/4/2022", "5/13/2022", "5/4/20222",        "5 /4/2022",    "20220405",
        "5.4.2022", "0/4/2022",   "5/4/1899",  "2022-04-05T00:00", "2022-04-05-06"}) {
    EXPECT_FALSE(ParseDate(text).has_value()) << text;
  }
}

TEST(CivilDateParseTest, EveryPrintedDateIsReadBack) {
  for (int32_t day = DayNumber(20190101); day < DayNumber(20250101); ++day) {
    const int32_t date = DateOfDayNumber(day);
    for (const Language language : {Language::kVietnamese, Language::kEnglish}) {
      ASSERT_EQ(ParseDate(FormatDate(date, language)), date);
      const CivilInterval month = {FirstOfMonth(date), LastOfMonth(date)};
      ASSERT_EQ(ParseInterval(FormatInterval(month, language)), month);
      const CivilInterval period = {date, date + 10000};
      if (!IsValidDate(period.last)) continue;  // 29 February
      ASSERT_EQ(ParseInterval(FormatInterval(period, language)), period);
    }
  }
}

TEST(CivilDateParseTest, DatesMonthsAndPeriodsAreIntervals) {
  EXPECT_EQ(ParseInterval("5/4/2022"), (CivilInterval{20220405, 20220405}));
  EXPECT_EQ(ParseInterval("4/2022"), (CivilInterval{20220401, 20220430}));
  EXPECT_EQ(ParseInterval("02/2024"), (CivilInterval{20240201, 20240229}));
  EXPECT_EQ(ParseInterval("2024-02"), (CivilInterval{20240201, 20240229}));
  EXPECT_EQ(ParseInterval("Tháng 12/2020"), (CivilInterval{20201201, 20201231}));
  EXPECT_EQ(ParseInterval("01/12/2020 - 30/11/2021"), kKienGiang2021);
  EXPECT_EQ(ParseInterval("01/12/2020–30/11/2021"), kKienGiang2021);
  EXPECT_EQ(ParseInterval("2020-12-01..2021-11-30"), kKienGiang2021);
  EXPECT_EQ(ParseInterval("12/2020 – 11/2021"), kKienGiang2021);
  EXPECT_EQ(ParseInterval("2020-12 - 2021-11"), kKienGiang2021);
  for (const std::string_view text :
       {"", "2022", "13/2022", "0/2022", "4/22", "tháng", "tháng 4", "quý I",
        "30/11/2021 - 01/12/2020", "01/12/2020 -", "- 01/12/2020", "01/12/2020-30/11/2021",
        "12/2020 - 30/11/2021", "1/1/2020 – 2/1/2020 – 3/1/2020", "tháng tháng 4/2022"}) {
    EXPECT_FALSE(ParseInterval(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace hemoledger
