// Streams in SEQUENCE mode: every outcome, and what is durable of it.
#include "ledger_fixture.h"
#include "proto/base/sha256.h"
#include "proto/base/text_commitment.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;

class SequenceStreamTest : public LedgerFixture {
 protected:
  void SetUp() override {
    LedgerFixture::SetUp();
    OpenUnits();
    OpenSource("s1");
    first_ = next_position();
  }

  const StreamIdentity stream_ = SequenceStream("s1");
  // Position of the source's number 1.
  uint64_t first_ = 0;
};

TEST_F(SequenceStreamTest, NewReceiptsAreCreatedAtConsecutivePositions) {
  const BatchAnswer answer = Send(stream_, {SourceReceipt("s1", 1), SourceReceipt("s1", 2)});
  EXPECT_OK(answer.status);
  EXPECT_THAT(Unfold(answer.acknowledgement),
              ElementsAre(Created(1, first_), Created(2, first_ + 1)));
  ASSERT_EQ(answer.acknowledgement.runs_size(), 1) << "one run";
  v1::Event event;
  ASSERT_TRUE(event.ParseFromString(StoredBytes(first_)));
  EXPECT_EQ(event.submission(), SourceReceipt("s1", 1)) << "the client's bytes, as they were";
  EXPECT_EQ(event.principal(), kClerk);
  EXPECT_EQ(event.record_time_micros(), FakeClock::kStartMicros);
  EXPECT_FALSE(event.has_resolved());
  EXPECT_EQ(ledger_->views().Pin()->sources.Find("s1")->mark, 2u);
  EXPECT_EQ(ledger_->StateDigest(), ReplayedDigest());
}

TEST_F(SequenceStreamTest, TheSameAgainExistsAtTheSamePositions) {
  Send(stream_, {SourceReceipt("s1", 1), SourceReceipt("s1", 2)});
  Send(stream_, {SourceReceipt("s1", 3)});
  const BatchAnswer again = Send(stream_, {SourceReceipt("s1", 1), SourceReceipt("s1", 2),
                                           SourceReceipt("s1", 3), SourceReceipt("s1", 4)});
  EXPECT_THAT(Unfold(again.acknowledgement),
              ElementsAre(Exists(1, first_), Exists(2, first_ + 1), Exists(3, first_ + 2),
                          Created(4, first_ + 3)));
  EXPECT_EQ(again.acknowledgement.runs_size(), 2);
  CloseLedger();
  OpenLedger();
  const BatchAnswer reopened = Send(stream_, {SourceReceipt("s1", 4), SourceReceipt("s1", 5)});
  EXPECT_THAT(Unfold(reopened.acknowledgement),
              ElementsAre(Exists(4, first_ + 3), Created(5, first_ + 4)));
}

// A batch is looked at where it arrives, under the tree that holds then; what counts is the tree
// when it is decided.
TEST_F(SequenceStreamTest, ABatchPreparedBeforeAUnitWasClosedIsDecidedAfterIt) {
  StreamBatch prepared = Prepare(stream_, {SourceReceipt("s1", 1)});
  ASSERT_TRUE(prepared.submissions.front().ordinary) << "the fast way is the one in question";
  v1::ChangeUnitsRequest close;
  close.set_request_id("close");
  *close.add_changes() = CloseUnit("rach-gia", 19900101);
  ASSERT_OK(ChangeUnits(close));
  const BatchAnswer answer = Submit(std::move(prepared)).Get();
  EXPECT_THAT(Unfold(answer.acknowledgement),
              ElementsAre(Rejected(1, first_ + 1, ERROR_REASON_UNIT_NOT_OPEN)));
  EXPECT_EQ(ledger_->StateDigest(), ReplayedDigest());
}

