#include "clients/cli/spreadsheet/workbook.h"

#include <gmock/gmock.h>

#include "proto/base/strings.h"
#include "tests/support/workbook/workbook_builder.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Kind = SheetCell::Kind;

// "B2 day 18722": each cell with what it holds.
std::string Describe(const SheetRow& row, const SheetCell& cell) {
  const std::string place = Concat("R", row.number, "C", cell.column, " ");
  switch (cell.kind) {
    case Kind::kText:
      return Concat(place, "text ", cell.text);
    case Kind::kNumber:
      return Concat(place, "number ", ShownNumber(cell.number, cell.format));
    case Kind::kDay:
      return Concat(place, "day ", cell.day);
    case Kind::kMonth:
      return Concat(place, "month ", cell.day);
    case Kind::kTime:
      return Concat(place, "time");
    case Kind::kPartOfDate:
      return Concat(place, "part of date");
    case Kind::kBadDate:
      return Concat(place, "bad date");
    case Kind::kBoolean:
      return Concat(place, "boolean ", cell.number != 0 ? "1" : "0");
    case Kind::kError:
      return Concat(place, "error ", cell.text);
    case Kind::kNoResult:
      return Concat(place, "no result");
  }
  return "";
}

class WorkbookTest : public ::testing::Test {
 protected:
  std::vector<std::string> Cells(const std::string& bytes, size_t sheet = 0) {
    std::vector<std::string> cells;
    const auto workbook = Workbook::Open(bytes, fault_);
    if (workbook == nullptr) return {"fault: " + fault_.message_en};
    const auto rows = workbook->ReadSheet(sheet, fault_);
    if (!rows) return {"fault: " + fault_.message_en};
    for (const SheetRow& row : *rows) {
      for (const SheetCell& cell : row.cells) cells.push_back(Describe(row, cell));
    }
    return cells;
  }
  std::vector<std::string> Cells(const WorkbookBuilder& builder) { return Cells(builder.Build()); }

  WorkbookBuilder builder_;
  WorkbookFault fault_;
};

TEST_F(WorkbookTest, ReadsTextsSharedInlineAndRich) {
  const int rich = builder_.SharedItem(
      "<r><t>BCĐ. </t></r><r><rPr><b/></rPr><t>huyện Tân Hiệp</t></r><rPh sb=\"0\" eb=\"1\">"
      "<t>reading</t></rPh>");
  builder_.SharedItem("<t/>");
  builder_.Sheet(
      "Bảng",
      Concat("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>", rich, "</v></c>",
             "<c r=\"B1\" t=\"inlineStr\"><is><t>một</t></is></c>",
             "<c r=\"C1\" t=\"inlineStr\"><is><r><t>h</t></r><r><t>ai</t></r></is></c>",
             "<c r=\"D1\" t=\"str\"><f>A1</f><v>ba</v></c>",
             "<c r=\"E1\" t=\"s\"><v>1</v></c><c r=\"F1\" s=\"0\"/>",
             "<c r=\"G1\" t=\"inlineStr\"><is><t>b_x000D_&#10;c_x005F_x_xD800_&amp;</t></is></c>",
             "</row>"));
  EXPECT_THAT(Cells(builder_),
              ElementsAre("R1C1 text BCĐ. huyện Tân Hiệp", "R1C2 text một", "R1C3 text hai",
                          "R1C4 text ba", "R1C7 text b\nc_x_xD800_&"));
}

TEST_F(WorkbookTest, ReadsNumbersDatesAndWhatIsNone) {
  const int day = builder_.BuiltInStyle(14);
  const int month = builder_.Style("mm/yyyy");
  const int time = builder_.Style("h:mm");
  const int part = builder_.BuiltInStyle(16);
  const int percent = builder_.BuiltInStyle(10);
  const auto cell = [](std::string_view place, int style, std::string_view value) {
    return Concat("<c r=\"", place, "\" s=\"", style, "\"><v>", value, "</v></c>");
  };
  builder_.Sheet(
      "x", Concat("<row r=\"2\" hidden=\"1\">", cell("A2", 0, "1141.0"), cell("B2", 0, "1.14E2"),
                  cell("C2", day, "44291"), cell("D2", day, "44291.75"), cell("E2", month, "44291"),
                  cell("F2", time, "0.5"), cell("G2", part, "44291"), cell("H2", day, "60"),
                  cell("I2", day, "59"), cell("J2", day, "-1"), cell("K2", percent, "0.0123"),
                  "</row><row r=\"9\"><c r=\"A9\" t=\"b\"><v>1</v></c>",
                  "<c r=\"B9\" t=\"e\"><v>#REF!</v></c><c r=\"C9\"><f>1+1</f></c>",
                  "<c r=\"D9\"><f>1+1</f><v>2</v></c><c r=\"E9\" t=\"d\"><v>2021-04-05</v></c>",
                  "</row>"));
  EXPECT_THAT(
      Cells(builder_),
      ElementsAre("R2C1 number 1141", "R2C2 number 114", "R2C3 day 18722", "R2C4 day 18722",
                  "R2C5 month 18722", "R2C6 time", "R2C7 part of date", "R2C8 bad date",
                  "R2C9 day -25509", "R2C10 bad date", "R2C11 number 1,23%", "R9C1 boolean 1",
                  "R9C2 error #REF!", "R9C3 no result", "R9C4 number 2", "R9C5 day 18722"));
}

