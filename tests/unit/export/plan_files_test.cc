#include "clients/cli/export/plan_files.h"

#include <gmock/gmock.h>

#include "clients/cli/export/toml_text.h"
#include "proto/base/random.h"
#include "proto/base/text_commitment.h"
#include "tests/support/builders.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

v1::PrintedNumber Printed(int64_t value, std::string_view text) {
  v1::PrintedNumber number;
  number.set_value(value);
  number.set_text(std::string(text));
  return number;
}

class PlanFilesTest : public testing::Test {
 protected:
  PlanFilesTest() {
    answer_.mutable_plan()->set_revision(1);
    plan() = MakePlan("tinh-a-2021", "tinh-a", 20210101, 20211231);
    plan().mutable_document()->set_title("Kế hoạch \"năm\" 2021");
  }

  v1::PlanIssued& plan() { return *answer_.mutable_plan()->mutable_plan(); }

  // A text of the plan, of the document with that revision.
  v1::Text Text(std::string_view plain, uint32_t ordinal = 0, uint32_t submission_index = 0) {
    MadeText made = MakeText(ordinal, plain, random_, submission_index);
    *answer_.mutable_plan()->add_texts() = made.accompanying;
    return made.text;
  }

  PlanFiles Write(Language language = Language::kVietnamese, int32_t through = 0) {
    return WritePlanFiles(answer_, "tinh-a-2021.csv", "tinh-a-2021-rounds.csv", through, language);
  }

  SeededRandom random_{11};
  v1::GetPlanResponse answer_;
};

TEST_F(PlanFilesTest, AnOrdinaryPlanLooksAsAClerkWouldWriteIt) {
  *plan().add_rows() = HolderRow("r01", "tinh-a-xa-b", 1500);
  plan().mutable_rows(0)->set_label("01");
  plan().mutable_rows(0)->set_printed_name("Xã B, huyện \"C\"");
  *plan().mutable_rows(0)->mutable_quota()->mutable_converted_units() = Printed(1680, "1,680");
  *plan().mutable_rows(0)->add_notes() = Text("Ghi chú 1");
  *plan().mutable_rows(0)->add_notes() = Text("Ghi chú 2", 1);
  *plan().add_rows() = SelectorRow("r02", "tinh-a", v1::COMPONENT_PLATELETS);
  *plan().mutable_stated_total()->mutable_units() = Printed(1500, "1500");
  const PlanFiles files = Write();
  EXPECT_EQ(files.table,
            "\xEF\xBB\xBFSTT,Đơn vị,Mã đơn vị,Chỉ tiêu,Chỉ tiêu sau quy đổi,Thành phần,Ghi chú,Mã "
            "dòng\n"
            "01,\"Xã B, huyện \"\"C\"\"\",tinh-a-xa-b,1.500,\"1,680\",,\"Ghi chú 1\nGhi chú "
            "2\",r01\n"
            ",,tinh-a,,,tiểu cầu,,r02\n");
  EXPECT_THAT(files.header, HasSubstr("id = \"tinh-a-2021\"\nkind = \"Kế hoạch\"\n"
                                      "title = \"Kế hoạch \\\"năm\\\" 2021\"\n"
                                      "issuer = \"tinh-a\"\n"
                                      "period = { from = 2021-01-01, to = 2021-12-31 }\n"
                                      "stated_total = { quota = \"1500\" }\n"
                                      "unit_under = \"tinh-a\"\ntable = \"tinh-a-2021.csv\"\n"));
  EXPECT_THAT(files.header, Not(HasSubstr("exact")));
  EXPECT_THAT(files.header, Not(HasSubstr("row_details")));
  EXPECT_THAT(Write(Language::kEnglish).table,
              HasSubstr("label,unit,unit_id,quota,converted_quota,component,notes,row_id\n"));
  EXPECT_THAT(Write(Language::kEnglish).header, HasSubstr("kind = \"Plan\"\n"));
}

TEST_F(PlanFilesTest, WhatACellCanNotSayStandsInTheHeader) {
  // A quota was withdrawn: the holder stays, without one.
  *plan().add_rows() = HolderRow("r01", "xa-b", std::nullopt);
  *plan().add_rows() = HolderRow("r02", "xa-c", 1120);
  plan().mutable_rows(1)->mutable_quota()->mutable_units()->set_text("1,141");
  plan().mutable_rows(1)->set_printed_name("xa-c");
  *plan().mutable_rows(1)->add_notes() = Text("Dòng một\nDòng hai");
  v1::PlanRow& third = *plan().add_rows();
  third.set_row_id("r03");
  third.set_label(" 3 ");
  const PlanFiles files = Write();
  EXPECT_THAT(files.header, HasSubstr("\n[[row_details]]\nrow = \"r01\"\nholder = \"xa-b\"\n"));
  EXPECT_THAT(files.header, HasSubstr("\n[[row_details]]\nrow = \"r02\"\nprinted_name = \"xa-c\"\n"
                                      "quota = { value = 1120, text = \"1,141\" }\n"
                                      "notes = [\"Dòng một\\nDòng hai\"]\n"));
  EXPECT_THAT(files.header, HasSubstr("\n[[row_details]]\nrow = \"r03\"\nlabel = \" 3 \"\n"
                                      "holder = false\nselector = false\n"));
  EXPECT_THAT(files.header, HasSubstr("\nexact = true\nid = "));
}

