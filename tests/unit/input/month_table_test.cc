// Tables of results by month as documents print them (`layout = "wide"`).
#include <gmock/gmock.h>

#include "clients/cli/input/figures.h"
#include "proto/base/strings.h"
#include "tests/support/status_matchers.h"
#include "tests/support/workbook/workbook_builder.h"
#include "tests/unit/input/input_fixture.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// "pl1-r01-c04 r01 202101 402": id, row or "total", month or "-", plain value.
std::vector<std::string> Shown(const RecordFile& file) {
  std::vector<std::string> lines;
  for (const v1::Statement& statement : file.record.statements().statements()) {
    lines.push_back(Concat(
        statement.statement_id(), " ", statement.table_total() ? "total" : statement.row_id(), " ",
        statement.has_interval() ? Concat(statement.interval().first_date() / 100) : "-", " ",
        PlainDecimal(statement.value().value())));
  }
  return lines;
}

class MonthTableTest : public InputTest {
 protected:
  static constexpr std::string_view kHeader =
      "plan = \"p\"\nid = \"r\"\nkind = \"statements\"\ntable = \"r.tsv\"\nlayout = \"wide\"\n";
  static constexpr std::string_view kOneTable = "[[tables]]\nid = \"pl1\"\nlabel = \"Phụ lục 1\"\n";

  absl::StatusOr<RecordFile> Read(std::string_view table, std::string_view keys = "year = 2021\n",
                                  std::string_view tables = kOneTable) {
    Write("r.tsv", table);
    return ReadRecordFile(Write("r.toml", Concat(kHeader, keys, tables)), resolver_, random_,
                          problems_);
  }
};

// Document 003, appendix 1: rows 36 and 33 and the totals, with the headings that it prints and the
// month that the twelfth means.
TEST_F(MonthTableTest, EveryCellThatIsNotBlankIsAStatement) {
  const absl::StatusOr<RecordFile> file = Read(
      "STT\tĐƠN VỊ\tChỉ tiêu\tTHANG\t\t\tTổng cộng\tĐạt tỷ lệ %\n"
      "\t\t\tTháng 1 2021\tTháng 2\tTháng 12 (12/2020)\t\t\n"
      "01\tLiên đoàn Lao động tỉnh\t503\t402\t\t53\t1030\t205\n"
      "36\tTiểu cầu\t\t90\t65\t\t890\t\n"
      "\tTổng cộng\t19116\t2322\t260\t2092\t19979\t105\n");
  ASSERT_THAT(Lines(problems_), IsEmpty());
  ASSERT_OK(file);
  EXPECT_THAT(Shown(*file),
              ElementsAre("pl1-r01-c04 r01 202101 402", "pl1-r01-c06 r01 202012 53",
                          "pl1-r01-total r01 - 1030", "pl1-r01-percent r01 - 205",
                          "pl1-r02-c04 r02 202101 90", "pl1-r02-c05 r02 202102 65",
                          "pl1-r02-total r02 - 890", "pl1-total-c04 total 202101 2322",
                          "pl1-total-c05 total 202102 260", "pl1-total-c06 total 202012 2092",
                          "pl1-total-total total - 19979", "pl1-total-percent total - 105"));
  const v1::StatementList& list = file->record.statements();
  const v1::Statement& cell = list.statements(1);
  EXPECT_EQ(cell.fact(), v1::STATEMENT_FACT_RECEIVED_UNITS);
  EXPECT_EQ(cell.place(), "Phụ lục 1, dòng 01, Tháng 12");
  EXPECT_EQ(cell.printed_text(), "53");
  EXPECT_EQ(cell.table_id(), "pl1");
  EXPECT_EQ(cell.column(), 6u);
  EXPECT_EQ(cell.interval().last_date(), 20201231);
  EXPECT_EQ(list.statements(3).fact(), v1::STATEMENT_FACT_ATTAINMENT_PERCENT);
  EXPECT_EQ(list.statements(3).column(), 0u) << "of the row, no cell of a month";
  EXPECT_EQ(list.statements(7).place(), "Phụ lục 1, tổng cộng, Tháng 1 2021");
  EXPECT_EQ(list.statements(7).row_id(), "");
  EXPECT_EQ(file->places[1].line, 3);
  EXPECT_EQ(file->places[1].column, 6);
}