TEST_F(SequenceStreamTest, ABatchPreparedBeforeAPlanCameIsStillTaken) {
  StreamBatch prepared = Prepare(stream_, {SourceReceipt("s1", 1), SourceReceipt("s1", 2)});
  IssuePlan("kien-giang-2021");
  const uint64_t next = next_position();
  const BatchAnswer answer = Submit(std::move(prepared)).Get();
  EXPECT_THAT(Unfold(answer.acknowledgement), ElementsAre(Created(1, next), Created(2, next + 1)));
  EXPECT_EQ(ledger_->StateDigest(), ReplayedDigest());
}

TEST_F(SequenceStreamTest, OtherBytesUnderAUsedNumberAreDifferentContent) {
  Send(stream_, {SourceReceipt("s1", 1, 10)});
  const BatchAnswer answer = Send(stream_, {SourceReceipt("s1", 1, 11), SourceReceipt("s1", 2)});
  EXPECT_THAT(Unfold(answer.acknowledgement),
              ElementsAre(Different(1, first_), Created(2, first_ + 1)));
  EXPECT_EQ(next_position(), first_ + 2);
}

TEST_F(SequenceStreamTest, EverythingBeforeAGapIsTaken) {
  const BatchAnswer answer =
      Send(stream_, {SourceReceipt("s1", 1), SourceReceipt("s1", 2), SourceReceipt("s1", 4)});
  EXPECT_THAT(Unfold(answer.acknowledgement),
              ElementsAre(Created(1, first_), Created(2, first_ + 1)));
  EXPECT_THAT(answer.status, StatusIs(ERROR_REASON_SEQUENCE_GAP));
  EXPECT_THAT(answer.status, HasErrorField("expected", 3));
  EXPECT_THAT(answer.status, HasErrorField("actual", 4));
  EXPECT_EQ(next_position(), first_ + 2);
}

TEST_F(SequenceStreamTest, AGapBeforeTheBatchTakesNothing) {
  const BatchAnswer answer = Send(stream_, {SourceReceipt("s1", 2), SourceReceipt("s1", 3)});
  EXPECT_EQ(answer.acknowledgement.runs_size(), 0);
  EXPECT_THAT(answer.status, StatusIs(ERROR_REASON_SEQUENCE_GAP));
  EXPECT_THAT(answer.status, HasErrorField("expected", 1));
  EXPECT_EQ(next_position(), first_);
}

TEST_F(SequenceStreamTest, AnUnknownSourceEndsTheStream) {
  const BatchAnswer answer = Send(SequenceStream("s2"), {SourceReceipt("s2", 1)});
  EXPECT_EQ(answer.acknowledgement.runs_size(), 0);
  EXPECT_THAT(answer.status, StatusIs(ERROR_REASON_SOURCE_NOT_FOUND));
}

TEST_F(SequenceStreamTest, OneBadReceiptAmongAThousandIsRefusedByAnEvent) {
  std::vector<std::string> submissions;
  for (uint64_t i = 1; i <= 1000; ++i) submissions.push_back(SourceReceipt("s1", i));
  submissions[499] = Bytes(SourceSubmission("s1", 500, MakeReceipt("rach-gia", 20210230, 10)));
  const BatchAnswer answer = Send(stream_, submissions);
  EXPECT_OK(answer.status);
  ASSERT_EQ(answer.acknowledgement.runs_size(), 3);
  EXPECT_EQ(answer.acknowledgement.runs(0).count(), 499u);
  const v1::OutcomeRun& refused = answer.acknowledgement.runs(1);
  EXPECT_EQ(refused.outcome(), v1::SUBMISSION_OUTCOME_REJECTED);
  EXPECT_EQ(refused.count(), 1u);
  EXPECT_EQ(refused.refusal().reason(), v1::ERROR_REASON_DATE_INVALID);
  EXPECT_FALSE(refused.refusal().message_vi().empty());
  EXPECT_EQ(answer.acknowledgement.runs(2).first_position(), first_ + 500);
  EXPECT_EQ(answer.acknowledgement.runs(2).count(), 500u);

  const v1::Submission rejection = StoredSubmission(first_ + 499);
  ASSERT_TRUE(rejection.has_receipt_rejected());
  EXPECT_EQ(rejection.source().sequence(), 500u);
  EXPECT_EQ(rejection.receipt_rejected().submission_sha256(), ToBytes(Sha256(submissions[499])));
  EXPECT_EQ(ledger_->StateDigest(), ReplayedDigest());
  EXPECT_EQ(ledger_->views().Pin()->cells.cell(0).value.receipts, 999);

  // Again, and after a restart, the same answer.
  CloseLedger();
  OpenLedger();
  const BatchAnswer again = Send(stream_, {submissions[498], submissions[499], submissions[500]});
  EXPECT_THAT(Unfold(again.acknowledgement),
              ElementsAre(Exists(499, first_ + 498),
                          Rejected(500, first_ + 499, v1::ERROR_REASON_DATE_INVALID),
                          Exists(501, first_ + 500)));
  EXPECT_EQ(again.acknowledgement.runs(1).refusal().SerializeAsString(),
            refused.refusal().SerializeAsString());
  // A mended one under the number that is used up is other content.
  const BatchAnswer mended = Send(stream_, {SourceReceipt("s1", 500)});
  EXPECT_THAT(Unfold(mended.acknowledgement), ElementsAre(Different(500, first_ + 499)));
}

