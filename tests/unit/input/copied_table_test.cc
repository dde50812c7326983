// Tables that were copied from a word processor.
#include <gmock/gmock.h>

#include "tests/support/status_matchers.h"
#include "tests/unit/input/input_fixture.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class CopiedTableTest : public InputTest {
 protected:
  absl::StatusOr<ReceiptsFile> Read(std::string_view table) {
    Write("r.tsv", table);
    problems_ = Problems();
    return ReadReceiptsFile(
        Write("r.toml", "feed = \"f\"\ntable = \"r.tsv\"\nunit_under = \"tinh-a\"\n"), &resolver_,
        random_, problems_);
  }
};

TEST_F(CopiedTableTest, CellsCutFromTheEndOfARowAreBlank) {
  ASSERT_OK_AND_ASSIGN(const ReceiptsFile file, Read("id\tunit_id\tdate\tcount\tnote\temergency\n"
                                                     "1\ttinh-a\t1/1/2021\t5\n"
                                                     "2\ttinh-a\t1/1/2021\t6\tmưa\tx\n"
                                                     "3\ttinh-a\t1/1/2021\t7\tnắng\t\t\t\n"));
  ASSERT_EQ(file.receipts.size(), 3u);
  EXPECT_EQ(file.receipts[0].receipt.bags(0).count(), 5u);
  EXPECT_FALSE(file.receipts[0].receipt.emergency());
  EXPECT_TRUE(file.receipts[1].receipt.emergency());
}

TEST_F(CopiedTableTest, RefusesRowsWhoseMissingCellIsNotCertain) {
  EXPECT_FALSE(Read("id\tunit_id\tdate\tcount\tnote\n"
                    "1\ttinh-a\t1/1/2021\t\n"
                    "2\ttinh-a\t1/1/2021\t6\tmưa\n"
                    "3\ttinh-a\t1/1/2021\t6\tmưa\tnữa\n"
                    "4\ttinh-a\t1/1/2021\t6")
                   .ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("r.tsv:2: The row has 4 cells under 5 headings and ends in a"),
                          HasSubstr("r.tsv:4: The row has 6 cells under 5 headings"),
                          HasSubstr("r.tsv:5: The file is truncated")));
}

TEST_F(CopiedTableTest, RefusesATableInWhichEveryRowLostACell) {
  EXPECT_FALSE(Read("id\tunit_id\tdate\tcount\tnote\n"
                    "1\ttinh-a\t1/1/2021\t5\n"
                    "2\ttinh-a\t1/1/2021\t6\n")
                   .ok());
  EXPECT_THAT(Lines(problems_), ElementsAre(HasSubstr("r.tsv:2: No row has all 5 cells")));
}

TEST_F(CopiedTableTest, BlankHeadingsAtTheEndAreDropped) {
  EXPECT_OK(Read("id\tunit_id\tdate\tcount\t\t\n1\ttinh-a\t1/1/2021\t5\n").status());
  EXPECT_FALSE(Read("id\tunit_id\tdate\tcount\t\n1\ttinh-a\t1/1/2021\t5\tx\n").ok());
  EXPECT_THAT(Lines(problems_), ElementsAre(HasSubstr("r.tsv:2: The row has 5 cells under 4")));
}

TEST_F(CopiedTableTest, HeadingsMayStandInTwoLines) {
  ASSERT_OK_AND_ASSIGN(const ReceiptsFile file,
                       Read("Mã phiếu\tMã đơn vị\tNgày\tThể tích\t\tGhi chú\n"
                            "\t\t\t250 ml\t350 ml\n"
                            "1\ttinh-a\t1/1/2021\t5\t6\tmưa\n"));
  ASSERT_EQ(file.receipts.size(), 1u);
  EXPECT_EQ(file.receipts[0].receipt.bags_size(), 2);
  EXPECT_EQ(file.receipts[0].place.line, 3);
}

TEST_F(CopiedTableTest, TellsUnknownHeadingsOfTheSecondLineThere) {
  EXPECT_FALSE(Read("Mã phiếu\tMã đơn vị\tNgày\tThể tích\t\t\n"
                    "\t\t\t250 ml\t350 ml\tBa lít\n"
                    "1\ttinh-a\t1/1/2021\t5\t6\t7\n")
                   .ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("r.tsv:2:6 (Ba lít): No column has this heading")));
}

TEST_F(CopiedTableTest, ARowOfTheTableIsNoSecondLine) {
  // The unit is named as a column is, but stands under a known heading beside words that are none.
  EXPECT_FALSE(Read("Mã phiếu\tĐơn vị\tNgày\tSố lượng\n"
                    "1\tNgày\t1/1/2021\t5\n")
                   .ok());
  EXPECT_THAT(Lines(problems_), ElementsAre(HasSubstr("r.tsv:2:2 (Đơn vị): ")));
}

TEST_F(CopiedTableTest, ReadsLineBreaksInQuotesAndNoBreakSpaces) {
  ASSERT_OK_AND_ASSIGN(const ReceiptsFile file,
                       Read("Mã phiếu\t\"Tên\nđơn\xC2\xA0vị\"\tNgày\tSố lượng\n"
                            "1\t\"Thành phố\r\nRạch\xC2\xA0Giá\"\t1/1/2021\t\xC2\xA0"
                            "5\xC2\xA0\n"));
  EXPECT_EQ(file.receipts[0].receipt.unit().name().name(), "Thành phố Rạch Giá");
}

}  // namespace
}  // namespace hemoledger
