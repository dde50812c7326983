// Figures with comparators, planned times and what is scheduled, in words.
#include "clients/cli/render/figure_words.h"

#include <gtest/gtest.h>

#include "clients/cli/render/message_json.h"
#include "clients/cli/render/schedule_words.h"
#include "tests/support/builders.h"

namespace hemoledger {
namespace {

constexpr Language kVi = Language::kVietnamese;
constexpr Language kEn = Language::kEnglish;

v1::Figure Figure(v1::Comparator comparator, int64_t value, const char* text = "") {
  v1::Figure figure;
  figure.set_comparator(comparator);
  figure.mutable_value()->set_unscaled(value);
  figure.mutable_value()->set_text(text);
  return figure;
}

TEST(FigureWordsTest, ComparatorsOfLaoCai) {
  EXPECT_EQ(FigureWords(Figure(v1::COMPARATOR_AT_LEAST, 7000, "7.000"), "units", kVi), "≥ 7.000");
  EXPECT_EQ(FigureWords(Figure(v1::COMPARATOR_MORE_THAN, 1200, "1.200"), "units", kVi),
            "trên 1.200");
  EXPECT_EQ(FigureWords(Figure(v1::COMPARATOR_ABOUT, 1), "percent", kVi), "~1%");
  EXPECT_EQ(FigureWords(Figure(v1::COMPARATOR_ABOUT, 1, "1 %"), "percent", kVi), "~1 %");
  v1::Figure range = Figure(v1::COMPARATOR_RANGE, 350);
  range.mutable_upper()->set_unscaled(400);
  EXPECT_EQ(FigureWords(range, "units", kVi), "350–400");
  EXPECT_EQ(FigureWords(Figure(v1::COMPARATOR_EQUAL, 2000), "people", kVi), "2.000");
  EXPECT_EQ(FigureWords(Figure(v1::COMPARATOR_AT_MOST, 5), "", kVi), "≤ 5");
  EXPECT_EQ(FigureWords(Figure(v1::COMPARATOR_LESS_THAN, 10), "", kVi), "dưới 10");
  EXPECT_EQ(FigureWords(Figure(v1::COMPARATOR_MORE_THAN, 7000), "units", kEn), "over 7,000");
  EXPECT_EQ(FigureWords(Figure(v1::COMPARATOR_LESS_THAN, 10), "percent", kEn), "under 10%");
}

TEST(FigureWordsTest, AnAbsentFigureIsBlankAndAPrintedTextSpeaksForItself) {
  EXPECT_EQ(FigureWords(v1::Figure(), "units", kVi), "");
  EXPECT_EQ(FigureWords(Figure(v1::COMPARATOR_AT_LEAST, 600, "600 người trở lên"), "people", kVi),
            "600 người trở lên");
  v1::PrintedNumber number;
  EXPECT_EQ(PrintedNumberWords(number, kVi), "");
  number.set_value(0);
  EXPECT_EQ(PrintedNumberWords(number, kVi), "0") << "zero is stated";
}

TEST(FigureWordsTest, DecimalsAndSigns) {
  v1::PrintedDecimal decimal;
  decimal.set_unscaled(9523);
  decimal.set_scale(2);
  EXPECT_EQ(DecimalWords(decimal, kVi), "95,23");
  EXPECT_EQ(DecimalWords(decimal, kEn), "95.23");
  decimal.set_unscaled(-716);
  decimal.set_scale(0);
  EXPECT_EQ(DecimalWords(decimal, kVi), "−716");
  v1::Figure figure;
  *figure.mutable_value() = decimal;
  EXPECT_EQ(PlainFigure(figure), "-716");
  figure.mutable_value()->set_unscaled(5);
  figure.mutable_value()->set_scale(2);
  EXPECT_EQ(PlainFigure(figure), "0.05");
  figure.set_comparator(v1::COMPARATOR_RANGE);
  figure.mutable_upper()->set_unscaled(400);
  EXPECT_EQ(PlainFigure(figure), "0.05..400");
}

TEST(ScheduleWordsTest, APrintedTimeIsShownWhereItDiffers) {
  v1::PlannedTime time;
  EXPECT_EQ(TimeWithPrint(time, kVi), "chưa rõ");
  time.mutable_dates()->add_dates(20240315);
  time.set_text("15/3/2024");
  EXPECT_EQ(TimeWithPrint(time, kVi), "15/3/2024");
  time.set_text("Sáng 15/3");
  EXPECT_EQ(TimeWithPrint(time, kVi), "15/3/2024, in “Sáng 15/3”");
  const Json json = ToJson(time);
  EXPECT_EQ(json["dates"]["dates"][0], "2024-03-15");
  time.mutable_months()->add_months(202107);
  EXPECT_EQ(ToJson(time)["months"]["months"][0], "2021-07");
}

v1::Round AnThi() {
  v1::Round round = MakeRound("an-thi-2024-dot-1");
  round.set_label("Đợt I");
  round.mutable_time()->mutable_dates()->add_dates(20240315);
  v1::RoundQuota& stated = *round.add_quotas();
  stated.set_unit_id("xa-a");
  stated.mutable_units()->set_value(25);
  round.add_quotas()->set_unit_id("xa-b");
  return round;
}

TEST(ScheduleWordsTest, ARoundAndWhatChangedInIt) {
  v1::Round round = AnThi();
  EXPECT_EQ(RoundWords(round, kVi), "Đợt I (an-thi-2024-dot-1): 15/3/2024, chỉ tiêu 25 ĐVM");
  v1::Round postponed = round;
  postponed.set_status(v1::ROUND_STATUS_POSTPONED);
  postponed.clear_time();
  EXPECT_EQ(RoundWords(postponed, kVi),
            "Đợt I (an-thi-2024-dot-1): chưa rõ, chỉ tiêu 25 ĐVM, hoãn");
  EXPECT_EQ(RoundDifferences(round, postponed, kVi),
            "thời gian: 15/3/2024 → chưa rõ; trạng thái: chưa tổ chức → hoãn");
  postponed = round;
  postponed.mutable_quotas(1)->mutable_units()->set_value(0);
  EXPECT_EQ(RoundDifferences(round, postponed, kVi),
            "chỉ tiêu: xa-a 25, xa-b không ghi → xa-a 25, xa-b 0")
      << "blank is not zero";
  round.clear_quotas();
  EXPECT_EQ(RoundQuotaWords(round, kVi), "");
}

TEST(ScheduleWordsTest, FixesOfAnEntry) {
  v1::EntryFix fix;
  v1::PlanRow& row = *fix.mutable_row();
  row.set_row_id("r03");
  row.set_label("3");
  row.set_printed_name("Hải Lăng");
  row.mutable_quota()->mutable_units()->set_value(1096);
  EXPECT_EQ(EntryFixWords(fix, kVi), "dòng 3 (Hải Lăng): chỉ tiêu 1.096");
  fix.set_removed_row_id("r17");
  EXPECT_EQ(EntryFixWords(fix, kVi), "bỏ dòng r17");
  fix.mutable_period();
  EXPECT_EQ(EntryFixWords(fix, kVi), "kỳ kế hoạch: không ghi");
}

}  // namespace
}  // namespace hemoledger