TEST_F(SequenceStreamTest, RefusalsOfTheDomainAreEventsToo) {
  const std::string unknown =
      Bytes(SourceSubmission("s1", 1, MakeReceipt("nowhere", 20210405, 10)));
  v1::Receipt of_round = MakeReceipt("rach-gia", 20210405, 10);
  of_round.set_round_id("round-9");
  const std::string no_round = Bytes(SourceSubmission("s1", 2, of_round));
  const std::string unreadable = "\xff\xff\xff";
  const BatchAnswer answer = Send(stream_, {unknown, no_round, unreadable, SourceReceipt("s1", 4)});
  EXPECT_OK(answer.status);
  EXPECT_THAT(Unfold(answer.acknowledgement),
              ElementsAre(Rejected(1, first_, v1::ERROR_REASON_UNIT_NOT_FOUND),
                          Rejected(2, first_ + 1, v1::ERROR_REASON_ROUND_NOT_FOUND),
                          Rejected(3, first_ + 2, v1::ERROR_REASON_SUBMISSION_UNREADABLE),
                          Created(4, first_ + 3)));
  // The unit is there now: the answer stays.
  v1::ChangeUnitsRequest request;
  request.set_request_id("later");
  *request.add_changes() = OpenUnit("nowhere", v1::UNIT_KIND_DISTRICT, "Nowhere", "kien-giang");
  ASSERT_OK(ChangeUnits(request));
  EXPECT_THAT(Unfold(Send(stream_, {unknown}).acknowledgement),
              ElementsAre(Rejected(1, first_, v1::ERROR_REASON_UNIT_NOT_FOUND)));
  EXPECT_EQ(ledger_->StateDigest(), ReplayedDigest());
}

TEST_F(SequenceStreamTest, ABatchOfNothingReadableIsNumberedByTheStream) {
  const BatchAnswer answer = Send(stream_, {"\xff\xff"}, /*next_number=*/1);
  EXPECT_THAT(Unfold(answer.acknowledgement),
              ElementsAre(Rejected(1, first_, v1::ERROR_REASON_SUBMISSION_UNREADABLE)));
  v1::SubmissionBatch message;
  message.add_submissions("\xff\xff");
  EXPECT_THAT(ledger_->PrepareBatch(stream_, /*next_number=*/0, ReceivedBatch::Of(message)),
              StatusIs(ERROR_REASON_SUBMISSION_UNREADABLE));
}

TEST_F(SequenceStreamTest, AForeignSubmissionRefusesTheWholeBatch) {
  v1::SubmissionBatch message;
  message.add_submissions(SourceReceipt("s1", 1));
  message.add_submissions(SourceReceipt("other", 2));
  const auto prepared = ledger_->PrepareBatch(stream_, 0, ReceivedBatch::Of(message));
  EXPECT_THAT(prepared, StatusIs(ERROR_REASON_IDENTITY_MISMATCH));
  EXPECT_EQ(ViolationsOf(prepared.status())[0].field(), "submissions[1]");
}

