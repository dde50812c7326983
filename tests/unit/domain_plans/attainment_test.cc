// Figures, lines and scopes beyond what Kiên Giang shows. docs/attainment.md.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/domain/attainment_figures.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/domain_plans/world.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;

class AttainmentTest : public ::testing::Test {
 protected:
  AttainmentTest() {
    world_.Open("vn");
    world_.Open("kg", "vn");
    world_.Open("other", "vn");
    for (const char* unit : {"d1", "d2", "d3"}) world_.Open(unit, "kg");
    for (const char* unit : {"c1", "c2"}) world_.Open(unit, "d1");
    plan_ = MakePlan("p", "kg", 20210101, 20211231);
    *plan_.add_rows() = HolderRow("r1", "d1", 100);
    *plan_.add_rows() = HolderRow("r2", "d2", 200);
    *plan_.add_rows() = HolderRow("r3", "d3", std::nullopt);
  }

  void Receive(std::string_view unit, uint32_t count, std::string_view credited_to = "",
               uint32_t volume_ml = 0, v1::Component component = v1::COMPONENT_UNSPECIFIED) {
    v1::Receipt receipt = MakeReceipt(unit, kDay, count, volume_ml);
    if (!credited_to.empty()) *receipt.mutable_credited_to() = UnitById(credited_to);
    receipt.set_component(component);
    world_.Receive(receipt);
  }
  AttainmentQuery UnitQuery(v1::AttainmentScope scope, std::string_view unit) {
    AttainmentQuery query = world_.Query("p");
    query.scope = scope;
    query.unit = world_.tree.Find(unit);
    return query;
  }

  World world_;
  v1::PlanIssued plan_;
};

TEST_F(AttainmentTest, ARowOfWhichSomeCountElsewhereShowsTheRest) {
  *plan_.add_credit_rules() = MakeCreditRule("c", "d3", "d1");
  world_.Issue(plan_);
  Receive("d3", 5);
  EXPECT_THAT(Lines(world_.Attain(world_.Query("p"))),
              ElementsAre("r1 0 5/100", "r2 0 0/200", "r3 5 -"));
  Receive("d3", 7, "d3");
  const auto mixed = world_.Attain(world_.Query("p"));
  EXPECT_THAT(Lines(mixed), ElementsAre("r1 0 5/100", "r2 0 0/200", "r3 12 7/-"));
  EXPECT_EQ(LineOf(mixed, "r3").credited_to_unit_id(), "");
  EXPECT_EQ(SumOfFigures(mixed), mixed.total().received_units());
}

TEST_F(AttainmentTest, ABlankRowThatCountsForSeveralNamesNone) {
  world_.Issue(plan_);
  Receive("d3", 5, "d1");
  Receive("d3", 6, "d2");
  const auto response = world_.Attain(world_.Query("p"));
  EXPECT_THAT(Lines(response), ElementsAre("r1 0 5/100", "r2 0 6/200", "r3 11 -"));
  EXPECT_EQ(LineOf(response, "r3").credited_to_unit_id(), "");
}

TEST_F(AttainmentTest, AHoldersRowIsNeverBlank) {
  world_.Issue(plan_);
  Receive("d1", 5, "d2");
  const auto response = world_.Attain(world_.Query("p"));
  EXPECT_THAT(Lines(response), ElementsAre("r1 5 0/100", "r2 0 5/200", "r3 0 0/-"));
  EXPECT_EQ(LineOf(response, "r1").credited_to_unit_id(), "d2");
  EXPECT_EQ(LineOf(response, "r1").figures().missing_units(), 100);
}

TEST_F(AttainmentTest, CreditedToARowWithoutAQuota) {
  world_.Issue(plan_);
  Receive("d1", 5, "d3");
  Receive("d3", 2);
  EXPECT_THAT(Lines(world_.Attain(world_.Query("p"))),
              ElementsAre("r1 5 0/100", "r2 0 0/200", "r3 2 7/-"));
}

