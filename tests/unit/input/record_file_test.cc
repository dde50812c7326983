// Files for `hemo record put`: statements, indicators, verdicts, progress.
#include <gmock/gmock.h>

#include "proto/base/strings.h"
#include "proto/base/text_commitment.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/input/input_fixture.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RecordFileTest : public InputTest {
 protected:
  absl::StatusOr<RecordFile> Read(std::string_view kind, std::string_view more,
                                  std::string_view table = "") {
    Write("r.tsv", table);
    return ReadRecordFile(Write("r.toml", Concat("plan = \"p\"\nid = \"r\"\nunit_under = "
                                                 "\"tinh-a\"\nkind = \"",
                                                 kind, "\"\n", more)),
                          resolver_, random_, problems_);
  }
};

constexpr std::string_view kTable = "table = \"r.tsv\"\n";

// Document 003, II.2: what the report says of its results.
TEST_F(RecordFileTest, ReadsStatementsOfATable) {
  const absl::StatusOr<RecordFile> file = Read(
      "số liệu báo cáo",
      Concat(kTable,
             "[source]\nnumber = \"65/BC-BCĐ\"\ndate = 2022-04-05\n"
             "[[tables]]\nid = \"pl1\"\nlabel = \"Phụ lục 1\"\ncopy_damaged = true\n"),
      "Mã\tVị trí\tLoại số liệu\tSố liệu\tNội dung\tThời gian\tChữ in\tĐơn vị\tMã đơn vị\tMã "
      "dòng\tNhóm\tĐợt\tChiến dịch\tTháng\tNgày\tTừ ngày\tĐến ngày\tThành phần\tLoại người "
      "hiến\tKế hoạch so sánh\tBảng\tCột\tTổng của bảng\n"
      "a\tII.2\ttiếp nhận\t19.979\t\t\t19.979 đơn vị máu\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\n"
      "b\tII.2\tso với trước\tgiảm 716\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\n"
      "c\tII.2\tđạt chỉ tiêu\t\t\t\tHuyện Hoà An\tH. Hòa An\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\n"
      "d\tPL1\treceived-units\t≥ 503\t\t\t\t\ttinh-a-truong\tr01\tg\t\t\t4/2021\t\t\t\ttiểu "
      "cầu\tchuyên nghiệp\t\tpl1\t4\tcó\n"
      "e\tIII\tthời gian của đợt\t\t\ttháng 6/2024 hoặc tháng 7/2024\t\t\t\t\t\tp-1|p-2\tp-x\t\t\t"
      "\t\t\t\t\t\t\t\n"
      "g\tIV\tnăm\t\t2023\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\n"
      "h\tIV\tso với kế "
      "hoạch\t23%\t\t\t\t\t\t\t\t\t\t\t\t01/12/2020\t30/11/2021\t\t\tp-2022\t\t\t\n"
      "i\tIV\tkhác\t\ttốt\t\t\t\t\t\t\t\t\t\t5/4/2021\t\t\t\t\t\t\t\t\n");
  ASSERT_THAT(Lines(problems_), IsEmpty());
  ASSERT_OK(file);
  EXPECT_EQ(file->record.source().number(), "65/BC-BCĐ");
  EXPECT_FALSE(file->record.has_reason());
  const v1::StatementList& list = file->record.statements();
  EXPECT_TRUE(list.tables(0).copy_damaged());
  ASSERT_EQ(list.statements_size(), 8);
  EXPECT_EQ(list.statements(0).value().value().unscaled(), 19979);
  EXPECT_EQ(list.statements(0).printed_text(), "19.979 đơn vị máu");
  EXPECT_FALSE(list.statements(0).has_interval());
  EXPECT_EQ(list.statements(1).value().value().unscaled(), -716);
  EXPECT_EQ(list.statements(2).fact(), v1::STATEMENT_FACT_QUOTA_MET);
  EXPECT_EQ(list.statements(2).unit_id(), "tinh-a-hoa-an");
  EXPECT_FALSE(list.statements(2).has_value());
  const v1::Statement& cell = list.statements(3);
  EXPECT_EQ(cell.unit_id(), "tinh-a-truong");
  EXPECT_EQ(cell.row_id(), "r01");
  EXPECT_EQ(cell.group_id(), "g");
  EXPECT_EQ(cell.interval().first_date(), 20210401);
  EXPECT_EQ(cell.component(), v1::COMPONENT_PLATELETS);
  EXPECT_EQ(cell.donor_class(), v1::DONOR_CLASS_PAID);
  EXPECT_EQ(cell.value().comparator(), v1::COMPARATOR_AT_LEAST);
  EXPECT_EQ(cell.table_id(), "pl1");
  EXPECT_EQ(cell.column(), 4u);
  EXPECT_TRUE(cell.table_total());
  EXPECT_THAT(list.statements(4).round_ids(), ElementsAre("p-1", "p-2"));
  EXPECT_EQ(list.statements(4).campaign_id(), "p-x");
  EXPECT_EQ(list.statements(4).time().alternatives().times_size(), 2);
  EXPECT_EQ(list.statements(5).text(), "2023");
  EXPECT_EQ(list.statements(6).compared_plan_id(), "p-2022");
  EXPECT_EQ(list.statements(6).interval().last_date(), 20211130);
  EXPECT_EQ(list.statements(7).interval().first_date(), 20210405);
  EXPECT_EQ(list.statements(7).interval().last_date(), 0);
  EXPECT_EQ(file->places[3].line, 5);
}