// Rows 1 to 28 of that appendix lost one blank cell each: 16 cells under 17 headings. Row 7 prints
// no total. Row 29 is whole.
TEST_F(MonthTableTest, AShortRowLostABlankCellAmongItsMonths) {
  const std::string table =
      "STT\tĐƠN VỊ\tChỉ tiêu\tTháng 1\tTháng 2\tTháng 3\tTháng 4\tTổng cộng\tĐạt tỷ lệ %\n"
      "01\tLiên đoàn\t503\t402\t53\t\t1030\t205\n"
      "07\tViện Huyết học\t\t\t1000\t\t\t\n"
      "29\tTrường Đại học\t1150\t\t334\t3\t\t686\t60\n";
  const absl::StatusOr<RecordFile> file = Read(table, "year = 2021\nlost_cells = 1\n");
  ASSERT_THAT(Lines(problems_), IsEmpty());
  ASSERT_OK(file);
  EXPECT_THAT(Shown(*file), ElementsAre("pl1-r01-c04 r01 - 402", "pl1-r01-c05 r01 - 53",
                                        "pl1-r01-total r01 - 1030", "pl1-r01-percent r01 - 205",
                                        "pl1-r02-c05 r02 - 1000", "pl1-r03-c05 r03 202102 334",
                                        "pl1-r03-c06 r03 202103 3", "pl1-r03-total r03 - 686",
                                        "pl1-r03-percent r03 - 60"));
  const v1::Statement& uncertain = file->record.statements().statements(0);
  EXPECT_EQ(uncertain.column(), 4u);
  EXPECT_EQ(uncertain.place(), "Phụ lục 1, dòng 01, cột 4");

  EXPECT_FALSE(Read(table).ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("r.tsv:2: The row has 8 cells under 9 headings"),
                          HasSubstr("r.tsv:3: The row has 8 cells under 9 headings")));
  problems_ = Problems();
  EXPECT_FALSE(Read("Đơn vị\tTháng 1\tTháng 2\tTháng 3\tTổng cộng\nA\t1\t5\nB\t1\t2\t3\t6\n",
                    "year = 2021\nlost_cells = 1\n")
                   .ok())
      << "two are missing";
  EXPECT_THAT(Lines(problems_), ElementsAre(HasSubstr("r.tsv:2: The row has 3 cells under 5")));
}

TEST_F(MonthTableTest, MonthsThatAreNotCertainCarryTheirColumnOnly) {
  const std::string table =
      "Đơn vị\t1\t2\tTổng cộng\tChưa rõ tháng\tMã dòng\n"
      "A\t5\t\t5\tx\tr14\nB\t\t6\t6\t\tr15\nTổng cộng\t5\t6\t11\t\t\n";
  absl::StatusOr<RecordFile> file = Read(table);
  ASSERT_THAT(Lines(problems_), IsEmpty());
  ASSERT_OK(file);
  EXPECT_THAT(
      Shown(*file),
      ElementsAre("pl1-r14-c02 r14 - 5", "pl1-r14-total r14 - 5", "pl1-r15-c03 r15 202102 6",
                  "pl1-r15-total r15 - 6", "pl1-total-c02 total 202101 5",
                  "pl1-total-c03 total 202102 6", "pl1-total-total total - 11"));
  file = Read(table, "year = 2021\nuncertain_months = true\n");
  ASSERT_OK(file);
  EXPECT_THAT(Shown(*file),
              ElementsAre("pl1-r14-c02 r14 - 5", "pl1-r14-total r14 - 5", "pl1-r15-c03 r15 - 6",
                          "pl1-r15-total r15 - 6", "pl1-total-c02 total 202101 5",
                          "pl1-total-c03 total 202102 6", "pl1-total-total total - 11"));
}

