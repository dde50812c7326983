#include <gmock/gmock.h>

#include "proto/base/text_commitment.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/input/input_fixture.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class PlanFileTest : public InputTest {
 protected:
  static constexpr std::string_view kHeader =
      "id = \"p\"\nkind = \"plan\"\ntitle = \"T\"\nissuer = \"tinh-a\"\nunit_under = \"tinh-a\"\n"
      "table = \"p.csv\"\n";

  absl::StatusOr<PlanFile> Read(std::string_view table, std::string_view more = "") {
    Write("p.csv", table);
    return ReadPlanFile(Write("p.toml", std::string(kHeader) + std::string(more)), resolver_,
                        random_, problems_);
  }
};

TEST_F(PlanFileTest, ARowWithAQuotaHasAHolderAndOneWithoutASelector) {
  ASSERT_OK_AND_ASSIGN(const PlanFile file, Read("STT;Đơn vị;Mã đơn vị;Chỉ tiêu;Thành phần\n"
                                                 "01;BCĐ. TP. Rạch Giá;;1.163;\n"
                                                 "02;Trường Cao đẳng;;;\n"
                                                 "03;Tiểu cầu;tinh-a;;tiểu cầu\n"
                                                 "04;Huyện Hoà An;;1030;toàn phần\n"));
  ASSERT_EQ(file.plan.rows_size(), 4);
  const v1::PlanRow& holder = file.plan.rows(0);
  EXPECT_EQ(holder.row_id(), "r01");
  EXPECT_EQ(holder.label(), "01");
  EXPECT_EQ(holder.printed_name(), "BCĐ. TP. Rạch Giá");
  EXPECT_EQ(holder.holder_unit_id(), "tinh-a-rach-gia");
  EXPECT_EQ(holder.quota().units().value(), 1163);
  EXPECT_EQ(holder.quota().units().text(), "");
  EXPECT_FALSE(holder.has_selector());
  const v1::PlanRow& shown = file.plan.rows(1);
  EXPECT_EQ(shown.holder_unit_id(), "");
  EXPECT_FALSE(shown.has_quota());
  EXPECT_EQ(shown.selector().unit_id(), "tinh-a-truong");
  const v1::PlanRow& platelets = file.plan.rows(2);
  EXPECT_EQ(platelets.selector().unit_id(), "tinh-a");
  EXPECT_EQ(platelets.selector().component(), v1::COMPONENT_PLATELETS);
  const v1::PlanRow& narrowed = file.plan.rows(3);
  EXPECT_EQ(narrowed.holder_unit_id(), "tinh-a-hoa-an");
  EXPECT_EQ(narrowed.selector().unit_id(), "tinh-a-hoa-an");
  EXPECT_EQ(narrowed.quota().units().text(), "1030");
  EXPECT_EQ(file.row_places[3].line, 5);
}

TEST_F(PlanFileTest, BlankIsNotZero) {
  ASSERT_OK_AND_ASSIGN(const PlanFile file, Read("unit_id,quota\ntinh-a-rach-gia,0\n"));
  EXPECT_TRUE(file.plan.rows(0).quota().has_units());
  EXPECT_EQ(file.plan.rows(0).quota().units().value(), 0);
  EXPECT_EQ(file.plan.rows(0).holder_unit_id(), "tinh-a-rach-gia");
}

TEST_F(PlanFileTest, TextsAreNumberedInTheOrderOfTheMessage) {
  ASSERT_OK_AND_ASSIGN(
      const PlanFile file,
      Read("Đơn vị,Chỉ tiêu,Ghi chú\nRạch Giá,5,\"một\nhai\"\nHòa An,6,ba\n",
           "signatory = \"Người ký\"\n[[credit_rules]]\nid = \"q\"\nunit = \"Trường Cao đẳng\"\n"
           "credited_to = \"tinh-a-rach-gia\"\ninferred = true\nreason = \"suy ra\"\n"));
  std::vector<std::string> texts;
  for (size_t i = 0; i < file.texts.size(); ++i) {
    EXPECT_EQ(file.texts[i].ordinal(), i);
    texts.push_back(file.texts[i].text());
  }
  EXPECT_THAT(texts, ElementsAre("Người ký", "suy ra", "một", "hai", "ba"));
  std::vector<const v1::AccompanyingText*> accompanying;
  for (const v1::AccompanyingText& text : file.texts) accompanying.push_back(&text);
  EXPECT_OK(VerifyTexts(file.plan, accompanying));
  EXPECT_EQ(file.plan.credit_rules(0).unit_id(), "tinh-a-truong");
}