TEST_F(AttainmentTest, AgainstAQuotaStandsOnlyWhatIsCreditedToItsHolder) {
  *plan_.add_credit_rules() = MakeCreditRule("nobody", "c2", "");
  world_.Issue(plan_);
  Receive("d1", 5, "kg");
  Receive("c2", 6);
  Receive("d3", 2, "kg");
  Receive("kg", 4);
  const auto response = world_.Attain(world_.Query("p"));
  // Credited to a unit that has no row, or to nobody: on the own row where that has no quota, else
  // with the others.
  EXPECT_THAT(Lines(response), ElementsAre("r1 11 0/100", "r2 0 0/200", "r3 2 2/-", " 4 15/-"));
  EXPECT_EQ(LineOf(response, "r1").credited_to_unit_id(), "");
  EXPECT_EQ(SumOfFigures(response), response.total().received_units());
  AttainmentQuery holders = world_.Query("p");
  holders.basis = v1::ATTAINMENT_BASIS_HOLDERS_ONLY;
  EXPECT_THAT(Lines(world_.Attain(holders)),
              ElementsAre("r1 0 0/100", "r2 0 0/200", "r3 0 0/-", " 0 0/-"));
}

TEST_F(AttainmentTest, OtherIsBlankWhenAllOfItCountsForHolders) {
  world_.Issue(plan_);
  Receive("other", 9, "d2");
  EXPECT_THAT(Lines(world_.Attain(world_.Query("p"))),
              ElementsAre("r1 0 0/100", "r2 0 9/200", "r3 0 0/-", " 9 -"));
}

TEST_F(AttainmentTest, QuotaZeroHasNoPercentageAndNothingMissing) {
  plan_.mutable_rows(0)->mutable_quota()->mutable_units()->set_value(0);
  world_.Issue(plan_);
  Receive("d1", 5);
  const auto line = LineOf(world_.Attain(world_.Query("p")), "r1");
  EXPECT_EQ(line.figures().quota_units(), 0);
  EXPECT_FALSE(line.figures().has_ratio_numerator());
  EXPECT_EQ(line.figures().ratio_denominator(), 0);
  EXPECT_TRUE(line.figures().has_missing_units());
  EXPECT_EQ(line.figures().missing_units(), 0);
}

TEST_F(AttainmentTest, ByGroup) {
  for (const char* id : {"i", "ii", "iii"}) {
    v1::RowGroup& group = *plan_.add_groups();
    group.set_group_id(id);
    group.set_label(Concat("Nhóm ", id));
  }
  plan_.mutable_rows(0)->set_group_id("i");
  plan_.mutable_rows(2)->set_group_id("ii");
  world_.Issue(plan_);
  Receive("c1", 5);
  Receive("d3", 6, "d1");
  Receive("d3", 7);
  Receive("d2", 8);
  Receive("kg", 9);
  AttainmentQuery query = world_.Query("p");
  query.grouping = v1::ATTAINMENT_GROUPING_GROUP;
  const auto response = world_.Attain(query);
  EXPECT_THAT(Lines(response), ElementsAre("i 11 11/100", "ii 7 7/-", "iii 0 0/-", " 17 17/200"));
  EXPECT_EQ(response.lines(0).name(), "Nhóm i");
  query = UnitQuery(v1::ATTAINMENT_SCOPE_UNIT, "d1");
  query.grouping = v1::ATTAINMENT_GROUPING_GROUP;
  EXPECT_THAT(Lines(world_.Attain(query)), ElementsAre("i 11 11/100"));
  query.unit = world_.tree.Find("d3");
  EXPECT_THAT(Lines(world_.Attain(query)), ElementsAre("ii 13 13/-"));
}

