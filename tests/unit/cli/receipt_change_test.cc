#include <gtest/gtest.h>

#include "proto/base/sha256.h"
#include "proto/base/text_commitment.h"
#include "tests/support/builders.h"
#include "tests/unit/cli/hemo_runner.h"

namespace hemoledger {
namespace {

class ReceiptChangeTest : public HemoTest {
 protected:
  ReceiptChangeTest() {
    KnowUnits({{"xa-b", "Xã B"}, {"xa-c", "Xã C"}});
    connection_.get_receipt = [this](const v1::GetReceiptRequest& request) {
      asked_ = request;
      v1::GetReceiptResponse response;
      v1::ReceiptView& view = *response.mutable_receipt();
      view.mutable_feed()->set_feed("f");
      view.mutable_feed()->set_external_id("1");
      view.set_position(60);
      view.set_leaf_hash(std::string(32, 'h'));
      view.set_version(3);
      *view.mutable_receipt() = MakeReceipt("xa-b", 20210405, 53, 250);
      view.mutable_receipt()->set_component(v1::COMPONENT_WHOLE_BLOOD);
      view.mutable_receipt()->mutable_note()->set_commitment("old");
      v1::ReceiptVersion& version = *view.add_versions();
      version.set_position(61);
      version.set_note("ghi chú cũ");
      return response;
    };
    connection_.correct_receipt = [this](const v1::CorrectReceiptRequest& request) {
      corrected_ = request;
      v1::ReceiptWriteResponse response;
      response.set_version(4);
      response.set_position(200);
      response.set_outcome(request.validate_only() ? v1::WRITE_OUTCOME_VALID
                                                   : v1::WRITE_OUTCOME_CREATED);
      return response;
    };
  }

