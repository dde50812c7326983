// Whether a receipt counts, whose quota it counts for, and which row takes it. docs/attainment.md.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/domain_plans/world.h"

namespace hemoledger {
namespace {

using Counting = Placement::Counting;
using CreditWay = Placement::CreditWay;

class PlacementTest : public ::testing::Test {
 protected:
  PlacementTest() {
    world_.Open("vn");
    world_.Open("kg", "vn");
    world_.Open("other", "vn");
    world_.Open("institute", "vn");
    world_.Open("d1", "kg");
    world_.Open("c1", "d1");
    world_.Open("v1", "c1");
    world_.Open("d2", "kg");
    world_.Open("school", "kg");
    plan_ = MakePlan("p", "kg", 20201201, 20211130);
    *plan_.add_rows() = HolderRow("d1", "d1", 100);
    *plan_.add_rows() = HolderRow("d2", "d2", 200);
  }

  void Issue() { world_.Issue(plan_); }
  Counting CountingOf(const v1::Receipt& receipt, int32_t through_date = 0) {
    return world_.Place("p", receipt, through_date).counting;
  }
  static v1::Receipt ReceiptOf(std::string_view unit, int32_t date = kDay) {
    return MakeReceipt(unit, date, 10);
  }
  static v1::Receipt During(std::string_view unit, int32_t first, int32_t last) {
    v1::Receipt receipt = MakeReceipt(unit, first, 10);
    *receipt.mutable_interval() = DateRange(first, last);
    return receipt;
  }
  static v1::Receipt InRound(std::string_view unit, std::string_view round, int32_t date = kDay) {
    v1::Receipt receipt = ReceiptOf(unit, date);
    receipt.set_round_id(std::string(round));
    return receipt;
  }
  static v1::Receipt CreditedTo(std::string_view unit, std::string_view credited) {
    v1::Receipt receipt = ReceiptOf(unit);
    *receipt.mutable_credited_to() = UnitById(credited);
    return receipt;
  }

