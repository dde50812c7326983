// What a record refers to, its versions, and what the book gives back.
#include "services/domain/record_book.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/domain/record_form.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/domain_records/records_world.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;
using v1::PlanRecorded;

using RecordBookTest = RecordsWorld;

std::vector<std::string> Ids(const std::vector<const PlanRecord*>& records) {
  std::vector<std::string> ids;
  for (const PlanRecord* record : records) ids.push_back(record->record_id);
  return ids;
}

// --- References ---

TEST_F(RecordBookTest, ARecordIsOfAPlan) {
  PlanRecorded record = RoundReport();
  record.set_plan_id("kg-2019");
  EXPECT_THAT(Check(record), StatusIs(ERROR_REASON_PLAN_NOT_FOUND));
}

TEST_F(RecordBookTest, WhatStatementsNameIsThere) {
  const auto bad = [this](void (*change)(v1::Statement&), ErrorReason reason,
                          const std::string& field) {
    PlanRecorded record = StatementsRecord();
    change(*record.mutable_statements()->mutable_statements(0));
    ExpectProblem(record, reason, "statements.statements[0]." + field);
  };
  bad([](v1::Statement& s) { s.set_unit_id("an-bien"); }, ERROR_REASON_UNIT_NOT_FOUND, "unit_id");
  bad([](v1::Statement& s) { s.set_row_id("r3"); }, ERROR_REASON_REFERENCE_UNKNOWN, "row_id");
  bad([](v1::Statement& s) { s.set_group_id("ky-2"); }, ERROR_REASON_REFERENCE_UNKNOWN, "group_id");
  bad([](v1::Statement& s) { s.set_table_id("pl-2"); }, ERROR_REASON_REFERENCE_UNKNOWN, "table_id");
  // Of another plan is as good as not there.
  bad([](v1::Statement& s) { s.set_round_ids(1, "khac-1"); }, ERROR_REASON_REFERENCE_UNKNOWN,
      "round_ids[1]");
  bad([](v1::Statement& s) { s.set_campaign_id("khac"); }, ERROR_REASON_REFERENCE_UNKNOWN,
      "campaign_id");
}

TEST_F(RecordBookTest, ThePlanThatAPercentageIsOfNeedNotBeInTheLedger) {
  PlanRecorded record = StatementsRecord();
  v1::Statement& statement = *record.mutable_statements()->mutable_statements(0);
  statement.set_fact(v1::STATEMENT_FACT_PERCENT_OF_PLAN);
  statement.set_compared_plan_id("qg-2021");
  EXPECT_OK(Check(record));
}

TEST_F(RecordBookTest, WhatAnAmendmentAddsCanBeNamed) {
  v1::PlanAmended amendment;
  amendment.set_plan_id("kg-2021");
  amendment.set_against_revision(1);
  amendment.mutable_authority()->set_number("12/QĐ");
  *amendment.mutable_reason() = ReasonText();
  *amendment.mutable_approver() = ReasonText();
  // After the plan's period: it is of the plan all the same.
  amendment.set_valid_from_date(20220101);
  v1::QuotaSet& set = *amendment.add_changes()->mutable_quota_set();
  set.set_holder_unit_id("kien-giang");
  *set.mutable_quota() = UnitsQuota(10);
  *set.mutable_new_row() = HolderRow("r9", "", std::nullopt);
  *amendment.add_changes()->mutable_round_added()->mutable_round() = MakeRound("dot-3");
  amendment.mutable_changes(1)->mutable_round_added()->mutable_round()->set_label("Đợt III");
  ASSERT_OK(plans_.CheckAmend(amendment, tree_));
  PlanDocumentRecord document;
  document.position = 50;
  document.amended = amendment;
  plans_.Apply(std::move(document), tree_);

  PlanRecorded statements = StatementsRecord();
  statements.mutable_statements()->mutable_statements(0)->set_row_id("r9");
  statements.mutable_statements()->mutable_statements(0)->add_round_ids("dot-3");
  EXPECT_OK(Check(statements));
  PlanRecorded scan = ScanRecord();
  scan.mutable_attachment()->set_revision(2);
  EXPECT_OK(Check(scan));
  scan.mutable_attachment()->set_revision(3);
  ExpectProblem(scan, ERROR_REASON_REFERENCE_UNKNOWN, "attachment.revision");
}

TEST_F(RecordBookTest, IndicatorsAreOfKnownUnits) {
  PlanRecorded record = IndicatorsRecord();
  record.mutable_indicators()->mutable_values(0)->set_unit_id("an-bien");
  ExpectProblem(record, ERROR_REASON_UNIT_NOT_FOUND, "indicators.values[0].unit_id");
}

TEST_F(RecordBookTest, ReportsAreOfRoundsAndTasksOfThePlan) {
  PlanRecorded round = RoundReport();
  round.mutable_progress()->set_round_id("khac-1");
  ExpectProblem(round, ERROR_REASON_REFERENCE_UNKNOWN, "progress.round_id");
  PlanRecorded task = TaskReport();
  task.mutable_progress()->set_task_id("le");
  ExpectProblem(task, ERROR_REASON_REFERENCE_UNKNOWN, "progress.task_id");
}

