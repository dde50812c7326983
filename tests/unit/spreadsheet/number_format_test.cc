#include "clients/cli/spreadsheet/number_format.h"

#include <gtest/gtest.h>

#include "clients/cli/spreadsheet/cell_reference.h"

namespace hemoledger {
namespace {

using Kind = NumberFormat::Kind;

Kind KindOf(std::string_view code) {
  return ParseNumberFormat(code).kind;
}

TEST(NumberFormatTest, FindsDaysMonthsAndTimes) {
  for (const char* const code :
       {"dd/mm/yyyy", "d/m/yy", "yyyy-mm-dd", "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy",
        "dd/mm/yyyy\\ hh:mm", "\"ngày\" d \"tháng\" m \"năm\" yyyy", "[$-1010000]d/m/yyyy;@"}) {
    EXPECT_EQ(KindOf(code), Kind::kDay) << code;
  }
  for (const char* const code : {"mm/yyyy", "mmm\\-yy", "\"tháng\" m/yyyy"}) {
    EXPECT_EQ(KindOf(code), Kind::kMonth) << code;
  }
  for (const char* const code : {"h:mm", "hh:mm:ss AM/PM", "[h]:mm", "[mm]:ss"}) {
    EXPECT_EQ(KindOf(code), Kind::kTime) << code;
  }
  for (const char* const code : {"d-mmm", "yyyy", "mmmm", "dddd", "d h:mm"}) {
    EXPECT_EQ(KindOf(code), Kind::kPartOfDate) << code;
  }
  EXPECT_EQ(BuiltInFormat(14).kind, Kind::kDay);
  EXPECT_EQ(BuiltInFormat(16).kind, Kind::kPartOfDate);
  EXPECT_EQ(BuiltInFormat(17).kind, Kind::kMonth);
  EXPECT_EQ(BuiltInFormat(20).kind, Kind::kTime);
}

TEST(NumberFormatTest, WordsColoursAndMarksAreNoDates) {
  for (const char* const code :
       {"General", "0", "#,##0", "#,##0\\ \"đơn vị máu dmyhs\"", "[Red]0.00", "0.00E+00", "@",
        "_(* #,##0_);_(* \\(#,##0\\);_(* \"-\"??_);_(@_)", "[$₫-42A]#,##0", "# ?/?"}) {
    EXPECT_EQ(KindOf(code), Kind::kNumber) << code;
  }
  EXPECT_EQ(KindOf("0.00%"), Kind::kPercent);
  // What is left open ends with the code.
  for (const char* const code : {"\"mở", "[mở", "\\", "_", "", ";", "0.", "[", "]"}) {
    EXPECT_EQ(KindOf(code), Kind::kNumber) << code;
  }
}

TEST(NumberFormatTest, PlainNumbersHaveFifteenDigits) {
  EXPECT_EQ(PlainNumber(1141), "1141");
  EXPECT_EQ(PlainNumber(1141.0000000001), "1141.0000000001");
  EXPECT_EQ(PlainNumber(1.1399999999999999), "1.14");
  EXPECT_EQ(PlainNumber(0.1 + 0.2), "0.3");
  EXPECT_EQ(PlainNumber(0.05), "0.05");
  EXPECT_EQ(PlainNumber(-3), "-3");
  EXPECT_EQ(PlainNumber(0), "0");
  EXPECT_EQ(PlainNumber(-0.0), "0");
  EXPECT_EQ(PlainNumber(100), "100");
  EXPECT_EQ(PlainNumber(999999999999999), "999999999999999");
  EXPECT_NE(PlainNumber(1e300).find('e'), std::string::npos);
  EXPECT_NE(PlainNumber(1e-300).find('e'), std::string::npos);
}

TEST(NumberFormatTest, ShowsNumbersByTheirFormat) {
  const auto shown = [](double value, std::string_view code) {
    return ShownNumber(value, ParseNumberFormat(code));
  };
  EXPECT_EQ(shown(1163, "General"), "1163");
  EXPECT_EQ(shown(1163, "#,##0"), "1163");
  EXPECT_EQ(shown(1, "00"), "01");
  EXPECT_EQ(shown(1.1, "0.00"), "1,10");
  EXPECT_EQ(shown(1.23456, "0.00"), "1,23");
  EXPECT_EQ(shown(1.235, "0.00"), "1,24");
  EXPECT_EQ(shown(9.995, "0.00"), "10,00");
  EXPECT_EQ(shown(0.6, "0"), "1");
  EXPECT_EQ(shown(0.4, "0"), "0");
  EXPECT_EQ(shown(0.004, "0.0"), "0,0");
  EXPECT_EQ(shown(-0.004, "0.0"), "0,0");
  EXPECT_EQ(shown(1.25, "General"), "1,25");
  EXPECT_EQ(shown(0.978, "0.0%"), "97,8%");
  EXPECT_EQ(shown(1.05, "0%"), "105%");
  EXPECT_EQ(shown(0.0123, "0.00%"), "1,23%");
  EXPECT_EQ(shown(1e300, "0").empty(), false);
  EXPECT_EQ(shown(1e-300, "General").empty(), false);
}

TEST(CellReferenceTest, ReadsTheLastCellAndNoneBeyond) {
  EXPECT_EQ(ParseCellReference("A1"), (CellReference{1, 1}));
  EXPECT_EQ(ParseCellReference("AB12"), (CellReference{12, 28}));
  EXPECT_EQ(ParseCellReference("XFD1048576"), (CellReference{1048576, 16384}));
  for (const char* const text : {"XFE1", "A1048577", "A0", "A01", "A", "1", "", "$A$1", "a1", "A1B",
                                 "AAAAAAAAAAAAAAAAAAAA1", "A99999999999999999999", "A-1"}) {
    EXPECT_FALSE(ParseCellReference(text)) << text;
  }
}

TEST(CellReferenceTest, WritesLetters) {
  EXPECT_EQ(ColumnLetters(1), "A");
  EXPECT_EQ(ColumnLetters(26), "Z");
  EXPECT_EQ(ColumnLetters(27), "AA");
  EXPECT_EQ(ColumnLetters(702), "ZZ");
  EXPECT_EQ(ColumnLetters(703), "AAA");
  EXPECT_EQ(ColumnLetters(16384), "XFD");
}

}  // namespace
}  // namespace hemoledger