// Document 003, appendix 2: quotas by month.
TEST_F(MonthTableTest, ATableOfQuotasIsScheduled) {
  const absl::StatusOr<RecordFile> file =
      Read("STT\tĐơn vị\t2022-02\tTháng 3/2022\t4/2022\tTổng cộng\n1\tRạch Giá\t350\t\t1.163\t\n",
           "fact = \"chỉ tiêu theo lịch\"\ncomponent = \"toàn phần\"\ndonor_class = \"tình "
           "nguyện\"\n");
  ASSERT_THAT(Lines(problems_), IsEmpty());
  ASSERT_OK(file);
  EXPECT_THAT(Shown(*file),
              ElementsAre("pl1-r01-c03 r01 202202 350", "pl1-r01-c05 r01 202204 1163"));
  const v1::Statement& statement = file->record.statements().statements(1);
  EXPECT_EQ(statement.fact(), v1::STATEMENT_FACT_SCHEDULED_UNITS);
  EXPECT_EQ(statement.component(), v1::COMPONENT_WHOLE_BLOOD);
  EXPECT_EQ(statement.donor_class(), v1::DONOR_CLASS_VOLUNTARY);
  EXPECT_EQ(statement.printed_text(), "1.163");
}

TEST_F(MonthTableTest, FaultsAreToldWithTheirPlaces) {
  EXPECT_FALSE(Read("STT\tĐơn vị\tTháng 1\tTháng 1/2021\tTháng 13\tĐạt tỷ lệ %\tMã dòng\n"
                    "1\tA\t1.14\t\t\t\tr1\n2\tB\t-5\t\t\tnhiều\tr1\n3\tC\t1\t\t\t1,2,3\tr2\n")
                   .ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("r.tsv:1:4 (Tháng 1/2021): The column stands twice"),
                          HasSubstr("r.tsv:1:5 (Tháng 13): No column has this heading"),
                          HasSubstr("r.tsv:2:3 (Tháng 1): The figure can not be read"),
                          HasSubstr("r.tsv:3:7 (Mã dòng): \"r1\" stands already in line 2"),
                          HasSubstr("r.tsv:4:6 (Đạt tỷ lệ %): The figure can not be read")));
}

TEST_F(MonthTableTest, FaultsOfTheHeaderAreTold) {
  EXPECT_FALSE(Read("Đơn vị\tTháng 1\nA\t1\n", "").ok());
  EXPECT_THAT(Lines(problems_), ElementsAre(HasSubstr("r.tsv:1:2 (Tháng 1): No column has this")))
      << "of no year";
  problems_ = Problems();
  EXPECT_FALSE(Read("Đơn vị\tTổng cộng\nA\t1\n").ok());
  EXPECT_THAT(Lines(problems_), ElementsAre(HasSubstr("r.tsv: The table has no column of a")));
  problems_ = Problems();
  EXPECT_FALSE(Read("Đơn vị\tTháng 1\nA\t1\n",
                    "year = 3\nfact = \"year\"\nlost_cells = 9\nuncertain_months = 5\n")
                   .ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("(year): The value must be a whole number"),
                          HasSubstr("(fact): A table of months is received-units or"),
                          HasSubstr("(uncertain_months): The value must be true"),
                          HasSubstr("(lost_cells): The value must be a whole number"),
                          HasSubstr("r.tsv:1:2 (Tháng 1): No column")));
  problems_ = Problems();
  EXPECT_FALSE(Read("Đơn vị\tTháng 1\nA\t1\n", "year = 2021\n", "").ok());
  EXPECT_THAT(Lines(problems_), ElementsAre(HasSubstr("(tables): layout = \"wide\" needs")));
}

TEST_F(MonthTableTest, ASheetHoldsNumbersThemselves) {
  WorkbookBuilder builder;
  builder.TextSheet("Phụ lục", {{"STT", "Đơn vị", "Tháng 1/2021", "Tháng 2/2021", "Đạt tỷ lệ %"},
                                {"=1", "A", "=402", "", "=97.8"},
                                {"=2", "B", "=4.5", "", ""}});
  Write("r.xlsx", builder.Build());
  EXPECT_FALSE(ReadRecordFile(Write("r.toml",
                                    "plan = \"p\"\nid = \"r\"\nkind = \"statements\"\n"
                                    "table = \"r.xlsx\"\nlayout = \"wide\"\n"
                                    "[[tables]]\nid = \"t\"\nlabel = \"T\"\n"),
                              resolver_, random_, problems_)
                   .ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("r.xlsx[Phụ lục]:C3 (Tháng 1/2021): The figure can not be")));
}

}  // namespace
}  // namespace hemoledger