TEST_F(PlanFilesTest, NoTextLeavesItsComment) {
  answer_.mutable_plan()->set_revision(2);
  answer_.mutable_plan()->mutable_revision_document()->set_number("12\nid = \"evil\"\n");
  answer_.mutable_plan()->mutable_revision_document()->set_signed_date(20210625);
  const PlanFiles files = Write(Language::kVietnamese, 20210630);
  EXPECT_THAT(files.header,
              HasSubstr("# Kế hoạch tinh-a-2021, bản 2 (12 id = \"evil\" , 25/6/2021)\n"));
  EXPECT_THAT(files.header, HasSubstr("đến ngày 30/6/2021\n"));
  EXPECT_THAT(files.header, Not(HasSubstr("\nid = \"evil\"")));
  EXPECT_THAT(files.header, HasSubstr("\ntable = false\n"));
  EXPECT_EQ(files.table, "");
}

TEST_F(PlanFilesTest, TextsOfSeveralDocumentsAreToldApartAndErasedOnesLeftOut) {
  // The same number in two documents, as after an amendment.
  v1::CreditRule& rule = *plan().add_credit_rules();
  rule = MakeCreditRule("quy-tac", "xa-b", "xa-c");
  *rule.mutable_reason() = Text("Lý do của điều chỉnh", 0, 1);
  *plan().mutable_document()->mutable_signatory() = Text("Người Ký", 0, 0);
  *plan().add_rows() = HolderRow("r01", "xa-b", 5);
  *plan().mutable_rows(0)->add_notes() = Text("còn lại", 1);
  *plan().mutable_rows(0)->add_notes() = MakeText(2, "đã xóa", random_).text;
  PlanFiles files = Write();
  EXPECT_THAT(files.header, HasSubstr("signatory = \"Người Ký\"\n"));
  EXPECT_THAT(files.header, HasSubstr("reason = \"Lý do của điều chỉnh\"\n"));
  EXPECT_THAT(files.erased, ElementsAre("r01: ghi chú"));
  EXPECT_THAT(files.table, HasSubstr(",còn lại,r01\n"));
  EXPECT_THAT(files.header, HasSubstr("# Đã bị xóa khỏi sổ, không xuất được: r01: ghi chú\n"));

  answer_.mutable_plan()->clear_texts();
  files = Write(Language::kEnglish);
  EXPECT_THAT(files.erased, ElementsAre("r01: notes", "signatory", "credit_rules quy-tac: reason"));
  EXPECT_THAT(files.header, Not(HasSubstr("\nsignatory")));
  EXPECT_THAT(files.header, Not(HasSubstr("\nreason")));
}

TEST(TomlTextTest, StringsAreEscaped) {
  TomlText toml;
  EXPECT_EQ(toml.Quoted("a\"b\\c\nd"), "\"a\\\"b\\\\c\\nd\"");
  EXPECT_FALSE(toml.exact());
  EXPECT_EQ(toml.Quoted("x\xE2\x80\xAEy"), "\"x\\u202Ey\"") << "what nobody sees is made visible";
  EXPECT_EQ(toml.Quoted(" a"), "\" a\"");
  EXPECT_TRUE(toml.exact());
}

TEST(TomlTextTest, NumbersAreAsShortAsTheyCanBe) {
  TomlText toml;
  EXPECT_EQ(toml.Number(Printed(1500, "")), "1500");
  EXPECT_EQ(toml.Number(Printed(1500, "1500")), "\"1500\"");
  EXPECT_EQ(toml.Number(Printed(1141, "1,141")), "\"1,141\"");
  EXPECT_EQ(toml.Number(Printed(1120, "1,141")), "{ value = 1120, text = \"1,141\" }");
  EXPECT_EQ(toml.Number(Printed(0, "không")), "{ value = 0, text = \"không\" }");
  v1::PrintedNumber text_alone;
  text_alone.set_text("2-3");
  EXPECT_EQ(toml.Number(text_alone), "{ text = \"2-3\" }");
  EXPECT_EQ(toml.Number(v1::PrintedNumber()), "{}");
}

TEST(TomlTextTest, LongListsHaveALineForEach) {
  TomlText toml;
  EXPECT_EQ(toml.List({"a", "b"}), "[\"a\", \"b\"]");
  const std::string text(80, 'x');
  EXPECT_EQ(toml.List({text, text}), "[\n  \"" + text + "\",\n  \"" + text + "\",\n]");
}

}  // namespace
}  // namespace hemoledger
