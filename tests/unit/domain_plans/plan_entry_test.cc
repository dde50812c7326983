// Slips of entry: the document was right, its entry is mended, and what was known before stays
// known.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/domain/plan_history.h"
#include "services/domain/plan_view.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/domain_plans/world.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> EntryProblems(const absl::Status& status) {
  std::vector<std::string> places;
  for (const auto& violation : ViolationsOf(status)) places.push_back(violation.field());
  return places;
}

// After the plan of Quảng Trị 2021 (000): row 3 (700, converted 784), entered with other figures.
class PlanEntryTest : public ::testing::Test {
 protected:
  PlanEntryTest() {
    world_.Open("quang-tri");
    for (const char* unit : {"dong-ha", "cam-lo", "gio-linh"}) world_.Open(unit, "quang-tri");
    plan_ = MakePlan("qt-2021", "quang-tri", 20210101, 20211231);
    plan_.mutable_document()->mutable_signatory()->set_ordinal(0);
    *plan_.add_rounds() = MakeRound("qt-2021-1", "dong-ha");
    *plan_.add_rows() = HolderRow("r1", "dong-ha", 1'000);
    *plan_.add_rows() = HolderRow("r2", "cam-lo", 70);
    plan_.mutable_rows(1)->add_notes()->set_ordinal(1);
    *plan_.add_credit_rules() = MakeCreditRule("to-dong-ha", "gio-linh", "dong-ha");
    first_ = world_.Issue(plan_);
  }

  v1::PlanEntryCorrected Correction(uint32_t against = 1) {
    return MakeCorrection("qt-2021", 1, against);
  }
  // Cẩm Lộ has 700 units, not 70.
  v1::PlanEntryCorrected Mended() {
    v1::PlanEntryCorrected correction = Correction();
    *correction.add_fixes()->mutable_row() = HolderRow("r2", "cam-lo", 700);
    return correction;
  }
  void Expect(const v1::PlanEntryCorrected& correction, ErrorReason reason,
              const std::string& place) {
    const absl::Status status = world_.book.CheckCorrect(correction, world_.tree).status();
    EXPECT_THAT(status, StatusIs(reason)) << place;
    EXPECT_THAT(EntryProblems(status), ElementsAre(place));
  }
  absl::Status Check(const v1::PlanEntryCorrected& correction) {
    return world_.book.CheckCorrect(correction, world_.tree).status();
  }
  std::string Quotas(uint64_t bound = kNoPositionBound) {
    return QuotasOf(world_.Effective("qt-2021", 0, bound));
  }

  World world_;
  v1::PlanIssued plan_;
  uint64_t first_ = 0;
};

TEST_F(PlanEntryTest, TheEntryIsMendedAndNoRevisionIsMade) {
  const std::string digest = world_.book.Digest();
  const uint64_t mended = world_.Correct(Mended());
  EXPECT_EQ(Quotas(), "r1=1000 r2=700");
  EXPECT_EQ(Quotas(mended), "r1=1000 r2=700");
  EXPECT_EQ(Quotas(mended - 1), "r1=1000 r2=70");
  EXPECT_EQ(world_.Effective("qt-2021").revision, 1u);
  EXPECT_EQ(world_.book.Documents(0)[0]->entry_version(), 2u);
  EXPECT_EQ(world_.book.Documents(0)[0]->position, first_);
  EXPECT_NE(world_.book.Digest(), digest);
  const v1::PlanView view = DescribePlan(world_.book, 0, 0, kNoPositionBound, nullptr);
  EXPECT_EQ(view.entry_version(), 2u);
  EXPECT_EQ(view.revision(), 1u);
  EXPECT_EQ(view.position(), first_);
  EXPECT_EQ(view.total_quota_units(), 1'700);
  EXPECT_EQ(DescribePlan(world_.book, 0, 0, mended - 1, nullptr).entry_version(), 1u);
  EXPECT_EQ(SummarizePlan(world_.book, 0, 0).total_quota_units(), 1'700);
}

TEST_F(PlanEntryTest, EveryPartCanBeMendedReplacedAddedOrTakenAway) {
  v1::PlanEntryCorrected correction = Correction();
  v1::PlanDocument& document = *correction.add_fixes()->mutable_document();
  document = plan_.document();
  document.clear_signatory();
  document.add_numbers("05/KH-BCĐ");
  v1::PlanPeriod& period = *correction.add_fixes()->mutable_period();
  *period.mutable_period() = DateRange(20201201, 20211130);
  period.set_assumed(true);
  correction.add_fixes()->mutable_conversion()->set_base_ml(350);
  v1::RowGroup& group = *correction.add_fixes()->mutable_group();
  group.set_group_id("huyen");
  group.set_label("Các huyện");
  v1::Campaign& campaign = *correction.add_fixes()->mutable_campaign();
  campaign.set_campaign_id("qt-2021-he");
  campaign.set_label("Hè");
  v1::Round round = MakeRound("qt-2021-1", "cam-lo");
  round.add_campaign_ids("qt-2021-he");
  *correction.add_fixes()->mutable_round() = round;
  *correction.add_fixes()->mutable_round() = MakeRound("qt-2021-2", "gio-linh");
  correction.add_fixes()->set_removed_rule_id("to-dong-ha");
  *correction.add_fixes()->mutable_credit_rule() =
      MakeCreditRule("to-cam-lo", "gio-linh", "cam-lo");
  correction.add_fixes()->set_removed_row_id("r1");
  v1::PlanRow row = HolderRow("r3", "gio-linh", 30);
  row.set_group_id("huyen");
  *correction.add_fixes()->mutable_row() = row;
  *correction.add_fixes()->mutable_stated_total() = UnitsQuota(100);
  correction.add_fixes()->mutable_stated()->mutable_population()->set_value(632'375);
  *correction.add_fixes()->mutable_assigned_quota() = UnitsQuota(10'000);
  v1::Target& target = *correction.add_fixes()->mutable_target();
  target.set_target_id("chung");
  target.set_metric(v1::TARGET_METRIC_UNITS);
  target.mutable_value()->set_comparator(v1::COMPARATOR_EQUAL);
  target.mutable_value()->mutable_value()->set_unscaled(10'000);
  target.set_text("10.000 đơn vị máu");
  v1::Task& task = *correction.add_fixes()->mutable_task();
  task.set_task_id("hop");
  task.set_label("Họp");
  world_.Correct(correction);

  const v1::PlanView view = DescribePlan(world_.book, 0, 0, kNoPositionBound, nullptr);
  const v1::PlanIssued& plan = view.plan();
  EXPECT_EQ(plan.document().numbers(0), "05/KH-BCĐ");
  EXPECT_EQ(plan.period().first_date(), 20201201);
  EXPECT_TRUE(plan.period_assumed());
  EXPECT_TRUE(world_.Effective("qt-2021").period_assumed);
  EXPECT_EQ(plan.conversion().base_ml(), 350u);
  EXPECT_EQ(plan.groups(0).group_id(), "huyen");
  EXPECT_EQ(plan.rounds_size(), 2);
  EXPECT_EQ(plan.rounds(0).credited_unit_ids(0), "cam-lo");
  EXPECT_EQ(plan.credit_rules_size(), 1);
  EXPECT_EQ(plan.credit_rules(0).rule_id(), "to-cam-lo");
  EXPECT_EQ(Quotas(), "r2=70 r3=30");
  EXPECT_EQ(plan.stated_total().units().value(), 100);
  EXPECT_EQ(plan.stated().population().value(), 632'375);
  EXPECT_EQ(plan.assigned_quota().units().value(), 10'000);
  EXPECT_EQ(plan.targets(0).target_id(), "chung");
  EXPECT_EQ(plan.tasks(0).task_id(), "hop");
  EXPECT_EQ(world_.book.PlanOfRound(world_.book.FindRound("qt-2021-2")), 0);
  EXPECT_EQ(world_.book.PlanOfCampaign(world_.book.FindCampaign("qt-2021-he")), 0);

  // A blank part is not stated, and what was added goes again.
  v1::PlanEntryCorrected second = Correction(2);
  second.add_fixes()->mutable_stated_total();
  second.add_fixes()->mutable_assigned_quota();
  second.add_fixes()->mutable_stated();
  second.add_fixes()->mutable_conversion();
  second.add_fixes()->mutable_period();
  second.add_fixes()->set_removed_target_id("chung");
  second.add_fixes()->set_removed_task_id("hop");
  world_.Correct(second);
  const v1::PlanIssued blank = DescribePlan(world_.book, 0, 0, kNoPositionBound, nullptr).plan();
  EXPECT_FALSE(blank.has_stated_total());
  EXPECT_FALSE(blank.has_assigned_quota());
  EXPECT_FALSE(blank.has_stated());
  EXPECT_FALSE(blank.has_conversion());
  EXPECT_FALSE(blank.has_period());
  EXPECT_FALSE(blank.period_assumed());
  EXPECT_EQ(blank.targets_size() + blank.tasks_size(), 0);
}

TEST_F(PlanEntryTest, TextsAreFoundWhereTheyWereWritten) {
  v1::PlanEntryCorrected correction = Mended();
  // The reason is the correction's text 0, the note its text 1; the old note is gone.
  correction.mutable_fixes(0)->mutable_row()->add_notes()->set_ordinal(1);
  const uint64_t second = world_.Correct(correction);
  std::vector<PlanTextPlace> places;
  DescribePlan(world_.book, 0, 0, kNoPositionBound, &places);
  EXPECT_THAT(places, ElementsAre(PlanTextPlace{first_, 1, 0}, PlanTextPlace{second, 1, 1}));
  // A further correction leaves both where they are.
  v1::PlanEntryCorrected further = Correction(2);
  *further.add_fixes()->mutable_row() = HolderRow("r1", "dong-ha", 1'001);
  const uint64_t third = world_.Correct(further);
  DescribePlan(world_.book, 0, 0, kNoPositionBound, &places);
  EXPECT_THAT(places, ElementsAre(PlanTextPlace{first_, 1, 0}, PlanTextPlace{second, 1, 1}));
  DescribePlan(world_.book, 0, 0, second - 1, &places);
  EXPECT_THAT(places, ElementsAre(PlanTextPlace{first_, 1, 0}, PlanTextPlace{first_, 1, 1}));

  const auto history = PlanHistory(world_.book, world_.tree, 0, kNoUnit);
  ASSERT_EQ(history.size(), 1u);
  const v1::PlanRevision& revision = history[0].revision;
  EXPECT_EQ(revision.position(), first_);
  ASSERT_EQ(revision.entry_corrections_size(), 2);
  EXPECT_EQ(revision.entry_corrections(0).version(), 2u);
  EXPECT_EQ(revision.entry_corrections(0).position(), second);
  EXPECT_EQ(revision.entry_corrections(0).fixes(0).row().row_id(), "r2");
  EXPECT_EQ(revision.entry_corrections(1).version(), 3u);
  EXPECT_EQ(revision.entry_corrections(1).principal(), "anonymous");
  EXPECT_EQ(revision.entry_corrections(1).record_time_micros(),
            static_cast<int64_t>(third) * 1'000'000);
  EXPECT_THAT(history[0].correction_reasons,
              ElementsAre(PlanTextPlace{second, 1, 0}, PlanTextPlace{third, 1, 0}));
  EXPECT_EQ(revision.quota_changes(1).units_after(), 700);
  const auto before = PlanHistory(world_.book, world_.tree, 0, kNoUnit, second);
  EXPECT_EQ(before[0].revision.entry_corrections_size(), 1);
  EXPECT_EQ(before[0].revision.quota_changes(0).units_after(), 1'000);
}

TEST_F(PlanEntryTest, LaterAmendmentsAreCarriedOutOnTheMendedEntry) {
  v1::PlanAmended amendment = MakeAmendment("qt-2021", 1, 20210701);
  AddSet(amendment, "dong-ha", 1'100);
  AddSet(amendment, "gio-linh", 40);
  const uint64_t amended = world_.Amend(amendment);
  const uint64_t mended = world_.Correct(Mended());
  EXPECT_EQ(Quotas(), "r1=1100 r2=700 gio-linh=40");
  EXPECT_EQ(Quotas(mended - 1), "r1=1100 r2=70 gio-linh=40");
  EXPECT_EQ(Quotas(amended - 1), "r1=1000 r2=70");
  EXPECT_EQ(world_.Effective("qt-2021").revision, 2u);
  const auto history = PlanHistory(world_.book, world_.tree, 0, kNoUnit);
  ASSERT_EQ(history.size(), 2u);
  EXPECT_EQ(history[1].revision.quota_changes(0).units_before(), 1'000);
  EXPECT_EQ(history[1].revision.entry_corrections_size(), 0);
}

TEST_F(PlanEntryTest, ALaterAmendmentThatNoLongerFitsRefusesTheCorrection) {
  v1::PlanAmended amendment = MakeAmendment("qt-2021", 1, 20210701);
  AddSupplement(amendment, "cam-lo", 10, 80);
  *amendment.add_changes()->mutable_round_added()->mutable_round() = MakeRound("qt-2021-2");
  AddSet(amendment, "gio-linh", 5);
  world_.Amend(amendment);
  // 700 + 10 is not 80.
  Expect(Mended(), ERROR_REASON_QUOTA_RESULT_MISMATCH,
         "revisions[2].changes[0].quota_supplemented");
  v1::PlanEntryCorrected removed = Correction();
  removed.add_fixes()->set_removed_row_id("r2");
  Expect(removed, ERROR_REASON_QUOTA_HOLDER_UNKNOWN, "revisions[2].changes[0].quota_supplemented");
  // The round is the amendment's, and so is the row.
  v1::PlanEntryCorrected round = Correction();
  *round.add_fixes()->mutable_round() = MakeRound("qt-2021-2");
  Expect(round, ERROR_REASON_ROUND_EXISTS, "revisions[2].changes[1].round_added.round.round_id");
  v1::PlanEntryCorrected row = Correction();
  *row.add_fixes()->mutable_row() = HolderRow("gio-linh", "gio-linh", 6);
  Expect(row, ERROR_REASON_DUPLICATE, "fixes[0].row.row_id");
  EXPECT_EQ(Quotas(), "r1=1000 r2=80 gio-linh=5");
}

TEST_F(PlanEntryTest, AnAmendmentIsEnteredAnew) {
  v1::PlanAmended amendment = MakeAmendment("qt-2021", 1, 20210701);
  AddSupplement(amendment, "cam-lo", 10, 80);
  *amendment.add_changes()->mutable_round_added()->mutable_round() = MakeRound("qt-2021-2");
  const uint64_t amended = world_.Amend(amendment);
  v1::PlanAmended further = MakeAmendment("qt-2021", 2, 20210801);
  AddSet(further, "dong-ha", 900);
  world_.Amend(further);

  v1::PlanEntryCorrected correction = MakeCorrection("qt-2021", 2, 1);
  *correction.mutable_amended() = amendment;
  correction.mutable_amended()->mutable_authority()->set_number("QĐ 2b");
  correction.mutable_amended()->mutable_reason()->set_ordinal(1);
  correction.mutable_amended()->mutable_approver()->set_ordinal(2);
  v1::QuotaSupplemented& more =
      *correction.mutable_amended()->mutable_changes(0)->mutable_quota_supplemented();
  more.set_added_units(100);
  *more.mutable_resulting() = UnitsQuota(170);
  // The round's id may be in use.
  v1::PlanEntryCorrected without_round = correction;
  without_round.mutable_amended()->mutable_changes()->RemoveLast();
  Expect(without_round, ERROR_REASON_REFERENCE_UNKNOWN, "amended.changes");
  v1::PlanEntryCorrected wrong = correction;
  *wrong.mutable_amended()->mutable_changes(0)->mutable_quota_supplemented()->mutable_resulting() =
      UnitsQuota(171);
  Expect(wrong, ERROR_REASON_QUOTA_RESULT_MISMATCH, "amended.changes[0].quota_supplemented");

  const uint64_t mended = world_.Correct(correction);
  EXPECT_EQ(Quotas(), "r1=900 r2=170");
  EXPECT_EQ(Quotas(mended - 1), "r1=900 r2=80");
  EXPECT_EQ(world_.book.RevisionDocument(0, 2).number(), "QĐ 2b");
  EXPECT_EQ(world_.book.RevisionDocument(0, 2, mended - 1).number(), "QĐ 2");
  const auto history = PlanHistory(world_.book, world_.tree, 0, kNoUnit);
  ASSERT_EQ(history.size(), 3u);
  EXPECT_EQ(history[1].revision.position(), amended);
  EXPECT_EQ(history[1].revision.quota_changes(0).units_after(), 170);
  EXPECT_EQ(history[1].reason, (PlanTextPlace{mended, 1, 1}));
  EXPECT_EQ(history[1].approver, (PlanTextPlace{mended, 1, 2}));
  EXPECT_EQ(history[1].revision.entry_corrections_size(), 1);
  // The entry of the plan itself stands as entered.
  EXPECT_EQ(DescribePlan(world_.book, 0, 0, kNoPositionBound, nullptr).entry_version(), 1u);
}

TEST_F(PlanEntryTest, WhatResultsMustBeAPlan) {
  v1::PlanEntryCorrected correction = Correction();
  *correction.add_fixes()->mutable_row() = HolderRow("r3", "cam-lo", 5);
  Expect(correction, ERROR_REASON_QUOTA_HOLDER_DUPLICATE, "rows[2].holder_unit_id");
  correction = Correction();
  *correction.add_fixes()->mutable_row() = HolderRow("r3", "hue", 5);
  Expect(correction, ERROR_REASON_UNIT_NOT_FOUND, "rows[2].holder_unit_id");
  correction = Correction();
  correction.add_fixes()->set_removed_row_id("r9");
  EXPECT_THAT(Check(correction), StatusIs(ERROR_REASON_REFERENCE_UNKNOWN));
  EXPECT_EQ(FieldOf(Check(correction), "field"), "fixes[0].removed_row_id");
  correction = Correction();
  correction.add_fixes()->mutable_stated()->add_rounds()->set_round_id("qt-2021-9");
  Expect(correction, ERROR_REASON_REFERENCE_UNKNOWN, "stated.rounds[0].round_id");
  // Another plan's round.
  v1::PlanIssued other = MakePlan("qt-2022", "quang-tri", 20220101, 20221231);
  *other.add_rounds() = MakeRound("qt-2022-1");
  world_.Issue(other);
  correction = Correction();
  *correction.add_fixes()->mutable_round() = MakeRound("qt-2022-1");
  Expect(correction, ERROR_REASON_ROUND_EXISTS, "rounds[1].round_id");
}

TEST_F(PlanEntryTest, FormOfACorrection) {
  EXPECT_THAT(EntryProblems(Check(v1::PlanEntryCorrected())),
              ElementsAre("plan_id", "revision", "against_version", "reason", "fixes"));
  v1::PlanEntryCorrected correction = Correction();
  correction.add_fixes();
  Expect(correction, ERROR_REASON_FIELD_REQUIRED, "fixes[0]");
  correction = Mended();
  correction.mutable_fixes(0)->mutable_row()->mutable_quota()->mutable_units()->set_value(-1);
  Expect(correction, ERROR_REASON_COUNT_OUT_OF_RANGE, "fixes[0].row.quota.units.value");
  correction = Mended();
  *correction.mutable_amended() = MakeAmendment("qt-2021", 1, 20210101);
  Expect(correction, ERROR_REASON_FIELD_INVALID, "amended");
  correction = Correction();
  for (int i = 0; i < 1'001; ++i) correction.add_fixes()->set_removed_row_id("r1");
  Expect(correction, ERROR_REASON_COUNT_OUT_OF_RANGE, "fixes");
  correction = MakeCorrection("qt-2021", 2, 1);
  Expect(correction, ERROR_REASON_FIELD_REQUIRED, "amended");
  *correction.mutable_amended() = MakeAmendment("qt-2022", 2, 20210101);
  AddSet(*correction.mutable_amended(), "dong-ha", 1);
  EXPECT_THAT(EntryProblems(Check(correction)),
              ElementsAre("amended.plan_id", "amended.against_revision"));
}

TEST_F(PlanEntryTest, StaleOrUnknown) {
  v1::PlanEntryCorrected correction = Mended();
  correction.set_plan_id("qt-2020");
  EXPECT_THAT(Check(correction), StatusIs(ERROR_REASON_PLAN_NOT_FOUND));
  correction = MakeCorrection("qt-2021", 2, 1);
  *correction.mutable_amended() = MakeAmendment("qt-2021", 1, 20210101);
  AddSet(*correction.mutable_amended(), "dong-ha", 1);
  EXPECT_THAT(Check(correction), StatusIs(ERROR_REASON_PLAN_REVISION_STALE));
  correction = Mended();
  correction.set_against_version(2);
  EXPECT_THAT(Check(correction), StatusIs(ERROR_REASON_ENTRY_VERSION_STALE));
  EXPECT_EQ(FieldOf(Check(correction), "current"), "1");
  // The one that is there, for the caller to compare.
  const uint64_t mended = world_.Correct(Mended());
  const auto verdict = world_.book.CheckCorrect(Mended(), world_.tree);
  ASSERT_OK(verdict);
  ASSERT_NE(verdict->existing, nullptr);
  EXPECT_EQ(verdict->existing->position, mended);
  EXPECT_THAT(verdict->conflict, StatusIs(ERROR_REASON_ENTRY_VERSION_STALE));
  EXPECT_EQ(FieldOf(verdict->conflict, "stated"), "1");
  EXPECT_EQ(FieldOf(verdict->conflict, "current"), "2");
}

TEST_F(PlanEntryTest, ACopyOfTheBookKeepsTheOldEntry) {
  const PlanBook before = world_.book;
  world_.Correct(Mended());
  EXPECT_EQ(QuotasOf(before.Effective(0, world_.tree, 0)), "r1=1000 r2=70");
  EXPECT_EQ(before.Documents(0)[0]->entry_version(), 1u);
  EXPECT_EQ(Quotas(), "r1=1000 r2=700");
}

}  // namespace
}  // namespace hemoledger
