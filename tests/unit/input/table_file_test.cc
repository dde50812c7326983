// Faults of whole tables and headers, by way of the receipts reader.
#include <gmock/gmock.h>

#include "tests/support/status_matchers.h"
#include "tests/unit/input/input_fixture.h"

namespace hemoledger {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class TableFileTest : public InputTest {
 protected:
  static constexpr std::string_view kHeader = "feed = \"f\"\ntable = \"r.csv\"\n";

  absl::StatusOr<ReceiptsFile> Read(std::string_view table, std::string_view header = kHeader) {
    Write("r.csv", table);
    return ReadReceiptsFile(Write("r.toml", header), nullptr, random_, problems_);
  }
};

TEST_F(TableFileTest, ReadsByteOrderMarkCrLfAndTrailingBlankRows) {
  ASSERT_OK_AND_ASSIGN(const ReceiptsFile file,
                       Read("\xEF\xBB\xBFMã phiếu;Mã đơn vị;Ngày;Số lượng;\r\n"
                            "1;a;5/4/2021;7;\r\n;;;;\r\n"));
  ASSERT_EQ(file.receipts.size(), 1u);
  EXPECT_EQ(file.receipts[0].external_id, "1");
}

TEST_F(TableFileTest, TellsDuplicateUnknownAndMissingHeadings) {
  EXPECT_FALSE(Read("Ngày,Mã đơn vị,date,Nhóm máu,Số lượng\n1/1/2021,a,1/1/2021,O,5\n").ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("r.csv:1:3 (date): The column stands twice"),
                          HasSubstr("r.csv:1:4 (Nhóm máu): No column has this heading"),
                          HasSubstr("r.csv:1: The column \"id\" is missing")));
}

TEST_F(TableFileTest, ATableInPlaceOfItsHeaderSaysWhatIsTaken) {
  const std::string path = Write("phieu.csv", "id,unit_id,date,count\n1,a,1/1/2021,5\n");
  EXPECT_FALSE(ReadReceiptsFile(path, nullptr, random_, problems_).ok());
  EXPECT_THAT(Lines(problems_), ElementsAre(AllOf(HasSubstr("phieu.csv: This is a table"),
                                                  HasSubstr("hemo receipt import"))));
}

TEST_F(TableFileTest, TellsRowsWithAnotherNumberOfCells) {
  EXPECT_FALSE(
      Read("id,unit_id,date,count\n1,a,1/1/2021\n2,a,1/1/2021,5,6\n3,a,1/1/2021,5\n").ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("r.csv:2: The row has 3 cells under 4 headings"),
                          HasSubstr("r.csv:3: The row has 5 cells under 4 headings")));
}

TEST_F(TableFileTest, TellsATruncatedFile) {
  EXPECT_FALSE(Read("id,unit_id,date,count\n1,a,1/1/2021,5\n2,a,1/1/20").ok());
  EXPECT_THAT(Lines(problems_), ElementsAre(HasSubstr("r.csv:3: The file is truncated")));
}

TEST_F(TableFileTest, TellsAFileCutInsideAQuote) {
  EXPECT_FALSE(Read("id,unit_id,date,count,note\n1,a,1/1/2021,5,\"Trời").ok());
  EXPECT_THAT(Lines(problems_),
              Contains(HasSubstr("r.csv:2:5: A quote is opened and never closed")));
}

TEST_F(TableFileTest, TellsEveryLineThatIsNotUtf8) {
  EXPECT_FALSE(
      Read("id,unit_id,date,count\n\xFF,a,1/1/2021,5\n2,a,1/1/2021,5\n3,\xC3(,1/1/2021,5\n").ok());
  EXPECT_THAT(Lines(problems_), ElementsAre(HasSubstr("r.csv:2: The line is not UTF-8"),
                                            HasSubstr("r.csv:4: The line is not UTF-8")));
}

TEST_F(TableFileTest, TellsAFileCutInUtf16) {
  EXPECT_FALSE(Read(std::string_view("\xFF\xFEi\0d", 5)).ok());
  EXPECT_THAT(Lines(problems_), ElementsAre(HasSubstr("r.csv:1: The UTF-16 file is truncated")));
}

TEST_F(TableFileTest, TellsAnEmptyTableAndCellsUnderNoHeading) {
  EXPECT_FALSE(Read("").ok());
  EXPECT_FALSE(Read("id,unit_id,date,count\n").ok());
  EXPECT_FALSE(Read("id,unit_id,date,count,\n1,a,1/1/2021,5,x\n").ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("r.csv: The file must have a row of headings"),
                          HasSubstr("r.csv: The file must have a row of headings"),
                          HasSubstr("r.csv:2:5: The cell is not blank, but its column has no")));
}

TEST_F(TableFileTest, TellsAMissingTableAndAnUnreadableHeader) {
  EXPECT_THAT(ReadReceiptsFile(dir_.Join("no.toml"), nullptr, random_, problems_).status(),
              StatusIs(ERROR_REASON_FILE_UNREADABLE));
  EXPECT_TRUE(problems_.empty());
  EXPECT_FALSE(Read("", "feed = \"f\"\ntable = \"nowhere.csv\"\n").ok());
  ASSERT_EQ(problems_.total(), 1u);
  EXPECT_EQ(problems_.list()[0].reason, ERROR_REASON_FILE_UNREADABLE);
  EXPECT_THAT(ReadReceiptsFile(dir_.path(), nullptr, random_, problems_).status(),
              StatusIs(ERROR_REASON_FILE_UNREADABLE));
}

TEST_F(TableFileTest, TellsFaultsOfTheHeaderWithTheirPlace) {
  EXPECT_FALSE(
      Read("id,unit_id,date,count\n1,a,1/1/2021,5\n",
           "feed = \"F 1\"\ntable = \"r.csv\"\nfeeed = 1\n[defaults]\ncomponent = \"thịt\"\n"
           "date = \"30/02/2021\"\nvolume_ml = 0\nmonth = true\n")
          .ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("r.toml:1:8 (feed): "),
                          HasSubstr("r.toml:8:9 (defaults.month): The value must be a quoted"),
                          HasSubstr("r.toml:6:8 (defaults.date): "),
                          AllOf(HasSubstr("(defaults.interval): "), HasSubstr("only one")),
                          HasSubstr("r.toml:5:13 (defaults.component): Use one of"),
                          HasSubstr("r.toml:7:13 (defaults.volume_ml): The value must be"),
                          HasSubstr("r.toml:3:9 (feeed): There is no key")));
}

TEST_F(TableFileTest, TellsWhereTheTomlBreaks) {
  EXPECT_FALSE(Read("", "feed = \"f\"\ntable = r.csv\n").ok());
  EXPECT_THAT(Lines(problems_), ElementsAre(HasSubstr("r.toml:2:")));
}

TEST_F(TableFileTest, StatusNamesTheFirstPlaceAndHoldsThemAll) {
  const absl::Status status = Read("id,unit_id,date,count\n1,a,1/1/2021,1.14\n2,a,x,5\n").status();
  EXPECT_THAT(status, StatusIs(ERROR_REASON_INPUT_FILE_INVALID));
  EXPECT_THAT(status, HasErrorField("line", 2));
  EXPECT_THAT(status, HasErrorField("column", 4));
  EXPECT_THAT(status, HasErrorField("value", "1.14"));
  EXPECT_EQ(ViolationsOf(status).size(), 2u);
}

}  // namespace
}  // namespace hemoledger
