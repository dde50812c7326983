// Form and rules of plans and amendments.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/domain/plan_form.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/domain_plans/world.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Places(const absl::Status& status) {
  std::vector<std::string> places;
  for (const auto& violation : ViolationsOf(status)) places.push_back(violation.field());
  return places;
}

class PlanCheckTest : public ::testing::Test {
 protected:
  PlanCheckTest() {
    world_.Open("vn");
    world_.Open("hung-yen", "vn");
    world_.Open("an-thi", "hung-yen");
    for (const char* unit : {"van-du", "da-loc", "bai-say"}) world_.Open(unit, "an-thi");
  }

  v1::PlanIssued Plan(std::string_view id = "p") const {
    v1::PlanIssued plan = MakePlan(id, "an-thi", 20240101, 20241231);
    *plan.add_rows() = HolderRow("r1", "van-du", 54);
    *plan.add_rows() = HolderRow("r2", "da-loc", 52);
    return plan;
  }
  absl::Status Issue(const v1::PlanIssued& plan) {
    return world_.book.CheckIssue(plan, world_.tree).status();
  }
  absl::Status Amend(const v1::PlanAmended& amendment) {
    return world_.book.CheckAmend(amendment, world_.tree).status();
  }
  void ExpectIssueProblem(const v1::PlanIssued& plan, ErrorReason reason,
                          const std::string& place) {
    const absl::Status status = Issue(plan);
    EXPECT_THAT(status, StatusIs(reason)) << place;
    EXPECT_THAT(Places(status), ElementsAre(place));
  }
  void ExpectAmendProblem(const v1::PlanAmended& amendment, ErrorReason reason,
                          const std::string& place) {
    const absl::Status status = Amend(amendment);
    EXPECT_THAT(status, StatusIs(reason)) << place;
    EXPECT_THAT(Places(status), ElementsAre(place));
  }

  World world_;
};

TEST_F(PlanCheckTest, AGoodPlanIsRevisionOne) {
  const auto verdict = world_.book.CheckIssue(Plan(), world_.tree);
  ASSERT_OK(verdict);
  EXPECT_EQ(verdict->existing, nullptr);
  EXPECT_EQ(verdict->revision, 1u);
}

TEST_F(PlanCheckTest, AllProblemsOfFormAtOnceInTheOrderOfTheDocument) {
  v1::PlanIssued plan = Plan("P!");
  plan.mutable_document()->clear_title();
  plan.mutable_document()->set_signed_date(20230229);
  plan.mutable_period()->set_last_date(20231231);
  plan.mutable_rows(0)->mutable_quota()->mutable_units()->set_value(-1);
  plan.mutable_rows(1)->set_row_id("r1");
  plan.set_percentage_decimals(5);
  const absl::Status status = Issue(plan);
  EXPECT_THAT(status, StatusIs(ERROR_REASON_ID_INVALID));
  EXPECT_THAT(Places(status),
              ElementsAre("plan_id", "document.title", "document.signed_date", "period",
                          "rows[0].quota.units.value", "rows[1].row_id", "percentage_decimals"));
}

TEST_F(PlanCheckTest, RequiredFields) {
  EXPECT_THAT(Places(Issue(v1::PlanIssued())),
              ElementsAre("plan_id", "document.kind", "document.title", "document.issuer_unit_id"));
}

TEST_F(PlanCheckTest, FormOfTheDocument) {
  v1::PlanIssued plan = Plan();
  for (int i = 0; i < 3; ++i) plan.mutable_document()->add_numbers("14/KH-UBND");
  ExpectIssueProblem(plan, ERROR_REASON_COUNT_OUT_OF_RANGE, "document.numbers");
  plan = Plan();
  plan.mutable_document()->add_numbers("");
  ExpectIssueProblem(plan, ERROR_REASON_FIELD_REQUIRED, "document.numbers[0]");
  plan = Plan();
  plan.mutable_document()->set_title("Hie\xCC\x82n");
  ExpectIssueProblem(plan, ERROR_REASON_TEXT_NOT_NFC, "document.title");
  plan = Plan();
  plan.mutable_document()->set_title(std::string(kMaxTitleBytes + 1, 'a'));
  ExpectIssueProblem(plan, ERROR_REASON_TEXT_TOO_LONG, "document.title");
  plan = Plan();
  plan.mutable_document()->add_legal_bases()->set_signed_date(20240931);
  ExpectIssueProblem(plan, ERROR_REASON_DATE_INVALID, "document.legal_bases[0].signed_date");
  plan = Plan();
  plan.mutable_document()->set_kind(static_cast<v1::PlanKind>(77));
  ExpectIssueProblem(plan, ERROR_REASON_FIELD_INVALID, "document.kind");
  plan = Plan();
  plan.clear_period();
  plan.set_period_assumed(true);
  ExpectIssueProblem(plan, ERROR_REASON_FIELD_REQUIRED, "period");
}

