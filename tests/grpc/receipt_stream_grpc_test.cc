// The stream of receipts through a real channel.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "proto/base/strings.h"
#include "services/rpc/limits.h"
#include "store/limits.h"
#include "tests/grpc/in_process_server.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

class ReceiptStreamGrpcTest : public testing::Test {
 protected:
  void SetUp() override {
    server_.LoadUnits();
    server_.OpenSource("may-01");
  }

  // Numbers first … first + count - 1 of may-01, one unit each.
  static std::vector<v1::Submission> Numbers(uint64_t first, int count) {
    std::vector<v1::Submission> batch;
    for (int i = 0; i < count; ++i) {
      batch.push_back(SourceSubmission("may-01", first + i, MakeReceipt("tan-hiep", 20210405, 1)));
    }
    return batch;
  }
  uint64_t NextSequence() {
    v1::GetSourceRequest request;
    request.set_source_id("may-01");
    const auto response =
        server_.Call(&v1::ReceiptService::Stub::GetSource, server_.receipts(), request);
    EXPECT_OK(response);
    return response.ok() ? response->next_sequence() : 0;
  }
  TestStream Open(uint64_t acknowledged = 0) {
    return TestStream(server_.receipts(), TestStream::OfSource("may-01", acknowledged));
  }

  InProcessServer server_;
};

TEST_F(ReceiptStreamGrpcTest, CreatedThenExists) {
  {
    TestStream stream = Open();
    const v1::StreamOpened opened = stream.Opened();
    EXPECT_EQ(opened.next_sequence(), 1u);
    EXPECT_EQ(opened.ledger_id().size(), 16u);
    EXPECT_EQ(opened.position(), server_.head());
    ASSERT_TRUE(stream.Send(Numbers(1, 100)));
    ASSERT_TRUE(stream.Send(Numbers(101, 50)));
    const auto runs = stream.CloseAndRead();
    uint64_t next = 1;
    for (const v1::OutcomeRun& run : runs) {
      EXPECT_EQ(run.first_number(), next);
      EXPECT_EQ(run.outcome(), v1::SUBMISSION_OUTCOME_CREATED);
      EXPECT_EQ(run.first_position(), opened.position() + next);
      next += run.count();
    }
    EXPECT_EQ(next, 151u);
    EXPECT_OK(stream.Finish());
  }
  TestStream stream = Open(150);
  EXPECT_EQ(stream.Opened().next_sequence(), 151u);
  ASSERT_TRUE(stream.Send(Numbers(1, 150)));
  const auto runs = stream.CloseAndRead();
  ASSERT_EQ(runs.size(), 1u) << "one run";
  EXPECT_EQ(runs[0].outcome(), v1::SUBMISSION_OUTCOME_EXISTS);
  EXPECT_EQ(runs[0].count(), 150u);
}

TEST_F(ReceiptStreamGrpcTest, OtherContentUnderAUsedNumber) {
  TestStream stream = Open();
  stream.Opened();
  ASSERT_TRUE(stream.Send(Numbers(1, 3)));
  ASSERT_TRUE(stream.Send({SourceSubmission("may-01", 2, MakeReceipt("go-quao", 20210405, 9))}));
  const auto runs = stream.CloseAndRead();
  EXPECT_EQ(runs.back().outcome(), v1::SUBMISSION_OUTCOME_EXISTS_WITH_DIFFERENT_CONTENT);
  EXPECT_EQ(runs.back().first_number(), 2u);
}

TEST_F(ReceiptStreamGrpcTest, OneBadReceiptAmongAThousandHoldsNobodyUp) {
  TestStream stream = Open();
  stream.Opened();
  auto batch = Numbers(1, 1000);
  batch[499] = SourceSubmission("may-01", 500, MakeReceipt("khong-co", 20210405, 1));
  ASSERT_TRUE(stream.Send(batch));
  const auto runs = stream.CloseAndRead();
  EXPECT_OK(stream.Finish());
  ASSERT_EQ(runs.size(), 3u);
  EXPECT_EQ(runs[0].count(), 499u);
  EXPECT_EQ(runs[1].outcome(), v1::SUBMISSION_OUTCOME_REJECTED);
  EXPECT_EQ(runs[1].first_number(), 500u);
  EXPECT_EQ(runs[1].count(), 1u);
  EXPECT_EQ(runs[1].first_position(), runs[0].first_position() + 499);
  EXPECT_EQ(runs[1].refusal().reason(), v1::ERROR_REASON_UNIT_NOT_FOUND);
  EXPECT_NE(runs[1].refusal().message_vi(), "");
  EXPECT_NE(runs[1].refusal().message_en(), "");
  EXPECT_EQ(runs[2].count(), 500u);
}

