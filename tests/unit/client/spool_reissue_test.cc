// What a spool does beyond its first source: limits, mending, going on under a new source.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/lib/internal/sqlite.h"
#include "clients/lib/spool.h"
#include "hemoledger/v1/events.pb.h"
#include "tests/support/builders.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace hemoledger {
namespace {

using testing::ElementsAre;

class SpoolReissueTest : public testing::Test {
 protected:
  std::unique_ptr<Spool> Open() {
    auto spool = Spool::Open({.folder = folder_,
                              .source_id = "",
                              .limits = limits_,
                              .free_bytes = [this](const std::string&) { return free_bytes_; }},
                             clock_);
    EXPECT_OK(spool);
    return *std::move(spool);
  }

  void SetUp() override {
    ASSERT_OK(Spool::Open({.folder = folder_, .source_id = "may-a"}, clock_));
  }

  static SpoolDraft Draft(uint32_t units, const std::string& origin = "") {
    SpoolDraft draft;
    *draft.submission.mutable_receipt_recorded()->mutable_receipt() =
        MakeReceipt("xa-a", 20210405, units);
    draft.origin = origin;
    return draft;
  }

  static absl::StatusOr<SpoolRecorded> Record(Spool& spool, const SpoolDraft& draft) {
    auto recorded = spool.Record(std::span(&draft, 1));
    if (!recorded.ok()) return recorded.status();
    return recorded->front();
  }

  // One answer for the next number.
  static void Answer(Spool& spool, v1::SubmissionOutcome outcome) {
    v1::OutcomeRun run;
    run.set_first_number(spool.state().acknowledged_sequence + 1);
    run.set_count(1);
    run.set_outcome(outcome);
    run.set_first_position(100 + run.first_number());
    if (outcome == v1::SUBMISSION_OUTCOME_REJECTED)
      run.mutable_refusal()->set_reason(ERROR_REASON_UNIT_NOT_FOUND);
    ASSERT_OK(spool.Acknowledge(std::span(&run, 1)));
  }

  static v1::SourceIdentity Name(const std::string& source, uint64_t sequence) {
    v1::SourceIdentity name;
    name.set_source_id(source);
    name.set_sequence(sequence);
    return name;
  }