TEST_F(WorkbookTest, ReadsThe1904Dates) {
  const int day = builder_.BuiltInStyle(14);
  builder_.Use1904().Sheet("x", Concat("<row><c s=\"", day, "\"><v>42829</v></c><c s=\"", day,
                                       "\"><v>60</v></c></row>"));
  EXPECT_THAT(Cells(builder_), ElementsAre("R1C1 day 18722", "R1C2 day -24047"));
}

TEST_F(WorkbookTest, RowsAndCellsWithoutNamesFollowEachOther) {
  builder_.Sheet(
      "x",
      "<row><c><v>1</v></c><c/><c><v>2</v></c></row><row r=\"5\"><c r=\"C5\"><v>3</v></c>"
      "<c><v>4</v></c></row><row><c><v>5</v></c></row>");
  EXPECT_THAT(Cells(builder_), ElementsAre("R1C1 number 1", "R1C3 number 2", "R5C3 number 3",
                                           "R5C4 number 4", "R6C1 number 5"));
}

TEST_F(WorkbookTest, ReadsPrefixedElements) {
  builder_.Sheet("x", "");
  builder_.Part("xl/worksheets/sheet1.xml",
                "<x:worksheet xmlns:x=\"m\"><x:sheetData><x:row r=\"1\"><x:c r=\"A1\" "
                "t=\"inlineStr\"><x:is><x:t>một</x:t></x:is></x:c></x:row></x:sheetData>"
                "</x:worksheet>");
  EXPECT_THAT(Cells(builder_), ElementsAre("R1C1 text một"));
}

TEST_F(WorkbookTest, ListsSheetsInTheirOrderWithHiddenOnes) {
  builder_.Sheet("Bảng", "").Sheet("Danh mục", "", "veryHidden").Sheet("Thông tin", "");
  const auto workbook = Workbook::Open(builder_.Build(), fault_);
  ASSERT_NE(workbook, nullptr);
  ASSERT_EQ(workbook->sheets().size(), 3u);
  EXPECT_EQ(workbook->sheets()[0].name, "Bảng");
  EXPECT_FALSE(workbook->sheets()[0].hidden);
  EXPECT_TRUE(workbook->sheets()[1].hidden);
  EXPECT_EQ(workbook->sheets()[2].name, "Thông tin");
}

TEST_F(WorkbookTest, TellsDamagedSheetsByTheirCell) {
  const auto tell = [&](std::string_view rows) {
    WorkbookBuilder builder;
    builder.Sheet("Bảng", std::string(rows));
    fault_ = {};
    return Cells(builder)[0];
  };
  EXPECT_THAT(tell("<row r=\"2\"/><row r=\"2\"/>"), HasSubstr("a row twice or out of order"));
  EXPECT_EQ(fault_.sheet, "Bảng");
  EXPECT_THAT(tell("<row r=\"1048577\"/>"), HasSubstr("a row after"));
  EXPECT_THAT(tell("<row r=\"99999999999999\"/>"), HasSubstr("the number of a row"));
  EXPECT_THAT(tell("<row r=\"1\"><c r=\"B1\"/><c r=\"B1\"/></row>"),
              HasSubstr("a cell twice or out of order"));
  EXPECT_THAT(tell("<row r=\"1\"><c r=\"B2\"/></row>"), HasSubstr("the name of a cell"));
  EXPECT_THAT(tell("<row r=\"1\"><c r=\"XFE1\"/></row>"), HasSubstr("the name of a cell"));
  EXPECT_THAT(tell("<row r=\"3\"><c r=\"C3\" t=\"s\"><v>7</v></c></row>"),
              HasSubstr("the value of a cell"));
  EXPECT_EQ(fault_.row, 3);
  EXPECT_EQ(fault_.column, 3);
  EXPECT_EQ(fault_.value, "7");
  for (const char* const value : {"nan", "inf", "1e999", "1x", "0x1"}) {
    EXPECT_THAT(tell(Concat("<row><c><v>", value, "</v></c></row>")),
                HasSubstr("the value of a cell"))
        << value;
  }
  EXPECT_THAT(tell("<row><c t=\"b\"><v>2</v></c></row>"), HasSubstr("the value of a cell"));
  EXPECT_THAT(tell("<row><c t=\"d\"><v>2021-02-29</v></c></row>"),
              HasSubstr("the value of a cell"));
  EXPECT_THAT(tell("<row><c s=\"9\"><v>1</v></c></row>"), HasSubstr("the value of a cell"));
  EXPECT_THAT(tell("<row><c t=\"z\"><v>1</v></c></row>"), HasSubstr("the value of a cell"));
}

TEST_F(WorkbookTest, ACellAtTheEdgeIsToldAndABlankOneThereIsNone) {
  builder_.Sheet("x",
                 "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"
                 "<row r=\"1048576\"><c r=\"XFD1048576\" s=\"0\"/></row>");
  EXPECT_THAT(Cells(builder_), ElementsAre("R1C1 number 1"));
  WorkbookBuilder far;
  far.Sheet("x", "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>");
  EXPECT_THAT(Cells(far), ElementsAre(HasSubstr("too far to the right")));
  EXPECT_EQ(fault_.row, 1048576);
  EXPECT_EQ(fault_.column, 16384);
}

}  // namespace
}  // namespace hemoledger
