// The form of receipts: every limit of receipts.proto and values.proto.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "services/domain/receipt_rules.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

using ::testing::AllOf;

using Change = std::function<void(v1::Receipt*)>;

absl::Status Check(const Change& change) {
  v1::Receipt receipt = MakeReceipt("kien-giang", 20210405, 10, 250);
  change(&receipt);
  return CheckReceiptForm(receipt);
}

auto Refused(ErrorReason reason, const std::string& field) {
  return AllOf(StatusIs(reason), HasErrorField("field", field));
}

void AddBags(v1::Receipt* receipt, uint32_t volume_ml, uint32_t count) {
  v1::BagCount* bags = receipt->add_bags();
  bags->set_volume_ml(volume_ml);
  bags->set_count(count);
}

TEST(ReceiptFormTest, AGoodReceiptIsTaken) {
  EXPECT_OK(Check([](auto*) {}));
  EXPECT_OK(Check([](v1::Receipt* r) {
    *r->mutable_collecting_unit() = UnitByName("Bệnh viện", "kien-giang", 20210101);
    *r->mutable_credited_to() = UnitById("an-giang");
    *r->mutable_interval() = DateRange(20201201, 20211130);
    r->set_component(v1::COMPONENT_PLASMA);
    r->set_donor_class(v1::DONOR_CLASS_PAID);
    r->set_repeat_donors(10);
    r->set_round_id("dot-1");
    r->set_campaign_id("xuan-hong");
    r->set_emergency(true);
    r->mutable_note()->set_commitment(std::string(32, 'c'));
  }));
}

TEST(ReceiptFormTest, UnitIsRequired) {
  EXPECT_THAT(Check([](v1::Receipt* r) { r->clear_unit(); }),
              Refused(ERROR_REASON_FIELD_REQUIRED, "receipt.unit"));
  EXPECT_THAT(Check([](v1::Receipt* r) { r->mutable_collecting_unit(); }),
              Refused(ERROR_REASON_FIELD_REQUIRED, "receipt.collecting_unit"));
  EXPECT_THAT(Check([](v1::Receipt* r) { r->mutable_credited_to()->set_unit_id(""); }),
              Refused(ERROR_REASON_FIELD_REQUIRED, "receipt.credited_to.unit_id"));
}

TEST(ReceiptFormTest, IdsAreChecked) {
  EXPECT_THAT(Check([](v1::Receipt* r) { *r->mutable_unit() = UnitById("Kiên Giang"); }),
              Refused(ERROR_REASON_ID_INVALID, "receipt.unit.unit_id"));
  EXPECT_THAT(Check([](v1::Receipt* r) { r->set_round_id(std::string(65, 'x')); }),
              Refused(ERROR_REASON_ID_INVALID, "receipt.round_id"));
  EXPECT_THAT(Check([](v1::Receipt* r) { r->set_campaign_id("Xuân hồng"); }),
              Refused(ERROR_REASON_ID_INVALID, "receipt.campaign_id"));
  EXPECT_THAT(Check([](v1::Receipt* r) { *r->mutable_unit() = UnitByName("A", "-x"); }),
              Refused(ERROR_REASON_ID_INVALID, "receipt.unit.name.under_unit_id"));
}

TEST(ReceiptFormTest, NamesAreNfcAndBounded) {
  // "ê" decomposed.
  EXPECT_THAT(Check([](v1::Receipt* r) { *r->mutable_unit() = UnitByName("e\u0302"); }),
              Refused(ERROR_REASON_TEXT_NOT_NFC, "receipt.unit.name.name"));
  EXPECT_THAT(Check([](v1::Receipt* r) { *r->mutable_unit() = UnitByName("a\tb"); }),
              Refused(ERROR_REASON_TEXT_NOT_NFC, "receipt.unit.name.name"));
  EXPECT_THAT(Check([](v1::Receipt* r) { *r->mutable_unit() = UnitByName(std::string(257, 'x')); }),
              Refused(ERROR_REASON_TEXT_TOO_LONG, "receipt.unit.name.name"));
  EXPECT_OK(Check([](v1::Receipt* r) { *r->mutable_unit() = UnitByName(std::string(256, 'x')); }));
  EXPECT_THAT(Check([](v1::Receipt* r) { *r->mutable_unit() = UnitByName("A", "", 20210229); }),
              Refused(ERROR_REASON_DATE_INVALID, "receipt.unit.name.date"));
}

