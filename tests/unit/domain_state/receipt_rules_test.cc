// What a receipt means against the tree and the plans: DESIGN "Events", DOMAIN fact 6.
#include "services/domain/receipt_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

using ::testing::AllOf;

class ReceiptRulesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    Record(OpenUnit("vn", v1::UNIT_KIND_NATION, "Việt Nam"));
    Record(OpenUnit("kien-giang", v1::UNIT_KIND_PROVINCE, "Tỉnh Kiên Giang", "vn"));
    Record(OpenUnit("benh-vien", v1::UNIT_KIND_HOSPITAL, "Bệnh viện Đa khoa tỉnh", "kien-giang"));
    Record(OpenUnit("rach-gia", v1::UNIT_KIND_DISTRICT, "Thành phố Rạch Giá", "kien-giang"));
    v1::PlanIssued plan = MakePlan("kien-giang-2021", "kien-giang", 20201201, 20211130);
    *plan.add_rounds() = MakeRound("kg-2021-dot-1");
    plan.mutable_rounds(0)->set_label("Đợt I");
    plan.add_campaigns()->set_campaign_id("xuan-hong-2021");
    plan.mutable_campaigns(0)->set_label("Lễ hội Xuân hồng");
    *plan.add_rows() = HolderRow("r1", "rach-gia", 100);
    ASSERT_OK(plans_.CheckIssue(plan, tree_));
    PlanDocumentRecord record;
    record.revision = 1;
    record.position = 100;
    record.issued = plan;
    plans_.Apply(record, tree_);
  }
  void Record(const v1::UnitChanged& change) {
    ASSERT_OK(tree_.Check(change));
    tree_.Apply(change, next_position_++);
  }

  OrgTree tree_;
  PlanBook plans_;
  uint64_t next_position_ = 0;
};

TEST_F(ReceiptRulesTest, FactsAreWhatTheReceiptSays) {
  v1::Receipt receipt = MakeReceipt("rach-gia", 20210405, 10, 250);
  receipt.mutable_bags(0)->set_count(10);
  v1::BagCount* bags = receipt.add_bags();
  bags->set_volume_ml(350);
  bags->set_count(4);
  bags = receipt.add_bags();
  bags->set_count(3);
  receipt.set_component(v1::COMPONENT_WHOLE_BLOOD);
  receipt.set_donor_class(v1::DONOR_CLASS_VOLUNTARY);
  receipt.set_repeat_donors(6);
  receipt.set_emergency(true);
  receipt.set_round_id("kg-2021-dot-1");
  receipt.set_campaign_id("xuan-hong-2021");
  *receipt.mutable_collecting_unit() = UnitById("benh-vien");
  *receipt.mutable_credited_to() = UnitById("kien-giang");
  *receipt.mutable_interval() = DateRange(20210401, 20210430);
  ASSERT_OK_AND_ASSIGN(const DecidedReceipt decided, DecideReceipt(receipt, tree_, plans_));
  ReceiptFacts expected;
  expected.key.unit = tree_.Find("rach-gia");
  expected.key.collecting_unit = tree_.Find("benh-vien");
  expected.key.credited_to = tree_.Find("kien-giang");
  expected.key.round = 0;
  expected.key.campaign = 0;
  expected.key.first_date = 20210401;
  expected.key.last_date = 20210430;
  expected.key.component = 1;
  expected.key.donor_class = 1;
  expected.key.emergency = true;
  expected.value = {.receipts = 1,
                    .units = 17,
                    .unknown_volume_units = 3,
                    .volume_ml = 10 * 250 + 4 * 350,
                    .large_units = 4,
                    .repeat_donors = 6,
                    .repeat_stated_units = 17};
  EXPECT_EQ(decided.facts, expected);
  EXPECT_EQ(decided.unit_id, "");
  EXPECT_EQ(decided.collecting_unit_id, "");
  EXPECT_EQ(decided.credited_to_id, "");
  EXPECT_EQ(FactsOfRecorded(receipt, v1::Resolved(), tree_, plans_), expected);
}