TEST_F(AttainmentTest, AHoldersScopeLeavesOutOthersQuotas) {
  world_.Issue(plan_);
  Receive("d1", 5, "d2");
  Receive("d1", 6);
  Receive("other", 7, "d2");
  const auto response = world_.Attain(UnitQuery(v1::ATTAINMENT_SCOPE_UNIT, "d2"));
  EXPECT_THAT(Lines(response), ElementsAre("r1 5 -", "r2 0 12/200", " 7 -"));
  EXPECT_EQ(LineOf(response, "r1").credited_to_unit_id(), "d2");
  EXPECT_EQ(response.total().received_units(), 12);
  EXPECT_EQ(response.total().quota_units(), 200);
}

TEST_F(AttainmentTest, ChildrenOfAHolderShowWhatTheyGave) {
  world_.Issue(plan_);
  Receive("c1", 5);
  Receive("c2", 6);
  Receive("c2", 1, "d2");
  Receive("d1", 7);
  Receive("d3", 8, "d1");
  const auto response = world_.Attain(UnitQuery(v1::ATTAINMENT_SCOPE_CHILDREN, "d1"));
  // All of it counts for d1; its quota stands beside what no child gave.
  EXPECT_THAT(Lines(response), ElementsAre("c1 5 5/-", "c2 6 6/-", " 15 15/100"));
  EXPECT_EQ(response.total().received_units(), 26);
  EXPECT_EQ(response.total().quota_units(), 100);
  // A child's line is the total of its own children.
  const auto province = world_.Attain(UnitQuery(v1::ATTAINMENT_SCOPE_CHILDREN, "kg"));
  EXPECT_THAT(Lines(province), ElementsAre("d1 26 26/100", "d2 1 1/200", "d3 0 0/-"));
}

TEST_F(AttainmentTest, ChildrenAreThoseOfTheDayShown) {
  world_.Issue(plan_);
  Receive("c1", 5);
  Receive("c2", 6);
  world_.Change(MoveUnit("c2", "d2", 20210601));
  world_.Open("c3", "d1", 20210601);
  AttainmentQuery query = UnitQuery(v1::ATTAINMENT_SCOPE_CHILDREN, "d1");
  // c2 gave as a part of d1, and is no child any more.
  EXPECT_THAT(Lines(world_.Attain(query)), ElementsAre("c1 5 5/-", "c3 0 0/-", " 6 6/100"));
  query.through_date = 20210531;
  EXPECT_THAT(Lines(world_.Attain(query)), ElementsAre("c1 5 5/-", "c2 6 6/-", " 0 0/100"));
}

TEST_F(AttainmentTest, StraddlersAreToldForTheScope) {
  world_.Issue(plan_);
  v1::Receipt receipt = MakeReceipt("c1", 20211215, 11);
  *receipt.mutable_interval() = DateRange(20211215, 20220115);
  world_.Receive(receipt);
  AttainmentQuery query = world_.Query("p");
  query.basis = v1::ATTAINMENT_BASIS_WHOLE_BLOOD_ONLY;
  EXPECT_EQ(world_.Attain(query).straddling_units(), 11);
  EXPECT_EQ(world_.Attain(query).total().received_units(), 0);
  EXPECT_EQ(world_.Attain(UnitQuery(v1::ATTAINMENT_SCOPE_UNIT, "d1")).straddling_units(), 11);
  EXPECT_EQ(world_.Attain(UnitQuery(v1::ATTAINMENT_SCOPE_UNIT, "d2")).straddling_units(), 0);
  EXPECT_EQ(world_.Attain(UnitQuery(v1::ATTAINMENT_SCOPE_CHILDREN, "d1")).straddling_units(), 11);
}

TEST_F(AttainmentTest, WhatWasVoidedLeavesNoLine) {
  world_.Issue(plan_);
  v1::Receipt receipt = MakeReceipt("kg", kDay, 5);
  world_.Receive(receipt);
  world_.cells.Subtract(
      {world_.KeyOf(receipt), {.receipts = 1, .units = 5, .unknown_volume_units = 5}});
  EXPECT_EQ(world_.Attain(world_.Query("p")).lines_size(), 3);
}

