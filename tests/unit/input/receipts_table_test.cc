// Tables of receipts without a header, row by row, and the files of refused rows that come back.
#include "clients/cli/input/receipts_table.h"

#include <gmock/gmock.h>

#include "tests/support/status_matchers.h"
#include "tests/unit/input/input_fixture.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ReceiptsTableTest : public InputTest {
 protected:
  ReceiptsTableTest() { SetHeader("feed = \"bv\"\nunit_under = \"tinh-a\"\n"); }

  void SetHeader(std::string_view text) {
    absl::StatusOr<FeedHeader> header =
        ReadFeedHeader(Write("h.toml", text), "", "", random_, problems_);
    EXPECT_OK(header.status());
    header_ = *std::move(header);
  }

  absl::StatusOr<ReceiptsTable> Read(std::string_view table) {
    return ReadReceiptsTable(std::string(table), "t.csv", header_, random_, problems_);
  }

  // Ids of the rows that can be read, and codes of the others.
  static std::vector<std::string> Rows(const ReceiptsTable& table) {
    std::vector<std::string> rows;
    for (const ReceiptsTableRow& row : table.rows) {
      rows.push_back(row.receipt ? row.receipt->external_id : RefusalOf(row.problems).code);
    }
    return rows;
  }

  static std::string Refused(const ReceiptsTable& table) {
    RefusedRows refused(table);
    for (const ReceiptsTableRow& row : table.rows) {
      if (!row.receipt) refused.Add(row, RefusalOf(row.problems));
    }
    return refused.text();
  }

  FeedHeader header_;
};

TEST_F(ReceiptsTableTest, ABadRowIsItsOwnMatter) {
  ASSERT_OK_AND_ASSIGN(const ReceiptsTable table, Read("Mã phiếu;Đơn vị;Ngày;Số lượng\r\n"
                                                       "P1;Xã B;05/4/2021;7\r\n"
                                                       "P2;Xã B;31/2/2021;7\r\n"
                                                       "P3;Xã B;05/4/2021;1.14\r\n"
                                                       "P4;Xã B;05/4/2021\r\n"
                                                       "P5;\"Xã B\"x;05/4/2021;3\r\n"
                                                       ";;;\r\n"
                                                       "P6;Xã B;05/4/2021;8\r\n"));
  EXPECT_THAT(problems_.list(), IsEmpty());
  EXPECT_THAT(Rows(table), ElementsAre("P1", "DATE_INVALID", "INPUT_FILE_INVALID",
                                       "INPUT_FILE_INVALID", "INPUT_FILE_INVALID", "P6"));
  EXPECT_EQ(table.rows[1].line, 3);
  EXPECT_EQ(table.rows[4].raw, "P5;\"Xã B\"x;05/4/2021;3");
  const v1::Receipt& receipt = table.rows[0].receipt->receipt;
  EXPECT_EQ(receipt.unit().name().name(), "Xã B");
  EXPECT_EQ(receipt.unit().name().under_unit_id(), "tinh-a");
}

TEST_F(ReceiptsTableTest, RefusedRowsComeBackMended) {
  ASSERT_OK_AND_ASSIGN(const ReceiptsTable table, Read("Mã phiếu;Đơn vị;Ngày;Số lượng;Ghi chú\n"
                                                       "P1;Xã B;31/2/2021;7;\"Trời; mưa\"\n"
                                                       "P2;Xã B;05/4/2021;7;\n"
                                                       "P3;Xã B;05/4/2021\n"));
  std::string refused = Refused(table);
  EXPECT_THAT(refused, HasSubstr("\xEF\xBB\xBFMã lý do từ chối;Lý do từ chối;Why refused;"
                                 "Mã phiếu;Đơn vị;Ngày;Số lượng;Ghi chú\r\nDATE_INVALID;"));
  EXPECT_THAT(refused, HasSubstr(";P1;Xã B;31/2/2021;7;\"Trời; mưa\"\r\n"));
  // As it is, the same rows are refused, and the columns of refusals do not pile up.
  ASSERT_OK_AND_ASSIGN(const ReceiptsTable again, Read(refused));
  EXPECT_THAT(Rows(again), ElementsAre("DATE_INVALID", "INPUT_FILE_INVALID"));
  const auto heading = [](const std::string& file) { return file.substr(0, file.find('\n')); };
  EXPECT_EQ(heading(Refused(again)), heading(refused));
  // How many cells a short row has is told of the file that was read: there the three stand before.
  EXPECT_THAT(refused, HasSubstr("The row has 3 cells under 5 headings;"));
  EXPECT_THAT(Refused(again), HasSubstr("The row has 6 cells under 8 headings;"));
  EXPECT_THAT(Refused(again), HasSubstr(";P3;Xã B;05/4/2021\r\n"));
  // Mended in place, what stood wrong about it does no harm.
  refused.replace(refused.rfind("31/2/2021"), 9, "28/2/2021");
  ASSERT_OK_AND_ASSIGN(const ReceiptsTable mended, Read(refused));
  EXPECT_THAT(Rows(mended), ElementsAre("P1", "INPUT_FILE_INVALID"));
  ASSERT_EQ(mended.rows[0].receipt->texts.size(), 1u);
  EXPECT_EQ(mended.rows[0].receipt->texts[0].text(), "Trời; mưa");
}