TEST_F(SequenceStreamTest, NamesAreResolvedAndKeptInTheEvent) {
  v1::Receipt receipt = MakeReceipt("", 20210405, 10);
  *receipt.mutable_unit() = UnitByName("TP. Rạch Giá");
  EXPECT_THAT(Unfold(Send(stream_, {Bytes(SourceSubmission("s1", 1, receipt))}).acknowledgement),
              ElementsAre(Created(1, first_)));
  v1::Event event;
  ASSERT_TRUE(event.ParseFromString(StoredBytes(first_)));
  EXPECT_EQ(event.resolved().unit_id(), "rach-gia");
  EXPECT_EQ(ledger_->StateDigest(), ReplayedDigest());
}

TEST_F(SequenceStreamTest, TextsAreCheckedUnlessTheReceiptIsThere) {
  SeededRandom random(3);
  const MadeText note = MakeText(0, "trời mưa", random);
  v1::Receipt receipt = MakeReceipt("rach-gia", 20210405, 10);
  *receipt.mutable_note() = note.text;
  const std::string first = Bytes(SourceSubmission("s1", 1, receipt));
  const std::string second = Bytes(SourceSubmission("s1", 2, receipt));
  v1::AccompanyingText wrong = note.accompanying;
  wrong.set_submission_index(1);
  wrong.set_text("trời nắng");
  EXPECT_THAT(Unfold(Send(stream_, {first, second}, 0, {note.accompanying, wrong}).acknowledgement),
              ElementsAre(Created(1, first_),
                          Rejected(2, first_ + 1, v1::ERROR_REASON_TEXT_COMMITMENT_MISMATCH)));
  ASSERT_OK_AND_ASSIGN(const std::optional<TextRow> row, store_->GetText(first_, 0));
  ASSERT_TRUE(row.has_value());
  EXPECT_EQ(row->text, "trời mưa");
  EXPECT_THAT(Unfold(Send(stream_, {first}).acknowledgement), ElementsAre(Exists(1, first_)));
}

TEST_F(SequenceStreamTest, CorrectionsAndVoidsReplaceVersionByVersion) {
  Send(stream_, {SourceReceipt("s1", 1, 10)});
  SeededRandom random(3);
  std::vector<v1::AccompanyingText> texts;
  const auto correction = [&](uint64_t sequence, uint32_t version, uint32_t count) {
    v1::Submission submission;
    *submission.mutable_source() = SourceId("s1", sequence);
    v1::ReceiptCorrected& corrected = *submission.mutable_receipt_corrected();
    *corrected.mutable_target()->mutable_source() = SourceId("s1", 1);
    corrected.set_replaces_version(version);
    *corrected.mutable_receipt() = MakeReceipt("ha-tien", 20210406, count);
    const MadeText reason = MakeText(0, "ghi nhầm", random, static_cast<uint32_t>(texts.size()));
    *corrected.mutable_reason() = reason.text;
    texts.push_back(reason.accompanying);
    return Bytes(submission);
  };
  const auto voiding = [&](uint64_t sequence, uint32_t version) {
    v1::Submission submission;
    *submission.mutable_source() = SourceId("s1", sequence);
    v1::ReceiptVoided& voided = *submission.mutable_receipt_voided();
    *voided.mutable_target()->mutable_source() = SourceId("s1", 1);
    voided.set_replaces_version(version);
    const MadeText reason = MakeText(0, "ghi nhầm", random, static_cast<uint32_t>(texts.size()));
    *voided.mutable_reason() = reason.text;
    texts.push_back(reason.accompanying);
    return Bytes(submission);
  };
  // All in one batch: each sees what the one before did.
  const std::vector<std::string> batch = {correction(2, 1, 12), correction(3, 1, 13),
                                          correction(4, 2, 14), voiding(5, 3),
                                          correction(6, 4, 15)};
  EXPECT_THAT(Unfold(Send(stream_, batch, 0, texts).acknowledgement),
              ElementsAre(Created(2, first_ + 1),
                          Rejected(3, first_ + 2, v1::ERROR_REASON_RECEIPT_VERSION_STALE),
                          Created(4, first_ + 3), Created(5, first_ + 4),
                          Rejected(6, first_ + 5, v1::ERROR_REASON_RECEIPT_VOIDED)));
  v1::Event event;
  ASSERT_TRUE(event.ParseFromString(StoredBytes(first_ + 3)));
  EXPECT_EQ(event.resolved().replaced().original_position(), first_);
  EXPECT_EQ(event.resolved().replaced().replaced_position(), first_ + 1);
  EXPECT_EQ(event.resolved().replaced().receipt().bags(0).count(), 12u);
  ASSERT_OK_AND_ASSIGN(const std::optional<VersionRow> row, store_->FindVersion(first_));
  EXPECT_EQ(row, (VersionRow{first_ + 4, 4, true}));
  EXPECT_EQ(ledger_->StateDigest(), ReplayedDigest());

  v1::ReceiptReference reference;
  *reference.mutable_source() = SourceId("s1", 1);
  ASSERT_OK_AND_ASSIGN(const ReceiptTarget target, ledger_->ResolveTarget(reference));
  EXPECT_EQ(target.version, 4u);
  EXPECT_TRUE(target.voided);
  EXPECT_EQ(target.receipt.bags(0).count(), 14u);
}

