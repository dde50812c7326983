#include "proto/base/text_commitment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hemoledger/v1/events.pb.h"
#include "proto/base/sha256.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class TextCommitmentTest : public ::testing::Test {
 protected:
  // Puts a new text into `place` and what accompanies it beside.
  void Put(v1::Text* place, uint32_t ordinal, std::string_view text) {
    const MadeText made = MakeText(ordinal, text, random_);
    *place = made.text;
    *texts_.Add() = made.accompanying;
  }

  absl::Status Verify(const google::protobuf::Message& message, uint32_t index = 0) {
    return VerifyTexts(message, TextsBySubmission(texts_).Of(index));
  }

  // A correction with a note (field 3.11) and a reason (field 4).
  v1::Submission Correction() {
    v1::Submission submission;
    *submission.mutable_source() = SourceId("may-1", 2);
    v1::ReceiptCorrected* correction = submission.mutable_receipt_corrected();
    *correction->mutable_receipt() = MakeReceipt("rach-gia", 20210405, 12);
    Put(correction->mutable_receipt()->mutable_note(), 0, "ghi chú");
    Put(correction->mutable_reason(), 1, "ghi nhầm số lượng");
    return submission;
  }

  SeededRandom random_{7};
  google::protobuf::RepeatedPtrField<v1::AccompanyingText> texts_;
};

TEST_F(TextCommitmentTest, ACommitmentIsTheHmacOfTheTextUnderItsSalt) {
  const MadeText made = MakeText(3, "Nguyễn Văn A", random_, 5);
  EXPECT_EQ(made.text.ordinal(), 3u);
  EXPECT_EQ(made.accompanying.ordinal(), 3u);
  EXPECT_EQ(made.accompanying.submission_index(), 5u);
  EXPECT_THAT(made.accompanying.salt(), SizeIs(32));
  EXPECT_EQ(made.text.commitment(), ToBytes(HmacSha256(made.accompanying.salt(), "Nguyễn Văn A")));
  EXPECT_TRUE(MatchesCommitment(made.text.commitment(), made.accompanying.salt(), "Nguyễn Văn A"));
  EXPECT_FALSE(MatchesCommitment(made.text.commitment(), made.accompanying.salt(), "Nguyễn Văn B"));
  EXPECT_NE(MakeText(3, "Nguyễn Văn A", random_).text.commitment(), made.text.commitment())
      << "a salt twice";
}

TEST_F(TextCommitmentTest, TextsStandInTheOrderOfFieldNumbersAndIndexes) {
  v1::Submission submission = RequestSubmission("r1");
  v1::PlanIssued* plan = submission.mutable_plan_issued();
  // Filled in another order than the fields' numbers: rows (9) first, then rules (8), then the
  // document (2).
  v1::Text* second_note = nullptr;
  for (int row = 0; row < 2; ++row) {
    v1::PlanRow* added = plan->add_rows();
    for (int note = 0; note < 2; ++note) added->add_notes();
  }
  second_note = plan->mutable_rows(0)->mutable_notes(1);
  plan->add_credit_rules();
  plan->add_credit_rules()->mutable_reason();
  plan->mutable_document()->mutable_signatory();
  EXPECT_THAT(CollectTexts(submission),
              ElementsAre(&plan->document().signatory(), &plan->credit_rules(1).reason(),
                          &plan->rows(0).notes(0), second_note, &plan->rows(1).notes(0),
                          &plan->rows(1).notes(1)));
}

TEST_F(TextCommitmentTest, TheWalkWithoutReflectionFindsTheSameInReceipts) {
  std::vector<v1::Submission> submissions;
  submissions.push_back(Correction());
  submissions.push_back(SourceSubmission("s", 1, MakeReceipt("u", 20210405, 1)));
  submissions.push_back(submissions.back());
  submissions.back().mutable_receipt_recorded()->mutable_receipt()->mutable_note();
  submissions.emplace_back().mutable_receipt_voided()->mutable_reason();
  submissions.emplace_back().mutable_receipt_voided();
  submissions.emplace_back();
  for (const v1::Submission& submission : submissions) {
    // The body alone is not a Submission, so it is walked by reflection.
    const google::protobuf::Reflection* reflection = submission.GetReflection();
    const google::protobuf::FieldDescriptor* body = reflection->GetOneofFieldDescriptor(
        submission, submission.GetDescriptor()->FindOneofByName("body"));
    std::vector<const v1::Text*> by_reflection;
    if (body != nullptr) by_reflection = CollectTexts(reflection->GetMessage(submission, body));
    EXPECT_EQ(CollectTexts(submission), by_reflection);
  }
}

TEST_F(TextCommitmentTest, TextsThatMatchAreAccepted) {
  EXPECT_OK(Verify(Correction()));
  texts_.Clear();
  EXPECT_OK(Verify(SourceSubmission("s", 1, MakeReceipt("u", 20210405, 1))));
}

TEST_F(TextCommitmentTest, TheOrderOfAccompanyingTextsDoesNotMatter) {
  const v1::Submission submission = Correction();
  texts_.SwapElements(0, 1);
  EXPECT_OK(Verify(submission));
}

