// Streams in EXTERNAL_ID mode: ids that come from outside.
#include "ledger_fixture.h"
#include "proto/base/text_commitment.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;

class ExternalIdStreamTest : public LedgerFixture {
 protected:
  void SetUp() override {
    LedgerFixture::SetUp();
    OpenUnits();
    first_ = next_position();
  }

  const StreamIdentity stream_ = FeedStream("bv-tinh");
  uint64_t first_ = 0;
};

TEST_F(ExternalIdStreamTest, EveryOutcome) {
  EXPECT_THAT(Unfold(Send(stream_, {FeedReceipt("bv-tinh", "a"), FeedReceipt("bv-tinh", "b")}, 1)
                         .acknowledgement),
              ElementsAre(Created(1, first_), Created(2, first_ + 1)));
  const std::string bad =
      Bytes(FeedSubmission("bv-tinh", "c", MakeReceipt("rach-gia", 20210230, 1)));
  const BatchAnswer answer = Send(stream_,
                                  {FeedReceipt("bv-tinh", "a"), FeedReceipt("bv-tinh", "b", 99),
                                   bad, FeedReceipt("bv-tinh", "d")},
                                  3);
  EXPECT_THAT(Unfold(answer.acknowledgement),
              ElementsAre(Exists(3, first_), Different(4, first_ + 1),
                          Rejected(5, 0, v1::ERROR_REASON_DATE_INVALID), Created(6, first_ + 2)));
  EXPECT_OK(answer.status);
  EXPECT_EQ(next_position(), first_ + 3) << "a refusal is no event here";
  // It binds nothing: the mended row comes under the same id.
  EXPECT_THAT(Unfold(Send(stream_, {FeedReceipt("bv-tinh", "c")}, 7).acknowledgement),
              ElementsAre(Created(7, first_ + 3)));
  EXPECT_EQ(ledger_->StateDigest(), ReplayedDigest());
}

TEST_F(ExternalIdStreamTest, DuplicatesInOneBatchAreSeen) {
  EXPECT_THAT(Unfold(Send(stream_,
                          {FeedReceipt("bv-tinh", "a"), FeedReceipt("bv-tinh", "a"),
                           FeedReceipt("bv-tinh", "a", 11)},
                          1)
                         .acknowledgement),
              ElementsAre(Created(1, first_), Exists(2, first_), Different(3, first_)));
}

TEST_F(ExternalIdStreamTest, FeedsDoNotShareIds) {
  Send(stream_, {FeedReceipt("bv-tinh", "a")}, 1);
  EXPECT_THAT(Unfold(Send(FeedStream("bv-khac"), {FeedReceipt("bv-khac", "a")}, 1).acknowledgement),
              ElementsAre(Created(1, first_ + 1)));
}

TEST_F(ExternalIdStreamTest, WhatCanNotBeReadIsRefusedInItsPlace) {
  v1::Submission without_id = FeedSubmission("bv-tinh", "", MakeReceipt("rach-gia", 20210405, 1));
  EXPECT_THAT(Unfold(Send(stream_, {"\xff\xff", Bytes(without_id), FeedReceipt("bv-tinh", "a")}, 1)
                         .acknowledgement),
              ElementsAre(Rejected(1, 0, v1::ERROR_REASON_SUBMISSION_UNREADABLE),
                          Rejected(2, 0, v1::ERROR_REASON_FIELD_REQUIRED), Created(3, first_)));
}

TEST_F(ExternalIdStreamTest, TextsAreComparedByTheirPlainText) {
  SeededRandom random(5);
  const auto with_note = [&](std::string_view note, v1::AccompanyingText* text) {
    const MadeText made = MakeText(0, note, random);
    *text = made.accompanying;
    v1::Receipt receipt = MakeReceipt("rach-gia", 20210405, 10);
    *receipt.mutable_note() = made.text;
    return Bytes(FeedSubmission("bv-tinh", "a", receipt));
  };
  v1::AccompanyingText text;
  const std::string original = with_note("trời mưa", &text);
  EXPECT_THAT(Unfold(Send(stream_, {original}, 1, {text}).acknowledgement),
              ElementsAre(Created(1, first_)));
  // Another salt, so other bytes; the same words.
  const std::string salted_anew = with_note("trời mưa", &text);
  ASSERT_NE(original, salted_anew);
  EXPECT_THAT(Unfold(Send(stream_, {salted_anew}, 2, {text}).acknowledgement),
              ElementsAre(Exists(2, first_)));
  EXPECT_THAT(Unfold(Send(stream_, {salted_anew}, 3).acknowledgement),
              ElementsAre(Different(3, first_)))
      << "without the text nothing shows that it is the same";
  const std::string other = with_note("trời nắng", &text);
  EXPECT_THAT(Unfold(Send(stream_, {other}, 4, {text}).acknowledgement),
              ElementsAre(Different(4, first_)));
}

TEST_F(ExternalIdStreamTest, IdsInFlightAreSeen) {
  proposer_->Hold();
  Promised<BatchAnswer> first = Submit(Prepare(stream_, {FeedReceipt("bv-tinh", "a")}, 1));
  proposer_->AwaitHeld();
  Promised<BatchAnswer> second =
      Submit(Prepare(stream_, {FeedReceipt("bv-tinh", "a"), FeedReceipt("bv-tinh", "a", 11)}, 2));
  while (ledger_->status().waiting_batches > 0) std::this_thread::yield();
  EXPECT_FALSE(second.is_set()) << "it rests on what is not durable";
  proposer_->Release();
  EXPECT_THAT(Unfold(first.Get().acknowledgement), ElementsAre(Created(1, first_)));
  EXPECT_THAT(Unfold(second.Get().acknowledgement),
              ElementsAre(Exists(2, first_), Different(3, first_)));
}

}  // namespace
}  // namespace hemoledger
