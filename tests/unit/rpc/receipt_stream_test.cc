#include "services/rpc/receipt_stream.h"

#include <gtest/gtest.h>

#include <deque>
#include <optional>
#include <thread>

#include "services/rpc/limits.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

constexpr char kLedgerId[] = "0123456789abcdef";
constexpr size_t kSmallBudget = 10'000;

// The call as the stream sees it: what was started and not yet ended. A test ends it.
class FakeTransport final : public ReceiptStreamTransport {
 public:
  void StartRead(grpc::ByteBuffer* request) override {
    ASSERT_EQ(reading, nullptr) << "two reads at once";
    ASSERT_FALSE(finished.has_value());
    reading = request;
  }
  void StartWrite(const v1::StreamReceiptsResponse* response) override {
    ASSERT_EQ(writing, nullptr) << "two writes at once";
    ASSERT_FALSE(finished.has_value());
    writing = response;
  }
  void Finish(const absl::Status& status) override {
    ASSERT_FALSE(finished.has_value()) << "finished twice";
    finished = status;
  }

  grpc::ByteBuffer* reading = nullptr;
  const v1::StreamReceiptsResponse* writing = nullptr;
  std::optional<absl::Status> finished;
};

// A sequencer that answers when the test says so.
class FakeSink final : public ReceiptSink {
 public:
  FakeSink() {
    v1::SourceOpened opened;
    opened.set_source_id("may-01");
    marks_.Open(opened, 3);
    marks_.SetMark("may-01", 10);
    auto view = std::make_shared<View>();
    view->next_position = 50;
    view->ledger_id = kLedgerId;
    view->epoch = 1;
    view->sources = marks_.TakeSnapshot();
    view_ = view;
  }

  std::shared_ptr<const View> PinView() override { return view_; }

  absl::StatusOr<StreamBatch> PrepareBatch(const StreamIdentity& stream, uint64_t next_number,
                                           std::unique_ptr<const ReceivedBatch> batch) override {
    if (!prepare_error.ok()) return prepare_error;
    next_numbers.push_back(next_number);
    StreamBatch prepared;
    prepared.stream = stream;
    for (const std::string_view bytes : batch->submissions()) {
      const uint64_t number = (next_number == 0 ? 11 : next_number) + prepared.submissions.size();
      PreparedSubmission& submission = prepared.submissions.emplace_back();
      submission.bytes = bytes;
      submission.number = number;
    }
    prepared.received = std::move(batch);
    return prepared;
  }

  void SubmitBatch(StreamBatch batch, BatchDone done) override {
    waiting.push_back({std::move(batch), std::move(done)});
  }

  // Answers the oldest batch: CREATED, positions from 100 + number on.
  void Answer(absl::Status status = absl::OkStatus(), int covered = -1) {
    ASSERT_FALSE(waiting.empty());
    Waiting next = std::move(waiting.front());
    waiting.pop_front();
    BatchAnswer answer;
    answer.status = std::move(status);
    const uint32_t count = covered < 0 ? next.batch.submissions.size() : covered;
    if (count > 0) {
      v1::OutcomeRun& run = *answer.acknowledgement.add_runs();
      run.set_first_number(next.batch.submissions[0].number);
      run.set_count(count);
      run.set_first_position(100 + run.first_number());
      run.set_outcome(v1::SUBMISSION_OUTCOME_CREATED);
    }
    next.done(std::move(answer));
  }

  struct Waiting {
    StreamBatch batch;
    BatchDone done;
  };
  std::deque<Waiting> waiting;
  std::vector<uint64_t> next_numbers;
  absl::Status prepare_error;

 private:
  SourceMarks marks_;
  std::shared_ptr<const View> view_;
};

grpc::ByteBuffer BytesOf(const v1::StreamReceiptsRequest& request) {
  const grpc::Slice bytes(request.SerializeAsString());
  return grpc::ByteBuffer(&bytes, 1);
}

class ReceiptStreamTest : public testing::Test {
 protected:
  ReceiptStreamTest()
      : stream_(std::make_shared<ReceiptStream>(&sink_, &transport_, "anonymous", &unread_)) {
    stream_->Start();
  }

