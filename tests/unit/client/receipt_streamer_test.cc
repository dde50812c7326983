#include "clients/lib/receipt_streamer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>

#include "proto/base/text_commitment.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/client/fake_connection.h"
#include "tests/unit/client/fake_receipt_server.h"

namespace hemoledger {
namespace {

using std::chrono::milliseconds;

class ReceiptStreamerTest : public testing::Test {
 protected:
  ReceiptStreamerTest() {
    connection_.open_stream = [this] { return server_.OpenStream(); };
    options_.feed = "tram-y-te";
    options_.tuning.retry.initial_backoff = milliseconds(1);
    options_.tuning.retry.max_backoff = milliseconds(2);
    options_.tuning.limits.max_batch_submissions = 10;
    options_.on_answer = [this](uint64_t index, const std::string& id,
                                const SubmissionAnswer& answer) {
      EXPECT_TRUE(answers_.try_emplace(index, std::pair(id, answer)).second)
          << "answered twice: " << index;
    };
  }

  // Items id-0 … id-(n-1), of `units(i)` units each.
  absl::StatusOr<StreamProgress> Run(uint64_t n, const std::function<uint32_t(uint64_t)>& units) {
    answers_.clear();
    ReceiptStreamer streamer(connection_, options_, clock_, random_);
    uint64_t next = 0;
    auto result = streamer.Run([&]() -> absl::StatusOr<std::optional<FeedItem>> {
      if (next == n) return std::optional<FeedItem>();
      FeedItem item{.external_id = "id-" + std::to_string(next), .submission = {}, .texts = {}};
      *item.submission.mutable_receipt_recorded()->mutable_receipt() =
          MakeReceipt("xa-a", 20210405, units(next));
      ++next;
      return std::optional(std::move(item));
    });
    progress_ = streamer.progress();
    return result;
  }

  static uint32_t Ten(uint64_t) { return 10; }

