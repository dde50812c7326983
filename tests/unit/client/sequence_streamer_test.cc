#include "clients/lib/sequence_streamer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/client/fake_connection.h"
#include "tests/unit/client/fake_receipt_server.h"

namespace hemoledger {
namespace {

using std::chrono::milliseconds;

class SequenceStreamerTest : public testing::Test {
 protected:
  SequenceStreamerTest() {
    connection_.open_stream = [this] { return server_.OpenStream(); };
    connection_.get_source =
        [this](const v1::GetSourceRequest& request) -> absl::StatusOr<v1::GetSourceResponse> {
      if (!server_.HasSource(request.source_id())) {
        return MakeError(ERROR_REASON_SOURCE_NOT_FOUND, {{"source_id", request.source_id()}});
      }
      return v1::GetSourceResponse();
    };
    connection_.open_source =
        [this](const v1::OpenSourceRequest& request) -> absl::StatusOr<v1::OpenSourceResponse> {
      opened_ = request;
      server_.OpenSource(request.source().source_id());
      return v1::OpenSourceResponse();
    };
    options_.tuning.retry.initial_backoff = milliseconds(1);
    options_.tuning.retry.max_backoff = milliseconds(2);
    options_.tuning.limits.max_batch_submissions = 10;
  }

  std::unique_ptr<Spool> OpenSpool(const std::string& name = "spool") {
    auto spool = Spool::Open({.folder = dir_.path() + "/" + name, .source_id = "may-a"}, clock_);
    EXPECT_OK(spool);
    return *std::move(spool);
  }

  void Record(Spool& spool, uint32_t n, uint32_t units = 10) {
    std::vector<SpoolDraft> drafts(n);
    for (SpoolDraft& draft : drafts) {
      *draft.submission.mutable_receipt_recorded()->mutable_receipt() =
          MakeReceipt("xa-a", 20210405, units);
    }
    ASSERT_OK(spool.Record(drafts));
  }

  absl::StatusOr<StreamProgress> Run(Spool& spool) {
    SequenceStreamer streamer(connection_, spool, options_, clock_, random_);
    return streamer.Run();
  }