  // Gives the stream the message that it is reading for.
  void Send(const v1::StreamReceiptsRequest& request) {
    ASSERT_NE(transport_.reading, nullptr) << "the stream does not read";
    *std::exchange(transport_.reading, nullptr) = BytesOf(request);
    stream_->OnRead(true);
  }
  void Close() {
    ASSERT_NE(transport_.reading, nullptr);
    transport_.reading = nullptr;
    stream_->OnRead(false);
  }
  // The client takes what is being written.
  v1::StreamReceiptsResponse Take() {
    v1::StreamReceiptsResponse response;
    EXPECT_NE(transport_.writing, nullptr) << "nothing is being written";
    if (transport_.writing == nullptr) return response;
    response = *std::exchange(transport_.writing, nullptr);
    stream_->OnWritten(true);
    return response;
  }

  static v1::StreamReceiptsRequest Opening(uint64_t acknowledged = 0) {
    v1::StreamReceiptsRequest request;
    v1::SequenceMode& mode = *request.mutable_open()->mutable_sequence();
    mode.set_source_id("may-01");
    mode.set_acknowledged_sequence(acknowledged);
    return request;
  }
  static v1::StreamReceiptsRequest Batch(int count, size_t bytes = 1) {
    v1::StreamReceiptsRequest request;
    for (int i = 0; i < count; ++i) {
      request.mutable_batch()->add_submissions(std::string(bytes, 'x'));
    }
    return request;
  }
  void OpenAndTake() {
    Send(Opening());
    Take();
  }

  FakeTransport transport_;
  FakeSink sink_;
  // Exceeded by anything: what other streams hold is what a test adds.
  ByteBudget unread_{kSmallBudget};
  std::shared_ptr<ReceiptStream> stream_;
};

TEST_F(ReceiptStreamTest, OpeningTellsWhatTheServerHas) {
  Send(Opening(10));
  const v1::StreamReceiptsResponse response = Take();
  EXPECT_EQ(response.opened().ledger_id(), kLedgerId);
  EXPECT_EQ(response.opened().epoch(), 1u);
  EXPECT_EQ(response.opened().next_sequence(), 11u);
  EXPECT_EQ(response.opened().position(), 49u);
}

TEST_F(ReceiptStreamTest, OpeningOfAFeedHasNoSequence) {
  v1::StreamReceiptsRequest request;
  request.mutable_open()->mutable_external_id()->set_feed("benh-vien");
  Send(request);
  EXPECT_EQ(Take().opened().next_sequence(), 0u);
  Send(Batch(2));
  Send(Batch(1));
  EXPECT_EQ(sink_.next_numbers, (std::vector<uint64_t>{1, 3})) << "places in the stream, from 1";
}

TEST_F(ReceiptStreamTest, AClientThatHoldsMoreAcknowledgementsMeansLostHistory) {
  Send(Opening(11));
  ASSERT_TRUE(transport_.finished.has_value());
  EXPECT_THAT(*transport_.finished, StatusIs(ERROR_REASON_SERVER_LOST_HISTORY));
  EXPECT_THAT(*transport_.finished, HasErrorField("server_mark", 10));
  EXPECT_EQ(transport_.reading, nullptr);
}

TEST_F(ReceiptStreamTest, RefusesAnotherLedgerOrEpoch) {
  v1::StreamReceiptsRequest request = Opening();
  request.mutable_open()->set_ledger_id("another");
  Send(request);
  EXPECT_THAT(*transport_.finished, StatusIs(ERROR_REASON_LEDGER_MISMATCH));
}

TEST_F(ReceiptStreamTest, RefusesAnotherEpoch) {
  v1::StreamReceiptsRequest request = Opening();
  request.mutable_open()->set_ledger_id(kLedgerId);
  request.mutable_open()->set_epoch(2);
  Send(request);
  EXPECT_THAT(*transport_.finished, HasErrorField("field", "epoch"));
}

TEST_F(ReceiptStreamTest, RefusesAnUnknownSource) {
  v1::StreamReceiptsRequest request = Opening();
  request.mutable_open()->mutable_sequence()->set_source_id("may-02");
  Send(request);
  EXPECT_THAT(*transport_.finished, StatusIs(ERROR_REASON_SOURCE_NOT_FOUND));
}

