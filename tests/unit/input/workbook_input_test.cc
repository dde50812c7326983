// Tables and headers in workbooks: what is taken, and what is told with its cell.
#include <gmock/gmock.h>

#include "proto/base/random.h"
#include "proto/base/strings.h"
#include "tests/support/status_matchers.h"
#include "tests/support/workbook/workbook_builder.h"
#include "tests/unit/input/input_fixture.h"

namespace hemoledger {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Rows = std::vector<std::vector<std::string>>;

class WorkbookInputTest : public InputTest {
 protected:
  static constexpr std::string_view kHeader =
      "feed = \"f\"\ntable = \"r.xlsx\"\nunit_under = \"tinh-a\"\n";

  absl::StatusOr<ReceiptsFile> Read(const WorkbookBuilder& builder, std::string_view more = "") {
    Write("r.xlsx", builder.Build());
    return ReadReceiptsFile(Write("r.toml", std::string(kHeader) + std::string(more)), &resolver_,
                            random_, problems_);
  }
  absl::StatusOr<ReceiptsFile> ReadOne(const WorkbookBuilder& builder) {
    return ReadReceiptsFile(Write("one.xlsx", builder.Build()), &resolver_, random_, problems_);
  }

  WorkbookBuilder builder_;
};

TEST_F(WorkbookInputTest, ReadsDatesMonthsNumbersAndIdsThatAreNumbers) {
  const std::string day = Concat(builder_.BuiltInStyle(14));
  const std::string month = Concat(builder_.Style("mmm\\-yy"));
  builder_.TextSheet("Phiếu", {{"Mã phiếu", "Đơn vị", "Ngày", "Tháng", "Số lượng", "Ghi chú"},
                               {"=1001", "TP Rạch Giá", "=44291|" + day, "", "=1141.0", "=7"},
                               {"=1002", "TP Rạch Giá", "05/4/2021", "", "1.163", ""},
                               {"=1003", "TP Rạch Giá", "", "=44291|" + month, "=5|" + day}});
  EXPECT_FALSE(Read(builder_).ok());
  // A figure that was turned into a date is no count: 5 January 1900.
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("r.xlsx[Phiếu]:E4 (Số lượng): The figure can not be read")));
  problems_ = Problems();
  WorkbookBuilder good;
  const std::string good_day = Concat(good.BuiltInStyle(14));
  const std::string good_month = Concat(good.Style("mmm\\-yy"));
  good.TextSheet("Phiếu", {{"Mã phiếu", "Đơn vị", "Ngày", "Tháng", "Số lượng", "Ghi chú"},
                           {"=1001", "TP Rạch Giá", "=44291|" + good_day, "", "=1141.0", "=7"},
                           {"=1002", "TP Rạch Giá", "05/4/2021", "", "1.163", ""},
                           {"=1003", "TP Rạch Giá", "", "=44291|" + good_month, "=5"}});
  const absl::StatusOr<ReceiptsFile> file = Read(good);
  ASSERT_THAT(Lines(problems_), ElementsAre());
  ASSERT_OK(file);
  ASSERT_EQ(file->receipts.size(), 3u);
  EXPECT_EQ(file->receipts[0].external_id, "1001");
  EXPECT_EQ(file->receipts[0].receipt.interval().first_date(), 20210405);
  EXPECT_EQ(file->receipts[0].receipt.bags(0).count(), 1141u);
  EXPECT_EQ(file->receipts[0].texts[0].text(), "7");
  EXPECT_EQ(file->receipts[0].place.ToString(), Concat(dir_.Join("r.xlsx"), "[Phiếu]:2"));
  EXPECT_EQ(file->receipts[1].receipt.bags(0).count(), 1163u);
  EXPECT_EQ(file->receipts[2].receipt.interval().last_date(), 20210430);
}