  v1::GetReceiptRequest asked_;
  v1::CorrectReceiptRequest corrected_;
};

TEST_F(ReceiptChangeTest, ACorrectionKeepsWhatItDoesNotName) {
  EXPECT_EQ(Hemo({"receipt", "correct", "f/1", "--count", "54", "--reason", "đếm sót"}), 0) << err_;
  EXPECT_EQ(out_, "Đã ghi: phiếu f/1 nay là bản 4 (vị trí 200).\n");
  const v1::ReceiptCorrected& correction = corrected_.correction();
  EXPECT_EQ(correction.replaces_version(), 3u);
  EXPECT_EQ(correction.target().feed().external_id(), "1");
  EXPECT_EQ(correction.target().leaf_hash(), std::string(32, 'h'));
  EXPECT_EQ(correction.receipt().bags(0).count(), 54u);
  EXPECT_EQ(correction.receipt().bags(0).volume_ml(), 250u);
  EXPECT_EQ(correction.receipt().component(), v1::COMPONENT_WHOLE_BLOOD);
  EXPECT_EQ(correction.receipt().unit().unit_id(), "xa-b");
  // The note and the reason, with new salts, numbered in the order of the message.
  ASSERT_EQ(corrected_.texts_size(), 2);
  EXPECT_EQ(corrected_.texts(0).text(), "ghi chú cũ");
  EXPECT_EQ(corrected_.texts(1).text(), "đếm sót");
  std::vector<const v1::AccompanyingText*> texts = {&corrected_.texts(0), &corrected_.texts(1)};
  EXPECT_TRUE(VerifyTexts(correction, texts).ok()) << VerifyTexts(correction, texts);
}

TEST_F(ReceiptChangeTest, EverythingCanBeChanged) {
  EXPECT_EQ(Hemo({"receipt",    "correct",  "f/1",   "--reason",        "x",      "--version",
                  "2",          "--unit",   "Xã C",  "--when",          "4/2021", "--bag",
                  "250=10",     "--bag",    "350=3", "--donor-class",   "paid",   "--component",
                  "not-stated", "--round",  "dot-1", "--repeat-donors", "0",      "--note",
                  "",           "--dry-run"}),
            0)
      << err_;
  EXPECT_TRUE(OutHas("Hợp lệ: phiếu f/1 sẽ là bản 4; chưa ghi.")) << out_;
  const v1::Receipt& receipt = corrected_.correction().receipt();
  EXPECT_TRUE(corrected_.validate_only());
  EXPECT_EQ(corrected_.correction().replaces_version(), 2u);
  EXPECT_EQ(receipt.unit().unit_id(), "xa-c");
  EXPECT_EQ(receipt.interval().first_date(), 20210401);
  EXPECT_EQ(receipt.interval().last_date(), 20210430);
  ASSERT_EQ(receipt.bags_size(), 2);
  EXPECT_EQ(receipt.bags(1).volume_ml(), 350u);
  EXPECT_EQ(receipt.donor_class(), v1::DONOR_CLASS_PAID);
  EXPECT_EQ(receipt.component(), v1::COMPONENT_UNSPECIFIED);
  EXPECT_EQ(receipt.round_id(), "dot-1");
  EXPECT_TRUE(receipt.has_repeat_donors());
  EXPECT_FALSE(receipt.has_note());
  EXPECT_EQ(corrected_.texts_size(), 1);
}

TEST_F(ReceiptChangeTest, WhatIsSoAlreadyIsNotCorrectedAgain) {
  connection_.correct_receipt = [](const v1::CorrectReceiptRequest&) {
    ADD_FAILURE() << "nothing may be sent";
    return v1::ReceiptWriteResponse();
  };
  EXPECT_EQ(Hemo({"receipt", "correct", "f/1", "--count", "53", "--note", "ghi chú cũ", "--reason",
                  "đếm sót"}),
            0)
      << err_;
  EXPECT_EQ(out_, "Đã có từ trước: phiếu f/1, bản 3 (vị trí 61).\n");
  EXPECT_EQ(Hemo({"receipt", "correct", "f/1", "--reason", "x", "--dry-run"}), 0) << err_;
  EXPECT_EQ(out_, "Đã có từ trước: phiếu f/1, bản 3 (vị trí 61).\n");
}

TEST_F(ReceiptChangeTest, ANoteAloneCanBeCorrected) {
  EXPECT_EQ(Hemo({"receipt", "correct", "f/1", "--note", "mới", "--reason", "x"}), 0) << err_;
  EXPECT_EQ(corrected_.texts(0).text(), "mới");
}

TEST_F(ReceiptChangeTest, APositionAloneIsForLookingOnly) {
  EXPECT_EQ(Hemo({"receipt", "correct", "60", "--count", "1", "--reason", "x"}), 2);
  EXPECT_TRUE(ErrHas("VỊ-TRÍ:BĂM")) << err_;
  v1::Event event;
  event.set_position(60);
  const std::string bytes = event.SerializeAsString();
  connection_.read_events = [&](const v1::ReadEventsRequest& request) {
    EXPECT_EQ(request.from_position(), 60u);
    v1::ReadEventsResponse response;
    response.add_events()->set_event(bytes);
    return response;
  };
  EXPECT_EQ(Hemo({"receipt", "show", "60"}), 0) << err_;
  EXPECT_EQ(asked_.receipt().leaf_hash(), ToBytes(LeafHash(bytes)));
  EXPECT_TRUE(OutHas("f/1")) << out_;
}

TEST_F(ReceiptChangeTest, AVoidNamesTheVersionAndTheReason) {
  v1::VoidReceiptRequest voided;
  connection_.void_receipt = [&](const v1::VoidReceiptRequest& request) {
    voided = request;
    v1::ReceiptWriteResponse response;
    response.set_version(4);
    return response;
  };
  EXPECT_EQ(Hemo({"receipt", "void", "may-a#12", "--reason", "ghi hai lần", "--lang", "en"}), 0)
      << err_;
  EXPECT_EQ(voided.void_().target().source().sequence(), 12u);
  EXPECT_EQ(voided.void_().replaces_version(), 3u);
  EXPECT_EQ(voided.texts(0).text(), "ghi hai lần");
  EXPECT_TRUE(OutHas("Recorded: receipt may-a#12 is now of version 4")) << out_;
}

TEST_F(ReceiptChangeTest, AStaleVersionIsRefused) {
  connection_.correct_receipt = [](const v1::CorrectReceiptRequest&) {
    return MakeError(ERROR_REASON_RECEIPT_VERSION_STALE,
                     {{"receipt", "f/1"}, {"stated", 2}, {"current", 3}});
  };
  EXPECT_EQ(Hemo({"receipt", "correct", "f/1", "--count", "54", "--reason", "x"}), 1);
  EXPECT_TRUE(ErrHas("RECEIPT_VERSION_STALE (ABORTED)")) << err_;
}

}  // namespace
}  // namespace hemoledger
