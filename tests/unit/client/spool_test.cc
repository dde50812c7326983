#include "clients/lib/spool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clients/lib/internal/sqlite.h"
#include "proto/base/text_commitment.h"
#include "tests/support/builders.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace hemoledger {
namespace {

class SpoolTest : public testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<Spool>> Open(const std::string& source = "may-a") {
    return Spool::Open({.folder = folder_, .source_id = source}, clock_);
  }

  SpoolDraft Draft(uint32_t units, const std::string& origin = "", const std::string& note = "") {
    SpoolDraft draft;
    v1::Receipt& receipt = *draft.submission.mutable_receipt_recorded()->mutable_receipt();
    receipt = MakeReceipt("xa-a", 20210405, units);
    draft.origin = origin;
    if (!note.empty()) {
      MadeText made = MakeText(0, note, random_);
      *receipt.mutable_note() = made.text;
      draft.texts.push_back(made.accompanying);
    }
    return draft;
  }

  static absl::StatusOr<SpoolRecorded> RecordOne(Spool& spool, const SpoolDraft& draft) {
    auto recorded = spool.Record(std::span(&draft, 1));
    if (!recorded.ok()) return recorded.status();
    return recorded->front();
  }

  static v1::OutcomeRun Run(uint64_t first, uint32_t count, v1::SubmissionOutcome outcome,
                            uint64_t position) {
    v1::OutcomeRun run;
    run.set_first_number(first);
    run.set_count(count);
    run.set_outcome(outcome);
    run.set_first_position(position);
    return run;
  }

  TempDir dir_;
  const std::string folder_ = dir_.path() + "/spool";
  FakeClock clock_;
  SeededRandom random_{7};
};

TEST_F(SpoolTest, NumbersFromOneWithoutAGapAndKeepsTheBytes) {
  ASSERT_OK_AND_ASSIGN(auto spool, Open());
  for (uint64_t n = 1; n <= 3; ++n) {
    ASSERT_OK_AND_ASSIGN(const SpoolRecorded recorded, RecordOne(*spool, Draft(10)));
    EXPECT_EQ(recorded.sequence, n);
  }
  ASSERT_OK_AND_ASSIGN(const auto before, spool->Read(1, 100, 1 << 20));
  spool.reset();
  ASSERT_OK_AND_ASSIGN(spool, Open(""));
  ASSERT_OK_AND_ASSIGN(const auto after, spool->Read(1, 100, 1 << 20));
  ASSERT_EQ(after.size(), 3u);
  for (size_t i = 0; i < 3; ++i) EXPECT_EQ(before[i].bytes, after[i].bytes);
  v1::Submission submission;
  ASSERT_TRUE(submission.ParseFromString(after[1].bytes));
  EXPECT_EQ(submission.source().source_id(), "may-a");
  EXPECT_EQ(submission.source().sequence(), 2u);
  EXPECT_EQ(spool->state().next_sequence, 4u);
}

TEST_F(SpoolTest, OpenedTwiceIsRefused) {
  ASSERT_OK_AND_ASSIGN(auto spool, Open());
  EXPECT_THAT(Open(), StatusIs(ERROR_REASON_DATA_FOLDER_IN_USE));
  spool.reset();
  EXPECT_OK(Open());
}

TEST_F(SpoolTest, AnotherProcessIsRefused) {
  ASSERT_OK_AND_ASSIGN(auto spool, Open());
  const pid_t child = fork();
  if (child == 0) _exit(Open().ok() ? 0 : 42);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 42);
}

TEST_F(SpoolTest, ASpoolBelongsToOneSource) {
  ASSERT_OK_AND_ASSIGN(auto spool, Open());
  spool.reset();
  EXPECT_THAT(Open("may-b"), StatusIs(ERROR_REASON_FIELD_INVALID));
  EXPECT_OK(Open(""));
}

TEST_F(SpoolTest, ANewSpoolNeedsAValidSource) {
  EXPECT_THAT(Open(""), StatusIs(ERROR_REASON_FIELD_REQUIRED));
  EXPECT_THAT(Open("Máy A"), StatusIs(ERROR_REASON_ID_INVALID));
}

TEST_F(SpoolTest, AnotherFormatIsRefused) {
  ASSERT_OK_AND_ASSIGN(auto spool, Open());
  spool.reset();
  {
    ASSERT_OK_AND_ASSIGN(auto database, internal::SqliteDatabase::Open(folder_ + "/spool.db"));
    ASSERT_OK(database->Execute("UPDATE meta SET format = 99"));
  }
  EXPECT_THAT(Open(), StatusIs(ERROR_REASON_FORMAT_UNKNOWN));
}

