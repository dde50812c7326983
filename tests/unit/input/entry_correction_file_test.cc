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

class EntryCorrectionFileTest : public InputTest {
 protected:
  absl::StatusOr<EntryCorrectionFile> Read(std::string_view more, int revision = 1) {
    return ReadEntryCorrectionFile(
        Write("c.toml", Concat("plan = \"p\"\nrevision = ", revision,
                               "\nagainst_version = 2\nreason = \"Gõ nhầm\"\nunit_under = "
                               "\"tinh-a\"\n",
                               more)),
        resolver_, random_, problems_);
  }
};

TEST_F(EntryCorrectionFileTest, ReadsEveryKindOfFix) {
  const absl::StatusOr<EntryCorrectionFile> file = Read(
      "[[fixes]]\ndocument = { kind = \"kế hoạch\", title = \"T\", issuer = \"tinh-a\", numbers = "
      "[\"17/KH\"], signatory = \"Người Ký\", legal_bases = [{ number = \"1\" }] }\n"
      "[[fixes]]\nperiod = { from = 2021-01-01, to = 2021-12-31, assumed = true }\n"
      "[[fixes]]\nperiod = {}\n"
      "[[fixes]]\nconversion = { base_ml = 250 }\n"
      "[[fixes]]\ngroup = { id = \"g\", label = \"G\" }\n"
      "[[fixes]]\nround = { id = \"p-1\", label = \"Đợt I\", time = 2024-03-15 }\n"
      "[[fixes]]\ncredit_rule = { id = \"q\", unit = \"Rạch Giá\", reason = \"Suy ra\" }\n"
      "[[fixes]]\nrow = { id = \"r02\", label = \"2\", holder = \"H. Hòa An\", quota = \"510\", "
      "converted_quota = 571, population = \"1.000\", population_share = \"1,1\", "
      "converted_population_share = \"1,2\", round_count = 2, time = \"Tháng 3\", body_in_charge = "
      "\"Hội\", group = \"g\", printed_name = \"Hòa An\", notes = [\"Ghi chú\"], selector = { unit "
      "= "
      "\"tinh-a\", round = \"p-1\", component = \"tiểu cầu\", donor_class = \"không ghi\" } }\n"
      "[[fixes]]\nstated_total = { quota = \"9.999\" }\n"
      "[[fixes]]\nstated = { round_count = 34 }\n"
      "[[fixes]]\ncampaign = { id = \"p-x\", label = \"X\" }\n"
      "[[fixes]]\ntarget = { id = \"t\", metric = \"units\", value = 5, text = \"T\" }\n"
      "[[fixes]]\ntask = { id = \"v\", label = \"V\", kind = \"họp\" }\n"
      "[[fixes]]\nassigned_quota = 10000\n"
      "[[fixes]]\nremove_row = \"r03\"\n[[fixes]]\nremove_credit_rule = \"q2\"\n"
      "[[fixes]]\nremove_target = \"t2\"\n[[fixes]]\nremove_task = \"v2\"\n");
  ASSERT_THAT(Lines(problems_), IsEmpty());
  ASSERT_OK(file);
  const v1::PlanEntryCorrected& correction = file->correction;
  EXPECT_EQ(correction.plan_id(), "p");
  EXPECT_EQ(correction.revision(), 1u);
  EXPECT_EQ(correction.against_version(), 2u);
  ASSERT_EQ(correction.fixes_size(), 18);
  EXPECT_EQ(correction.fixes(0).document().numbers(0), "17/KH");
  EXPECT_EQ(correction.fixes(0).document().issuer_unit_id(), "tinh-a");
  EXPECT_EQ(correction.fixes(0).document().legal_bases(0).number(), "1");
  EXPECT_EQ(correction.fixes(1).period().period().last_date(), 20211231);
  EXPECT_TRUE(correction.fixes(1).period().assumed());
  EXPECT_TRUE(correction.fixes(2).has_period());
  EXPECT_FALSE(correction.fixes(2).period().has_period());
  EXPECT_EQ(correction.fixes(3).conversion().base_ml(), 250u);
  EXPECT_EQ(correction.fixes(4).group().group_id(), "g");
  EXPECT_THAT(correction.fixes(5).round().time().dates().dates(), ElementsAre(20240315));
  EXPECT_EQ(correction.fixes(6).credit_rule().unit_id(), "tinh-a-rach-gia");
  const v1::PlanRow& row = correction.fixes(7).row();
  EXPECT_EQ(row.row_id(), "r02");
  EXPECT_EQ(row.holder_unit_id(), "tinh-a-hoa-an");
  EXPECT_EQ(row.quota().units().value(), 510);
  EXPECT_EQ(row.quota().converted_units().value(), 571);
  EXPECT_EQ(row.population().value(), 1000);
  EXPECT_EQ(row.population_share_text(), "1,1");
  EXPECT_EQ(row.converted_population_share_text(), "1,2");
  EXPECT_EQ(row.round_count().value(), 2);
  EXPECT_EQ(row.time_text(), "Tháng 3");
  EXPECT_EQ(row.body_in_charge(), "Hội");
  EXPECT_EQ(row.group_id(), "g");
  EXPECT_EQ(row.printed_name(), "Hòa An");
  EXPECT_EQ(row.selector().component(), v1::COMPONENT_PLATELETS);
  EXPECT_EQ(row.selector().round_id(), "p-1");
  EXPECT_EQ(correction.fixes(8).stated_total().units().value(), 9999);
  EXPECT_EQ(correction.fixes(9).stated().round_count().value(), 34);
  EXPECT_EQ(correction.fixes(10).campaign().campaign_id(), "p-x");
  EXPECT_EQ(correction.fixes(11).target().value().value().unscaled(), 5);
  EXPECT_EQ(correction.fixes(12).task().kind(), v1::TASK_KIND_MEETING);
  EXPECT_EQ(correction.fixes(13).assigned_quota().units().value(), 10000);
  EXPECT_EQ(correction.fixes(14).removed_row_id(), "r03");
  EXPECT_EQ(correction.fixes(15).removed_rule_id(), "q2");
  EXPECT_EQ(correction.fixes(16).removed_target_id(), "t2");
  EXPECT_EQ(correction.fixes(17).removed_task_id(), "v2");
  EXPECT_EQ(file->places.size(), 18u);
  EXPECT_EQ(file->places[2].line, 11);
  std::vector<std::string> texts;
  std::vector<const v1::AccompanyingText*> accompanying;
  for (const v1::AccompanyingText& text : file->texts) {
    texts.push_back(text.text());
    accompanying.push_back(&text);
  }
  EXPECT_THAT(texts, ElementsAre("Gõ nhầm", "Người Ký", "Suy ra", "Ghi chú"));
  EXPECT_OK(VerifyTexts(correction, accompanying));
}