TEST_F(ReceiptsTableTest, TwoLinesOfHeadingsComeBack) {
  ASSERT_OK_AND_ASSIGN(const ReceiptsTable table, Read("Mã phiếu,Đơn vị,Ngày,Túi máu,\n"
                                                       ",,,250 ml,350 ml\n"
                                                       "P1,Xã B,32/1/2021,3,4\n"));
  ASSERT_OK_AND_ASSIGN(const ReceiptsTable again, Read(Refused(table)));
  EXPECT_THAT(Rows(again), ElementsAre("DATE_INVALID"));
}

TEST_F(ReceiptsTableTest, WhatConcernsTheWholeTakesNoRow) {
  const struct {
    std::string_view table;
    std::string_view fault;
  } kCases[] = {
      {"", "The file is empty"},
      {"Mã phiếu,Đơn vị,Ngày,Số lượng\nP1,Xã \xE3,5/4/2021,3\n", "not UTF-8"},
      {"Mã phiếu,Đơn vị,Ngày,Số lượng,STT\nP1,Xã B,5/4/2021,3,1\n", "No column has this heading"},
      {"Đơn vị,Ngày,Số lượng\nXã B,5/4/2021,3\n", "The column \"id\" is missing"},
      {"Mã phiếu,Ngày,Số lượng\nP1,5/4/2021,3\n", "\"unit\" or \"unit_id\" is missing"},
      {"Mã phiếu,Đơn vị,Ngày,Số lượng\nP1,Xã B,5/4/2021,3\nP2,\"Xã B,5/4/2021,3\nP3,Xã B,1\n",
       "A quote is opened and never closed"},
      {"%PDF-1.7 \x01\n", "No column has this heading"},
      {"PK\x03\x04 no workbook", ""},
  };
  for (const auto& [table, fault] : kCases) {
    problems_ = Problems();
    EXPECT_FALSE(Read(table).ok()) << table;
    ASSERT_FALSE(problems_.list().empty()) << table;
    EXPECT_THAT(Lines(problems_), ::testing::Contains(HasSubstr(std::string(fault))));
  }
}

TEST_F(ReceiptsTableTest, HeadingsAloneAreATableWithoutRows) {
  ASSERT_OK_AND_ASSIGN(const ReceiptsTable table, Read("Mã phiếu;Đơn vị;Ngày;Số lượng\n"));
  EXPECT_THAT(table.rows, IsEmpty());
}

TEST_F(ReceiptsTableTest, AnIdThatStandsTwiceIsLeftToTheServer) {
  ASSERT_OK_AND_ASSIGN(const ReceiptsTable table, Read("id,unit,date,count\n"
                                                       "P1,Xã B,5/4/2021,3\nP1,Xã B,5/4/2021,4\n"));
  EXPECT_THAT(Rows(table), ElementsAre("P1", "P1"));
}

TEST_F(ReceiptsTableTest, AnExportsOwnColumnsAreNamedOrPassedOver) {
  SetHeader(
      "feed = \"bv\"\nignore_columns = [\"STT\", \"Người nhập\"]\n"
      "[columns]\nSoPhieu = \"Mã phiếu\"\n\"Ngày HM\" = \"date\"\n\"TT 350\" = \"350 ml\"\n"
      "[defaults]\ndonor_class = \"tình nguyện\"\n");
  ASSERT_OK_AND_ASSIGN(const ReceiptsTable table,
                       Read("sep=;\r\nSTT;SoPhieu;Đơn vị;Ngày HM;TT 350;Người nhập\r\n"
                            "1;P1;Xã B;05/4/2021;12;Lan\r\n"));
  ASSERT_THAT(Rows(table), ElementsAre("P1"));
  const v1::Receipt& receipt = table.rows[0].receipt->receipt;
  EXPECT_EQ(receipt.bags(0).volume_ml(), 350u);
  EXPECT_EQ(receipt.bags(0).count(), 12u);
  EXPECT_EQ(receipt.donor_class(), v1::DONOR_CLASS_VOLUNTARY);
  EXPECT_EQ(table.rows[0].line, 3);
}

TEST_F(ReceiptsTableTest, AHeaderIsCheckedAndFlagsGoFirst) {
  ASSERT_OK_AND_ASSIGN(const FeedHeader header, ReadFeedHeader(Write("a.toml", "feed = \"khac\"\n"),
                                                               "bv", "", random_, problems_));
  EXPECT_EQ(header.feed, "bv");
  EXPECT_FALSE(ReadFeedHeader("", "", "", random_, problems_).ok());
  EXPECT_THAT(Lines(problems_), ElementsAre(HasSubstr("\"feed\" is missing")));
  problems_ = Problems();
  EXPECT_FALSE(ReadFeedHeader(Write("b.toml", "table = \"r.csv\"\n[columns]\nX = \"no-such\"\n"),
                              "bv", "", random_, problems_)
                   .ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("no such column"), HasSubstr("There is no key \"table\"")));
}

TEST_F(ReceiptsTableTest, NamesOfTables) {
  EXPECT_TRUE(IsTableName("Phiếu.CSV"));
  EXPECT_TRUE(IsTableName("a.xlsx"));
  EXPECT_FALSE(IsTableName("a.csv.part"));
  EXPECT_FALSE(IsTableName("csv"));
}

}  // namespace
}  // namespace hemoledger