TEST_F(SpoolTest, AFileGivenTwiceIsRecordedOnce) {
  ASSERT_OK_AND_ASSIGN(auto spool, Open());
  ASSERT_OK(RecordOne(*spool, Draft(10, "feed/1", "ghi chú")));
  ASSERT_OK_AND_ASSIGN(const SpoolRecorded again,
                       RecordOne(*spool, Draft(10, "feed/1", "ghi chú")));
  EXPECT_TRUE(again.was_there);
  EXPECT_FALSE(again.different) << "only the salt differs";
  EXPECT_EQ(again.sequence, 1u);
  ASSERT_OK_AND_ASSIGN(const SpoolRecorded note,
                       RecordOne(*spool, Draft(10, "feed/1", "ghi chú khác")));
  EXPECT_TRUE(note.different);
  ASSERT_OK_AND_ASSIGN(const SpoolRecorded units,
                       RecordOne(*spool, Draft(11, "feed/1", "ghi chú")));
  EXPECT_TRUE(units.was_there && units.different);
  EXPECT_EQ(spool->state().next_sequence, 2u);
  ASSERT_OK_AND_ASSIGN(const SpoolRecorded other, RecordOne(*spool, Draft(10, "feed/2")));
  EXPECT_EQ(other.sequence, 2u);
}

TEST_F(SpoolTest, AMendedReceiptTakesTheNextNumber) {
  ASSERT_OK_AND_ASSIGN(auto spool, Open());
  ASSERT_OK(RecordOne(*spool, Draft(10, "feed/1")));
  v1::OutcomeRun refused = Run(1, 1, v1::SUBMISSION_OUTCOME_REJECTED, 5);
  refused.mutable_refusal()->set_reason(ERROR_REASON_UNIT_NOT_FOUND);
  ASSERT_OK(spool->Acknowledge(std::span(&refused, 1)));
  ASSERT_OK_AND_ASSIGN(const SpoolRecorded same, RecordOne(*spool, Draft(10, "feed/1")));
  EXPECT_TRUE(same.was_there);
  ASSERT_OK_AND_ASSIGN(const SpoolRecorded mended, RecordOne(*spool, Draft(12, "feed/1")));
  EXPECT_FALSE(mended.was_there);
  EXPECT_EQ(mended.sequence, 2u);
  ASSERT_OK_AND_ASSIGN(const SpoolRecorded again, RecordOne(*spool, Draft(12, "feed/1")));
  EXPECT_EQ(again.sequence, 2u);
  EXPECT_TRUE(again.was_there);
  ASSERT_OK_AND_ASSIGN(const auto refusals, spool->Refusals());
  ASSERT_EQ(refusals.size(), 1u);
  EXPECT_EQ(refusals[0].sequence, 1u);
  EXPECT_EQ(refusals[0].origin, "feed/1");
  EXPECT_EQ(refusals[0].refusal.reason(), ERROR_REASON_UNIT_NOT_FOUND);
}

TEST_F(SpoolTest, TooLargeUsesNoNumber) {
  ASSERT_OK_AND_ASSIGN(auto spool, Open());
  std::vector<SpoolDraft> drafts = {Draft(1), Draft(2), Draft(3)};
  drafts[1].submission.mutable_receipt_recorded()->mutable_receipt()->set_round_id(
      std::string(kMaxSubmissionBytes, 'x'));
  EXPECT_THAT(spool->Record(drafts), StatusIs(ERROR_REASON_SUBMISSION_TOO_LARGE));
  EXPECT_EQ(spool->state().next_sequence, 1u) << "all or none";
}

TEST_F(SpoolTest, AcknowledgementsAreCumulativeAndDurable) {
  ASSERT_OK_AND_ASSIGN(auto spool, Open());
  const std::vector<SpoolDraft> drafts(10, Draft(10));
  ASSERT_OK(spool->Record(drafts));
  std::vector<v1::OutcomeRun> runs = {Run(1, 3, v1::SUBMISSION_OUTCOME_CREATED, 100),
                                      Run(4, 2, v1::SUBMISSION_OUTCOME_EXISTS, 50)};
  ASSERT_OK(spool->Acknowledge(runs));
  // The same again, and one that overlaps.
  ASSERT_OK(spool->Acknowledge(runs));
  const v1::OutcomeRun overlap = Run(4, 4, v1::SUBMISSION_OUTCOME_CREATED, 50);
  ASSERT_OK(spool->Acknowledge(std::span(&overlap, 1)));
  spool.reset();
  ASSERT_OK_AND_ASSIGN(spool, Open());
  EXPECT_EQ(spool->state().acknowledged_sequence, 7u);
  EXPECT_EQ(spool->state().waiting(), 3u);
  ASSERT_OK_AND_ASSIGN(const auto second, spool->AnswerFor(2));
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->position, 101u);
  ASSERT_OK_AND_ASSIGN(const auto sixth, spool->AnswerFor(6));
  EXPECT_EQ(sixth->position, 52u);
  ASSERT_OK_AND_ASSIGN(const auto eighth, spool->AnswerFor(8));
  EXPECT_FALSE(eighth.has_value());
}