TEST_F(ReceiptStreamGrpcTest, FormIsRefusedAsARejection) {
  TestStream stream = Open();
  stream.Opened();
  v1::Receipt not_nfc = MakeReceipt("tan-hiep", 20210405, 1);
  // "Tân" with its circumflex apart.
  *not_nfc.mutable_unit() = UnitByName("Ta\xcc\x82n Hiệp");
  v1::Receipt no_date = MakeReceipt("tan-hiep", 20210230, 1);
  v1::Receipt absurd = MakeReceipt("tan-hiep", 20210405, 4'000'000'000u);
  ASSERT_TRUE(
      stream.Send({SourceSubmission("may-01", 1, not_nfc), SourceSubmission("may-01", 2, no_date),
                   SourceSubmission("may-01", 3, absurd)}));
  const auto runs = stream.CloseAndRead();
  EXPECT_OK(stream.Finish());
  ASSERT_EQ(runs.size(), 3u);
  EXPECT_EQ(runs[0].refusal().reason(), v1::ERROR_REASON_TEXT_NOT_NFC);
  EXPECT_EQ(runs[1].refusal().reason(), v1::ERROR_REASON_DATE_INVALID);
  EXPECT_EQ(runs[2].refusal().reason(), v1::ERROR_REASON_COUNT_OUT_OF_RANGE);
  EXPECT_EQ(NextSequence(), 4u);
}

TEST_F(ReceiptStreamGrpcTest, AnOversizedSubmissionIsRefusedAndItsNumberUsed) {
  TestStream stream = Open();
  stream.Opened();
  v1::Submission large = SourceSubmission("may-01", 1, MakeReceipt("tan-hiep", 20210405, 1));
  large.mutable_receipt_recorded()->mutable_receipt()->set_round_id(
      std::string(kMaxSubmissionBytes, 'x'));
  ASSERT_TRUE(stream.Send({large}));
  ASSERT_TRUE(stream.Send(Numbers(2, 1)));
  const auto runs = stream.CloseAndRead();
  EXPECT_OK(stream.Finish());
  ASSERT_EQ(runs.size(), 2u);
  EXPECT_EQ(runs[0].refusal().reason(), v1::ERROR_REASON_SUBMISSION_TOO_LARGE);
  EXPECT_EQ(runs[1].outcome(), v1::SUBMISSION_OUTCOME_CREATED);
}

TEST_F(ReceiptStreamGrpcTest, UnreadableBytesAreRefusedAndTheirNumberUsed) {
  TestStream stream = Open();
  stream.Opened();
  auto bytes =
      std::vector<std::string>{Bytes(Numbers(1, 1)[0]), "\xff\xff\xff", Bytes(Numbers(3, 1)[0])};
  ASSERT_TRUE(stream.SendBytes(bytes));
  const auto runs = stream.CloseAndRead();
  EXPECT_OK(stream.Finish());
  ASSERT_EQ(runs.size(), 3u);
  EXPECT_EQ(runs[1].refusal().reason(), v1::ERROR_REASON_SUBMISSION_UNREADABLE);
  EXPECT_EQ(runs[1].first_number(), 2u);
  EXPECT_EQ(NextSequence(), 4u);
}

TEST_F(ReceiptStreamGrpcTest, AGapEndsTheStreamWithTheNumberExpected) {
  TestStream stream = Open();
  stream.Opened();
  ASSERT_TRUE(stream.Send(Numbers(1, 5)));
  stream.Send(Numbers(7, 5));
  const auto runs = stream.CloseAndRead();
  const absl::Status end = stream.Finish();
  EXPECT_THAT(end, StatusIs(ERROR_REASON_SEQUENCE_GAP));
  EXPECT_EQ(end.code(), absl::StatusCode::kAborted);
  EXPECT_THAT(end, HasErrorField("expected", 6));
  EXPECT_THAT(end, HasErrorField("actual", 7));
  uint64_t acknowledged = 0;
  for (const auto& run : runs) acknowledged += run.count();
  EXPECT_EQ(acknowledged, 5u) << "what came before the gap is acknowledged";
  EXPECT_EQ(NextSequence(), 6u);
}

TEST_F(ReceiptStreamGrpcTest, AClientThatHoldsMoreAcknowledgementsThanTheServer) {
  for (int i = 0; i < 2; ++i) {  // each time
    TestStream stream = Open(7);
    stream.Send(Numbers(1, 1));
    EXPECT_THAT(stream.CloseAndRead(), testing::IsEmpty());
    const absl::Status end = stream.Finish();
    EXPECT_THAT(end, StatusIs(ERROR_REASON_SERVER_LOST_HISTORY));
    EXPECT_EQ(end.code(), absl::StatusCode::kDataLoss);
    EXPECT_THAT(end, HasErrorField("client_acknowledged", 7));
    EXPECT_THAT(end, HasErrorField("server_mark", 0));
  }
  EXPECT_EQ(NextSequence(), 1u) << "nothing was taken";
}

TEST_F(ReceiptStreamGrpcTest, OpeningsThatDoNotFit) {
  v1::StreamOpening another = TestStream::OfSource("may-01");
  another.set_ledger_id("0123456789abcdef");
  TestStream mismatch(server_.receipts(), another);
  mismatch.CloseAndRead();
  EXPECT_THAT(mismatch.Finish(), StatusIs(ERROR_REASON_LEDGER_MISMATCH));
  TestStream unknown(server_.receipts(), TestStream::OfSource("may-99"));
  unknown.CloseAndRead();
  EXPECT_THAT(unknown.Finish(), StatusIs(ERROR_REASON_SOURCE_NOT_FOUND));
  TestStream modeless(server_.receipts(), v1::StreamOpening());
  modeless.CloseAndRead();
  EXPECT_THAT(modeless.Finish(), StatusIs(ERROR_REASON_FIELD_REQUIRED));
}

TEST_F(ReceiptStreamGrpcTest, ASubmissionOfAnotherSourceEndsTheStreamAndNothingOfItsBatchIsTaken) {
  TestStream stream = Open();
  stream.Opened();
  auto batch = Numbers(1, 3);
  batch[2].mutable_source()->set_source_id("may-02");
  stream.Send(batch);
  EXPECT_THAT(stream.CloseAndRead(), testing::IsEmpty());
  EXPECT_THAT(stream.Finish(), StatusIs(ERROR_REASON_IDENTITY_MISMATCH));
  EXPECT_EQ(NextSequence(), 1u);
}

TEST_F(ReceiptStreamGrpcTest, ABatchOverTheLimitGetsOurOwnRefusal) {
  TestStream stream = Open();
  stream.Opened();
  // 5 MiB: above gRPC's usual limit, so its own refusal would carry no details.
  stream.SendBytes(std::vector<std::string>(90, std::string(60'000, 'x')));
  stream.CloseAndRead();
  const absl::Status end = stream.Finish();
  EXPECT_THAT(end, StatusIs(ERROR_REASON_BATCH_TOO_LARGE));
  EXPECT_THAT(end, HasErrorField("limit", kMaxBatchBytes));
}

TEST_F(ReceiptStreamGrpcTest, FeedsAreNumberedByPlaceAndMendedUnderTheSameId) {
  const auto row = [](std::string_view id, std::string_view unit) {
    return FeedSubmission("benh-vien", id, MakeReceipt(unit, 20210405, 1));
  };
  TestStream stream(server_.receipts(), TestStream::OfFeed("benh-vien"));
  EXPECT_EQ(stream.Opened().next_sequence(), 0u);
  ASSERT_TRUE(stream.Send(
      {row("a", "tan-hiep"), row("b", "khong-co"), row("a", "tan-hiep"), row("a", "go-quao")}));
  const auto first = stream.ReadUntil(4);
  ASSERT_EQ(first.size(), 4u);
  EXPECT_EQ(first[0].first_number(), 1u);
  EXPECT_EQ(first[0].outcome(), v1::SUBMISSION_OUTCOME_CREATED);
  EXPECT_EQ(first[1].outcome(), v1::SUBMISSION_OUTCOME_REJECTED);
  EXPECT_EQ(first[1].first_position(), 0u) << "no event";
  EXPECT_EQ(first[2].outcome(), v1::SUBMISSION_OUTCOME_EXISTS);
  EXPECT_EQ(first[2].first_position(), first[0].first_position());
  EXPECT_EQ(first[3].outcome(), v1::SUBMISSION_OUTCOME_EXISTS_WITH_DIFFERENT_CONTENT);
  ASSERT_TRUE(stream.Send({row("b", "go-quao")}));
  const auto mended = stream.CloseAndRead();
  ASSERT_EQ(mended.size(), 1u);
  EXPECT_EQ(mended[0].first_number(), 5u);
  EXPECT_EQ(mended[0].outcome(), v1::SUBMISSION_OUTCOME_CREATED);
  EXPECT_EQ(mended[0].first_position(), first[0].first_position() + 1);
}

TEST_F(ReceiptStreamGrpcTest, NothingIsAcknowledgedBeforeItIsDurable) {
  TestStream stream = Open();
  stream.Opened();
  server_.proposer().Hold();
  ASSERT_TRUE(stream.Send(Numbers(1, 10)));
  // Decided, and held at the disk.
  const uint64_t head = server_.head();
  while (server_.ledger().status().decided_count < head + 1 + 10) std::this_thread::yield();
  EXPECT_EQ(server_.head(), head);
  EXPECT_EQ(NextSequence(), 1u) << "reads show only what is durable";
  server_.proposer().Release();
  EXPECT_EQ(stream.ReadUntil(10).front().outcome(), v1::SUBMISSION_OUTCOME_CREATED);
}

TEST_F(ReceiptStreamGrpcTest, AWriterThatNeverReadsStopsTheServerReading) {
  // Refusals make long acknowledgements, so that what the transport buffers is soon full.
  constexpr int kBatch = 500;
  constexpr int kBatches = 400;
  TestStream stream = Open();
  std::atomic<int> sent = 0;
  std::thread writer([&] {
    for (int i = 0; i < kBatches; ++i) {
      std::vector<v1::Submission> batch;
      for (int j = 0; j < kBatch; ++j) {
        batch.push_back(SourceSubmission("may-01", uint64_t{1} + i * kBatch + j,
                                         MakeReceipt("khong-co-don-vi-nay", 20210405, 1)));
      }
      if (!stream.Send(batch)) return;
      ++sent;
    }
  });
  uint64_t decided = 0;
  while (decided <= kBatch) {
    std::this_thread::yield();
    decided = server_.ledger().status().decided_count;
  }
  // Until nothing moves any more for a while. Too early an end of this loop can only hide a fault,
  // never make one up.
  for (int quiet = 0; quiet < 30;) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    const uint64_t now = server_.ledger().status().decided_count;
    quiet = now == decided ? quiet + 1 : 0;
    decided = now;
  }
  EXPECT_LT(decided, uint64_t{kBatch} * kBatches / 2)
      << "the server takes on and on although nobody reads its acknowledgements";
  EXPECT_LT(sent.load(), kBatches);
  stream.Cancel();
  writer.join();
}

TEST_F(ReceiptStreamGrpcTest, ADeadlineEndsTheStreamAndLeavesTheServerServing) {
  TestStream stream(server_.receipts(), TestStream::OfSource("may-01"),
                    std::chrono::milliseconds(200));
  stream.Opened();
  EXPECT_THAT(stream.Read(), testing::IsEmpty());
  EXPECT_EQ(stream.Finish().code(), absl::StatusCode::kDeadlineExceeded);
  // What it had sent is not lost, and the next one goes on.
  TestStream next = Open();
  next.Opened();
  ASSERT_TRUE(next.Send(Numbers(1, 1)));
  EXPECT_EQ(next.CloseAndRead().size(), 1u);
}

TEST_F(ReceiptStreamGrpcTest, CutStreamsLeaveNothingBehind) {
  for (int i = 0; i < 20; ++i) {
    TestStream stream = Open();
    stream.Opened();
    stream.Send(Numbers(1, 100));
    stream.Cancel();
  }
  v1::GetStatusRequest request;
  // Each is taken off when its end has arrived.
  while (true) {
    ASSERT_OK_AND_ASSIGN(const auto status, server_.Call(&v1::StatusService::Stub::GetStatus,
                                                         server_.status(), request));
    if (status.open_streams() == 0) break;
  }
  TestStream stream = Open();
  stream.Opened();
  ASSERT_TRUE(stream.Send(Numbers(1, 100)));
  const auto runs = stream.CloseAndRead();
  EXPECT_OK(stream.Finish());
  EXPECT_EQ(NextSequence(), 101u) << "each once, whatever was cut";
}

}  // namespace
}  // namespace hemoledger
