#include "clients/cli/input/figures.h"

#include <gtest/gtest.h>

#include "proto/base/strings.h"

namespace hemoledger {
namespace {

// "≥ 7000 '7.000'": comparator, plain number and printed text of a figure; "refused".
std::string Shown(std::string_view text, FigureKind kind) {
  const std::optional<v1::Figure> figure = ReadFigure(text, kind);
  if (!figure) return "refused";
  const auto number = [](const v1::PrintedDecimal& one) {
    return one.text().empty() ? PlainDecimal(one)
                              : Concat(PlainDecimal(one), " '", one.text(), "'");
  };
  std::string shown = Concat(ComparatorSign(figure->comparator()), " ", number(figure->value()));
  if (figure->has_upper()) shown += Concat(" .. ", number(figure->upper()));
  return shown;
}

std::string Count(std::string_view text) {
  return Shown(text, FigureKind::kCount);
}
std::string Percent(std::string_view text) {
  return Shown(text, FigureKind::kPercent);
}
std::string Any(std::string_view text) {
  return Shown(text, FigureKind::kAny);
}
std::string Change(std::string_view text) {
  return Shown(text, FigureKind::kChange);
}

TEST(FiguresTest, ReadsEveryComparatorInSignsAndWords) {
  EXPECT_EQ(Count("7.000"), "= 7000");
  EXPECT_EQ(Count("= 7.000"), "= 7000");
  EXPECT_EQ(Count("đúng 7000"), "= 7000 '7000'");
  for (const char* const text :
       {"≥ 7.000", ">= 7.000", ">=7.000", "ít nhất 7.000", "Tối thiểu 7.000", "7.000 trở lên",
        "từ 7.000 trở lên", "ít nhất từ 7.000 trở lên", "at least 7.000", "7.000 or more"}) {
    EXPECT_EQ(Count(text), "≥ 7000") << text;
  }
  for (const char* const text :
       {"> 1.200", "trên 1.200", "hơn 1.200", "over 1.200", "more than 1.200"}) {
    EXPECT_EQ(Count(text), "> 1200") << text;
  }
  for (const char* const text :
       {"~ 500", "~500", "≈ 500", "khoảng 500", "xấp xỉ 500", "about 500"}) {
    EXPECT_EQ(Count(text), "~ 500") << text;
  }
  for (const char* const text :
       {"≤ 5", "<= 5", "không quá 5", "tối đa 5", "5 trở xuống", "at most 5", "5 or less"}) {
    EXPECT_EQ(Count(text), "≤ 5") << text;
  }
  for (const char* const text : {"< 5", "dưới 5", "under 5", "less than 5"}) {
    EXPECT_EQ(Count(text), "< 5") << text;
  }
}

// Document 002, II.2.1: "350 - 400 đơn vị máu", "02 - 03 sự kiện".
TEST(FiguresTest, ReadsRanges) {
  for (const char* const text : {"350 - 400", "350 – 400", "350–400", "350-400", "350 đến 400",
                                 "từ 350 đến 400", "350 to 400"}) {
    EXPECT_EQ(Count(text), "- 350 .. 400") << text;
  }
  EXPECT_EQ(Count("02 - 03"), "- 2 '02' .. 3 '03'");
  EXPECT_EQ(Percent("70 - 80%"), "- 70 .. 80 '80%'");
  EXPECT_EQ(Count("5 - 5"), "- 5 .. 5");
  EXPECT_EQ(Count("400 - 350"), "refused");
  EXPECT_EQ(Percent("1,5 - 1,45"), "refused");
  EXPECT_EQ(Count("350 - 400 - 500"), "refused");
}

TEST(FiguresTest, PercentagesTakeEitherMarkAndKeepTheirPrintedForm) {
  EXPECT_EQ(Percent("95,3"), "= 95.3");
  EXPECT_EQ(Percent("95.3"), "= 95.3 '95.3'");
  EXPECT_EQ(Percent("trên 95%"), "> 95 '95%'");
  // Document 002: "đạt ~1 %".
  EXPECT_EQ(Percent("~1 %"), "~ 1 '1 %'");
  EXPECT_EQ(Percent("1,10"), "= 1.10");
}

// What marks mean is certain by the kind of the figure, or the figure is refused.
TEST(FiguresTest, OtherFiguresAreReadTheVietnameseWayOrRefused) {
  EXPECT_EQ(Any("trên 25.530"), "> 25530");
  EXPECT_EQ(Any("2.052"), "= 2052");
  EXPECT_EQ(Any("106,49"), "= 106.49");
  EXPECT_EQ(Any("1.5"), "= 1.5 '1.5'");
  EXPECT_EQ(Any("1.234,5"), "= 1234.5");
  EXPECT_EQ(Any("1,234.5"), "= 1234.5 '1,234.5'");
  EXPECT_EQ(Any("0,125"), "= 0.125");
  EXPECT_EQ(Any("80%"), "= 80 '80%'");
  EXPECT_EQ(Any("1,234"), "refused");
  EXPECT_EQ(Any("1.23.4"), "refused");
  EXPECT_EQ(Any("1,2,3"), "refused");
  EXPECT_EQ(Any("12,34.5"), "refused");
}

// Document 003: "giảm 716 đơn vị máu so với cùng kỳ năm 2020".
TEST(FiguresTest, ChangesHaveASign) {
  EXPECT_EQ(Change("-716"), "= -716");
  EXPECT_EQ(Change("−716"), "= -716 '−716'");
  EXPECT_EQ(Change("giảm 716"), "= -716 'giảm 716'");
  EXPECT_EQ(Change("tăng 1.020"), "= 1020 'tăng 1.020'");
  EXPECT_EQ(Change("716"), "= 716");
  EXPECT_EQ(Count("-716"), "refused");
}

TEST(FiguresTest, RefusesWhatIsNotCertain) {
  for (const char* const text : {"", "≥", "7.00", "1.14", "1,1410", "nhiều", "7.000 đơn vị máu",
                                 "≥ ≥ 5", "≥ 5 trở xuống", "khoảng 350 - 400", "trên5", "5 6",
                                 "5,5", "9.999.999.999.999", "x - 5", "5 -", "\xFF\xFE"}) {
    EXPECT_EQ(Count(text), "refused") << text;
  }
  EXPECT_EQ(Any(std::string(300, '9')), "refused");
  for (const char* const text : {"1.234,5", "1,2,3", "-5%", "1,1234567", "%"}) {
    EXPECT_EQ(Percent(text), "refused") << text;
  }
}

TEST(FiguresTest, PlainDecimalsGoBothWays) {
  for (const char* const text : {"0", "95.3", "-716", "0.000001", "1000000000000000", "-0.50"}) {
    const auto number = ReadPlainDecimal(text);
    ASSERT_TRUE(number) << text;
    EXPECT_EQ(PlainDecimal(*number), text);
  }
  for (const char* const text : {"", "-", ".", "1.", ".5", "1,5", "1e3", "+1", "1.0000000",
                                 "1000000000000001", "99999999999999999999"}) {
    EXPECT_FALSE(ReadPlainDecimal(text)) << text;
  }
}

TEST(FiguresTest, TextsOfFiguresAreReadAsTheSame) {
  for (const char* const text : {"7.000", "≥ 7.000", "350 - 400", "02 - 03", "> 1200"}) {
    const auto figure = ReadFigure(text, FigureKind::kCount);
    ASSERT_TRUE(figure) << text;
    EXPECT_EQ(FigureText(*figure, FigureKind::kCount), text);
  }
  v1::Figure other = *ReadFigure("1.120", FigureKind::kCount);
  other.mutable_value()->set_text("1,141");
  EXPECT_FALSE(FigureText(other, FigureKind::kCount)) << "the text says another number";
  other.mutable_value()->clear_unscaled();
  EXPECT_FALSE(FigureText(other, FigureKind::kCount)) << "no number";
}

// Which figures of targets and statements are percentages.
TEST(FiguresTest, MetricsAndFactsSayHowTheirFiguresAreRead) {
  EXPECT_EQ(KindOf(v1::TARGET_METRIC_UNITS), FigureKind::kCount);
  EXPECT_EQ(KindOf(v1::TARGET_METRIC_VOLUNTARY_SHARE), FigureKind::kPercent);
  EXPECT_EQ(KindOf(v1::TARGET_METRIC_OTHER), FigureKind::kAny);
  EXPECT_EQ(KindOf(v1::STATEMENT_FACT_RECEIVED_UNITS), FigureKind::kCount);
  EXPECT_EQ(KindOf(v1::STATEMENT_FACT_ATTAINMENT_PERCENT), FigureKind::kPercent);
  EXPECT_EQ(KindOf(v1::STATEMENT_FACT_CHANGE_TO_EARLIER), FigureKind::kChange);
}

}  // namespace
}  // namespace hemoledger