TEST_F(SpoolTest, AcknowledgingWhatIsNotNextIsRefused) {
  ASSERT_OK_AND_ASSIGN(auto spool, Open());
  const std::vector<SpoolDraft> drafts(3, Draft(10));
  ASSERT_OK(spool->Record(drafts));
  const v1::OutcomeRun gap = Run(2, 1, v1::SUBMISSION_OUTCOME_CREATED, 1);
  EXPECT_THAT(spool->Acknowledge(std::span(&gap, 1)), StatusIs(ERROR_REASON_SEQUENCE_GAP));
  const v1::OutcomeRun beyond = Run(1, 4, v1::SUBMISSION_OUTCOME_CREATED, 1);
  EXPECT_THAT(spool->Acknowledge(std::span(&beyond, 1)), StatusIs(ERROR_REASON_SEQUENCE_GAP));
  EXPECT_EQ(spool->state().acknowledged_sequence, 0u);
}

TEST_F(SpoolTest, WhatWasAcknowledgedIsKeptNinetyDays) {
  ASSERT_OK_AND_ASSIGN(auto spool, Open());
  const std::vector<SpoolDraft> drafts = {Draft(1, "feed/1"), Draft(2, "feed/2"),
                                          Draft(3, "feed/3")};
  ASSERT_OK(spool->Record(drafts));
  const v1::OutcomeRun first = Run(1, 1, v1::SUBMISSION_OUTCOME_CREATED, 1);
  ASSERT_OK(spool->Acknowledge(std::span(&first, 1)));
  constexpr int64_t kDay = 86'400LL * 1'000'000;
  clock_.Advance(89 * kDay);
  EXPECT_THAT(spool->DropOld(), IsOkAndHolds(0));
  const v1::OutcomeRun second = Run(2, 1, v1::SUBMISSION_OUTCOME_CREATED, 2);
  ASSERT_OK(spool->Acknowledge(std::span(&second, 1)));
  clock_.Advance(2 * kDay);
  EXPECT_THAT(spool->DropOld(), IsOkAndHolds(1));
  ASSERT_OK_AND_ASSIGN(const auto items, spool->Read(1, 10, 1 << 20));
  ASSERT_EQ(items.size(), 2u);
  EXPECT_EQ(items[0].sequence, 2u);
  // The origin is remembered for longer than its bytes.
  ASSERT_OK_AND_ASSIGN(const SpoolRecorded again, RecordOne(*spool, Draft(1, "feed/1")));
  EXPECT_TRUE(again.was_there);
  clock_.Advance(1000 * kDay);
  EXPECT_THAT(spool->DropOld(), IsOkAndHolds(1)) << "what waits is never dropped";
}

TEST_F(SpoolTest, AnotherLedgerIsNoticed) {
  ASSERT_OK_AND_ASSIGN(auto spool, Open());
  ASSERT_OK(spool->RememberLedger("0123456789abcdef", 1));
  EXPECT_OK(spool->RememberLedger("0123456789abcdef", 1));
  EXPECT_THAT(spool->RememberLedger("fedcba9876543210", 1), StatusIs(ERROR_REASON_LEDGER_MISMATCH));
  EXPECT_THAT(spool->RememberLedger("0123456789abcdef", 2), StatusIs(ERROR_REASON_LEDGER_MISMATCH));
  EXPECT_EQ(spool->state().epoch, 1u);
}

TEST_F(SpoolTest, ReadIsBoundedByCountAndBytes) {
  ASSERT_OK_AND_ASSIGN(auto spool, Open());
  const std::vector<SpoolDraft> drafts(20, Draft(10));
  ASSERT_OK(spool->Record(drafts));
  ASSERT_OK_AND_ASSIGN(const auto five, spool->Read(3, 5, 1 << 20));
  ASSERT_EQ(five.size(), 5u);
  EXPECT_EQ(five[0].sequence, 3u);
  ASSERT_OK_AND_ASSIGN(const auto one, spool->Read(1, 100, 1));
  EXPECT_EQ(one.size(), 1u);
}

TEST_F(SpoolTest, AFolderThatCanNotBeMadeIsTold) {
  EXPECT_THAT(Spool::Open({.folder = folder_ + "/no/such", .source_id = "a"}, clock_),
              StatusIs(ERROR_REASON_FILE_UNREADABLE));
}

}  // namespace
}  // namespace hemoledger