TEST_F(RecordFileTest, ReadsStatementsOfTheHeader) {
  const absl::StatusOr<RecordFile> file = Read(
      "statements",
      "replaces_version = 1\nreason = \"Thiếu một dòng\"\n"
      "[[statements]]\nid = \"a\"\nplace = \"II\"\nfact = \"voluntary-share\"\nvalue = \"95,3%\"\n"
      "[[statements]]\nid = \"b\"\nplace = \"III\"\nfact = \"round-received\"\nvalue = \"trên "
      "1.200\"\nrounds = [\"p-1\"]\nprinted = \"trên 1.200 đơn vị máu\"\nunit = \"Rạch Giá\"\n"
      "[[statements]]\nid = \"c\"\nplace = \"PL1\"\nfact = \"tháng của cột\"\nmonth = "
      "\"12/2021\"\n");
  ASSERT_THAT(Lines(problems_), IsEmpty());
  ASSERT_OK(file);
  EXPECT_EQ(file->record.replaces_version(), 1u);
  EXPECT_EQ(file->texts[0].text(), "Thiếu một dòng");
  const v1::StatementList& list = file->record.statements();
  EXPECT_EQ(list.statements(0).value().value().scale(), 1u);
  EXPECT_EQ(list.statements(1).value().comparator(), v1::COMPARATOR_MORE_THAN);
  EXPECT_EQ(list.statements(1).unit_id(), "tinh-a-rach-gia");
  EXPECT_EQ(list.statements(2).interval().first_date(), 20211201);
}

TEST_F(RecordFileTest, FaultsOfStatementsAreToldWithTheirPlaces) {
  EXPECT_FALSE(Read("statements", Concat(kTable, "replaces_version = 2\n"),
                    "id\tplace\tfact\tvalue\tunit\trounds\tmonth\tdate\ttable\tcolumn\n"
                    "a\t\tchế\t5\t\t\t\t\t\t\n"
                    "b\tII\ttiếp nhận\t1,5\tnơi khác\tĐợt 1\t13/2021\t\tpl9\t0\n"
                    "c\tII\ttiếp nhận\t\t\t\t4/2021\t5/4/2021\t\t\n"
                    "d\tII\tround-host\t\t\t\t\t\t\t\n"
                    "e\tII\tround-time\t\t\t\t\t\t\t\n"
                    "g\tII\tcolumn-month\t\t\t\t\t\t\t\n")
                   .ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("(reason): The key"),
                          HasSubstr("r.tsv:2:2 (place): The cell must not be blank"),
                          HasSubstr("r.tsv:2:3 (fact): Use one of"),
                          HasSubstr("r.tsv:3:5 (unit): "), HasSubstr("r.tsv:3:6 (rounds): "),
                          HasSubstr("r.tsv:3:7 (month): There is no such month"),
                          HasSubstr("r.tsv:3:9 (table): "), HasSubstr("r.tsv:3:10 (column): "),
                          HasSubstr("r.tsv:3:4 (value): The figure can not be read"),
                          HasSubstr("r.tsv:4:8 (date): State only one of"),
                          HasSubstr("r.tsv:4:4 (value): The cell must not be blank"),
                          HasSubstr("r.tsv:5: The cell must not be blank"),
                          HasSubstr("r.tsv:6: The cell must not be blank"),
                          HasSubstr("r.tsv:7:7 (month): The cell must not be blank")));
  EXPECT_EQ(problems_.list()[6].reason, ERROR_REASON_REFERENCE_UNKNOWN);
}