TEST_F(ReceiptStreamTest, RefusesABatchBeforeTheOpening) {
  Send(Batch(1));
  EXPECT_THAT(*transport_.finished, StatusIs(ERROR_REASON_STREAM_NOT_OPENED));
  EXPECT_TRUE(sink_.waiting.empty());
}

TEST_F(ReceiptStreamTest, RefusesASecondOpening) {
  OpenAndTake();
  Send(Opening());
  EXPECT_THAT(*transport_.finished, StatusIs(ERROR_REASON_STREAM_NOT_OPENED));
}

TEST_F(ReceiptStreamTest, StopsReadingWhileEightBatchesAreUnanswered) {
  OpenAndTake();
  // Together too large to be small ones.
  for (int i = 0; i < kMaxUnansweredBatches; ++i) {
    Send(Batch(3, kSmallBatchesBytes / kMaxUnansweredBatches / 3 + 1));
  }
  EXPECT_EQ(transport_.reading, nullptr);
  EXPECT_EQ(sink_.waiting.size(), static_cast<size_t>(kMaxUnansweredBatches));
  // Decided, but the client does not read: still no more is taken.
  for (int i = 0; i < kMaxUnansweredBatches; ++i) sink_.Answer();
  EXPECT_EQ(transport_.reading, nullptr);
  // The first acknowledgement was on its way alone, the others gathered behind it.
  EXPECT_EQ(Take().acknowledgement().runs(0).count(), 3u);
  EXPECT_NE(transport_.reading, nullptr) << "one batch is answered";
  const v1::StreamReceiptsResponse rest = Take();
  ASSERT_EQ(rest.acknowledgement().runs_size(), 1);
  EXPECT_EQ(rest.acknowledgement().runs(0).first_number(), 14u);
  EXPECT_EQ(rest.acknowledgement().runs(0).count(), 3u * (kMaxUnansweredBatches - 1));
}

TEST_F(ReceiptStreamTest, OfSmallBatchesMoreMayBeUnanswered) {
  OpenAndTake();
  for (int i = 0; i < kMaxUnansweredSmallBatches; ++i) Send(Batch(1));
  EXPECT_EQ(transport_.reading, nullptr);
  EXPECT_EQ(sink_.waiting.size(), static_cast<size_t>(kMaxUnansweredSmallBatches));
  sink_.Answer();
  Take();
  EXPECT_NE(transport_.reading, nullptr) << "one batch is answered";
  // Together no longer small.
  Send(Batch(1, kSmallBatchesBytes));
  EXPECT_EQ(transport_.reading, nullptr);
  for (int i = 1; i < kMaxUnansweredSmallBatches; ++i) sink_.Answer();
  Take();
  Take();
  EXPECT_NE(transport_.reading, nullptr) << "only the large one is unanswered";
}

TEST_F(ReceiptStreamTest, AMessageThatCanNotBeReadEndsTheStream) {
  OpenAndTake();
  const grpc::Slice bytes(std::string("\x12\x05x"));
  *std::exchange(transport_.reading, nullptr) = grpc::ByteBuffer(&bytes, 1);
  stream_->OnRead(true);
  ASSERT_TRUE(transport_.finished.has_value());
  EXPECT_THAT(*transport_.finished, StatusIs(ERROR_REASON_FIELD_INVALID));
}

TEST_F(ReceiptStreamTest, WhatIsNotKnownInABatchIsLeftOut) {
  OpenAndTake();
  v1::StreamReceiptsRequest request = Batch(2);
  constexpr int kUnknownField = 99;
  auto* reflection = v1::SubmissionBatch::GetReflection();
  reflection->MutableUnknownFields(request.mutable_batch())
      ->AddLengthDelimited(kUnknownField, "new");
  v1::AccompanyingText& text = *request.mutable_batch()->add_texts();
  text.set_submission_index(1);
  text.set_text("vì sao");
  Send(request);
  ASSERT_EQ(sink_.waiting.size(), 1u);
  const ReceivedBatch& received = *sink_.waiting[0].batch.received;
  EXPECT_EQ(received.submissions().size(), 2u);
  EXPECT_EQ(received.submissions()[1], "x");
  EXPECT_EQ(received.texts()[0].text(), "vì sao");
  EXPECT_EQ(received.message_bytes(), request.batch().ByteSizeLong());
}

