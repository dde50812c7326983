#include "services/queue/consumer_key.h"

#include <gtest/gtest.h>

#include "tests/support/builders.h"

namespace hemoledger {
namespace {

std::string KeyOf(v1::ConsumerKey kind, const v1::Event& event, const v1::Submission& submission) {
  return ConsumerKeyOf(kind, event, submission, [](std::string_view round_id) {
    return std::string(round_id == "dot-1" ? "kg-2021" : "");
  });
}

TEST(ConsumerKey, AReceiptHasTheUnitThatItCredits) {
  v1::Event event;
  v1::Submission submission;
  v1::Receipt& receipt = *submission.mutable_receipt_recorded()->mutable_receipt();
  receipt = MakeReceipt("tan-hiep", 20210405, 1);
  EXPECT_EQ(KeyOf(v1::CONSUMER_KEY_CREDITED_UNIT, event, submission), "unit:tan-hiep");
  receipt.mutable_credited_to()->mutable_name()->set_name("Huyện Gò Quao");
  event.mutable_resolved()->set_credited_to_id("go-quao");
  EXPECT_EQ(KeyOf(v1::CONSUMER_KEY_CREDITED_UNIT, event, submission), "unit:go-quao");
  EXPECT_EQ(KeyOf(v1::CONSUMER_KEY_PLAN, event, submission), "unit:go-quao");
  receipt.set_round_id("dot-1");
  EXPECT_EQ(KeyOf(v1::CONSUMER_KEY_CREDITED_UNIT, event, submission), "unit:go-quao");
  EXPECT_EQ(KeyOf(v1::CONSUMER_KEY_PLAN, event, submission), "plan:kg-2021");
}

TEST(ConsumerKey, ACorrectionStaysBehindItsReceipt) {
  v1::Event event;
  v1::Submission submission;
  *submission.mutable_receipt_corrected()->mutable_receipt() = MakeReceipt("go-quao", 20210405, 1);
  v1::Replaced& replaced = *event.mutable_resolved()->mutable_replaced();
  *replaced.mutable_receipt() = MakeReceipt("tan-hiep", 20210405, 1);
  replaced.set_original_position(7);
  replaced.set_replaced_position(7);
  EXPECT_FALSE(HasKeyOfOriginal(event));
  EXPECT_EQ(KeyOf(v1::CONSUMER_KEY_CREDITED_UNIT, event, submission), "unit:tan-hiep");
  // What it replaces is a correction: only the receipt as first recorded tells the key.
  replaced.set_replaced_position(9);
  EXPECT_TRUE(HasKeyOfOriginal(event));
}

TEST(ConsumerKey, OtherEvents) {
  v1::Submission submission;
  submission.mutable_plan_amended()->set_plan_id("kg-2021");
  EXPECT_EQ(KeyOf(v1::CONSUMER_KEY_CREDITED_UNIT, {}, submission), "plan:kg-2021");
  submission.mutable_unit_changed()->mutable_succeeded()->set_unit_id("tan-hiep");
  EXPECT_EQ(KeyOf(v1::CONSUMER_KEY_CREDITED_UNIT, {}, submission), "unit:tan-hiep");
  submission.mutable_source_opened();
  EXPECT_EQ(KeyOf(v1::CONSUMER_KEY_PLAN, {}, submission), "type:source_opened");
}

}  // namespace
}  // namespace hemoledger