TEST_F(ReceiptRulesTest, BlankIsNotZero) {
  v1::Receipt receipt = MakeReceipt("rach-gia", 20210405, 10);
  ASSERT_OK_AND_ASSIGN(DecidedReceipt decided, DecideReceipt(receipt, tree_, plans_));
  EXPECT_EQ(decided.facts.value.repeat_stated_units, 0);
  receipt.set_repeat_donors(0);
  ASSERT_OK_AND_ASSIGN(decided, DecideReceipt(receipt, tree_, plans_));
  EXPECT_EQ(decided.facts.value.repeat_donors, 0);
  EXPECT_EQ(decided.facts.value.repeat_stated_units, 10);
}

TEST_F(ReceiptRulesTest, WhatIsNotStatedIsNot) {
  ASSERT_OK_AND_ASSIGN(const DecidedReceipt decided,
                       DecideReceipt(MakeReceipt("rach-gia", 20210405, 10), tree_, plans_));
  const FactKey& key = decided.facts.key;
  EXPECT_EQ(key.collecting_unit, key.unit);  // blank: the same
  EXPECT_EQ(key.credited_to, kNoUnit);       // worked out at reading
  EXPECT_EQ(key.round, kNoRound);
  EXPECT_EQ(key.last_date, 20210405);  // blank: a day
  EXPECT_EQ(key.component, 0);
  EXPECT_EQ(key.donor_class, 0);
  EXPECT_EQ(decided.facts.value.unknown_volume_units, 10);
  EXPECT_EQ(decided.facts.value.volume_ml, 0);
}

TEST_F(ReceiptRulesTest, NamesAreResolvedAtTheMomentOfDeciding) {
  v1::Receipt receipt = MakeReceipt("", 20210405, 1);
  *receipt.mutable_unit() = UnitByName("TP. Rạch Giá");
  *receipt.mutable_collecting_unit() = UnitByName("bệnh viện đa khoa tỉnh", "kien-giang");
  *receipt.mutable_credited_to() = UnitByName("Kiên Giang");
  ASSERT_OK_AND_ASSIGN(const DecidedReceipt decided, DecideReceipt(receipt, tree_, plans_));
  EXPECT_EQ(decided.unit_id, "rach-gia");
  EXPECT_EQ(decided.collecting_unit_id, "benh-vien");
  EXPECT_EQ(decided.credited_to_id, "kien-giang");

  // Recorded, they mean the same for ever, whatever the names are later.
  v1::Resolved resolved;
  resolved.set_unit_id(decided.unit_id);
  resolved.set_collecting_unit_id(decided.collecting_unit_id);
  resolved.set_credited_to_id(decided.credited_to_id);
  Record(RenameUnit("rach-gia", "Khác", 20000101));
  EXPECT_EQ(FactsOfRecorded(receipt, resolved, tree_, plans_), decided.facts);

  const v1::Receipt replaceable = ReplaceableReceipt(receipt, resolved);
  EXPECT_EQ(replaceable.unit().unit_id(), "rach-gia");
  EXPECT_EQ(replaceable.collecting_unit().unit_id(), "benh-vien");
  EXPECT_EQ(replaceable.credited_to().unit_id(), "kien-giang");
  EXPECT_EQ(FactsOfRecorded(replaceable, v1::Resolved(), tree_, plans_), decided.facts);
}

TEST_F(ReceiptRulesTest, ANameIsThatOfTheIntervalsFirstDay) {
  Record(RenameUnit("rach-gia", "Thành phố Mới", 20210410));
  v1::Receipt receipt = MakeReceipt("", 20210405, 1);
  *receipt.mutable_interval() = DateRange(20210405, 20210430);
  *receipt.mutable_unit() = UnitByName("Rạch Giá");
  EXPECT_OK(DecideReceipt(receipt, tree_, plans_));
  receipt.mutable_interval()->set_first_date(20210410);
  EXPECT_THAT(DecideReceipt(receipt, tree_, plans_),
              AllOf(StatusIs(ERROR_REASON_UNIT_NOT_FOUND), HasErrorField("field", "receipt.unit")));
}

TEST_F(ReceiptRulesTest, AReplaceableReceiptHasNoNote) {
  v1::Receipt receipt = MakeReceipt("rach-gia", 20210405, 1);
  receipt.mutable_note()->set_commitment(std::string(32, 'x'));
  EXPECT_EQ(ReplaceableReceipt(receipt, v1::Resolved()).SerializeAsString(),
            MakeReceipt("rach-gia", 20210405, 1).SerializeAsString());
}