TEST(ReceiptFormTest, IntervalIsRequiredExistsAndIsNotReversed) {
  EXPECT_THAT(Check([](v1::Receipt* r) { r->clear_interval(); }),
              Refused(ERROR_REASON_FIELD_REQUIRED, "receipt.interval"));
  EXPECT_THAT(Check([](v1::Receipt* r) { r->mutable_interval()->set_first_date(0); }),
              StatusIs(ERROR_REASON_FIELD_REQUIRED));
  EXPECT_THAT(Check([](v1::Receipt* r) { *r->mutable_interval() = DateRange(20210230); }),
              StatusIs(ERROR_REASON_DATE_INVALID));
  EXPECT_THAT(Check([](v1::Receipt* r) { *r->mutable_interval() = DateRange(18991231); }),
              StatusIs(ERROR_REASON_DATE_INVALID));
  EXPECT_THAT(Check([](v1::Receipt* r) { *r->mutable_interval() = DateRange(20210405, 20210404); }),
              StatusIs(ERROR_REASON_INTERVAL_REVERSED));
}

TEST(ReceiptFormTest, EnumsAreKnown) {
  EXPECT_THAT(Check([](v1::Receipt* r) { r->set_component(static_cast<v1::Component>(4)); }),
              Refused(ERROR_REASON_FIELD_INVALID, "receipt.component"));
  EXPECT_THAT(Check([](v1::Receipt* r) { r->set_donor_class(static_cast<v1::DonorClass>(-1)); }),
              Refused(ERROR_REASON_FIELD_INVALID, "receipt.donor_class"));
}

TEST(ReceiptFormTest, BagsAreOneToSixteenEntriesEachVolumeOnce) {
  EXPECT_THAT(Check([](v1::Receipt* r) { r->clear_bags(); }),
              Refused(ERROR_REASON_FIELD_REQUIRED, "receipt.bags"));
  EXPECT_OK(Check([](v1::Receipt* r) {
    for (uint32_t i = 1; i < 16; ++i) AddBags(r, i, 1);
  }));
  EXPECT_THAT(Check([](v1::Receipt* r) {
                for (uint32_t i = 1; i < 17; ++i) AddBags(r, i, 1);
              }),
              Refused(ERROR_REASON_FIELD_INVALID, "receipt.bags"));
  EXPECT_THAT(Check([](v1::Receipt* r) {
                AddBags(r, 350, 1);
                AddBags(r, 250, 1);
              }),
              Refused(ERROR_REASON_DUPLICATE, "receipt.bags[2].volume_ml"));
}

TEST(ReceiptFormTest, AVolumeIsUpToALitreOrUnknown) {
  EXPECT_OK(Check([](v1::Receipt* r) { AddBags(r, 0, 1); }));
  EXPECT_OK(Check([](v1::Receipt* r) { AddBags(r, 1000, 1); }));
  EXPECT_THAT(Check([](v1::Receipt* r) { AddBags(r, 1001, 1); }),
              Refused(ERROR_REASON_FIELD_INVALID, "receipt.bags[1].volume_ml"));
}