TEST_F(AttainmentTest, RepeatDonors) {
  world_.Issue(plan_);
  v1::Receipt receipt = MakeReceipt("d1", kDay, 10);
  receipt.set_repeat_donors(9);
  world_.Receive(receipt);
  Receive("d1", 5);
  const auto total = world_.Attain(world_.Query("p")).total();
  EXPECT_EQ(total.received_units(), 15);
  EXPECT_EQ(total.repeat_donors(), 9);
  EXPECT_EQ(total.repeat_stated_units(), 10);
}

// --- Converted ---

TEST_F(AttainmentTest, ConvertedIsExact) {
  plan_.mutable_conversion()->set_base_ml(250);
  plan_.mutable_rows(0)->mutable_quota()->mutable_converted_units()->set_value(112);
  plan_.mutable_rows(1)->mutable_quota()->mutable_converted_units()->set_value(224);
  world_.Issue(plan_);
  Receive("d1", 3, "", 350, v1::COMPONENT_WHOLE_BLOOD);
  Receive("d1", 1, "", 450, v1::COMPONENT_PLASMA);
  AttainmentQuery query = world_.Query("p");
  query.basis = v1::ATTAINMENT_BASIS_CONVERTED;
  const auto response = world_.Attain(query);
  const v1::AttainmentFigures figures = LineOf(response, "r1").figures();
  // 1,500 ml / 250 = 6; 6 / 112 = 3 / 56.
  EXPECT_EQ(figures.received_units(), 4);
  EXPECT_EQ(figures.converted_numerator(), 6);
  EXPECT_EQ(figures.converted_denominator(), 1);
  EXPECT_EQ(figures.quota_units(), 112);
  EXPECT_EQ(figures.ratio_numerator(), 3);
  EXPECT_EQ(figures.ratio_denominator(), 56);
  EXPECT_EQ(figures.missing_units(), 106);
  EXPECT_EQ(response.total().quota_units(), 336);
}

TEST_F(AttainmentTest, UnknownVolumeAndPlateletsWithoutARuleConvertToUnknown) {
  plan_.mutable_rows(0)->mutable_quota()->mutable_converted_units()->set_value(112);
  world_.Issue(plan_);
  Receive("d1", 3, "", 350);
  Receive("d1", 2);
  Receive("d1", 4, "", 250, v1::COMPONENT_PLATELETS);
  AttainmentQuery query = world_.Query("p");
  query.basis = v1::ATTAINMENT_BASIS_CONVERTED;
  const auto response = world_.Attain(query);
  const v1::AttainmentFigures figures = LineOf(response, "r1").figures();
  EXPECT_EQ(figures.received_units(), 9);
  EXPECT_EQ(figures.unconverted_units(), 6);
  EXPECT_EQ(figures.converted_numerator(), 21);
  EXPECT_EQ(figures.converted_denominator(), 5);
  EXPECT_EQ(figures.quota_units(), 112);
  EXPECT_FALSE(figures.has_ratio_numerator());
  EXPECT_FALSE(figures.has_missing_units());
  // One holder states no converted quota, so the sum is not known.
  EXPECT_FALSE(response.total().has_quota_units());
}

TEST_F(AttainmentTest, PlateletsConvertByThePlansRule) {
  plan_.mutable_conversion()->set_platelet_permille(1500);
  plan_.mutable_rows(0)->mutable_quota()->mutable_converted_units()->set_value(10);
  world_.Issue(plan_);
  Receive("d1", 3, "", 0, v1::COMPONENT_PLATELETS);
  AttainmentQuery query = world_.Query("p");
  query.basis = v1::ATTAINMENT_BASIS_CONVERTED;
  const v1::AttainmentFigures figures = LineOf(world_.Attain(query), "r1").figures();
  EXPECT_EQ(figures.unconverted_units(), 0);
  EXPECT_EQ(figures.converted_numerator(), 9);
  EXPECT_EQ(figures.converted_denominator(), 2);
  // 10 − 4.5, rounded up.
  EXPECT_EQ(figures.missing_units(), 6);
  EXPECT_EQ(figures.ratio_numerator(), 9);
  EXPECT_EQ(figures.ratio_denominator(), 20);
}