TEST_F(PlanFileTest, TellsEveryFaultWithItsPlace) {
  EXPECT_FALSE(Read("TT,Đơn vị,Chỉ tiêu,Dân số,Tỷ lệ % dân số,Đợt,Nhóm\n"
                    "1,Rạch Giá,1.14,-3,\"1.234,5\",,\n"
                    "2,Rạch Gia,5,,,dot-9,IX\n"
                    "3,Hòa An,\"1,1410\",,,,\n"
                    "4,Hòa An,999.999.999,,,,\n"
                    "Tổng,Tổng cộng,20,,,,\n"
                    "6,Hòa An,5,,,,\n"
                    "7,Hòa An,6,,,,\n")
                   .ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("p.csv:2:3 (Chỉ tiêu): The figure can not be read"),
                          HasSubstr("p.csv:2:4 (Dân số): The figure can not be read"),
                          HasSubstr("p.csv:2:5 (Tỷ lệ % dân số): The percentage can not be read"),
                          HasSubstr("p.csv:3:2 (Đơn vị): "), HasSubstr("p.csv:3:7 (Nhóm): "),
                          HasSubstr("p.csv:3:6 (Đợt): "), HasSubstr("p.csv:4:3 (Chỉ tiêu): "),
                          HasSubstr("p.csv:5:3 (Chỉ tiêu): "),
                          HasSubstr("p.csv:6:2 (Đơn vị): The grand total is no unit"),
                          HasSubstr("p.csv:8:3 (Chỉ tiêu): ")));
  EXPECT_EQ(problems_.list()[3].reason, ERROR_REASON_UNIT_NOT_FOUND);
  EXPECT_THAT(problems_.list()[3].message_en, HasSubstr("Rạch Giá"));
  EXPECT_EQ(problems_.list()[5].reason, ERROR_REASON_REFERENCE_UNKNOWN);
  EXPECT_EQ(problems_.list()[7].reason, ERROR_REASON_COUNT_OUT_OF_RANGE);
  EXPECT_EQ(problems_.list()[9].reason, ERROR_REASON_QUOTA_HOLDER_DUPLICATE);
}

TEST_F(PlanFileTest, AConvertedQuotaNeedsAQuota) {
  EXPECT_FALSE(Read("unit_id,quota,converted_quota\ntinh-a-rach-gia,,5\n").ok());
  EXPECT_THAT(Lines(problems_), ElementsAre(HasSubstr("p.csv:2:2 (quota): The cell must not")));
}

TEST_F(PlanFileTest, TellsWhatTheHeaderLacks) {
  Write("p.csv", "unit_id,quota\ntinh-a-rach-gia,5\n");
  EXPECT_FALSE(ReadPlanFile(Write("p.toml",
                                  "kind = \"thơ\"\nperiod = { from = 2021-12-01, to = "
                                  "2021-11-30 }\ntable = \"p.csv\"\n"),
                            resolver_, random_, problems_)
                   .ok());
  EXPECT_THAT(Lines(problems_), ElementsAre(HasSubstr("(id): The key \"id\" is missing"),
                                            HasSubstr("p.toml:1:8 (kind): Use one of"),
                                            HasSubstr("(title): The key \"title\" is missing"),
                                            HasSubstr("p.toml:2:10 (period): "),
                                            HasSubstr("(issuer): The key \"issuer\" is missing")));
}

TEST_F(PlanFileTest, TellsDuplicateRowIds) {
  EXPECT_FALSE(Read("Mã dòng,Đơn vị,Chỉ tiêu\nr1,Rạch Giá,5\nr1,Hòa An,6\n").ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("p.csv:3:1 (Mã dòng): \"r1\" stands already in line 2")));
}

class AmendmentFileTest : public InputTest {
 protected:
  static constexpr std::string_view kHeader =
      "plan = \"p\"\nagainst_revision = 1\nvalid_from = 2021-07-01\nreason = \"lý do\"\n"
      "approver = \"người duyệt\"\nauthority = { number = \"1\" }\nunit_under = \"tinh-a\"\n";