  TempDir dir_;
  FakeReceiptServer server_;
  FakeConnection connection_;
  SystemClock clock_;
  SeededRandom random_{1};
  SequenceStreamerOptions options_;
  v1::OpenSourceRequest opened_;
};

TEST_F(SequenceStreamerTest, OpensTheSourceSendsAllAndRemembersTheLedger) {
  const auto spool = OpenSpool();
  Record(*spool, 33);
  options_.label = "Máy của trạm y tế";
  ASSERT_OK_AND_ASSIGN(const StreamProgress progress, Run(*spool));
  EXPECT_EQ(progress.created, 33u);
  EXPECT_EQ(opened_.source().label(), "Máy của trạm y tế");
  EXPECT_EQ(spool->state().waiting(), 0u);
  EXPECT_EQ(spool->state().ledger_id, kFakeLedgerId);
  // Nothing left: the next run sends nothing.
  ASSERT_OK_AND_ASSIGN(const StreamProgress again, Run(*spool));
  EXPECT_EQ(again.sent, 0u);
}

TEST_F(SequenceStreamerTest, ResumesAfterCutsWithTheSameBytes) {
  const auto spool = OpenSpool();
  Record(*spool, 100);
  FakeReceiptServer::Faults faults;
  faults.cut_before_batch = {2, 7};
  faults.cut_before_acknowledgement = {1, 4, 8};
  server_.set_faults(faults);
  ASSERT_OK_AND_ASSIGN(const StreamProgress progress, Run(*spool));
  EXPECT_EQ(progress.answered(), 100u);
  EXPECT_EQ(progress.different, 0u);
  EXPECT_EQ(server_.recorded().size(), 100u);
  ASSERT_OK_AND_ASSIGN(const auto items, spool->Read(1, 200, 1 << 20));
  ASSERT_EQ(items.size(), 100u);
  for (size_t i = 0; i < items.size(); ++i) EXPECT_EQ(server_.recorded()[i], items[i].bytes) << i;
}

TEST_F(SequenceStreamerTest, ARunThatGaveUpIsContinuedByTheNext) {
  const auto spool = OpenSpool();
  Record(*spool, 60);
  FakeReceiptServer::Faults faults;
  for (uint64_t n = 3; n < 10'000; ++n) faults.cut_before_batch.insert(n);
  server_.set_faults(faults);
  options_.tuning.retry.give_up_after = milliseconds(20);
  EXPECT_THAT(Run(*spool), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(spool->state().acknowledged_sequence, 20u);
  server_.set_faults({});
  ASSERT_OK_AND_ASSIGN(const StreamProgress progress, Run(*spool));
  EXPECT_EQ(progress.answered(), 40u);
  EXPECT_EQ(spool->state().waiting(), 0u);
}

TEST_F(SequenceStreamerTest, RefusalsAreListedAndDoNotBlock) {
  const auto spool = OpenSpool();
  Record(*spool, 5);
  Record(*spool, 1, 666);
  Record(*spool, 5);
  ASSERT_OK_AND_ASSIGN(const StreamProgress progress, Run(*spool));
  EXPECT_EQ(progress.rejected, 1u);
  EXPECT_EQ(progress.created, 10u);
  ASSERT_OK_AND_ASSIGN(const auto refusals, spool->Refusals());
  ASSERT_EQ(refusals.size(), 1u);
  EXPECT_EQ(refusals[0].sequence, 6u);
  EXPECT_EQ(refusals[0].refusal.reason(), ERROR_REASON_ROUND_NOT_FOUND);
}

TEST_F(SequenceStreamerTest, AServerThatLostHistoryStopsTheClient) {
  const auto spool = OpenSpool();
  Record(*spool, 20);
  ASSERT_OK(Run(*spool));
  server_.ForgetAbove("may-a", 10);
  Record(*spool, 1);
  EXPECT_THAT(Run(*spool), StatusIs(ERROR_REASON_SERVER_LOST_HISTORY));
  EXPECT_EQ(server_.NextSequence("may-a"), 11u) << "nothing was sent";
  EXPECT_EQ(spool->state().waiting(), 1u);
  ASSERT_OK_AND_ASSIGN(const auto items, spool->Read(1, 100, 1 << 20));
  EXPECT_EQ(items.size(), 21u) << "all is kept";
}

TEST_F(SequenceStreamerTest, ASourceThatTheServerKnowsMoreOfIsNotOurs) {
  const auto first = OpenSpool("first");
  Record(*first, 20);
  ASSERT_OK(Run(*first));
  const auto second = OpenSpool("second");
  Record(*second, 3);
  EXPECT_THAT(Run(*second), StatusIs(ERROR_REASON_SPOOL_BEHIND_SERVER));
  EXPECT_EQ(server_.recorded().size(), 20u);
}

TEST_F(SequenceStreamerTest, ACloneIsTold) {
  const auto first = OpenSpool("first");
  Record(*first, 5);
  ASSERT_OK(Run(*first));
  const auto second = OpenSpool("second");
  Record(*second, 6, 11);
  ASSERT_OK_AND_ASSIGN(const StreamProgress progress, Run(*second));
  EXPECT_EQ(progress.different, 5u);
  EXPECT_EQ(progress.created, 1u);
  ASSERT_OK_AND_ASSIGN(const auto refusals, second->Refusals());
  EXPECT_EQ(refusals.size(), 5u);
}

TEST_F(SequenceStreamerTest, ComparingSendsNothingNewAndTellsTheServersMark) {
  const auto first = OpenSpool("first");
  Record(*first, 20);
  ASSERT_OK(Run(*first));
  options_.compare_only = true;
  // An old copy: three numbers, of which the server has other content.
  const auto old_copy = OpenSpool("old");
  Record(*old_copy, 3, 11);
  {
    SequenceStreamer streamer(connection_, *old_copy, options_, clock_, random_);
    ASSERT_OK_AND_ASSIGN(const StreamProgress progress, streamer.Run());
    EXPECT_EQ(progress.different, 3u);
    EXPECT_EQ(streamer.server_next_sequence(), 21u);
  }
  // A clone that has gone on: what lies beyond the server's mark stays here.
  const auto clone = OpenSpool("clone");
  Record(*clone, 25);
  SequenceStreamer streamer(connection_, *clone, options_, clock_, random_);
  ASSERT_OK_AND_ASSIGN(const StreamProgress progress, streamer.Run());
  EXPECT_EQ(progress.exists, 20u);
  EXPECT_EQ(clone->state().waiting(), 5u);
  EXPECT_EQ(server_.recorded().size(), 20u);
}

TEST_F(SequenceStreamerTest, AnswersAreDurableBeforeTheyAreTold) {
  const auto spool = OpenSpool();
  Record(*spool, 50);
  uint64_t told = 0;
  options_.on_answers = [&](std::span<const v1::OutcomeRun> runs) {
    for (const v1::OutcomeRun& run : runs) told += run.count();
    EXPECT_EQ(spool->state().acknowledged_sequence, told);
  };
  ASSERT_OK(Run(*spool));
  EXPECT_EQ(told, 50u);
}

}  // namespace
}  // namespace hemoledger
