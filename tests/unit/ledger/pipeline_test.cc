// Groups in flight: holding, conflict, unknown outcome, and everything that stops writing.
#include <thread>

#include "ledger_fixture.h"
#include "services/ledger/event_builder.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;

class PipelineTest : public LedgerFixture {
 protected:
  void SetUp() override {
    LedgerFixture::SetUp();
    OpenUnits();
    OpenSource("s1");
    OpenSource("s2");
    first_ = next_position();
  }

  // Until everything handed in is decided.
  void AwaitDecided() {
    while (true) {
      const LedgerStatus status = ledger_->status();
      if (status.waiting_batches == 0 && status.waiting_calls == 0) return;
      std::this_thread::yield();
    }
  }

  // Another writer's receipt, straight into the store.
  void WriteForeign(std::string_view feed, std::string_view id, uint32_t count = 10) {
    const std::string submission = FeedReceipt(feed, id, count);
    Group group(store_->next_position());
    const EventHead head{store_->next_position(), clock_.NowMicros(), "foreign", nullptr};
    const size_t size = EventSize(head, submission);
    WriteEvent(head, submission, size, group.AllocateEvent(size));
    group.AddId(IdScope::kFeed, feed, id, store_->next_position());
    ASSERT_OK(store_->Append(group));
  }

  uint64_t first_ = 0;
};

TEST_F(PipelineTest, WhileAGroupIsHeldTheNextIsDecidedAndNothingLeaves) {
  proposer_->Hold();
  Promised<BatchAnswer> held =
      Submit(Prepare(SequenceStream("s1"), {SourceReceipt("s1", 1), SourceReceipt("s1", 2)}));
  proposer_->AwaitHeld();
  // More receipts; the same again; a refusal; a try; and a call, all of which rest on the held
  // group or come after it.
  Promised<BatchAnswer> more = Submit(Prepare(SequenceStream("s1"), {SourceReceipt("s1", 3)}));
  Promised<BatchAnswer> again = Submit(Prepare(SequenceStream("s1"), {SourceReceipt("s1", 1)}));
  Promised<BatchAnswer> gap = Submit(Prepare(SequenceStream("s1"), {SourceReceipt("s1", 9)}));
  Promised<absl::StatusOr<v1::ReceiptWriteResponse>> tried;
  v1::RecordReceiptRequest request;
  request.set_request_id("r");
  *request.mutable_receipt() = MakeReceipt("rach-gia", 20210405, 1);
  request.set_validate_only(true);
  ledger_->RecordReceipt(kClerk, request, tried.Setter());
  Promised<absl::StatusOr<v1::ReceiptWriteResponse>> refused;
  request.set_request_id("q");
  request.mutable_receipt()->mutable_unit()->set_unit_id("nowhere");
  ledger_->RecordReceipt(kClerk, request, refused.Setter());
  AwaitDecided();

  const LedgerStatus status = ledger_->status();
  EXPECT_EQ(status.decided_count, first_ + 3) << "the next group is decided";
  EXPECT_EQ(status.head_position, first_ - 1);
  EXPECT_EQ(status.published_position, first_ - 1);
  EXPECT_EQ(ledger_->views().Pin()->sources.Find("s1")->mark, 0u);
  for (const Promised<BatchAnswer>* answer : {&held, &more, &again, &gap}) {
    EXPECT_FALSE(answer->is_set());
  }
  EXPECT_FALSE(tried.is_set());
  EXPECT_FALSE(refused.is_set());

  proposer_->Release();
  EXPECT_THAT(Unfold(held.Get().acknowledgement),
              ElementsAre(Created(1, first_), Created(2, first_ + 1)));
  EXPECT_THAT(Unfold(more.Get().acknowledgement), ElementsAre(Created(3, first_ + 2)));
  EXPECT_THAT(Unfold(again.Get().acknowledgement), ElementsAre(Exists(1, first_)));
  EXPECT_THAT(gap.Get().status, StatusIs(ERROR_REASON_SEQUENCE_GAP));
  EXPECT_OK(tried.Get());
  EXPECT_THAT(refused.Get(), StatusIs(ERROR_REASON_UNIT_NOT_FOUND));
  EXPECT_EQ(ledger_->StateDigest(), ReplayedDigest());
}