TEST(ReceiptFormTest, CountsAreOneToAHundredThousandTogether) {
  EXPECT_THAT(Check([](v1::Receipt* r) { r->mutable_bags(0)->set_count(0); }),
              Refused(ERROR_REASON_COUNT_OUT_OF_RANGE, "receipt.bags[0].count"));
  EXPECT_OK(Check([](v1::Receipt* r) { r->mutable_bags(0)->set_count(100'000); }));
  EXPECT_THAT(Check([](v1::Receipt* r) { r->mutable_bags(0)->set_count(100'001); }),
              Refused(ERROR_REASON_COUNT_OUT_OF_RANGE, "receipt.bags[0].count"));
  // What a negative number of another type becomes.
  EXPECT_THAT(Check([](v1::Receipt* r) { r->mutable_bags(0)->set_count(-1); }),
              StatusIs(ERROR_REASON_COUNT_OUT_OF_RANGE));
  EXPECT_THAT(Check([](v1::Receipt* r) { AddBags(r, 350, 99'991); }),
              AllOf(Refused(ERROR_REASON_COUNT_OUT_OF_RANGE, "receipt.bags"),
                    HasErrorField("value", 100'001), HasErrorField("limit", 100'000)));
}

TEST(ReceiptFormTest, RepeatDonorsAreNotMoreThanTheUnits) {
  EXPECT_OK(Check([](v1::Receipt* r) { r->set_repeat_donors(0); }));
  EXPECT_THAT(Check([](v1::Receipt* r) { r->set_repeat_donors(11); }),
              Refused(ERROR_REASON_COUNT_OUT_OF_RANGE, "receipt.repeat_donors"));
}

TEST(ReceiptFormTest, ANoteIsACommitment) {
  EXPECT_THAT(Check([](v1::Receipt* r) { r->mutable_note(); }),
              Refused(ERROR_REASON_FIELD_REQUIRED, "receipt.note.commitment"));
  EXPECT_THAT(Check([](v1::Receipt* r) { r->mutable_note()->set_commitment("short"); }),
              Refused(ERROR_REASON_FIELD_INVALID, "receipt.note.commitment"));
}

v1::Submission Correction() {
  v1::Submission submission;
  *submission.mutable_source() = SourceId("may-1", 2);
  v1::ReceiptCorrected* corrected = submission.mutable_receipt_corrected();
  *corrected->mutable_target()->mutable_source() = SourceId("may-1", 1);
  corrected->set_replaces_version(1);
  *corrected->mutable_receipt() = MakeReceipt("kien-giang", 20210405, 9);
  corrected->mutable_reason()->set_commitment(std::string(32, 'r'));
  return submission;
}

absl::Status CheckCorrection(const std::function<void(v1::ReceiptCorrected*)>& change) {
  v1::Submission submission = Correction();
  change(submission.mutable_receipt_corrected());
  return CheckSubmissionForm(submission);
}

TEST(SubmissionFormTest, RecordedCorrectedAndVoidedAreTaken) {
  EXPECT_OK(
      CheckSubmissionForm(SourceSubmission("may-1", 1, MakeReceipt("kien-giang", 20210405, 1))));
  EXPECT_OK(CheckSubmissionForm(
      FeedSubmission("so-y-te", "A/1", MakeReceipt("kien-giang", 20210405, 1))));
  EXPECT_OK(CheckSubmissionForm(Correction()));
  v1::Submission voided = RequestSubmission("r-1");
  *voided.mutable_receipt_voided()->mutable_target() = Correction().receipt_corrected().target();
  voided.mutable_receipt_voided()->set_replaces_version(2);
  *voided.mutable_receipt_voided()->mutable_reason() = Correction().receipt_corrected().reason();
  EXPECT_OK(CheckSubmissionForm(voided));
  voided.mutable_receipt_voided()->clear_reason();
  EXPECT_THAT(CheckSubmissionForm(voided), Refused(ERROR_REASON_FIELD_REQUIRED, "reason"));
}

TEST(SubmissionFormTest, OtherBodiesAreUnreadable) {
  v1::Submission submission;
  *submission.mutable_source() = SourceId("may-1", 1);
  EXPECT_THAT(CheckSubmissionForm(submission), StatusIs(ERROR_REASON_SUBMISSION_UNREADABLE));
  submission.mutable_receipt_rejected();
  EXPECT_THAT(CheckSubmissionForm(submission), StatusIs(ERROR_REASON_SUBMISSION_UNREADABLE));
  submission.mutable_plan_issued();
  EXPECT_THAT(CheckSubmissionForm(submission), StatusIs(ERROR_REASON_SUBMISSION_UNREADABLE));
}

TEST(SubmissionFormTest, IdentityIsRequiredAndHasItsForm) {
  const v1::Receipt receipt = MakeReceipt("kien-giang", 20210405, 1);
  v1::Submission none;
  *none.mutable_receipt_recorded()->mutable_receipt() = receipt;
  EXPECT_THAT(CheckSubmissionForm(none), StatusIs(ERROR_REASON_IDENTITY_MISMATCH));
  EXPECT_THAT(CheckSubmissionForm(SourceSubmission("", 1, receipt)),
              Refused(ERROR_REASON_FIELD_REQUIRED, "source.source_id"));
  EXPECT_THAT(CheckSubmissionForm(SourceSubmission("may-1", 0, receipt)),
              Refused(ERROR_REASON_FIELD_REQUIRED, "source.sequence"));
  EXPECT_THAT(CheckSubmissionForm(FeedSubmission("Sở Y tế", "1", receipt)),
              StatusIs(ERROR_REASON_ID_INVALID));
  EXPECT_THAT(CheckSubmissionForm(FeedSubmission("so", "", receipt)),
              StatusIs(ERROR_REASON_FIELD_REQUIRED));
  EXPECT_THAT(CheckSubmissionForm(FeedSubmission("so", std::string(129, 'x'), receipt)),
              StatusIs(ERROR_REASON_TEXT_TOO_LONG));
  EXPECT_THAT(CheckSubmissionForm(FeedSubmission("so", "e\u0301", receipt)),
              StatusIs(ERROR_REASON_TEXT_NOT_NFC));
}

TEST(SubmissionFormTest, ACorrectionNamesItsTargetVersionAndReason) {
  EXPECT_THAT(CheckCorrection([](auto* c) { c->clear_target(); }),
              Refused(ERROR_REASON_FIELD_REQUIRED, "target"));
  EXPECT_THAT(CheckCorrection([](auto* c) { c->set_replaces_version(0); }),
              Refused(ERROR_REASON_FIELD_REQUIRED, "replaces_version"));
  EXPECT_THAT(CheckCorrection([](auto* c) { c->clear_reason(); }),
              Refused(ERROR_REASON_FIELD_REQUIRED, "reason"));
  EXPECT_THAT(CheckCorrection([](auto* c) { c->clear_receipt(); }),
              Refused(ERROR_REASON_FIELD_REQUIRED, "receipt"));
  EXPECT_THAT(CheckCorrection([](auto* c) { c->mutable_receipt()->clear_bags(); }),
              Refused(ERROR_REASON_FIELD_REQUIRED, "receipt.bags"));
}

TEST(SubmissionFormTest, APositionComesWithItsLeafHash) {
  EXPECT_THAT(CheckCorrection([](auto* c) { c->mutable_target()->set_position(7); }),
              Refused(ERROR_REASON_FIELD_REQUIRED, "target.leaf_hash"));
  EXPECT_OK(CheckCorrection([](auto* c) {
    c->mutable_target()->set_position(7);
    c->mutable_target()->set_leaf_hash(std::string(32, 'h'));
  }));
  EXPECT_THAT(CheckCorrection([](auto* c) { c->mutable_target()->set_leaf_hash("short"); }),
              Refused(ERROR_REASON_FIELD_INVALID, "target.leaf_hash"));
}

}  // namespace
}  // namespace hemoledger