// Document 003, I.2, I.3 and II.1: "11/15 Ban Chỉ đạo", "trên 25.530 lượt người", "106 triệu 490
// nghìn đồng".
TEST_F(RecordFileTest, ReadsIndicators) {
  const absl::StatusOr<RecordFile> file = Read(
      "chỉ số khác",
      Concat(
          kTable,
          "[[indicators]]\nunit = \"tinh-a\"\nindicator = \"kien-toan\"\nlabel = \"BCĐ "
          "được kiện toàn\"\nvalue = \"11/15\"\nmeasure = \"BCĐ\"\nplace = \"I.2\"\n"
          "[[indicators]]\nunit = \"tinh-a\"\nindicator = \"kinh-phi-huyen\"\nlabel = \"Kinh "
          "phí\"\nvalue = { comparator = \"=\", value = \"106490\", text = \"106 triệu 490 nghìn\" "
          "}\n"),
      "Đơn vị\tMã đơn vị\tMã chỉ số\tChỉ số\tGiá trị\tTrên tổng số\tĐơn vị tính\tVị trí\tTháng\tTừ "
      "ngày\tĐến ngày\n"
      "Rạch Giá\t\tnguoi\tLượt người\ttrên 25.530\t\tlượt người\tII.1\t\t\t\n"
      "\ttinh-a\tkinh-phi\tKinh phí\t106,49\t\ttriệu đồng\tI.3\t\t01/01/2021\t31/12/2021\n"
      "\ttinh-a\txa\tXã\t144\t144\t\tI.2\t12/2021\t\t\n");
  ASSERT_THAT(Lines(problems_), IsEmpty());
  ASSERT_OK(file);
  const v1::IndicatorList& list = file->record.indicators();
  ASSERT_EQ(list.values_size(), 5);
  EXPECT_EQ(list.values(1).value().value().unscaled(), 106490);
  EXPECT_EQ(list.values(1).value().value().text(), "106 triệu 490 nghìn");
  EXPECT_EQ(list.values(0).value().value().unscaled(), 11);
  EXPECT_EQ(list.values(0).of().unscaled(), 15);
  EXPECT_EQ(list.values(0).measure(), "BCĐ");
  EXPECT_EQ(list.values(2).unit_id(), "tinh-a-rach-gia");
  EXPECT_EQ(list.values(2).value().comparator(), v1::COMPARATOR_MORE_THAN);
  EXPECT_EQ(list.values(2).value().value().unscaled(), 25530);
  EXPECT_FALSE(list.values(2).has_of());
  EXPECT_EQ(list.values(3).value().value().unscaled(), 10649);
  EXPECT_EQ(list.values(3).value().value().scale(), 2u);
  EXPECT_EQ(list.values(3).interval().last_date(), 20211231);
  EXPECT_EQ(list.values(4).of().unscaled(), 144);
}

TEST_F(RecordFileTest, FaultsOfIndicatorsAreTold) {
  EXPECT_FALSE(Read("indicators",
                    "[[indicators]]\nindicator = \"Chỉ số\"\nvalue = \"11/x\"\n"
                    "[[indicators]]\nunit = \"tinh-a\"\nindicator = \"b\"\nlabel = \"B\"\nvalue = "
                    "\"1,234\"\n[[indicators]]\nunit = \"tinh-a\"\nindicator = \"c\"\nlabel = "
                    "\"C\"\nvalue = \"1/2\"\nof = 3\n")
                   .ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("(indicators[0].unit): The key"),
                          HasSubstr("(indicators[0].indicator): "),
                          HasSubstr("(indicators[0].label): The key"),
                          HasSubstr("(indicators[0].value): The value can not be read"),
                          HasSubstr("(indicators[1].value): The figure can not be read"),
                          HasSubstr("(indicators[2].value): The value can not be read")));
}