TEST_F(ReceiptRulesTest, UnknownUnitsAndRoundsAreRefused) {
  EXPECT_THAT(DecideReceipt(MakeReceipt("rach-gja", 20210405, 1), tree_, plans_),
              AllOf(StatusIs(ERROR_REASON_UNIT_NOT_FOUND), HasErrorField("field", "receipt.unit"),
                    HasErrorField("suggestions", "rach-gia")));
  v1::Receipt receipt = MakeReceipt("rach-gia", 20210405, 1);
  *receipt.mutable_credited_to() = UnitById("x");
  EXPECT_THAT(
      DecideReceipt(receipt, tree_, plans_),
      AllOf(StatusIs(ERROR_REASON_UNIT_NOT_FOUND), HasErrorField("field", "receipt.credited_to")));
  receipt = MakeReceipt("rach-gia", 20210405, 1);
  receipt.set_round_id("dot-9");
  EXPECT_THAT(DecideReceipt(receipt, tree_, plans_),
              AllOf(StatusIs(ERROR_REASON_ROUND_NOT_FOUND), HasErrorField("round_id", "dot-9")));
  receipt = MakeReceipt("rach-gia", 20210405, 1);
  receipt.set_campaign_id("xuan-hong-2022");
  EXPECT_THAT(DecideReceipt(receipt, tree_, plans_),
              AllOf(StatusIs(ERROR_REASON_CAMPAIGN_NOT_FOUND),
                    HasErrorField("campaign_id", "xuan-hong-2022")));
  EXPECT_THAT(CheckedFactsOfRecorded(receipt, v1::Resolved(), tree_, plans_),
              StatusIs(ERROR_REASON_STORE_DAMAGED));
}

TEST_F(ReceiptRulesTest, UnitsMustBeOpenOnADayOfTheInterval) {
  Record(CloseUnit("rach-gia", 20250701));
  EXPECT_OK(DecideReceipt(MakeReceipt("rach-gia", 20250630, 1), tree_, plans_));
  EXPECT_THAT(DecideReceipt(MakeReceipt("rach-gia", 20250701, 1), tree_, plans_),
              AllOf(StatusIs(ERROR_REASON_UNIT_NOT_OPEN), HasErrorField("unit_id", "rach-gia"),
                    HasErrorField("date", 20250701)));
  v1::Receipt receipt = MakeReceipt("rach-gia", 20250601, 1);
  receipt.mutable_interval()->set_last_date(20250731);
  EXPECT_OK(DecideReceipt(receipt, tree_, plans_));
  // The others too.
  receipt = MakeReceipt("kien-giang", 20250701, 1);
  *receipt.mutable_collecting_unit() = UnitById("rach-gia");
  EXPECT_THAT(DecideReceipt(receipt, tree_, plans_), StatusIs(ERROR_REASON_UNIT_NOT_OPEN));
}

TEST_F(ReceiptRulesTest, DamageIsToldOrAborts) {
  v1::Receipt receipt = MakeReceipt("", 20210405, 1);
  *receipt.mutable_unit() = UnitByName("Rạch Giá");
  EXPECT_THAT(CheckedFactsOfRecorded(receipt, v1::Resolved(), tree_, plans_),
              StatusIs(ERROR_REASON_STORE_DAMAGED));
  receipt = MakeReceipt("rach-gia", 20210405, 1);
  receipt.set_round_id("dot-9");
  EXPECT_THAT(CheckedFactsOfRecorded(receipt, v1::Resolved(), tree_, plans_),
              StatusIs(ERROR_REASON_STORE_DAMAGED));
  receipt.clear_round_id();
  receipt.mutable_bags(0)->set_count(0);
  EXPECT_THAT(CheckedFactsOfRecorded(receipt, v1::Resolved(), tree_, plans_),
              StatusIs(ERROR_REASON_STORE_DAMAGED));
  EXPECT_DEATH(FactsOfRecorded(receipt, v1::Resolved(), tree_, plans_), "STORE_DAMAGED|impossible");
}

}  // namespace
}  // namespace hemoledger