TEST_F(ReceiptStreamTest, WhileOthersLeaveMuchUnreadAStreamReadsOnlyWithNothingToWrite) {
  OpenAndTake();
  unread_.Change(0, 2 * kSmallBudget);
  Send(Batch(3));
  EXPECT_NE(transport_.reading, nullptr) << "it has left nothing unread itself";
  sink_.Answer();
  Send(Batch(3));
  EXPECT_EQ(transport_.reading, nullptr) << "its acknowledgement is not yet read";
  Take();
  EXPECT_NE(transport_.reading, nullptr);
  sink_.Answer();
  EXPECT_GT(unread_.held(), 2 * kSmallBudget);
  unread_.Change(2 * kSmallBudget, 0);
  Send(Batch(3));
  EXPECT_NE(transport_.reading, nullptr) << "the others have read";
}

TEST_F(ReceiptStreamTest, WhatAStreamLeavesUnreadIsCountedUntilItIsGone) {
  OpenAndTake();
  Send(Batch(3));
  Send(Batch(3));
  sink_.Answer();
  sink_.Answer();
  const size_t two = unread_.held();
  EXPECT_GT(two, 0u);
  Take();
  EXPECT_LT(unread_.held(), two);
  EXPECT_GT(unread_.held(), 0u);
  stream_->OnCancelled();
  stream_.reset();
  EXPECT_EQ(unread_.held(), 0u);
}

TEST_F(ReceiptStreamTest, HalfCloseAnswersEverythingThenEndsWithOk) {
  OpenAndTake();
  Send(Batch(2));
  Send(Batch(2));
  Close();
  EXPECT_FALSE(transport_.finished.has_value());
  sink_.Answer();
  sink_.Answer();
  EXPECT_FALSE(transport_.finished.has_value()) << "the acknowledgements are not yet written";
  Take();
  Take();
  EXPECT_THAT(*transport_.finished, IsOk());
}

TEST_F(ReceiptStreamTest, AnAnswerThatEndsTheStreamComesAfterWhatItCovers) {
  OpenAndTake();
  Send(Batch(5));
  Send(Batch(5));
  const absl::Status gap = MakeError(ERROR_REASON_SEQUENCE_GAP,
                                     {{"source_id", "may-01"}, {"expected", 13}, {"actual", 14}});
  sink_.Answer(gap, 2);
  EXPECT_EQ(Take().acknowledgement().runs(0).count(), 2u);
  ASSERT_TRUE(transport_.finished.has_value());
  EXPECT_THAT(*transport_.finished, StatusIs(ERROR_REASON_SEQUENCE_GAP));
  // The batch behind it is answered into the void.
  sink_.Answer(gap, 0);
}

TEST_F(ReceiptStreamTest, AnAnswerThatEndsTheStreamStandsBeforeALaterBadMessage) {
  OpenAndTake();
  Send(Batch(5));
  Send(Opening());
  sink_.Answer(MakeError(ERROR_REASON_CLOCK_STOPPED, {{"detail", "x"}}), 0);
  EXPECT_THAT(*transport_.finished, StatusIs(ERROR_REASON_CLOCK_STOPPED));
}

TEST_F(ReceiptStreamTest, ABadMessageEndsTheStreamAfterTheAnswersToWhatWasTaken) {
  OpenAndTake();
  Send(Batch(5));
  sink_.prepare_error = MakeError(ERROR_REASON_IDENTITY_MISMATCH, {{"expected", "may-01"}});
  Send(Batch(5));
  EXPECT_EQ(transport_.reading, nullptr);
  EXPECT_FALSE(transport_.finished.has_value());
  sink_.Answer();
  Take();
  EXPECT_THAT(*transport_.finished, StatusIs(ERROR_REASON_IDENTITY_MISMATCH));
  EXPECT_TRUE(sink_.waiting.empty()) << "nothing of the bad message was handed in";
}