  World world_;
  v1::PlanIssued plan_;
};

// --- What counts ---

TEST_F(PlacementTest, CountsWhollyInsideThePeriod) {
  Issue();
  EXPECT_EQ(CountingOf(ReceiptOf("c1", 20201201)), Counting::kYes);
  EXPECT_EQ(CountingOf(ReceiptOf("c1", 20211130)), Counting::kYes);
  EXPECT_EQ(CountingOf(ReceiptOf("c1", 20201130)), Counting::kNo);
  EXPECT_EQ(CountingOf(ReceiptOf("c1", 20211201)), Counting::kNo);
  EXPECT_EQ(CountingOf(During("c1", 20201201, 20211130)), Counting::kYes);
}

TEST_F(PlacementTest, AStraddlerIsToldApart) {
  Issue();
  EXPECT_EQ(CountingOf(During("c1", 20211101, 20211201)), Counting::kStraddles);
  EXPECT_EQ(CountingOf(During("c1", 20200101, 20221231)), Counting::kStraddles);
  EXPECT_EQ(CountingOf(During("c1", 20211201, 20211231)), Counting::kNo);
  // Only if it would count.
  EXPECT_EQ(CountingOf(During("other", 20211101, 20211201)), Counting::kNo);
  // It is placed all the same.
  EXPECT_EQ(world_.CreditOf("p", During("c1", 20211101, 20211201)), "d1");
}

TEST_F(PlacementTest, ThroughBoundsTheEndOfEveryReceipt) {
  *plan_.add_rounds() = MakeRound("dot-1");
  Issue();
  EXPECT_EQ(CountingOf(ReceiptOf("c1"), kDay), Counting::kYes);
  EXPECT_EQ(CountingOf(ReceiptOf("c1"), kDay - 1), Counting::kNo);
  EXPECT_EQ(CountingOf(During("c1", 20210401, 20210430), kDay), Counting::kNo);
  EXPECT_EQ(CountingOf(During("c1", 20211101, 20211201), 20211130), Counting::kNo);
  EXPECT_EQ(CountingOf(InRound("c1", "dot-1", 20220101)), Counting::kYes);
  EXPECT_EQ(CountingOf(InRound("c1", "dot-1", 20220101), 20211231), Counting::kNo);
}

TEST_F(PlacementTest, ARoundOfThePlanCountsWhateverItsDateAndPlace) {
  *plan_.add_rounds() = MakeRound("dot-1");
  Issue();
  EXPECT_EQ(CountingOf(InRound("other", "dot-1", 20301231)), Counting::kYes);
}

TEST_F(PlacementTest, ARoundBindsAmongThePlansOfOneIssuer) {
  Issue();
  v1::PlanIssued next_year = MakePlan("next", "kg", 20211201, 20221130);
  *next_year.add_rounds() = MakeRound("kg-2022-1");
  world_.Issue(next_year);
  v1::PlanIssued district = MakePlan("district", "d1", 20210101, 20211231);
  *district.add_rounds() = MakeRound("d1-2021-1");
  world_.Issue(district);
  // The province's other year has it; the district's round is part of the province's year.
  EXPECT_EQ(CountingOf(InRound("c1", "kg-2022-1")), Counting::kNo);
  EXPECT_EQ(CountingOf(InRound("c1", "d1-2021-1")), Counting::kYes);
  EXPECT_EQ(world_.Place("district", InRound("c1", "d1-2021-1")).counting, Counting::kYes);
  EXPECT_EQ(CountingOf(InRound("c1", "d1-2021-1", 20211215)), Counting::kNo);
}

TEST_F(PlacementTest, WithoutAPeriodOnlyRoundsCount) {
  plan_.clear_period();
  *plan_.add_rounds() = MakeRound("dot-1");
  Issue();
  EXPECT_EQ(CountingOf(InRound("c1", "dot-1")), Counting::kYes);
  EXPECT_EQ(CountingOf(ReceiptOf("c1")), Counting::kNo);
}

TEST_F(PlacementTest, TheIssuersTerritory) {
  Issue();
  EXPECT_EQ(CountingOf(ReceiptOf("kg")), Counting::kYes);
  EXPECT_EQ(CountingOf(ReceiptOf("school")), Counting::kYes);
  EXPECT_EQ(CountingOf(ReceiptOf("other")), Counting::kNo);
  EXPECT_EQ(CountingOf(ReceiptOf("vn")), Counting::kNo);
  // Collected in it, or credited into it.
  v1::Receipt collected = ReceiptOf("other");
  *collected.mutable_collecting_unit() = UnitById("c1");
  EXPECT_EQ(CountingOf(collected), Counting::kYes);
  EXPECT_EQ(world_.CreditOf("p", collected), "");
  EXPECT_EQ(CountingOf(CreditedTo("other", "d2")), Counting::kYes);
  // Credited out of it, collected out of it.
  v1::Receipt left = CreditedTo("c1", "other");
  *left.mutable_collecting_unit() = UnitById("other");
  EXPECT_EQ(CountingOf(left), Counting::kNo);
  *left.mutable_collecting_unit() = UnitById("d1");
  EXPECT_EQ(CountingOf(left), Counting::kYes);
}

TEST_F(PlacementTest, UnitsThatThePlanNames) {
  *plan_.add_rows() = HolderRow("r3", "institute", std::nullopt);
  Issue();
  EXPECT_EQ(CountingOf(ReceiptOf("institute")), Counting::kYes);
  EXPECT_EQ(CountingOf(ReceiptOf("other")), Counting::kNo);
  // Named is whose blood it is, not where it was collected.
  v1::Receipt collected = ReceiptOf("other");
  *collected.mutable_collecting_unit() = UnitById("institute");
  EXPECT_EQ(CountingOf(collected), Counting::kNo);
  // What it says itself that it counts for decides.
  EXPECT_EQ(CountingOf(CreditedTo("institute", "other")), Counting::kNo);
  EXPECT_EQ(CountingOf(CreditedTo("other", "institute")), Counting::kYes);
}

TEST_F(PlacementTest, UnitsThatASelectorOrARuleNames) {
  *plan_.add_rows() = SelectorRow("r3", "other", v1::COMPONENT_PLATELETS);
  *plan_.add_credit_rules() = MakeCreditRule("c", "institute", "");
  Issue();
  // Named is named, whatever else the selector asks for.
  EXPECT_EQ(CountingOf(ReceiptOf("other")), Counting::kYes);
  EXPECT_EQ(CountingOf(ReceiptOf("institute")), Counting::kYes);
  EXPECT_EQ(CountingOf(ReceiptOf("vn")), Counting::kNo);
}

// --- Whose quota ---

TEST_F(PlacementTest, ByTheTreeTheNearestHolder) {
  *plan_.add_rows() = HolderRow("c1", "c1", 0);
  Issue();
  const Placement placement = world_.Place("p", ReceiptOf("v1"));
  EXPECT_EQ(placement.credited, world_.tree.Find("c1"));
  EXPECT_EQ(placement.way, CreditWay::kTree);
  EXPECT_EQ(world_.CreditOf("p", ReceiptOf("d1")), "d1");
  EXPECT_EQ(world_.CreditOf("p", ReceiptOf("school")), "");
  EXPECT_EQ(world_.Place("p", ReceiptOf("school")).way, CreditWay::kNone);
}

TEST_F(PlacementTest, AUnitWithoutAQuotaHoldsNothing) {
  *plan_.add_rows() = HolderRow("c1", "c1", std::nullopt);
  Issue();
  EXPECT_EQ(world_.CreditOf("p", ReceiptOf("v1")), "d1");
}

TEST_F(PlacementTest, TheDeepestRuleAndOfEquallyDeepOnesTheLater) {
  *plan_.add_credit_rules() = MakeCreditRule("deep", "c1", "school");
  *plan_.add_credit_rules() = MakeCreditRule("wide", "d1", "d2");
  *plan_.add_credit_rules() = MakeCreditRule("d2-a", "d2", "school");
  *plan_.add_credit_rules() = MakeCreditRule("d2-b", "d2", "d1");
  plan_.mutable_credit_rules(3)->set_inferred(true);
  Issue();
  EXPECT_EQ(world_.CreditOf("p", ReceiptOf("v1")), "school");
  EXPECT_EQ(world_.CreditOf("p", ReceiptOf("d1")), "d2");
  const Placement placement = world_.Place("p", ReceiptOf("d2"));
  EXPECT_EQ(placement.credited, world_.tree.Find("d1"));
  EXPECT_EQ(placement.way, CreditWay::kPlanRule);
  EXPECT_TRUE(placement.inferred);
}

TEST_F(PlacementTest, ABlankRuleMeansNobody) {
  *plan_.add_credit_rules() = MakeCreditRule("none", "c1", "");
  Issue();
  const Placement placement = world_.Place("p", ReceiptOf("v1"));
  EXPECT_EQ(placement.credited, kNoUnit);
  EXPECT_EQ(placement.way, CreditWay::kPlanRule);
  EXPECT_EQ(placement.counting, Counting::kYes);
  EXPECT_EQ(world_.CreditOf("p", ReceiptOf("d1")), "d1");
}

TEST_F(PlacementTest, ARoundGoesBeforeRulesAndTheReceiptBeforeAll) {
  *plan_.add_rounds() = MakeRound("dot-1", "d2");
  plan_.mutable_rounds(0)->set_credit_inferred(true);
  *plan_.add_credit_rules() = MakeCreditRule("c", "d1", "school");
  Issue();
  const Placement placement = world_.Place("p", InRound("c1", "dot-1"));
  EXPECT_EQ(placement.credited, world_.tree.Find("d2"));
  EXPECT_EQ(placement.way, CreditWay::kRound);
  EXPECT_TRUE(placement.inferred);
  EXPECT_EQ(world_.CreditOf("p", ReceiptOf("c1")), "school");
  v1::Receipt says = InRound("c1", "dot-1");
  *says.mutable_credited_to() = UnitById("kg");
  EXPECT_EQ(world_.CreditOf("p", says), "kg");
  EXPECT_EQ(world_.Place("p", says).way, CreditWay::kReceipt);
}

TEST_F(PlacementTest, ARoundOfAnotherPlanCreditsNobodyHere) {
  Issue();
  v1::PlanIssued district = MakePlan("district", "d1", 20210101, 20211231);
  *district.add_rounds() = MakeRound("d1-1", "school");
  world_.Issue(district);
  EXPECT_EQ(world_.CreditOf("p", InRound("c1", "d1-1")), "d1");
  EXPECT_EQ(world_.CreditOf("district", InRound("c1", "d1-1")), "school");
}

TEST_F(PlacementTest, ARoundThatDoesNotHoldYetCountsAndSaysNothing) {
  Issue();
  v1::PlanAmended amendment = MakeAmendment("p", 1, 20210701);
  *amendment.add_changes()->mutable_round_added()->mutable_round() = MakeRound("dot-1", "d2");
  world_.Amend(amendment);
  EXPECT_EQ(world_.CreditOf("p", InRound("c1", "dot-1")), "d2");
  const Placement early = world_.Place("p", InRound("c1", "dot-1"), 20210630);
  EXPECT_EQ(early.counting, Counting::kYes);
  EXPECT_EQ(early.credited, world_.tree.Find("d1"));
}

TEST_F(PlacementTest, EachReceiptInTheTreeOfItsDay) {
  Issue();
  world_.Change(MoveUnit("c1", "d2", 20210701));
  EXPECT_EQ(world_.CreditOf("p", ReceiptOf("v1", 20210630)), "d1");
  EXPECT_EQ(world_.CreditOf("p", ReceiptOf("v1", 20210701)), "d2");
  EXPECT_EQ(world_.CreditOf("p", During("v1", 20210601, 20210731)), "d1");
  EXPECT_EQ(world_.RowOf("p", ReceiptOf("v1", 20210701)), "d2");
  world_.Change(MoveUnit("d2", "other", 20210901));
  EXPECT_EQ(CountingOf(ReceiptOf("d2", 20210831)), Counting::kYes);
  // Out of the territory, and named.
  EXPECT_EQ(CountingOf(ReceiptOf("d2", 20210901)), Counting::kYes);
  world_.Change(MoveUnit("school", "other", 20210901));
  EXPECT_EQ(CountingOf(ReceiptOf("school", 20210831)), Counting::kYes);
  EXPECT_EQ(CountingOf(ReceiptOf("school", 20210901)), Counting::kNo);
}

// --- Rows ---

TEST_F(PlacementTest, RowsByUnitTheNearestHoweverTheyAreOrdered) {
  *plan_.add_rows() = HolderRow("c1", "c1", 5);
  *plan_.add_rows() = HolderRow("all", "kg", std::nullopt);
  Issue();
  EXPECT_EQ(world_.RowOf("p", ReceiptOf("v1")), "c1");
  EXPECT_EQ(world_.RowOf("p", ReceiptOf("d1")), "d1");
  EXPECT_EQ(world_.RowOf("p", ReceiptOf("school")), "all");
}

TEST_F(PlacementTest, TheFirstRowThatFits) {
  plan_.clear_rows();
  *plan_.add_rows() = SelectorRow("platelets", "kg", v1::COMPONENT_PLATELETS);
  *plan_.add_rows() = SelectorRow("paid", "", v1::COMPONENT_UNSPECIFIED, v1::DONOR_CLASS_PAID);
  *plan_.add_rows() = HolderRow("d1", "d1", 100);
  *plan_.add_rows() = SelectorRow("platelets-d1", "d1", v1::COMPONENT_PLATELETS);
  Issue();
  v1::Receipt receipt = ReceiptOf("c1");
  EXPECT_EQ(world_.RowOf("p", receipt), "d1");
  receipt.set_donor_class(v1::DONOR_CLASS_PAID);
  EXPECT_EQ(world_.RowOf("p", receipt), "paid");
  receipt.set_component(v1::COMPONENT_PLATELETS);
  // "platelets" is the first that fits; of its kind the row of d1 is nearer, though it stands last.
  EXPECT_EQ(world_.RowOf("p", receipt), "platelets-d1");
  *receipt.mutable_unit() = UnitById("school");
  EXPECT_EQ(world_.RowOf("p", receipt), "platelets");
  receipt.set_component(v1::COMPONENT_PLASMA);
  EXPECT_EQ(world_.RowOf("p", receipt), "paid");
  receipt.set_donor_class(v1::DONOR_CLASS_VOLUNTARY);
  EXPECT_EQ(world_.RowOf("p", receipt), "");
}

TEST_F(PlacementTest, NotStatedFitsOnlyWhatAsksForNothing) {
  plan_.clear_rows();
  *plan_.add_rows() = SelectorRow("whole", "", v1::COMPONENT_WHOLE_BLOOD);
  *plan_.add_rounds() = MakeRound("dot-1");
  *plan_.add_rounds() = MakeRound("dot-2");
  *plan_.add_rows() = SelectorRow("round", "");
  plan_.mutable_rows(1)->mutable_selector()->set_round_id("dot-1");
  Issue();
  EXPECT_EQ(world_.RowOf("p", ReceiptOf("c1")), "");
  EXPECT_EQ(world_.RowOf("p", InRound("c1", "dot-2")), "");
  EXPECT_EQ(world_.RowOf("p", InRound("c1", "dot-1")), "round");
}

TEST_F(PlacementTest, OfRowsWithTheSameSelectorTheFirst) {
  *plan_.add_rows() = HolderRow("d1-again", "d1", std::nullopt);
  Issue();
  EXPECT_EQ(world_.RowOf("p", ReceiptOf("c1")), "d1");
}

TEST_F(PlacementTest, ARowWithoutSelectorAndHolderTakesNothingAnEmptySelectorEverything) {
  v1::PlanRow remark;
  remark.set_row_id("remark");
  plan_.clear_rows();
  *plan_.add_rows() = remark;
  *plan_.add_rows() = HolderRow("d1", "d1", 1);
  *plan_.add_rows() = SelectorRow("rest", "");
  Issue();
  EXPECT_EQ(world_.RowOf("p", ReceiptOf("c1")), "d1");
  EXPECT_EQ(world_.RowOf("p", ReceiptOf("school")), "rest");
}

}  // namespace
}  // namespace hemoledger