TEST_F(RecordBookTest, AVerdictsFindingIsNotLookedFor) {
  PlanRecorded record = VerdictRecord();
  record.mutable_verdict()->set_finding_id("nobody-knows-it");
  EXPECT_OK(Check(record));
}

// --- Versions ---

TEST_F(RecordBookTest, AVersionReplacesTheOneBefore) {
  const uint64_t first = Put(RoundReport());
  PlanRecorded second = Replacing(RoundReport(), 1);
  second.mutable_progress()->set_round_status(v1::ROUND_STATUS_POSTPONED);
  ASSERT_OK_AND_ASSIGN(const RecordBook::Verdict verdict, Check(second));
  EXPECT_EQ(verdict.version, 2u);
  const uint64_t replaced = Put(second);
  const PlanRecord* record = records_.Find("kg-2021", "bao-cao-dot-1");
  ASSERT_NE(record, nullptr);
  ASSERT_EQ(record->versions.size(), 2u);
  EXPECT_EQ(record->versions[0]->position, first);
  EXPECT_EQ(record->versions[0]->version, 1u);
  EXPECT_EQ(record->current().position, replaced);
  EXPECT_EQ(record->current().version, 2u);
  EXPECT_EQ(record->current().record.progress().round_status(), v1::ROUND_STATUS_POSTPONED);
}

TEST_F(RecordBookTest, WhatIsThereAnswersBeforeAnyRule) {
  const uint64_t first = Put(RoundReport());
  PlanRecorded other = RoundReport();
  other.mutable_progress()->set_round_id("khong-co");
  ASSERT_OK_AND_ASSIGN(RecordBook::Verdict verdict, Check(other));
  ASSERT_NE(verdict.existing, nullptr);
  EXPECT_EQ(verdict.existing->position, first);
  EXPECT_THAT(verdict.conflict, StatusIs(ERROR_REASON_RECORD_EXISTS));
  EXPECT_THAT(verdict.conflict, HasErrorField("position", first));
  EXPECT_THAT(verdict.conflict, HasErrorField("record_id", "bao-cao-dot-1"));

  const uint64_t second = Put(Replacing(RoundReport(), 1));
  Put(Replacing(RoundReport(), 2));
  ASSERT_OK_AND_ASSIGN(verdict, Check(Replacing(RoundReport(), 1)));
  ASSERT_NE(verdict.existing, nullptr);
  EXPECT_EQ(verdict.existing->position, second);
  EXPECT_THAT(verdict.conflict, StatusIs(ERROR_REASON_RECORD_VERSION_STALE));
  EXPECT_THAT(verdict.conflict, HasErrorField("stated", 1));
  EXPECT_THAT(verdict.conflict, HasErrorField("current", 3));
}

TEST_F(RecordBookTest, OnlyAVersionThatIsThereIsReplaced) {
  EXPECT_THAT(Check(Replacing(RoundReport(), 1)), StatusIs(ERROR_REASON_RECORD_NOT_FOUND));
  Put(RoundReport());
  const auto verdict = Check(Replacing(RoundReport(), 2));
  EXPECT_THAT(verdict, StatusIs(ERROR_REASON_RECORD_VERSION_STALE));
  EXPECT_THAT(verdict, HasErrorField("current", 1));
}

TEST_F(RecordBookTest, ARecordStaysOfItsKind) {
  for (const PlanRecorded& record : OneOfEachKind()) Put(record);
  for (const PlanRecorded& record : OneOfEachKind()) {
    for (PlanRecorded other : OneOfEachKind()) {
      other.set_record_id(record.record_id());
      const auto verdict = Check(Replacing(other, 1));
      if (RecordKindName(other) == RecordKindName(record)) {
        EXPECT_OK(verdict);
      } else {
        EXPECT_THAT(verdict, StatusIs(ERROR_REASON_RECORD_KIND_MISMATCH));
        EXPECT_THAT(verdict, HasErrorField("expected", RecordKindName(record)));
        EXPECT_THAT(verdict, HasErrorField("actual", RecordKindName(other)));
      }
    }
    EXPECT_OK(Check(Withdrawing(record, 1)));
  }
}

TEST_F(RecordBookTest, WithdrawnAndPutOnRecordAgain) {
  Put(RoundReport());
  Put(Withdrawing(RoundReport(), 1));
  EXPECT_TRUE(records_.Find("kg-2021", "bao-cao-dot-1")->withdrawn());
  EXPECT_THAT(Check(Withdrawing(RoundReport(), 2)), StatusIs(ERROR_REASON_RECORD_NOT_FOUND));
  PlanRecorded other_kind = TaskReport("bao-cao-dot-1");
  EXPECT_OK(Check(Replacing(other_kind, 2)));
  PlanRecorded verdict = VerdictRecord("bao-cao-dot-1");
  EXPECT_THAT(Check(Replacing(verdict, 2)), StatusIs(ERROR_REASON_RECORD_KIND_MISMATCH));
  Put(Replacing(RoundReport(), 2));
  EXPECT_FALSE(records_.Find("kg-2021", "bao-cao-dot-1")->withdrawn());
}