TEST_F(ReceiptStreamTest, RefusesBatchesOverTheLimits) {
  for (const auto& request :
       {Batch(0), Batch(kMaxBatchSubmissions + 1), Batch(20, kMaxBatchBytes / 20 + 1)}) {
    FakeTransport transport;
    auto stream = std::make_shared<ReceiptStream>(&sink_, &transport, "anonymous", &unread_);
    stream->Start();
    *std::exchange(transport.reading, nullptr) = BytesOf(Opening());
    stream->OnRead(true);
    transport.writing = nullptr;
    stream->OnWritten(true);
    v1::StreamReceiptsRequest bad = request;
    bad.mutable_batch();  // also an empty one is a batch
    *std::exchange(transport.reading, nullptr) = BytesOf(bad);
    stream->OnRead(true);
    ASSERT_TRUE(transport.finished.has_value());
    EXPECT_THAT(*transport.finished,
                StatusIs(request.batch().submissions_size() == 0 ? ERROR_REASON_FIELD_REQUIRED
                                                                 : ERROR_REASON_BATCH_TOO_LARGE));
  }
  EXPECT_TRUE(sink_.waiting.empty());
}

TEST_F(ReceiptStreamTest, RefusesABatchWhoseMessageHoldsMuchElse) {
  OpenAndTake();
  v1::StreamReceiptsRequest request = Batch(1);
  // 2 texts whose salts are as long as nobody's.
  for (int i = 0; i < 2; ++i) {
    request.mutable_batch()->add_texts()->set_salt(std::string(kMaxBatchMessageBytes / 2, 's'));
  }
  Send(request);
  EXPECT_THAT(*transport_.finished, StatusIs(ERROR_REASON_BATCH_TOO_LARGE));
  EXPECT_THAT(*transport_.finished, HasErrorField("limit", kMaxBatchMessageBytes));
}

TEST_F(ReceiptStreamTest, TakesABatchAtTheLimits) {
  OpenAndTake();
  Send(Batch(kMaxBatchSubmissions, kMaxBatchBytes / kMaxBatchSubmissions));
  EXPECT_EQ(sink_.waiting.size(), 1u);
}

TEST_F(ReceiptStreamTest, StopAnswersWhatWasTakenAndTakesNothingMore) {
  OpenAndTake();
  Send(Batch(2));
  stream_->Stop();
  EXPECT_FALSE(transport_.finished.has_value());
  Send(Batch(2));  // was on its way
  EXPECT_EQ(sink_.waiting.size(), 1u);
  sink_.Answer();
  Take();
  EXPECT_THAT(*transport_.finished, StatusIs(ERROR_REASON_SERVER_STOPPING));
}

TEST_F(ReceiptStreamTest, StopEndsAnIdleStreamAtOnce) {
  OpenAndTake();
  stream_->Stop();
  EXPECT_THAT(*transport_.finished, StatusIs(ERROR_REASON_SERVER_STOPPING));
}

TEST_F(ReceiptStreamTest, CancellationEndsAtOnceAndLateAnswersAreIgnored) {
  OpenAndTake();
  Send(Batch(2));
  Send(Batch(2));
  sink_.Answer();
  stream_->OnCancelled();
  ASSERT_TRUE(transport_.finished.has_value());
  stream_->OnWritten(false);
  stream_->OnRead(false);
  stream_->OnCancelled();
  sink_.Answer();
}

TEST_F(ReceiptStreamTest, ABrokenConnectionEndsTheStream) {
  OpenAndTake();
  Send(Batch(2));
  sink_.Answer();
  transport_.writing = nullptr;
  stream_->OnWritten(false);
  EXPECT_TRUE(transport_.finished.has_value());
}