  FakeReceiptServer server_;
  FakeConnection connection_;
  SystemClock clock_;
  SeededRandom random_{1};
  ReceiptStreamerOptions options_;
  StreamProgress progress_;
  std::map<uint64_t, std::pair<std::string, SubmissionAnswer>> answers_;
};

TEST_F(ReceiptStreamerTest, EveryItemIsAnsweredOnceAndInOrder) {
  ASSERT_OK(Run(95, Ten));
  EXPECT_EQ(progress_.created, 95u);
  EXPECT_EQ(progress_.sent, 95u);
  EXPECT_EQ(progress_.reconnects, 0u);
  ASSERT_EQ(answers_.size(), 95u);
  EXPECT_EQ(answers_[94].first, "id-94");
  EXPECT_EQ(answers_[94].second.position, 195u);
  EXPECT_EQ(progress_.last_position, 195u);
}

TEST_F(ReceiptStreamerTest, NothingToSendIsDone) {
  ASSERT_OK(Run(0, Ten));
  EXPECT_EQ(progress_.answered(), 0u);
}

TEST_F(ReceiptStreamerTest, SentAgainEverythingExists) {
  ASSERT_OK(Run(30, Ten));
  ASSERT_OK(Run(30, Ten));
  EXPECT_EQ(progress_.exists, 30u);
  EXPECT_EQ(progress_.created, 0u);
  EXPECT_EQ(answers_[7].second.position, 108u);
}

TEST_F(ReceiptStreamerTest, OtherContentUnderAnIdIsTold) {
  ASSERT_OK(Run(30, Ten));
  ASSERT_OK(Run(30, [](uint64_t i) { return i == 12 ? 11u : 10u; }));
  EXPECT_EQ(progress_.different, 1u);
  EXPECT_EQ(progress_.exists, 29u);
  EXPECT_EQ(answers_[12].second.outcome, v1::SUBMISSION_OUTCOME_EXISTS_WITH_DIFFERENT_CONTENT);
}

TEST_F(ReceiptStreamerTest, OneBadReceiptAmongManyIsRefusedAlone) {
  ASSERT_OK(Run(1000, [](uint64_t i) { return i == 500 ? 666u : 10u; }));
  EXPECT_EQ(progress_.rejected, 1u);
  EXPECT_EQ(progress_.created, 999u);
  EXPECT_EQ(answers_[500].second.refusal.reason(), ERROR_REASON_ROUND_NOT_FOUND);
  EXPECT_EQ(answers_[501].second.outcome, v1::SUBMISSION_OUTCOME_CREATED);
}

TEST_F(ReceiptStreamerTest, CutsAreResumedWithoutLossOrDouble) {
  FakeReceiptServer::Faults faults;
  faults.cut_before_batch = {3, 4, 9};
  faults.cut_before_acknowledgement = {5, 11};
  server_.set_faults(faults);
  ASSERT_OK(Run(200, Ten));
  EXPECT_EQ(progress_.reconnects, 5u);
  EXPECT_EQ(server_.streams(), 6u);
  EXPECT_EQ(progress_.answered(), 200u);
  EXPECT_EQ(progress_.sent, 200u);
  EXPECT_GT(progress_.exists, 0u) << "what was recorded before a lost acknowledgement";
  EXPECT_EQ(answers_.size(), 200u);
  EXPECT_EQ(server_.recorded().size(), 200u);
}

TEST_F(ReceiptStreamerTest, AStreamThatStallsIsOpenedAnew) {
  FakeReceiptServer::Faults faults;
  faults.stall_at_batch = {2};
  server_.set_faults(faults);
  options_.tuning.stall_timeout = milliseconds(50);
  ASSERT_OK(Run(50, Ten));
  EXPECT_GE(progress_.reconnects, 1u);
  EXPECT_EQ(server_.recorded().size(), 50u);
}

TEST_F(ReceiptStreamerTest, AtMostTheAllowedBatchesAreOnTheirWay) {
  options_.tuning.limits.max_batches_in_flight = 3;
  ASSERT_OK(Run(500, Ten));
  EXPECT_LE(server_.most_in_flight(), 3u);
}

TEST_F(ReceiptStreamerTest, TooLargeIsRefusedBeforeSending) {
  ReceiptStreamer streamer(connection_, options_, clock_, random_);
  int next = 0;
  ASSERT_OK_AND_ASSIGN(
      const StreamProgress progress, streamer.Run([&]() -> absl::StatusOr<std::optional<FeedItem>> {
        if (next == 3) return std::optional<FeedItem>();
        FeedItem item{.external_id = "id-" + std::to_string(next), .submission = {}, .texts = {}};
        v1::Receipt& receipt = *item.submission.mutable_receipt_recorded()->mutable_receipt();
        receipt = MakeReceipt("xa-a", 20210405, 10);
        if (next == 1) receipt.set_round_id(std::string(kMaxSubmissionBytes, 'x'));
        ++next;
        return std::optional(std::move(item));
      }));
  EXPECT_EQ(progress.rejected, 1u);
  EXPECT_EQ(progress.created, 2u);
  EXPECT_EQ(server_.recorded().size(), 2u);
  EXPECT_EQ(answers_[1].second.refusal.reason(), ERROR_REASON_SUBMISSION_TOO_LARGE);
}

TEST_F(ReceiptStreamerTest, GivesUpWhenTheTimeIsUp) {
  FakeReceiptServer::Faults faults;
  for (uint64_t i = 1; i < 10'000; ++i) faults.cut_before_batch.insert(i);
  server_.set_faults(faults);
  options_.tuning.retry.give_up_after = milliseconds(30);
  EXPECT_THAT(Run(5, Ten), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(progress_.answered(), 0u);
}

TEST_F(ReceiptStreamerTest, TextsTravelBesideTheirSubmission) {
  ReceiptStreamer streamer(connection_, options_, clock_, random_);
  int next = 0;
  ASSERT_OK(streamer.Run([&]() -> absl::StatusOr<std::optional<FeedItem>> {
    if (next == 25) return std::optional<FeedItem>();
    FeedItem item{.external_id = "id-" + std::to_string(next++), .submission = {}, .texts = {}};
    v1::Receipt& receipt = *item.submission.mutable_receipt_recorded()->mutable_receipt();
    receipt = MakeReceipt("xa-a", 20210405, 10);
    MadeText note = MakeText(0, "ghi chú", random_);
    *receipt.mutable_note() = note.text;
    item.texts.push_back(note.accompanying);
    return std::optional(std::move(item));
  }));
  EXPECT_EQ(server_.texts(), 25u);
}

TEST_F(ReceiptStreamerTest, AFaultOfTheSupplierEndsTheRunAfterTheAnswers) {
  ReceiptStreamer streamer(connection_, options_, clock_, random_);
  int next = 0;
  const auto result = streamer.Run([&]() -> absl::StatusOr<std::optional<FeedItem>> {
    if (next == 25)
      return MakeError(ERROR_REASON_FILE_UNREADABLE, {{"path", "x"}, {"detail", "y"}});
    FeedItem item{.external_id = "id-" + std::to_string(next++), .submission = {}, .texts = {}};
    *item.submission.mutable_receipt_recorded()->mutable_receipt() =
        MakeReceipt("xa-a", 20210405, 10);
    return std::optional(std::move(item));
  });
  EXPECT_THAT(result, StatusIs(ERROR_REASON_FILE_UNREADABLE));
  EXPECT_EQ(streamer.progress().created, server_.recorded().size());
  EXPECT_GE(streamer.progress().created, 20u);
}

}  // namespace
}  // namespace hemoledger