TEST_F(TextCommitmentTest, AMissingTextIsRefusedWithItsOrdinal) {
  const v1::Submission submission = Correction();
  texts_.RemoveLast();
  EXPECT_THAT(Verify(submission), StatusIs(ERROR_REASON_TEXT_COMMITMENT_MISMATCH));
  EXPECT_THAT(Verify(submission), HasErrorField("ordinal", 1));
}

TEST_F(TextCommitmentTest, AWrongTextSaltOrCommitmentIsRefused) {
  const v1::Submission submission = Correction();
  texts_.Mutable(1)->set_text("khác");
  EXPECT_THAT(Verify(submission), HasErrorField("ordinal", 1));

  texts_.Clear();
  const v1::Submission salted = Correction();
  texts_.Mutable(0)->mutable_salt()->back() ^= 1;
  EXPECT_THAT(Verify(salted), HasErrorField("ordinal", 0));

  texts_.Clear();
  v1::Submission short_salt = Correction();
  texts_.Mutable(0)->set_salt("short");
  short_salt.mutable_receipt_corrected()->mutable_receipt()->mutable_note()->set_commitment(
      CommitmentOf("short", texts_.Get(0).text()));
  EXPECT_THAT(Verify(short_salt), StatusIs(ERROR_REASON_TEXT_COMMITMENT_MISMATCH));

  texts_.Clear();
  v1::Submission blank = Correction();
  blank.mutable_receipt_corrected()->mutable_reason()->clear_commitment();
  EXPECT_THAT(Verify(blank), HasErrorField("ordinal", 1));
}

TEST_F(TextCommitmentTest, ATextTooManyIsRefused) {
  const v1::Submission submission = Correction();
  *texts_.Add() = MakeText(2, "thừa", random_).accompanying;
  EXPECT_THAT(Verify(submission), HasErrorField("ordinal", 2));
  texts_.Mutable(2)->CopyFrom(texts_.Get(1));  // the same ordinal twice
  EXPECT_THAT(Verify(submission), HasErrorField("ordinal", 1));
}

TEST_F(TextCommitmentTest, OrdinalsMustBeThoseOfTheOrder) {
  v1::Submission submission = Correction();
  v1::ReceiptCorrected* correction = submission.mutable_receipt_corrected();
  correction->mutable_receipt()->mutable_note()->set_ordinal(1);
  correction->mutable_reason()->set_ordinal(0);
  EXPECT_THAT(Verify(submission), StatusIs(ERROR_REASON_TEXT_COMMITMENT_MISMATCH));
}

TEST_F(TextCommitmentTest, AClientNeverSaysErased) {
  const v1::Submission submission = Correction();
  texts_.Mutable(0)->set_erased(true);
  EXPECT_THAT(Verify(submission), HasErrorField("ordinal", 0));
}

TEST_F(TextCommitmentTest, ACommittedTextMustBeATextOfTheContract) {
  const auto refusal = [this](std::string_view text) {
    texts_.Clear();
    v1::Submission submission;
    Put(submission.mutable_receipt_voided()->mutable_reason(), 0, text);
    return Verify(submission);
  };
  EXPECT_THAT(refusal(""), StatusIs(ERROR_REASON_FIELD_REQUIRED));
  EXPECT_THAT(refusal("Ho\u0300a"), StatusIs(ERROR_REASON_TEXT_NOT_NFC));
  EXPECT_THAT(refusal(std::string(4097, 'x')), StatusIs(ERROR_REASON_TEXT_TOO_LONG));
  EXPECT_OK(refusal(std::string(4096, 'x')));
}

TEST_F(TextCommitmentTest, TextsAreFoundBySubmission) {
  for (const uint32_t index : {7u, 0u, 7u, 3u}) {
    *texts_.Add() =
        MakeText(static_cast<uint32_t>(texts_.size()), "x", random_, index).accompanying;
  }
  const TextsBySubmission by_submission(texts_);
  EXPECT_THAT(by_submission.Of(0), SizeIs(1));
  EXPECT_THAT(by_submission.Of(1), IsEmpty());
  ASSERT_THAT(by_submission.Of(7), SizeIs(2));
  EXPECT_EQ(by_submission.Of(7)[0], &texts_.Get(0));
  EXPECT_EQ(by_submission.Of(7)[1], &texts_.Get(2));
  EXPECT_EQ(by_submission.max_submission_index(), 7);
  texts_.Clear();
  EXPECT_EQ(TextsBySubmission(texts_).max_submission_index(), -1);
  EXPECT_THAT(TextsBySubmission(texts_).Of(0), IsEmpty());
}

TEST_F(TextCommitmentTest, RenumberingGivesTheOrdinalsOfTheOrder) {
  v1::Submission submission;
  v1::ReceiptCorrected* correction = submission.mutable_receipt_corrected();
  *correction->mutable_receipt() = MakeReceipt("u", 20210405, 1);
  std::vector<v1::AccompanyingText> made;
  const MadeText reason = MakeText(0, "lý do", random_);
  const MadeText note = MakeText(1, "ghi chú", random_);
  *correction->mutable_reason() = reason.text;
  *correction->mutable_receipt()->mutable_note() = note.text;
  made = {reason.accompanying, note.accompanying};
  RenumberTexts(submission, made);
  for (const v1::AccompanyingText& text : made) *texts_.Add() = text;
  EXPECT_EQ(correction->receipt().note().ordinal(), 0u);
  EXPECT_OK(Verify(submission));
}

}  // namespace
}  // namespace hemoledger