// Reads, answers and a stop at once, each from its own thread.
TEST(ReceiptStreamThreadsTest, AnswersEverythingTakenWhenStoppedInTheMiddle) {
  // Ends what the stream starts from two threads of its own, as gRPC would.
  class ThreadedTransport final : public ReceiptStreamTransport {
   public:
    void StartRead(grpc::ByteBuffer* request) override {
      MutexLock lock(mutex);
      reading = request;
      wake.NotifyAll();
    }
    void StartWrite(const v1::StreamReceiptsResponse* response) override {
      MutexLock lock(mutex);
      writing = response;
      wake.NotifyAll();
    }
    void Finish(const absl::Status& status) override {
      MutexLock lock(mutex);
      finished = status;
      wake.NotifyAll();
    }
    Mutex mutex;
    CondVar wake;
    grpc::ByteBuffer* reading = nullptr;
    const v1::StreamReceiptsResponse* writing = nullptr;
    std::optional<absl::Status> finished;
  };
  class ThreadedSink final : public ReceiptSink {
   public:
    std::shared_ptr<const View> PinView() override { return base.PinView(); }
    absl::StatusOr<StreamBatch> PrepareBatch(const StreamIdentity& stream, uint64_t next_number,
                                             std::unique_ptr<const ReceivedBatch> batch) override {
      return base.PrepareBatch(stream, next_number, std::move(batch));
    }
    void SubmitBatch(StreamBatch batch, BatchDone done) override {
      MutexLock lock(mutex);
      ++taken;
      base.SubmitBatch(std::move(batch), std::move(done));
      wake.NotifyAll();
    }
    Mutex mutex;
    CondVar wake;
    FakeSink base;
    int taken = 0;
    bool ended = false;
  };

  for (int round = 0; round < 20; ++round) {
    ThreadedTransport transport;
    ThreadedSink sink;
    ByteBudget unread(kMaxUnreadAcknowledgementBytes);
    auto stream = std::make_shared<ReceiptStream>(&sink, &transport, "anonymous", &unread);
    stream->Start();
    int acknowledged = 0;
    std::thread reader([&] {
      bool first = true;
      while (true) {
        grpc::ByteBuffer* request = nullptr;
        {
          MutexLock lock(transport.mutex);
          transport.wake.Wait(transport.mutex,
                              [&] { return transport.reading || transport.finished; });
          if (transport.reading == nullptr) return;
          request = std::exchange(transport.reading, nullptr);
        }
        v1::StreamReceiptsRequest message;
        if (std::exchange(first, false)) {
          message.mutable_open()->mutable_sequence()->set_source_id("may-01");
        } else {
          message.mutable_batch()->add_submissions("x");
        }
        *request = BytesOf(message);
        stream->OnRead(true);
      }
    });
    std::thread writer([&] {
      while (true) {
        {
          MutexLock lock(transport.mutex);
          transport.wake.Wait(transport.mutex,
                              [&] { return transport.writing || transport.finished; });
          if (transport.writing == nullptr) return;
          for (const auto& run : transport.writing->acknowledgement().runs()) {
            acknowledged += run.count();
          }
          transport.writing = nullptr;
        }
        stream->OnWritten(true);
      }
    });
    std::thread sequencer([&] {
      for (int answered = 0;; ++answered) {
        FakeSink::Waiting next;
        {
          MutexLock lock(sink.mutex);
          sink.wake.Wait(sink.mutex, [&] { return !sink.base.waiting.empty() || sink.ended; });
          if (sink.base.waiting.empty()) return;
          next = std::move(sink.base.waiting.front());
          sink.base.waiting.pop_front();
        }
        BatchAnswer answer;
        v1::OutcomeRun& run = *answer.acknowledgement.add_runs();
        run.set_first_number(next.batch.submissions[0].number);
        run.set_count(1);
        run.set_outcome(v1::SUBMISSION_OUTCOME_CREATED);
        next.done(std::move(answer));
        if (answered == 50) stream->Stop();
      }
    });
    reader.join();
    writer.join();
    {
      MutexLock lock(sink.mutex);
      sink.ended = true;
      sink.wake.NotifyAll();
    }
    sequencer.join();
    EXPECT_THAT(*transport.finished, StatusIs(ERROR_REASON_SERVER_STOPPING));
    EXPECT_EQ(acknowledged, sink.taken) << "all that was taken is acknowledged, and nothing else";
  }
}

}  // namespace
}  // namespace hemoledger