TEST(AttainmentFiguresTest, TheLargestFiguresKeepTheirSign) {
  v1::ConversionRule conversion;
  conversion.set_base_ml(9'973);
  conversion.set_platelet_permille(999'983);
  const BasisRule rule = MakeBasisRule(v1::ATTAINMENT_BASIS_CONVERTED, conversion);
  Tally tally;
  tally.units = tally.platelet_units = 1'000'000'000'000'007;
  const v1::AttainmentFigures figures = MakeFigures(rule, tally, 999'999'999'989);
  EXPECT_GT(figures.ratio_numerator(), 0);
  EXPECT_GT(figures.ratio_denominator(), 0);
  EXPECT_NEAR(static_cast<double>(figures.ratio_numerator()) /
                  static_cast<double>(figures.ratio_denominator()),
              1'000'000'000'000'007.0 * 999.983 / 999'999'999'989.0, 1.0);
}

TEST(AttainmentFiguresTest, RatiosAreComparedExactly) {
  const auto figures = [](int64_t received, int64_t quota) {
    Tally tally;
    tally.units = received;
    return MakeFigures(BasisRule(), tally, quota);
  };
  EXPECT_TRUE(HasGreaterRatio(figures(1'000'000'000'001, 1'000'000'000'000),
                              figures(1'000'000'000'000, 999'999'999'999 + 1)));
  EXPECT_FALSE(HasGreaterRatio(figures(1, 2), figures(2, 4)));
  EXPECT_FALSE(HasGreaterRatio(figures(2, 4), figures(1, 2)));
  EXPECT_TRUE(HasGreaterRatio(figures(0, 1), figures(5, 0)));
  EXPECT_FALSE(HasGreaterRatio(figures(5, 0), figures(0, 1)));
}

// --- Queries ---

TEST_F(AttainmentTest, QueriesThatMakeNoSense) {
  const uint64_t position = world_.Issue(plan_);
  const auto problem = [&](const AttainmentQuery& query) {
    return ComputeAttainment(world_.tree, world_.book, world_.cells.TakeSnapshot(), query).status();
  };
  AttainmentQuery query = world_.Query("p");
  query.scope = v1::ATTAINMENT_SCOPE_UNIT;
  EXPECT_THAT(problem(query), StatusIs(ERROR_REASON_FIELD_REQUIRED));
  query = UnitQuery(v1::ATTAINMENT_SCOPE_PLAN, "d1");
  EXPECT_THAT(problem(query), HasErrorField("field", "scope"));
  query = UnitQuery(v1::ATTAINMENT_SCOPE_CHILDREN, "kg");
  query.grouping = v1::ATTAINMENT_GROUPING_MONTH;
  EXPECT_THAT(problem(query), HasErrorField("field", "grouping"));
  query = world_.Query("p");
  query.basis = static_cast<v1::AttainmentBasis>(99);
  EXPECT_THAT(problem(query), StatusIs(ERROR_REASON_FIELD_INVALID));
  query = world_.Query("p");
  query.through_date = 20210231;
  EXPECT_THAT(problem(query), StatusIs(ERROR_REASON_DATE_INVALID));
  query = world_.Query("p");
  query.position_bound = position - 1;
  EXPECT_THAT(problem(query), StatusIs(ERROR_REASON_PLAN_NOT_FOUND));
  query = UnitQuery(v1::ATTAINMENT_SCOPE_UNSPECIFIED, "d1");
  EXPECT_EQ(world_.Attain(query).total().quota_units(), 100);
}

}  // namespace
}  // namespace hemoledger
