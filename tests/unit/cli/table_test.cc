#include "clients/cli/render/table.h"

#include <gtest/gtest.h>

#include "clients/cli/render/csv.h"
#include "clients/cli/render/text_width.h"
#include "proto/base/utf8.h"

namespace hemoledger {
namespace {

TEST(TableTest, AlignsByDisplayWidthNotBytes) {
  Table table({{"Đơn vị"}, {"Chỉ tiêu", Align::kRight}});
  table.AddRow({"Huyện Giồng Riềng", "1.102"});
  table.AddRow({"Ca", "5"});
  EXPECT_EQ(table.ToText(),
            "Đơn vị             Chỉ tiêu\n"
            "─────────────────  ────────\n"
            "Huyện Giồng Riềng     1.102\n"
            "Ca                        5\n");
}

TEST(TableTest, CombiningMarksTakeNoColumn) {
  // "Hòa" in NFD: o and a combining grave.
  const std::string nfd = "Ho\u0300a";
  Table table({{"Tên"}, {"n", Align::kRight}});
  table.AddRow({nfd, "1"});
  table.AddRow({"Hòa", "2"});
  EXPECT_EQ(table.ToText(), "Tên  n\n───  ─\n" + nfd + "  1\nHòa  2\n");
}

TEST(TableTest, WideLettersTakeTwoColumns) {
  Table table({{"Tên"}, {"n"}});
  table.AddRow({"漢字", "1"});
  table.AddRow({"abcd", "2"});
  EXPECT_EQ(table.ToText(), "Tên   n\n────  ─\n漢字  1\nabcd  2\n");
}

TEST(TableTest, ControlCharactersCanNotSteerTheTerminal) {
  Table table({{"a"}});
  table.AddRow({"x\x1b[31my\nz\t\u0085"});
  EXPECT_EQ(table.ToText(), "a\n───────────\nx [31my z\n");
}

TEST(TableTest, LongCellsAreCutBetweenLetters) {
  Table table({{"a", Align::kLeft, 6}});
  table.AddRow({"Huyện Tân Hiệp"});
  EXPECT_EQ(table.ToText(), "a\n──────\nHuyện…\n");
  EXPECT_EQ(CutToWidth("Ho\u0300a bình", 3), "Ho\u0300…") << "never between a letter and its mark";
  EXPECT_EQ(CutToWidth("漢字漢字", 4), "漢…") << "half a wide letter does not fit";
  EXPECT_EQ(CutToWidth("abc", 3), "abc");
}

TEST(TableTest, TotalsStandBelowALine) {
  Table table({{"a"}, {"b", Align::kRight}});
  table.AddRow({"x", "1"});
  table.AddRule();
  table.AddRow({"", "1"});
  EXPECT_EQ(table.ToText(), "a  b\n─  ─\nx  1\n─  ─\n   1\n");
}

TEST(TableTest, FactsLeaveOutWhatIsBlank) {
  Facts facts;
  facts.Add("Mã", "x");
  facts.Add("Người ký", "");
  facts.Add("Đơn vị", "y");
  EXPECT_EQ(facts.ToText(), "Mã:      x\nĐơn vị:  y\n");
}

TEST(CsvTest, QuotesWhatNeedsQuotes) {
  Csv csv({"id", "name"});
  csv.AddRow({"a", "x, \"y\"\nz"});
  csv.AddRow({"b", ""});
  EXPECT_EQ(csv.text(), "id,name\na,\"x, \"\"y\"\"\nz\"\nb,\n");
}

}  // namespace
}  // namespace hemoledger