  // Blood units of what waits, in order; checks the names.
  static std::vector<uint32_t> Waiting(const Spool& spool) {
    std::vector<uint32_t> units;
    const SpoolState state = spool.state();
    const auto items = spool.Read(state.acknowledged_sequence + 1, 1'000, 1 << 20);
    EXPECT_OK(items);
    uint64_t number = state.acknowledged_sequence;
    for (const SpoolItem& item : *items) {
      v1::Submission submission;
      EXPECT_TRUE(submission.ParseFromString(item.bytes));
      EXPECT_EQ(submission.source().source_id(), state.source_id);
      EXPECT_EQ(submission.source().sequence(), ++number);
      units.push_back(submission.receipt_recorded().receipt().bags(0).count());
    }
    return units;
  }

  TempDir dir_;
  const std::string folder_ = dir_.path() + "/spool";
  FakeClock clock_;
  SpoolLimits limits_;
  int64_t free_bytes_ = 1LL << 40;
};

TEST_F(SpoolReissueTest, ALimitIsToldBeforeItIsReachedAndNothingIsRecorded) {
  limits_.max_waiting = 2;
  const auto spool = Open();
  ASSERT_OK(Record(*spool, Draft(1)));
  const std::vector<SpoolDraft> two(2, Draft(2));
  EXPECT_THAT(spool->Record(two), StatusIs(ERROR_REASON_SPOOL_FULL));
  EXPECT_EQ(spool->state().waiting(), 1u);
  ASSERT_OK(Record(*spool, Draft(2)));
  EXPECT_THAT(Record(*spool, Draft(3)), StatusIs(ERROR_REASON_SPOOL_FULL));
  // What is sent makes room.
  Answer(*spool, v1::SUBMISSION_OUTCOME_CREATED);
  EXPECT_OK(Record(*spool, Draft(3)));
}

TEST_F(SpoolReissueTest, ADiskThatIsNearlyFullIsTold) {
  const auto spool = Open();
  free_bytes_ = limits_.min_free_bytes;
  EXPECT_THAT(Record(*spool, Draft(1)), StatusIs(ERROR_REASON_SPOOL_FULL));
  free_bytes_ = limits_.min_free_bytes + (1 << 20);
  EXPECT_OK(Record(*spool, Draft(1)));
}

TEST_F(SpoolReissueTest, ADatabaseThatIsTooLargeIsTold) {
  limits_.max_bytes = 1 << 10;
  const auto spool = Open();
  EXPECT_THAT(Record(*spool, Draft(1)), StatusIs(ERROR_REASON_SPOOL_FULL));
}

TEST_F(SpoolReissueTest, OnlyARefusedReceiptIsMendedAndOnlyOnce) {
  const auto spool = Open();
  ASSERT_OK(Record(*spool, Draft(1)));
  ASSERT_OK(Record(*spool, Draft(2)));
  SpoolDraft mended = Draft(3);
  mended.mends = Name("may-a", 1);
  EXPECT_THAT(Record(*spool, mended), StatusIs(ERROR_REASON_FIELD_INVALID)) << "not answered yet";
  Answer(*spool, v1::SUBMISSION_OUTCOME_REJECTED);
  Answer(*spool, v1::SUBMISSION_OUTCOME_CREATED);
  EXPECT_THAT(spool->Usage()->refused, 1u);
  ASSERT_OK_AND_ASSIGN(const SpoolRecorded recorded, Record(*spool, mended));
  EXPECT_EQ(recorded.sequence, 3u);
  EXPECT_THAT(Record(*spool, mended), StatusIs(ERROR_REASON_FIELD_INVALID)) << "mended already";
  mended.mends = Name("may-a", 2);
  EXPECT_THAT(Record(*spool, mended), StatusIs(ERROR_REASON_FIELD_INVALID)) << "not refused";
  EXPECT_EQ(spool->state().next_sequence, 4u);
  ASSERT_OK_AND_ASSIGN(const auto refusals, spool->Refusals());
  ASSERT_EQ(refusals.size(), 1u);
  ASSERT_TRUE(refusals[0].successor.has_value());
  EXPECT_EQ(refusals[0].successor->by.sequence(), 3u);
  EXPECT_THAT(spool->Usage()->refused, 0u);
}

TEST_F(SpoolReissueTest, WhatIsNotMendedIsNeverDropped) {
  auto spool = Open();
  for (uint32_t units : {1, 2, 3}) ASSERT_OK(Record(*spool, Draft(units)));
  Answer(*spool, v1::SUBMISSION_OUTCOME_REJECTED);
  Answer(*spool, v1::SUBMISSION_OUTCOME_CREATED);
  Answer(*spool, v1::SUBMISSION_OUTCOME_EXISTS_WITH_DIFFERENT_CONTENT);
  constexpr int64_t kDay = 86'400LL * 1'000'000;
  clock_.Advance(100 * kDay);
  EXPECT_THAT(spool->DropOld(), IsOkAndHolds(1));
  EXPECT_TRUE(spool->Find(Name("may-a", 1))->has_value());
  EXPECT_FALSE(spool->Find(Name("may-a", 2))->has_value());
  EXPECT_THAT(spool->FirstKept(), IsOkAndHolds(3u));
  SpoolDraft mended = Draft(4);
  mended.mends = Name("may-a", 1);
  ASSERT_OK(Record(*spool, mended));
  EXPECT_THAT(spool->DropOld(), IsOkAndHolds(1));
  EXPECT_FALSE(spool->Find(Name("may-a", 1))->has_value());
}

TEST_F(SpoolReissueTest, GoesOnUnderANewSourceWithoutLossAndAfterReopening) {
  auto spool = Open();
  for (uint32_t units : {1, 2, 3, 4, 5, 6}) {
    ASSERT_OK(Record(*spool, Draft(units, "feed/" + std::to_string(units))));
  }
  Answer(*spool, v1::SUBMISSION_OUTCOME_CREATED);
  Answer(*spool, v1::SUBMISSION_OUTCOME_EXISTS_WITH_DIFFERENT_CONTENT);
  Answer(*spool, v1::SUBMISSION_OUTCOME_REJECTED);
  Answer(*spool, v1::SUBMISSION_OUTCOME_EXISTS);
  ASSERT_OK_AND_ASSIGN(const auto unresolved, spool->Unresolved());
  ASSERT_EQ(unresolved.size(), 3u);
  const std::vector<uint64_t> reissue = {2, 6};
  const std::vector<uint64_t> leave_out = {5};
  ASSERT_OK_AND_ASSIGN(const auto made, spool->Reissue("may-a-2", reissue, leave_out));
  ASSERT_EQ(made.size(), 2u);
  EXPECT_EQ(made[1].from.sequence(), 6u);
  EXPECT_EQ(made[1].to.sequence(), 2u);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(spool->state().source_id, "may-a-2");
    EXPECT_THAT(Waiting(*spool), ElementsAre(2, 6));
    // A file that is given again is still recorded once, whatever became of its rows.
    for (uint32_t units : {1, 2, 4, 5, 6}) {
      ASSERT_OK_AND_ASSIGN(const SpoolRecorded again,
                           Record(*spool, Draft(units, "feed/" + std::to_string(units))));
      EXPECT_TRUE(again.was_there && !again.different) << units;
    }
    EXPECT_EQ(spool->state().next_sequence, 3u);
    ASSERT_OK_AND_ASSIGN(const auto refusals, spool->Refusals());
    ASSERT_EQ(refusals.size(), 2u);
    EXPECT_EQ(refusals[0].source_id, "may-a");
    EXPECT_EQ(refusals[0].successor->kind, SpoolSuccessor::Kind::kReissued);
    EXPECT_FALSE(refusals[1].successor.has_value()) << "still to be mended";
    EXPECT_TRUE(spool->Find(Name("may-a", 5))->has_value());
    spool.reset();
    spool = Open();
  }
  // A refusal of the earlier source is mended under the new one.
  ASSERT_OK_AND_ASSIGN(const SpoolRecorded mended, Record(*spool, Draft(33, "feed/3")));
  EXPECT_EQ(mended.sequence, 3u);
  EXPECT_THAT(spool->Usage()->refused, 0u);
}

TEST_F(SpoolReissueTest, EveryUnresolvedOneMustBePlacedOnce) {
  const auto spool = Open();
  for (uint32_t units : {1, 2, 3}) ASSERT_OK(Record(*spool, Draft(units)));
  Answer(*spool, v1::SUBMISSION_OUTCOME_CREATED);
  const std::vector<std::pair<std::vector<uint64_t>, std::vector<uint64_t>>> wrong = {
      {{2}, {}}, {{2, 3}, {3}}, {{1, 2, 3}, {}}, {{2, 3, 4}, {}}, {{2, 2, 3}, {}}};
  for (const auto& [reissue, leave_out] : wrong) {
    EXPECT_THAT(spool->Reissue("may-a-2", reissue, leave_out),
                StatusIs(ERROR_REASON_FIELD_INVALID));
  }
  const std::vector<uint64_t> all = {2, 3};
  EXPECT_THAT(spool->Reissue("may-a", all, {}), StatusIs(ERROR_REASON_FIELD_INVALID));
  EXPECT_THAT(spool->Reissue("Máy", all, {}), StatusIs(ERROR_REASON_ID_INVALID));
  EXPECT_EQ(spool->state().source_id, "may-a");
  EXPECT_THAT(Waiting(*spool), ElementsAre(2, 3));
}

TEST_F(SpoolReissueTest, ACorrectionOfAReissuedReceiptNamesItAnew) {
  const auto spool = Open();
  ASSERT_OK(Record(*spool, Draft(1)));
  ASSERT_OK(Record(*spool, Draft(2)));
  SpoolDraft correction;
  *correction.submission.mutable_receipt_corrected()->mutable_target()->mutable_source() =
      Name("may-a", 2);
  ASSERT_OK(Record(*spool, correction));
  Answer(*spool, v1::SUBMISSION_OUTCOME_CREATED);
  ASSERT_OK(spool->Reissue("may-b", std::vector<uint64_t>{2, 3}, {}));
  ASSERT_OK_AND_ASSIGN(const auto items, spool->Read(2, 1, 1 << 20));
  v1::Submission submission;
  ASSERT_TRUE(submission.ParseFromString(items.at(0).bytes));
  EXPECT_EQ(submission.receipt_corrected().target().source().source_id(), "may-b");
  EXPECT_EQ(submission.receipt_corrected().target().source().sequence(), 1u);
}

TEST_F(SpoolReissueTest, TheMomentOfTheLastReceiptIsKnown) {
  const auto spool = Open();
  EXPECT_EQ(spool->Usage()->last_recorded_micros, 0);
  ASSERT_OK(Record(*spool, Draft(1)));
  const int64_t first = clock_.NowMicros();
  clock_.Advance(5'000'000);
  ASSERT_OK(Record(*spool, Draft(2)));
  EXPECT_EQ(spool->Usage()->last_recorded_micros, clock_.NowMicros());
  EXPECT_EQ(spool->Usage()->oldest_waiting_micros, first);
}

TEST_F(SpoolReissueTest, ASpoolOfFormat1IsBroughtToFormat2) {
  {
    const auto spool = Open();
    ASSERT_OK(Record(*spool, Draft(1, "feed/1")));
    Answer(*spool, v1::SUBMISSION_OUTCOME_CREATED);
  }
  {
    ASSERT_OK_AND_ASSIGN(auto database, internal::SqliteDatabase::Open(folder_ + "/spool.db"));
    ASSERT_OK(database->Execute(
        "CREATE TABLE old (origin TEXT PRIMARY KEY, sequence INTEGER NOT NULL UNIQUE,"
        "  content_sha256 BLOB NOT NULL) STRICT, WITHOUT ROWID;"
        "INSERT INTO old SELECT origin, sequence, content_sha256 FROM origins;"
        "DROP TABLE origins; ALTER TABLE old RENAME TO origins;"
        "DROP TABLE unit_names; DROP TABLE earlier_items; DROP TABLE earlier_answers; DROP TABLE "
        "successors;"
        "UPDATE meta SET format = 1;"));
  }
  const auto spool = Open();
  EXPECT_EQ(spool->state().acknowledged_sequence, 1u);
  ASSERT_OK_AND_ASSIGN(const SpoolRecorded again, Record(*spool, Draft(1, "feed/1")));
  EXPECT_TRUE(again.was_there && !again.different);
  EXPECT_EQ(again.source_id, "may-a");
  EXPECT_OK(Record(*spool, Draft(2, "feed/2")));
}

}  // namespace
}  // namespace hemoledger