TEST_F(PipelineTest, GroupsInFlightAreBounded) {
  proposer_->Hold();
  const int before = proposer_->proposals();
  std::vector<Promised<BatchAnswer>> answers;
  v1::Receipt receipt = MakeReceipt("rach-gia", 20210405, 1);
  receipt.GetReflection()->MutableUnknownFields(&receipt)->AddLengthDelimited(
      1000, std::string(50'000, 'x'));
  // Five groups' worth.
  for (uint64_t i = 1; i <= 90; ++i) {
    answers.push_back(
        Submit(Prepare(SequenceStream("s1"), {Bytes(SourceSubmission("s1", i, receipt))})));
  }
  proposer_->AwaitHeld();
  while (ledger_->status().decided_count < first_ + 2 * 17) std::this_thread::yield();
  EXPECT_GT(ledger_->status().waiting_batches, 0u);
  EXPECT_EQ(proposer_->proposals(), before + 1);
  proposer_->Release();
  for (uint64_t i = 1; i <= 90; ++i) {
    EXPECT_THAT(Unfold(answers[i - 1].Get().acknowledgement),
                ElementsAre(Created(i, first_ + i - 1)));
  }
}

TEST_F(PipelineTest, AConflictGoesBackAndDecidesAgain) {
  proposer_->Hold();
  proposer_->ConflictOnce([this] { WriteForeign("feed", "a"); });
  Promised<BatchAnswer> first =
      Submit(Prepare(FeedStream("feed"), {FeedReceipt("feed", "a"), FeedReceipt("feed", "b")}, 1));
  proposer_->AwaitHeld();
  Promised<BatchAnswer> second = Submit(Prepare(SequenceStream("s1"), {SourceReceipt("s1", 1)}));
  v1::ChangeUnitsRequest units;
  units.set_request_id("u");
  *units.add_changes() = OpenUnit("an-bien", v1::UNIT_KIND_DISTRICT, "An Biên", "kien-giang");
  Promised<absl::StatusOr<v1::ChangeUnitsResponse>> unit;
  ledger_->ChangeUnits(kClerk, units, unit.Setter());
  Promised<BatchAnswer> third =
      Submit(Prepare(SequenceStream("s2"),
                     {Bytes(SourceSubmission("s2", 1, MakeReceipt("an-bien", 20210405, 3)))}));
  AwaitDecided();
  proposer_->Release();
  // The foreign one took the first place: what was CREATED there EXISTS now.
  EXPECT_THAT(Unfold(first.Get().acknowledgement),
              ElementsAre(Exists(1, first_), Created(2, first_ + 1)));
  EXPECT_THAT(Unfold(second.Get().acknowledgement), ElementsAre(Created(1, first_ + 2)));
  ASSERT_OK_AND_ASSIGN(const v1::ChangeUnitsResponse response, unit.Get());
  EXPECT_EQ(response.results(0).position(), first_ + 3);
  EXPECT_THAT(Unfold(third.Get().acknowledgement), ElementsAre(Created(1, first_ + 4)));
  EXPECT_EQ(ledger_->StateDigest(), ReplayedDigest());
  EXPECT_EQ(fatals_, 0);
}

TEST_F(PipelineTest, ConflictsInTheMiddleOfALongBatchLoseNothing) {
  v1::Receipt receipt = MakeReceipt("rach-gia", 20210405, 1);
  receipt.GetReflection()->MutableUnknownFields(&receipt)->AddLengthDelimited(
      1000, std::string(20'000, 'x'));
  std::vector<std::string> submissions;
  for (uint64_t i = 1; i <= 150; ++i) {
    submissions.push_back(Bytes(SourceSubmission("s1", i, receipt)));
  }
  proposer_->Hold();
  Promised<BatchAnswer> answer = Submit(Prepare(SequenceStream("s1"), submissions));
  proposer_->AwaitHeld();
  // Conflicts with and without something new, before the first group and between later ones.
  proposer_->ConflictOnce([] {});
  proposer_->ConflictOnce([this] { WriteForeign("feed", "a"); });
  proposer_->Release();
  const BatchAnswer got = answer.Get();
  EXPECT_OK(got.status);
  const std::vector<Outcome> outcomes = Unfold(got.acknowledgement);
  ASSERT_EQ(outcomes.size(), 150u);
  for (uint64_t i = 0; i < 150; ++i) EXPECT_EQ(outcomes[i], Created(i + 1, first_ + 1 + i));
  EXPECT_EQ(ledger_->StateDigest(), ReplayedDigest());
}

TEST_F(PipelineTest, AConflictAfterAPartWasCommittedGoesBackToThere) {
  v1::Receipt receipt = MakeReceipt("rach-gia", 20210405, 1);
  receipt.GetReflection()->MutableUnknownFields(&receipt)->AddLengthDelimited(
      1000, std::string(20'000, 'x'));
  std::vector<std::string> submissions;
  for (uint64_t i = 1; i <= 100; ++i) {
    submissions.push_back(Bytes(SourceSubmission("s1", i, receipt)));
  }
  // The first group of the batch commits; the foreign event comes before the second one.
  proposer_->Hold();
  Promised<BatchAnswer> answer = Submit(Prepare(SequenceStream("s1"), submissions));
  proposer_->AwaitHeld();
  std::thread foreigner([this] {
    while (store_->next_position() == first_) std::this_thread::yield();
    proposer_->AwaitHeld();
    WriteForeign("feed", "a");
    proposer_->Release();
  });
  proposer_->ReleaseOne();
  foreigner.join();
  const std::vector<Outcome> outcomes = Unfold(answer.Get().acknowledgement);
  ASSERT_EQ(outcomes.size(), 100u);
  uint64_t gaps = 0;
  for (size_t i = 1; i < outcomes.size(); ++i) {
    EXPECT_EQ(outcomes[i].outcome, v1::SUBMISSION_OUTCOME_CREATED);
    const uint64_t step = outcomes[i].position - outcomes[i - 1].position;
    EXPECT_TRUE(step == 1 || step == 2);
    gaps += step - 1;
  }
  EXPECT_EQ(gaps, 1u) << "the foreign event stands between two of its groups";
  EXPECT_EQ(ledger_->StateDigest(), ReplayedDigest());
}

TEST_F(PipelineTest, AnUnknownOutcomeIsFatalAndAnswersNothingElse) {
  proposer_->LoseAnswers();
  Promised<BatchAnswer> lost = Submit(Prepare(SequenceStream("s1"), {SourceReceipt("s1", 1)}));
  Promised<absl::StatusOr<v1::ReceiptWriteResponse>> call;
  v1::RecordReceiptRequest request;
  request.set_request_id("r");
  *request.mutable_receipt() = MakeReceipt("rach-gia", 20210405, 1);
  ledger_->RecordReceipt(kClerk, request, call.Setter());
  EXPECT_THAT(lost.Get().status, StatusIs(ERROR_REASON_OUTCOME_UNKNOWN));
  EXPECT_EQ(lost.Get().acknowledgement.runs_size(), 0);
  const auto answer = call.Get();
  EXPECT_TRUE(ReasonOf(answer.status()) == ERROR_REASON_OUTCOME_UNKNOWN ||
              ReasonOf(answer.status()) == ERROR_REASON_SERVER_STOPPING)
      << answer.status();
  EXPECT_EQ(fatals_, 1);
  EXPECT_EQ(ledger_->status().write_state, v1::WRITE_STATE_STOPPING);
  EXPECT_THAT(Record(request), StatusIs(ERROR_REASON_SERVER_STOPPING));
}

TEST_F(PipelineTest, EndlessEmptyConflictsAreFatal) {
  for (int i = 0; i < 200; ++i) proposer_->ConflictOnce([] {});
  Promised<BatchAnswer> lost = Submit(Prepare(SequenceStream("s1"), {SourceReceipt("s1", 1)}));
  EXPECT_THAT(lost.Get().status, StatusIs(ERROR_REASON_OUTCOME_UNKNOWN));
  EXPECT_EQ(fatals_, 1);
}

TEST_F(PipelineTest, StoppingFinishesWhatWasTaken) {
  proposer_->Hold();
  std::vector<Promised<BatchAnswer>> taken;
  for (uint64_t i = 1; i <= 20; ++i) {
    taken.push_back(Submit(Prepare(SequenceStream("s1"), {SourceReceipt("s1", i)})));
  }
  proposer_->AwaitHeld();
  Promised<absl::Status> wait;
  ledger_->views().WaitForPosition(first_ + 1000, std::nullopt, wait.Setter());
  std::thread stopper([this] { ledger_->Stop(); });
  while (ledger_->status().write_state != v1::WRITE_STATE_STOPPING) std::this_thread::yield();
  const BatchAnswer late = Send(SequenceStream("s1"), {SourceReceipt("s1", 21)});
  EXPECT_THAT(late.status, StatusIs(ERROR_REASON_SERVER_STOPPING));
  proposer_->Release();
  stopper.join();
  for (uint64_t i = 1; i <= 20; ++i) {
    ASSERT_TRUE(taken[i - 1].is_set()) << i;
    EXPECT_THAT(Unfold(taken[i - 1].Get().acknowledgement),
                ElementsAre(Created(i, first_ + i - 1)));
  }
  EXPECT_THAT(wait.Get(), StatusIs(ERROR_REASON_SERVER_STOPPING));
}

TEST_F(PipelineTest, ANearlyFullDiskStopsWritingAndNotReading) {
  Send(SequenceStream("s1"), {SourceReceipt("s1", 1)});
  disk_.free_bytes = 1000;
  const BatchAnswer answer = Send(SequenceStream("s1"), {SourceReceipt("s1", 2)});
  EXPECT_THAT(answer.status, StatusIs(ERROR_REASON_DISK_NEARLY_FULL));
  EXPECT_THAT(answer.status, HasErrorField("free_bytes", 1000));
  EXPECT_EQ(answer.acknowledgement.runs_size(), 0);
  v1::OpenSourceRequest request;
  request.set_request_id("r");
  request.mutable_source()->set_source_id("s3");
  EXPECT_THAT(OpenSource(request), StatusIs(ERROR_REASON_DISK_NEARLY_FULL));
  EXPECT_EQ(ledger_->status().write_state, v1::WRITE_STATE_DISK_NEARLY_FULL);
  EXPECT_EQ(next_position(), first_ + 1);
  EXPECT_EQ(ledger_->views().Pin()->next_position, first_ + 1);
  disk_.free_bytes = int64_t{1} << 50;
  EXPECT_THAT(Unfold(Send(SequenceStream("s1"), {SourceReceipt("s1", 2)}).acknowledgement),
              ElementsAre(Created(2, first_ + 1)));
}

TEST_F(PipelineTest, AClockThatJumpsStopsWritingUntilConfirmed) {
  constexpr int64_t kMinute = 60'000'000;
  clock_.Jump(4 * kMinute);
  EXPECT_OK(Send(SequenceStream("s1"), {SourceReceipt("s1", 1)}).status);
  clock_.Jump(2 * kMinute);
  const BatchAnswer answer = Send(SequenceStream("s1"), {SourceReceipt("s1", 2)});
  EXPECT_THAT(answer.status, StatusIs(ERROR_REASON_CLOCK_STOPPED));
  EXPECT_EQ(ledger_->status().write_state, v1::WRITE_STATE_CLOCK_STOPPED);
  // It stays so, even when the clock comes back.
  clock_.Jump(-6 * kMinute);
  EXPECT_THAT(Send(SequenceStream("s1"), {SourceReceipt("s1", 2)}).status,
              StatusIs(ERROR_REASON_CLOCK_STOPPED));
  Promised<absl::StatusOr<uint64_t>> confirmed;
  ledger_->ConfirmClock(confirmed.Setter());
  EXPECT_THAT(confirmed.Get(), IsOkAndHolds(first_ + 1));
  EXPECT_EQ(StoredSubmission(first_ + 1).clock_confirmed().jump_micros(), 6 * kMinute);
  EXPECT_THAT(Unfold(Send(SequenceStream("s1"), {SourceReceipt("s1", 2)}).acknowledgement),
              ElementsAre(Created(2, first_ + 2)));
  v1::Event event;
  ASSERT_TRUE(event.ParseFromString(StoredBytes(first_ + 2)));
  EXPECT_EQ(event.record_time_micros(), FakeClock::kStartMicros + 4 * kMinute)
      << "never before the last one";
  EXPECT_EQ(ledger_->StateDigest(), ReplayedDigest());
  // Nothing to confirm, nothing recorded.
  Promised<absl::StatusOr<uint64_t>> twice;
  ledger_->ConfirmClock(twice.Setter());
  EXPECT_THAT(twice.Get(), IsOkAndHolds(0u));
}

TEST_F(PipelineTest, AClockBehindTheLastRecordStopsWritingAtTheStart) {
  constexpr int64_t kMinute = 60'000'000;
  CloseLedger();
  clock_.Jump(-6 * kMinute);
  OpenLedger();
  EXPECT_THAT(Send(SequenceStream("s1"), {SourceReceipt("s1", 1)}).status,
              StatusIs(ERROR_REASON_CLOCK_STOPPED));
  Promised<absl::StatusOr<uint64_t>> confirmed;
  ledger_->ConfirmClock(confirmed.Setter());
  EXPECT_OK(confirmed.Get());
  EXPECT_EQ(StoredSubmission(first_).clock_confirmed().jump_micros(), -6 * kMinute);
  EXPECT_OK(Send(SequenceStream("s1"), {SourceReceipt("s1", 1)}).status);
}

TEST_F(PipelineTest, ManyThreadsOneOrder) {
  constexpr int kSources = 4;
  constexpr uint64_t kBatches = 40;
  constexpr uint64_t kPerBatch = 16;
  OpenSource("s3");
  OpenSource("s4");
  const uint64_t base = next_position();
  std::atomic<bool> stop{false};
  // Readers: views never go back and are whole.
  std::thread reader([this, &stop] {
    uint64_t last = 0;
    while (!stop) {
      const std::shared_ptr<const View> view = ledger_->views().Pin();
      EXPECT_GE(view->next_position, last);
      last = view->next_position;
      int64_t receipts = 0;
      for (int64_t i = 0; i < view->cells.size(); ++i)
        receipts += view->cells.cell(i).value.receipts;
      uint64_t marks = 0;
      for (const char* id : {"s1", "s2", "s3", "s4"}) marks += view->sources.Find(id)->mark;
      EXPECT_EQ(static_cast<uint64_t>(receipts), marks) << "half a group";
    }
  });
  std::vector<std::thread> writers;
  for (int s = 1; s <= kSources; ++s) {
    writers.emplace_back([this, s] {
      const std::string source = Concat("s", s);
      std::vector<Promised<BatchAnswer>> answers;
      for (uint64_t b = 0; b < kBatches; ++b) {
        std::vector<std::string> submissions;
        for (uint64_t i = 1; i <= kPerBatch; ++i) {
          submissions.push_back(SourceReceipt(source, b * kPerBatch + i));
        }
        answers.push_back(Submit(Prepare(SequenceStream(source), submissions)));
      }
      for (Promised<BatchAnswer>& answer : answers) EXPECT_OK(answer.Get().status);
    });
  }
  for (std::thread& writer : writers) writer.join();
  stop = true;
  reader.join();
  EXPECT_EQ(next_position(), base + kSources * kBatches * kPerBatch);
  EXPECT_EQ(ledger_->StateDigest(), ReplayedDigest());
}

}  // namespace
}  // namespace hemoledger