TEST_F(WorkbookInputTest, TellsCellsThatHoldNoValue) {
  const int part = builder_.BuiltInStyle(16);
  const int time = builder_.BuiltInStyle(20);
  const auto text = [](std::string_view place, std::string_view words) {
    return Concat("<c r=\"", place, "\" t=\"inlineStr\"><is><t>", words, "</t></is></c>");
  };
  builder_.Sheet(
      "Phiếu",
      Concat("<row r=\"3\">", text("A3", "id"), text("B3", "unit_id"), text("C3", "date"),
             text("D3", "count"), text("E3", "note"), text("F3", "emergency"),
             "</row><row r=\"5\">", text("A5", "1"), text("B5", "tinh-a"), "<c r=\"C5\" s=\"", part,
             "\"><v>44291</v></c><c r=\"D5\"><v>1.14</v></c><c r=\"E5\" t=\"e\"><v>#REF!</v></c>",
             "<c r=\"F5\" t=\"b\"><v>1</v></c></row><row r=\"6\">", text("A6", "2"),
             text("B6", "tinh-a"), "<c r=\"C6\" s=\"", time, "\"><v>0.5</v></c>",
             "<c r=\"D6\"><f>SUM(D5:D5)</f></c><c r=\"G6\"><v>1</v></c></row>"));
  EXPECT_FALSE(Read(builder_, "[defaults]\ndate = 2021-04-05\n").ok());
  EXPECT_THAT(
      Lines(problems_),
      ElementsAre(HasSubstr("r.xlsx[Phiếu]:C5 (date): The cell is a date that does not show"),
                  HasSubstr("r.xlsx[Phiếu]:E5 (note): The cell holds an error"),
                  HasSubstr("r.xlsx[Phiếu]:F5 (emergency): The cell holds a truth value"),
                  HasSubstr("r.xlsx[Phiếu]:C6 (date): The cell holds a time of day"),
                  HasSubstr("r.xlsx[Phiếu]:D6 (count): The formula was never reckoned"),
                  HasSubstr("r.xlsx[Phiếu]:G6: The cell is not blank, but its column"),
                  HasSubstr("r.xlsx[Phiếu]:D5 (count): The cell holds the number 1.14, which")));
}

TEST_F(WorkbookInputTest, ANumberThatShowsAsWholeIsStillNone) {
  const std::string whole = Concat(builder_.Style("#,##0"));
  builder_.TextSheet("x", {{"id", "unit_id", "date", "count"},
                           {"1", "tinh-a", "1/1/2021", "=1140.6|" + whole},
                           {"2", "tinh-a", "1/1/2021", "=1.163"},
                           {"3", "tinh-a", "1/1/2021", "=-5"},
                           {"4", "tinh-a", "1/1/2021", "=1e20"}});
  EXPECT_FALSE(Read(builder_).ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("D2 (count): The cell holds the number 1140.6"),
                          HasSubstr("D3 (count): The cell holds the number 1.163"),
                          HasSubstr("D4 (count): The cell holds the number -5"),
                          HasSubstr("D5 (count): The cell holds the number 1")));
}

TEST_F(WorkbookInputTest, ASheetIsChosenByNameOrBecauseItIsTheOnlyOne) {
  const Rows rows = {{"id", "unit_id", "date", "count"}, {"1", "tinh-a", "1/1/2021", "=5"}};
  WorkbookBuilder two;
  two.TextSheet("Một", rows).TextSheet("Hai", {{"x"}});
  EXPECT_FALSE(Read(two).ok());
  EXPECT_FALSE(Read(two, "sheet = \"Ba\"\n").ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(AllOf(HasSubstr("r.xlsx: The workbook has several sheets"),
                                HasSubstr("\"Một\", \"Hai\"")),
                          AllOf(HasSubstr("r.xlsx: There is no sheet \"Ba\""),
                                HasSubstr("\"Một\", \"Hai\""))));
  problems_ = Problems();
  EXPECT_OK(Read(two, "sheet = \"MỘT\"\n").status());
  WorkbookBuilder hidden;
  hidden.TextSheet("Một", {{"x"}}, "hidden").TextSheet("Hai", rows);
  EXPECT_OK(Read(hidden).status());
}

TEST_F(WorkbookInputTest, TellsWhatIsNoWorkbook) {
  Write("r.xlsx", "id,unit_id\n");
  EXPECT_FALSE(ReadReceiptsFile(Write("r.toml", kHeader), &resolver_, random_, problems_).ok());
  EXPECT_THAT(Lines(problems_), ElementsAre(HasSubstr("r.xlsx: The file is no .xlsx workbook")));
  problems_ = Problems();
  Write("r.csv", "id,unit_id,date,count\n1,tinh-a,1/1/2021,5\n");
  EXPECT_FALSE(ReadReceiptsFile(Write("r.toml", "feed = \"f\"\ntable = \"r.csv\"\nsheet = \"x\"\n"),
                                &resolver_, random_, problems_)
                   .ok());
  EXPECT_THAT(Lines(problems_), ElementsAre(HasSubstr("r.csv: The key \"sheet\" is only for")));
  problems_ = Problems();
  builder_.TextSheet("x", {});
  EXPECT_FALSE(Read(builder_).ok());
  EXPECT_THAT(Lines(problems_), ElementsAre(HasSubstr("r.xlsx[x]: The file must have a row")));
}