TEST_F(PlanCheckTest, FormOfTheConversion) {
  v1::PlanIssued plan = Plan();
  v1::BagMix& mix = *plan.mutable_conversion()->add_bag_mix();
  mix.set_volume_ml(250);
  mix.set_permille(700);
  ExpectIssueProblem(plan, ERROR_REASON_FIELD_INVALID, "conversion.bag_mix");
  *plan.mutable_conversion()->add_bag_mix() = mix;
  plan.mutable_conversion()->mutable_bag_mix(1)->set_permille(300);
  ExpectIssueProblem(plan, ERROR_REASON_DUPLICATE, "conversion.bag_mix[1]");
  plan.mutable_conversion()->mutable_bag_mix(1)->set_volume_ml(350);
  EXPECT_OK(Issue(plan));
  plan.mutable_conversion()->set_base_ml(10'001);
  ExpectIssueProblem(plan, ERROR_REASON_COUNT_OUT_OF_RANGE, "conversion.base_ml");
}

TEST_F(PlanCheckTest, FormOfRows) {
  v1::PlanIssued plan = Plan();
  plan.mutable_rows(0)->clear_holder_unit_id();
  // Nothing can count for a quota that nobody holds.
  ExpectIssueProblem(plan, ERROR_REASON_FIELD_REQUIRED, "rows[0].holder_unit_id");
  plan.mutable_rows(0)->clear_quota();
  EXPECT_OK(Issue(plan));
  plan = Plan();
  plan.mutable_rows(0)->mutable_quota()->mutable_units()->set_value(kMaxQuotaUnits + 1);
  ExpectIssueProblem(plan, ERROR_REASON_COUNT_OUT_OF_RANGE, "rows[0].quota.units.value");
  plan = Plan();
  plan.mutable_rows(0)->mutable_selector()->set_component(static_cast<v1::Component>(9));
  ExpectIssueProblem(plan, ERROR_REASON_FIELD_INVALID, "rows[0].selector.component");
  plan = Plan();
  for (int i = 0; i < 9; ++i) plan.mutable_rows(0)->add_notes()->set_ordinal(i);
  ExpectIssueProblem(plan, ERROR_REASON_COUNT_OUT_OF_RANGE, "rows[0].notes");
}

TEST_F(PlanCheckTest, RulesOfAPlanAreToldTogether) {
  v1::PlanIssued plan = Plan();
  *plan.add_rounds() = MakeRound("dot-1", "khong-co");
  *plan.add_credit_rules() = MakeCreditRule("c", "bai-say", "khong-co");
  plan.mutable_rows(0)->mutable_selector()->set_round_id("dot-2");
  plan.mutable_rows(0)->set_group_id("I");
  plan.mutable_rows(0)->set_group_id("i");
  *plan.add_rows() = HolderRow("r3", "van-du", 1);
  const absl::Status status = Issue(plan);
  EXPECT_THAT(status, StatusIs(ERROR_REASON_UNIT_NOT_FOUND));
  EXPECT_THAT(
      Places(status),
      ElementsAre("rounds[0].credited_unit_ids[0]", "credit_rules[0].credited_unit_id",
                  "rows[0].selector.round_id", "rows[0].group_id", "rows[2].holder_unit_id"));
}

TEST_F(PlanCheckTest, EachRuleOfAPlan) {
  v1::PlanIssued plan = Plan();
  plan.mutable_document()->set_issuer_unit_id("khong-co");
  ExpectIssueProblem(plan, ERROR_REASON_UNIT_NOT_FOUND, "document.issuer_unit_id");
  plan = Plan();
  plan.mutable_rows(1)->set_group_id("ii");
  ExpectIssueProblem(plan, ERROR_REASON_REFERENCE_UNKNOWN, "rows[1].group_id");
  plan = Plan();
  plan.mutable_rows(1)->set_holder_unit_id("van-du");
  ExpectIssueProblem(plan, ERROR_REASON_QUOTA_HOLDER_DUPLICATE, "rows[1].holder_unit_id");
  // Without its own quota the second row is fine (Kiên Giang's rows 14 and 18).
  plan.mutable_rows(1)->clear_quota();
  EXPECT_OK(Issue(plan));
  plan = Plan();
  *plan.add_rounds() = MakeRound("dot-1");
  world_.Issue(plan);
  v1::PlanIssued other = Plan("q");
  *other.add_rounds() = MakeRound("dot-1");
  ExpectIssueProblem(other, ERROR_REASON_ROUND_EXISTS, "rounds[0].round_id");
  EXPECT_THAT(Issue(other), HasErrorField("plan_id", "p"));
}

TEST_F(PlanCheckTest, AnIssuedPlanIsTheCandidateForTheSameId) {
  const uint64_t position = world_.Issue(Plan());
  // Whatever is sent: what is recorded answers before any rule.
  v1::PlanIssued again;
  again.set_plan_id("p");
  const auto verdict = world_.book.CheckIssue(again, world_.tree);
  ASSERT_OK(verdict);
  ASSERT_NE(verdict->existing, nullptr);
  EXPECT_EQ(verdict->existing->position, position);
  EXPECT_THAT(verdict->conflict, StatusIs(ERROR_REASON_PLAN_EXISTS));
  EXPECT_THAT(verdict->conflict, HasErrorField("position", position));
}

TEST_F(PlanCheckTest, FormOfAnAmendment) {
  world_.Issue(Plan());
  v1::PlanAmended amendment;
  amendment.set_plan_id("p");
  EXPECT_THAT(Places(Amend(amendment)), ElementsAre("against_revision", "authority", "reason",
                                                    "approver", "valid_from_date", "changes"));
  amendment = MakeAmendment("p", 1, 20240701);
  AddSet(amendment, "van-du", 60);
  amendment.mutable_changes(0)->mutable_quota_set()->clear_quota();
  AddSupplement(amendment, "van-du", 0, 60);
  AddTransfer(amendment, "van-du", "van-du", 1, 1, 1);
  amendment.add_changes();
  amendment.add_changes()->mutable_credit_rule_removed();
  EXPECT_THAT(Places(Amend(amendment)),
              ElementsAre("changes[0].quota_set.quota.units.value",
                          "changes[1].quota_supplemented.added_units",
                          "changes[2].quota_transferred.to_unit_id", "changes[3]",
                          "changes[4].credit_rule_removed.rule_id"));
}

TEST_F(PlanCheckTest, UnknownPlanAndUnits) {
  v1::PlanAmended amendment = MakeAmendment("p", 1, 20240701);
  AddSet(amendment, "khong-co", 60);
  EXPECT_THAT(Amend(amendment), StatusIs(ERROR_REASON_PLAN_NOT_FOUND));
  world_.Issue(Plan());
  AddTransfer(amendment, "van-du", "cung-khong", 1, 53, 1);
  EXPECT_THAT(Places(Amend(amendment)), ElementsAre("changes[0].quota_set.holder_unit_id",
                                                    "changes[1].quota_transferred.to_unit_id"));
}

TEST_F(PlanCheckTest, StaleRevisionTellsTheCurrentOneAndItsDocument) {
  world_.Issue(Plan());
  v1::PlanAmended second = MakeAmendment("p", 1, 20240701);
  AddSet(second, "van-du", 60);
  const uint64_t position = world_.Amend(second);
  const auto verdict = world_.book.CheckAmend(second, world_.tree);
  ASSERT_OK(verdict);
  ASSERT_NE(verdict->existing, nullptr);
  EXPECT_EQ(verdict->existing->position, position);
  EXPECT_EQ(Bytes(*verdict->existing->amended), Bytes(second));
  EXPECT_THAT(verdict->conflict, StatusIs(ERROR_REASON_PLAN_REVISION_STALE));
  EXPECT_THAT(verdict->conflict, HasErrorField("stated", 1));
  EXPECT_THAT(verdict->conflict, HasErrorField("current", 2));
  EXPECT_THAT(verdict->conflict, HasErrorField("document", "QĐ 2, 01/7/2024"));
  // The same file once more after a third document is still the second one.
  v1::PlanAmended third = MakeAmendment("p", 2, 20240801);
  AddSet(third, "van-du", 61);
  world_.Amend(third);
  const auto later = world_.book.CheckAmend(second, world_.tree);
  ASSERT_OK(later);
  EXPECT_EQ(later->existing->position, position);
  EXPECT_THAT(later->conflict, HasErrorField("current", 3));
  // Against a revision that is not there yet.
  third.set_against_revision(4);
  EXPECT_THAT(Amend(third), StatusIs(ERROR_REASON_PLAN_REVISION_STALE));
}

TEST_F(PlanCheckTest, ResultsMustFollowInTheOrderOfTheChanges) {
  world_.Issue(Plan());
  v1::PlanAmended amendment = MakeAmendment("p", 1, 20240701);
  AddSupplement(amendment, "van-du", 6, 60);
  AddTransfer(amendment, "van-du", "da-loc", 10, 50, 62);
  AddWithdrawal(amendment, "da-loc", 2, 60);
  AddSet(amendment, "bai-say", 7);
  AddSupplement(amendment, "bai-say", 3, 10);
  AddWithdrawal(amendment, "van-du", 50, -1);
  AddTransfer(amendment, "da-loc", "van-du", 5, 55, 5);
  ASSERT_OK(Amend(amendment));
  world_.Amend(amendment);
  EXPECT_EQ(QuotasOf(world_.Effective("p")), "r1=5 r2=55 bai-say=10");
}

TEST_F(PlanCheckTest, EachRuleOfAnAmendment) {
  v1::PlanIssued plan = Plan();
  *plan.add_rows() = HolderRow("r3", "bai-say", std::nullopt);
  *plan.add_rounds() = MakeRound("dot-1");
  world_.Issue(plan);
  const auto make = [] { return MakeAmendment("p", 1, 20240701); };
  v1::PlanAmended amendment = make();
  AddSupplement(amendment, "van-du", 6, 61);
  ExpectAmendProblem(amendment, ERROR_REASON_QUOTA_RESULT_MISMATCH,
                     "changes[0].quota_supplemented");
  EXPECT_THAT(Amend(amendment), HasErrorField("stated", 61));
  EXPECT_THAT(Amend(amendment), HasErrorField("computed", 60));
  amendment = make();
  AddTransfer(amendment, "van-du", "da-loc", 4, 50, 57);
  ExpectAmendProblem(amendment, ERROR_REASON_QUOTA_RESULT_MISMATCH,
                     "changes[0].quota_transferred.to_resulting");
  amendment = make();
  AddTransfer(amendment, "van-du", "da-loc", 55, 0, 107);
  ExpectAmendProblem(amendment, ERROR_REASON_QUOTA_NEGATIVE,
                     "changes[0].quota_transferred.from_resulting");
  EXPECT_THAT(Amend(amendment), HasErrorField("computed", -1));
  amendment = make();
  AddSupplement(amendment, "bai-say", 1, 1);
  ExpectAmendProblem(amendment, ERROR_REASON_QUOTA_HOLDER_UNKNOWN, "changes[0].quota_supplemented");
  // A transfer may give a first quota, but only to a unit of the plan.
  amendment = make();
  AddTransfer(amendment, "van-du", "bai-say", 4, 50, 4);
  EXPECT_OK(Amend(amendment));
  amendment = make();
  AddTransfer(amendment, "van-du", "hung-yen", 4, 50, 4);
  ExpectAmendProblem(amendment, ERROR_REASON_QUOTA_HOLDER_UNKNOWN,
                     "changes[0].quota_transferred.to_resulting");
  // A quota that is taken away must be the whole one.
  amendment = make();
  AddWithdrawal(amendment, "van-du", 53, -1);
  ExpectAmendProblem(amendment, ERROR_REASON_QUOTA_RESULT_MISMATCH, "changes[0].quota_withdrawn");
  EXPECT_THAT(Amend(amendment), HasErrorField("stated", ""));
  EXPECT_THAT(Amend(amendment), HasErrorField("computed", 1));
  amendment = make();
  *amendment.add_changes()->mutable_round_added()->mutable_round() = MakeRound("dot-2");
  *amendment.add_changes()->mutable_round_added()->mutable_round() = MakeRound("dot-2");
  ExpectAmendProblem(amendment, ERROR_REASON_ROUND_EXISTS, "changes[1].round_added.round.round_id");
  amendment = make();
  amendment.add_changes()->mutable_credit_rule_removed()->set_rule_id("c");
  ExpectAmendProblem(amendment, ERROR_REASON_REFERENCE_UNKNOWN,
                     "changes[0].credit_rule_removed.rule_id");
}

TEST_F(PlanCheckTest, RowsThatAnAmendmentAdds) {
  world_.Issue(Plan());
  v1::PlanAmended amendment = MakeAmendment("p", 1, 20240701);
  AddSet(amendment, "bai-say", 53);
  v1::PlanRow& row = *amendment.mutable_changes(0)->mutable_quota_set()->mutable_new_row();
  row.set_row_id("r2");
  ExpectAmendProblem(amendment, ERROR_REASON_DUPLICATE, "changes[0].quota_set.new_row.row_id");
  row.set_row_id("r8");
  row.set_label("8");
  row.mutable_selector()->set_round_id("dot-1");
  ExpectAmendProblem(amendment, ERROR_REASON_REFERENCE_UNKNOWN,
                     "changes[0].quota_set.new_row.selector.round_id");
  row.clear_selector();
  world_.Amend(amendment);
  EXPECT_EQ(QuotasOf(world_.Effective("p")), "r1=54 r2=52 r8=53");
  EXPECT_EQ(world_.Effective("p").rows[2].row.label(), "8");
  amendment = MakeAmendment("p", 2, 20240701);
  AddSet(amendment, "van-du", 1);
  amendment.mutable_changes(0)->mutable_quota_set()->mutable_new_row()->set_row_id("r9");
  ExpectAmendProblem(amendment, ERROR_REASON_FIELD_INVALID, "changes[0].quota_set.new_row");
}

TEST_F(PlanCheckTest, ARowMadeFromAHoldersIdNeverTakesAnothersId) {
  v1::PlanIssued plan = Plan();
  plan.mutable_rows(0)->set_row_id("bai-say");
  world_.Issue(plan);
  v1::PlanAmended amendment = MakeAmendment("p", 1, 20240701);
  AddSet(amendment, "bai-say", 53);
  world_.Amend(amendment);
  EXPECT_EQ(QuotasOf(world_.Effective("p")), "bai-say=54 r2=52 bai-say-2=53");
}

TEST_F(PlanCheckTest, ACheckChangesNothing) {
  world_.Issue(Plan());
  const std::string before = world_.book.Digest();
  v1::PlanAmended amendment = MakeAmendment("p", 1, 20240701);
  AddSet(amendment, "bai-say", 53);
  EXPECT_OK(Amend(amendment));
  EXPECT_OK(Issue(Plan("q")));
  EXPECT_EQ(world_.book.Digest(), before);
  EXPECT_EQ(world_.book.size(), 1);
}

TEST_F(PlanCheckTest, ACopyStaysWhatItWas) {
  world_.Issue(Plan());
  const PlanBook before = world_.book;
  const std::string digest = before.Digest();
  v1::PlanAmended amendment = MakeAmendment("p", 1, 20240701);
  AddSet(amendment, "bai-say", 53);
  *amendment.add_changes()->mutable_round_added()->mutable_round() = MakeRound("dot-1");
  world_.Amend(amendment);
  world_.Issue(Plan("q"));
  EXPECT_EQ(before.Digest(), digest);
  EXPECT_EQ(before.Find("q"), kNoPlan);
  EXPECT_EQ(before.FindRound("dot-1"), kNoRound);
  EXPECT_EQ(before.RevisionAt(0), 1u);
  EXPECT_EQ(world_.book.RevisionAt(0), 2u);
  EXPECT_EQ(world_.book.PlanOfRound(world_.book.FindRound("dot-1")), 0);
  EXPECT_NE(world_.book.Digest(), digest);
}

}  // namespace
}  // namespace hemoledger