TEST_F(EntryCorrectionFileTest, AnAmendmentIsReplacedAsAWhole) {
  Write("a.toml",
        "plan = \"p\"\nagainst_revision = 1\nvalid_from = 2021-07-01\nreason = \"Lý do\"\n"
        "approver = \"Người duyệt\"\nauthority = { number = \"12\" }\nunit_under = \"tinh-a\"\n"
        "[[changes]]\nkind = \"set\"\nholder = \"H. Hòa An\"\nquota = 10\n");
  const absl::StatusOr<EntryCorrectionFile> file = Read("amendment = \"a.toml\"\n", 2);
  ASSERT_THAT(Lines(problems_), IsEmpty());
  ASSERT_OK(file);
  EXPECT_EQ(file->correction.amended().changes(0).quota_set().holder_unit_id(), "tinh-a-hoa-an");
  EXPECT_EQ(file->correction.fixes_size(), 0);
  ASSERT_EQ(file->texts.size(), 3u);
  EXPECT_EQ(file->texts[0].text(), "Gõ nhầm");
  EXPECT_EQ(file->texts[2].text(), "Người duyệt");
  EXPECT_THAT(file->places[0].file, HasSubstr("a.toml"));
}

TEST_F(EntryCorrectionFileTest, FaultsAreToldWithTheirPlaces) {
  EXPECT_FALSE(Read("[[fixes]]\nrow = { id = \"r02\", quota = \"1.14\", color = 1 }\n"
                    "[[fixes]]\nremove_row = \"Dòng 3\"\nremove_task = \"v\"\n"
                    "[[fixes]]\nrows = 1\n[[fixes]]\nround = 5\n[[fixes]]\nremove_target = "
                    "\"T 1\"\n")
                   .ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("(fixes[0].row.quota): The figure can not be read"),
                          HasSubstr("(fixes[0].row.color): There is no key"),
                          HasSubstr("(fixes[1].remove_task): Each [[fixes]] has exactly one"),
                          HasSubstr("(fixes[2]): Each [[fixes]] has exactly one"),
                          HasSubstr("(fixes[3].round): The value must be a table"),
                          HasSubstr("(fixes[4].remove_target): ")));
}

TEST_F(EntryCorrectionFileTest, RevisionsAreMendedEachInItsWay) {
  EXPECT_FALSE(Read("").ok());
  EXPECT_FALSE(Read("amendment = \"a.toml\"\n", 1).ok());
  EXPECT_FALSE(Read("[[fixes]]\nremove_row = \"r\"\n", 2).ok());
  EXPECT_FALSE(Read("", 2).ok());
  EXPECT_THAT(Lines(problems_), testing::Contains(HasSubstr("is mended by [[fixes]]")).Times(2));
  EXPECT_THAT(Lines(problems_), testing::Contains(HasSubstr("is replaced as a whole")).Times(2));
  problems_ = Problems();
  EXPECT_FALSE(Read("amendment = \"none.toml\"\n", 2).ok());
  EXPECT_THAT(Lines(problems_), ElementsAre(HasSubstr("c.toml:6:13 (amendment): ")));
}

TEST_F(EntryCorrectionFileTest, TheHeadIsRequired) {
  EXPECT_FALSE(ReadEntryCorrectionFile(Write("c.toml", "revision = 0\ncolor = 1\n"), resolver_,
                                       random_, problems_)
                   .ok());
  EXPECT_THAT(
      Lines(problems_),
      ElementsAre(HasSubstr("(plan): The key"), HasSubstr("(revision): The value must be a whole"),
                  HasSubstr("(against_version): The key"), HasSubstr("(reason): The key"),
                  HasSubstr("(color): There is no key")));
}

}  // namespace
}  // namespace hemoledger