TEST_F(RecordFileTest, ReadsVerdicts) {
  const std::string digits = "00ffA1" + std::string(58, '0');
  const absl::StatusOr<RecordFile> file =
      Read("kết luận", Concat("finding = \"f-1\"\nstate = \"chấp nhận\"\norigin = \"bản sao\"\n"
                              "reason = \"Bản sao mất ô\"\nfingerprint = \"",
                              digits, "\"\n"));
  ASSERT_THAT(Lines(problems_), IsEmpty());
  ASSERT_OK(file);
  const v1::FindingVerdict& verdict = file->record.verdict();
  EXPECT_EQ(verdict.finding_id(), "f-1");
  EXPECT_EQ(verdict.state(), v1::FINDING_STATE_ACCEPTED);
  EXPECT_EQ(verdict.origin(), v1::FINDING_ORIGIN_COPY);
  EXPECT_EQ(verdict.fingerprint(), std::string("\x00\xFF\xA1", 3) + std::string(29, '\0'));
  EXPECT_EQ(file->texts[0].text(), "Bản sao mất ô");
  EXPECT_FALSE(Read("verdict", "state = \"open\"\nfingerprint = \"00zz\"\ntable = \"x\"\n").ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("(finding): The key"), HasSubstr("(state): Use one of"),
                          HasSubstr("(fingerprint): It must be 64"), HasSubstr("(reason): The key"),
                          HasSubstr("(table): There is no key")));
}

TEST_F(RecordFileTest, ReadsProgress) {
  absl::StatusOr<RecordFile> file = Read(
      "tiến độ", "round = \"p-1\"\nstatus = \"đã tổ chức\"\ndate = 2024-03-15\nnote = \"Mưa\"\n");
  ASSERT_THAT(Lines(problems_), IsEmpty());
  ASSERT_OK(file);
  EXPECT_EQ(file->record.progress().round_id(), "p-1");
  EXPECT_EQ(file->record.progress().round_status(), v1::ROUND_STATUS_HELD);
  EXPECT_EQ(file->record.progress().interval().first_date(), 20240315);
  EXPECT_EQ(file->texts[0].text(), "Mưa");
  ASSERT_OK_AND_ASSIGN(*file, Read("progress", "task = \"hop\"\ndone = true\n"));
  EXPECT_EQ(file->record.progress().task_id(), "hop");
  EXPECT_TRUE(file->record.progress().done());
  EXPECT_FALSE(Read("progress", "round = \"p-1\"\ntask = \"hop\"\n").ok());
  EXPECT_FALSE(Read("progress", "round = \"p-1\"\n").ok());
  EXPECT_FALSE(Read("progress", "task = \"hop\"\nstatus = \"held\"\n").ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("(round): State exactly one of"),
                          HasSubstr("(status): The key"), HasSubstr("(status): There is no key")));
}

TEST_F(RecordFileTest, TheHeadIsRequiredAndSomethingMustBeSaid) {
  EXPECT_FALSE(
      ReadRecordFile(Write("r.toml", "kind = \"thơ\"\n"), resolver_, random_, problems_).ok());
  EXPECT_FALSE(Read("statements", "").ok());
  EXPECT_FALSE(Read("indicators", "").ok());
  EXPECT_FALSE(Read("statements",
                    "layout = \"dọc\"\n[[statements]]\nid = \"a\"\nplace = \"b\"\n"
                    "fact = \"quota-met\"\n")
                   .ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("(plan): The key"), HasSubstr("(id): The key"),
                          HasSubstr("(kind): Use one of"),
                          HasSubstr("(statements): The file holds nothing"),
                          HasSubstr("(indicators): The file holds nothing"),
                          HasSubstr("(layout): layout is \"wide\"")));
}

TEST_F(RecordFileTest, ARecordThatIsTooLargeIsTold) {
  std::string table = "id\tplace\tfact\tprinted\tvalue\n";
  for (int i = 0; i < 100; ++i) {
    table += Concat("s-", i, "\tII\tother\t", std::string(1000, 'x'), "\t", i, "\n");
  }
  EXPECT_FALSE(Read("statements", kTable, table).ok());
  EXPECT_THAT(Lines(problems_), ElementsAre(HasSubstr("r.toml: The record has")));
}

// A cell of many megabytes is told like any other that can not be taken.
TEST_F(RecordFileTest, AHugeCellIsTold) {
  EXPECT_FALSE(
      Read("statements", kTable,
           Concat("id\tplace\tfact\tvalue\na\tII\ttiếp nhận\t", std::string(2 << 20, '9'), "\n"))
          .ok());
  ASSERT_EQ(problems_.total(), 1u);
  EXPECT_THAT(Lines(problems_)[0], HasSubstr("r.tsv:2:4 (value): The figure can not be read"));
  EXPECT_LE(problems_.list()[0].value.size(), 256u);
}

}  // namespace
}  // namespace hemoledger