TEST_F(SequenceStreamTest, ATargetIsFoundByItsPlaceOnlyWithItsHash) {
  Send(stream_, {SourceReceipt("s1", 1, 10)});
  v1::ReceiptReference reference;
  reference.set_position(first_);
  EXPECT_THAT(ledger_->ResolveTarget(reference), StatusIs(ERROR_REASON_FIELD_REQUIRED));
  reference.set_leaf_hash(ToBytes(LeafHash("another")));
  EXPECT_THAT(ledger_->ResolveTarget(reference), StatusIs(ERROR_REASON_RECEIPT_HASH_MISMATCH));
  reference.set_leaf_hash(ToBytes(LeafHash(StoredBytes(first_))));
  ASSERT_OK_AND_ASSIGN(const ReceiptTarget target, ledger_->ResolveTarget(reference));
  EXPECT_EQ(target.version, 1u);
  // Neither an opening nor a place past the head is a receipt.
  reference.set_position(first_ - 1);
  reference.set_leaf_hash(ToBytes(LeafHash(StoredBytes(first_ - 1))));
  EXPECT_THAT(ledger_->ResolveTarget(reference), StatusIs(ERROR_REASON_RECEIPT_NOT_FOUND));
  reference.set_position(first_ + 100);
  EXPECT_THAT(ledger_->ResolveTarget(reference), StatusIs(ERROR_REASON_RECEIPT_NOT_FOUND));
}

TEST_F(SequenceStreamTest, ABatchLargerThanAGroupIsSeveral) {
  // 1.1 MiB of events in one batch.
  std::vector<std::string> submissions;
  v1::Receipt receipt = MakeReceipt("rach-gia", 20210405, 1);
  receipt.GetReflection()->MutableUnknownFields(&receipt)->AddLengthDelimited(
      1000, std::string(20'000, 'x'));
  for (uint64_t i = 1; i <= 56; ++i) {
    submissions.push_back(Bytes(SourceSubmission("s1", i, receipt)));
  }
  const BatchAnswer answer = Send(stream_, submissions);
  EXPECT_OK(answer.status);
  const std::vector<Outcome> outcomes = Unfold(answer.acknowledgement);
  ASSERT_EQ(outcomes.size(), 56u);
  for (uint64_t i = 0; i < 56; ++i) EXPECT_EQ(outcomes[i], Created(i + 1, first_ + i));
  EXPECT_EQ(ledger_->StateDigest(), ReplayedDigest());
}

}  // namespace
}  // namespace hemoledger