  absl::StatusOr<AmendmentFile> Read(std::string_view more, std::string_view table = "") {
    Write("a.csv", table);
    return ReadAmendmentFile(Write("a.toml", std::string(kHeader) + std::string(more)), resolver_,
                             random_, problems_);
  }
};

TEST_F(AmendmentFileTest, ReadsChangesOfHeaderAndTable) {
  ASSERT_OK_AND_ASSIGN(
      const AmendmentFile file,
      Read("table = \"a.csv\"\n[[changes]]\nkind = \"set\"\nholder = \"tinh-a-truong\"\n"
           "quota = 10\nrow = { id = \"r99\", label = \"99\", printed_name = \"Trường\" }\n"
           "[[changes]]\nkind = \"credit-rule\"\nid = \"q\"\nunit = \"tinh-a-truong\"\n"
           "reason = \"suy ra\"\n[[changes]]\nkind = \"remove-credit-rule\"\nid = \"q0\"\n",
           "Thay đổi;Đơn vị;Chuyển cho;Số đơn vị máu;Chỉ tiêu mới;Chỉ tiêu mới của đơn vị nhận\n"
           "chuyển;TP Rạch Giá;H. Hòa An;50;1.007;150\n"
           "rút;H. Hòa An;;150;;\n"));
  ASSERT_EQ(file.amendment.changes_size(), 5);
  EXPECT_EQ(file.amendment.changes(0).quota_set().quota().units().value(), 10);
  EXPECT_EQ(file.amendment.changes(0).quota_set().new_row().row_id(), "r99");
  EXPECT_EQ(file.amendment.changes(1).credit_rule_set().rule().unit_id(), "tinh-a-truong");
  EXPECT_EQ(file.amendment.changes(2).credit_rule_removed().rule_id(), "q0");
  const v1::QuotaTransferred& moved = file.amendment.changes(3).quota_transferred();
  EXPECT_EQ(moved.from_unit_id(), "tinh-a-rach-gia");
  EXPECT_EQ(moved.to_unit_id(), "tinh-a-hoa-an");
  EXPECT_EQ(moved.units(), 50);
  EXPECT_EQ(moved.from_resulting().units().value(), 1007);
  EXPECT_EQ(moved.to_resulting().units().value(), 150);
  EXPECT_FALSE(file.amendment.changes(4).quota_withdrawn().has_resulting());
  EXPECT_EQ(file.change_places[3].line, 2);
  ASSERT_EQ(file.texts.size(), 3u);
  EXPECT_EQ(file.texts[0].text(), "lý do");
  EXPECT_EQ(file.texts[1].text(), "người duyệt");
  EXPECT_EQ(file.texts[2].text(), "suy ra");
}

TEST_F(AmendmentFileTest, TellsEveryFault) {
  EXPECT_FALSE(Read("table = \"a.csv\"\n[[changes]]\nkind = \"transfer\"\nfrom = \"nơi khác\"\n"
                    "units = 0\nto_resulting = { quota = \"1.14\" }\nnote = 1\n",
                    "change,unit_id,to_id,units,resulting\nset,tinh-a,tinh-b,5,7\n"
                    "supplement,tinh-a,,x,\nround,tinh-a,,,\n,,,,5\n")
                   .ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("(changes[0].from): "), HasSubstr("(changes[0].to): "),
                          HasSubstr("(changes[0].units): The value must be"),
                          HasSubstr("(changes[0].from_resulting): The key"),
                          HasSubstr("(changes[0].to_resulting.quota): The figure can not be read"),
                          HasSubstr("(changes[0].note): There is no key"),
                          HasSubstr("a.csv:2:3 (to_id): This kind of change does not use"),
                          HasSubstr("a.csv:2:4 (units): This kind of change does not use"),
                          HasSubstr("a.csv:3:4 (units): The figure can not be read"),
                          HasSubstr("a.csv:3:5 (resulting): The cell must not be blank"),
                          HasSubstr("a.csv:4:1 (change): The table changes quotas only"),
                          HasSubstr("a.csv:5:1 (change): The cell must not be blank")));
}

TEST_F(AmendmentFileTest, RefusesADocumentThatChangesNothing) {
  EXPECT_FALSE(Read("").ok());
  EXPECT_THAT(Lines(problems_), ElementsAre(HasSubstr("The document changes nothing")));
}

}  // namespace
}  // namespace hemoledger