// --- What is there ---

TEST_F(RecordBookTest, RecordsOfAPlanByTheirIds) {
  EXPECT_EQ(records_.Find("kg-2021", "ban-quet"), nullptr);
  EXPECT_THAT(records_.OfPlan("kg-2021"), testing::IsEmpty());
  Put(TaskReport("b"));
  Put(TaskReport("c"));
  Put(TaskReport("a"));
  Put(Withdrawing(TaskReport("c"), 1));
  PlanRecorded other = VerdictRecord("x");
  other.set_plan_id("kg-2022");
  Put(other);
  EXPECT_THAT(Ids(records_.OfPlan("kg-2021")), ElementsAre("a", "b", "c"));
  EXPECT_THAT(Ids(records_.OfPlan("kg-2022")), ElementsAre("x"));
  // The same id is another record in another plan.
  EXPECT_EQ(records_.Find("kg-2022", "a"), nullptr);
}

TEST_F(RecordBookTest, ACopyStaysAsItIs) {
  Put(TaskReport("a"));
  const RecordBook copy = records_;
  const std::string digest = copy.Digest();
  Put(Replacing(TaskReport("a"), 1));
  Put(TaskReport("b"));
  EXPECT_THAT(Ids(copy.OfPlan("kg-2021")), ElementsAre("a"));
  EXPECT_EQ(copy.Find("kg-2021", "a")->versions.size(), 1u);
  EXPECT_EQ(copy.Digest(), digest);
  EXPECT_NE(records_.Digest(), digest);
}

TEST_F(RecordBookTest, TheDigestIsOfEverythingThatIsRecorded) {
  PlanRecordVersion version;
  version.position = 7;
  version.record_time_micros = 8;
  version.principal = "anonymous";
  version.record = TaskReport();
  const auto digest_of = [](const PlanRecordVersion& one) {
    RecordBook book;
    book.Apply(one);
    return book.Digest();
  };
  std::vector<std::string> digests = {RecordBook().Digest(), digest_of(version)};
  EXPECT_EQ(digests[1], digest_of(version));
  PlanRecordVersion other = version;
  other.position = 9;
  digests.push_back(digest_of(other));
  other = version;
  other.record_time_micros = 9;
  digests.push_back(digest_of(other));
  other = version;
  other.principal = "x";
  digests.push_back(digest_of(other));
  other = version;
  other.record.mutable_progress()->set_done(false);
  digests.push_back(digest_of(other));
  for (size_t i = 0; i < digests.size(); ++i) {
    EXPECT_EQ(digests[i].size(), 32u);
    for (size_t k = 0; k < i; ++k) EXPECT_NE(digests[i], digests[k]) << i << " " << k;
  }
}

TEST_F(RecordBookTest, TheReportRecordedLastHolds) {
  const uint64_t first = Put(RoundReport("z"));
  EXPECT_EQ(ProgressOf(records_, "kg-2021").rounds.at("dot-1")->position, first);
  const uint64_t second = Put(RoundReport("a"));
  Put(TaskReport());
  Put(VerdictRecord());
  ReportedProgress progress = ProgressOf(records_, "kg-2021");
  EXPECT_EQ(progress.rounds.size(), 1u);
  EXPECT_EQ(progress.rounds.at("dot-1")->position, second);
  EXPECT_EQ(progress.tasks.size(), 1u);
  EXPECT_TRUE(progress.tasks.at("hop")->record.progress().done());
  // The older record says so again: now it is the last word.
  const uint64_t third = Put(Replacing(RoundReport("z"), 1));
  EXPECT_EQ(ProgressOf(records_, "kg-2021").rounds.at("dot-1")->position, third);
  Put(Withdrawing(RoundReport("z"), 2));
  EXPECT_EQ(ProgressOf(records_, "kg-2021").rounds.at("dot-1")->position, second);
  EXPECT_TRUE(ProgressOf(records_, "kg-2022").rounds.empty());
}

TEST_F(RecordBookTest, ScansByTheirHashes) {
  PlanRecorded other = ScanRecord("khac");
  other.mutable_attachment()->set_sha256(std::string(32, 'o'));
  Put(ScanRecord());
  Put(other);
  PlanRecorded newer = Replacing(ScanRecord(), 1);
  newer.mutable_attachment()->set_sha256(std::string(32, 'n'));
  Put(newer);
  Put(Withdrawing(other, 1));
  // An older version's scan is still what an event names.
  EXPECT_THAT(records_.AttachmentHashes(true),
              UnorderedElementsAre(std::string(32, 's'), std::string(32, 'n')));
  EXPECT_THAT(
      records_.AttachmentHashes(false),
      UnorderedElementsAre(std::string(32, 's'), std::string(32, 'n'), std::string(32, 'o')));
}

}  // namespace
}  // namespace hemoledger