TEST_F(WorkbookInputTest, ReceiptsComeInOneWorkbook) {
  builder_.TextSheet("Info", {{"Key", "Value"},
                              {"feed", "f"},
                              {"unit_under", "tinh-a"},
                              {"defaults.month", "4/2021"},
                              {"defaults.volume_ml", "=250"}});
  builder_.TextSheet("Receipts", {{"id", "unit", "count"}, {"1", "Rạch Giá", "=5"}});
  const absl::StatusOr<ReceiptsFile> file = ReadOne(builder_);
  ASSERT_THAT(Lines(problems_), ElementsAre());
  ASSERT_OK(file);
  EXPECT_EQ(file->receipts[0].receipt.bags(0).volume_ml(), 250u);
}

TEST_F(WorkbookInputTest, TellsFaultsOfTheHeaderByTheirCell) {
  builder_.TextSheet("Thông tin", {{"feed", "F 1"},
                                   {"", "không khóa"},
                                   {"Ngày tháng", "x"},
                                   {"defaults", "x"},
                                   {"defaults.month", "4/2021"},
                                   {"unit_under", "tinh-a"}});
  builder_.TextSheet("Bảng", {{"id", "unit", "count"}, {"1", "Rạch Giá", "=5"}});
  EXPECT_FALSE(ReadOne(builder_).ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("one.xlsx[Thông tin]:A2: Column B holds a value, but"),
                          HasSubstr("one.xlsx[Thông tin]:A3: Column A must hold a key"),
                          HasSubstr("one.xlsx[Thông tin]:A5 (defaults.month): The key has both")));
  problems_ = Problems();
  WorkbookBuilder second;
  const std::string day = Concat(second.BuiltInStyle(14));
  second.TextSheet("Thông tin", {{"feed", "f"},
                                 {"feed", "g"},
                                 {"fed", "x"},
                                 {"defaults.date", "=44291"},
                                 {"defaults.round", "=44291|" + day}});
  second.TextSheet("Bảng", {{"id", "unit", "count"}, {"1", "tinh-a", "=5"}});
  EXPECT_FALSE(ReadOne(second).ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("one.xlsx[Thông tin]:B2 (feed): The key has one value only"),
                          HasSubstr("one.xlsx[Thông tin]:B4 (defaults.date): "),
                          HasSubstr("one.xlsx[Thông tin]:B5 (defaults.round): The cell must be"),
                          HasSubstr("one.xlsx[Thông tin]:B3 (fed): There is no key"),
                          HasSubstr("one.xlsx[Bảng]:2: The time is missing")));
}

TEST_F(WorkbookInputTest, TellsWhichSheetsAOneWorkbookLacks) {
  const auto told = [&](const WorkbookBuilder& builder) {
    problems_ = Problems();
    EXPECT_FALSE(ReadOne(builder).ok());
    return Lines(problems_).at(0);
  };
  WorkbookBuilder none;
  none.TextSheet("A", {{"x"}}).TextSheet("B", {{"x"}});
  EXPECT_THAT(told(none), AllOf(HasSubstr("lacks a sheet \"Info\""), HasSubstr("\"A\", \"B\"")));
  WorkbookBuilder alone;
  alone.TextSheet("Info", {{"feed", "f"}});
  EXPECT_THAT(told(alone), HasSubstr("lacks a sheet \"Table\""));
  alone.TextSheet("A", {{"x"}}).TextSheet("B", {{"x"}});
  EXPECT_THAT(told(alone), AllOf(HasSubstr("Which sheet holds"), HasSubstr("\"A\", \"B\"")));
}

TEST_F(WorkbookInputTest, DamagedWorkbooksNeverCrashAReader) {
  builder_.TextSheet("Thông tin", {{"feed", "f"}, {"defaults.month", "4/2021"}});
  builder_.TextSheet("Bảng", {{"id", "unit_id", "count"}, {"1", "tinh-a", "=5"}});
  const std::string good = builder_.Build();
  SeededRandom random(11);
  for (int i = 0; i < 200; ++i) {
    SCOPED_TRACE(i);
    std::string bytes = good;
    for (uint64_t n = 1 + random.Below(5); n > 0; --n) {
      bytes[random.Below(bytes.size())] = static_cast<char>(random.Below(256));
    }
    if (random.Below(5) == 0) bytes.resize(random.Below(bytes.size()));
    const std::string path = Write("d.xlsx", bytes);
    Problems problems;
    const auto file = ReadReceiptsFile(path, &resolver_, random_, problems);
    EXPECT_EQ(file.ok(), problems.empty());
    ReadPlanFile(path, resolver_, random_, problems).IgnoreError();
    ReadUnitsFile(path, random_, problems).IgnoreError();
    ReadAmendmentFile(path, resolver_, random_, problems).IgnoreError();
  }
}

}  // namespace
}  // namespace hemoledger
