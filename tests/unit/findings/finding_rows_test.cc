// Rows and totals. The figures are those of Quảng Trị 2021 (05/KH-BCĐ) and Ân Thi 2024
// (14/KH-UBND).
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/findings/finding_world.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct PrintedRow {
  const char* id;
  int64_t population;
  int64_t quota;
  const char* share;
  int64_t converted;
  const char* converted_share;
  int64_t rounds;
};

constexpr PrintedRow kQuangTri[] = {
    {"r01", 92592, 1019, "1,10", 1141, "1.23", 3},
    {"r02", 23871, 298, "1,25", 334, "1.40", 2},
    {"r03", 87653, 1096, "1,25", 1227, "1.40", 4},
    {"r04", 75390, 942, "1,25", 1055, "1.40", 3},
    {"r05", 89445, 1118, "1,25", 1252, "1.40", 4},
    {"r06", 84802, 1060, "1,25", 1187, "1.40", 4},
    {"r07", 46412, 580, "1,25", 650, "1.40", 2},
    {"r08", 40508, 486, "1,20", 544, "1.34", 2},
    {"r09", 86355, 1036, "1,20", 1161, "1.34", 2},
    {"r10", 0, 450, "", 504, "", 1},
    {"r11", 0, 350, "", 392, "", 1},
    {"r12", 0, 550, "", 616, "", 2},
    {"r13", 0, 200, "", 224, "", 1},
    {"r14", 0, 200, "", 224, "", 1},
    {"r15", 0, 400, "", 448, "", 1},
    {"r16", 0, 214, "", 241, "", 1},
};

// The allocation table as printed, with its line of totals and headline targets.
FindingWorld QuangTri() {
  FindingWorld world;
  for (const auto& [volume, permille] : {std::pair{250, 700}, {350, 300}}) {
    v1::BagMix& mix = *world.plan.mutable_conversion()->add_bag_mix();
    mix.set_volume_ml(volume);
    mix.set_permille(permille);
  }
  for (const PrintedRow& printed : kQuangTri) {
    v1::PlanRow& row = AddRow(world.plan, printed.id, std::string("unit-") + printed.id, {});
    *row.mutable_quota()->mutable_units() = Printed(printed.quota);
    *row.mutable_quota()->mutable_converted_units() = Printed(printed.converted);
    if (printed.population > 0) *row.mutable_population() = Printed(printed.population);
    row.set_population_share_text(printed.share);
    row.set_converted_population_share_text(printed.converted_share);
    *row.mutable_round_count() = Printed(printed.rounds);
  }
  *world.plan.mutable_stated_total()->mutable_units() = Printed(10000, "10.000");
  *world.plan.mutable_stated_total()->mutable_converted_units() = Printed(11200, "11.200");
  v1::StatedTotals& stated = *world.plan.mutable_stated();
  *stated.mutable_population() = Printed(627028, "627.028");
  *stated.mutable_round_count() = Printed(34);
  stated.set_population_share_text("1,6");
  stated.set_converted_population_share_text("1,79");
  AddTarget(world.plan, "don-vi-mau", v1::TARGET_METRIC_UNITS, Fig(10000));
  AddTarget(world.plan, "sau-quy-doi", v1::TARGET_METRIC_CONVERTED_UNITS, Fig(11200));
  AddTarget(world.plan, "dan-so", v1::TARGET_METRIC_POPULATION_SHARE, Fig(16, 1));
  return world;
}

v1::PlanRow& Row(FindingWorld& world, int index) {
  return *world.plan.mutable_rows(index);
}

TEST(FindingRows, QuangTriHasThreeConvertedRowsAndOneTotal) {
  EXPECT_THAT(QuangTri().Told(), ElementsAre("CONVERTED_QUOTA row:r03/converted_quota 1227 <> 1228",
                                             "CONVERTED_QUOTA row:r09/converted_quota 1161 <> 1160",
                                             "CONVERTED_QUOTA row:r16/converted_quota 241 <> 240",
                                             "TOTAL total/quota 10000 <> 9999"));
}

TEST(FindingRows, WithoutABagMixNothingIsConverted) {
  FindingWorld world = QuangTri();
  world.plan.clear_conversion();
  EXPECT_THAT(world.Told(), ElementsAre("TOTAL total/quota 10000 <> 9999"));
}

TEST(FindingRows, SharesAreComparedAtThePrintedDecimals) {
  FindingWorld world = QuangTri();
  Row(world, 0).set_population_share_text("1,11");
  world.plan.mutable_stated()->set_converted_population_share_text("1,8");
  // 1,1005 % is no 1,11; 1,786 % is 1,8.
  EXPECT_THAT(world.Told(), ElementsAre("POPULATION_SHARE row:r01/population_share 1,11% <> 1,101%",
                                        "CONVERTED_QUOTA row:r03/converted_quota 1227 <> 1228",
                                        "CONVERTED_QUOTA row:r09/converted_quota 1161 <> 1160",
                                        "CONVERTED_QUOTA row:r16/converted_quota 241 <> 240",
                                        "TOTAL total/quota 10000 <> 9999"));
}

TEST(FindingRows, ATotalsShareRestsOnTheFiguresPrintedThere) {
  FindingWorld world;
  AddRow(world.plan, "r01", "a", 99);
  *world.plan.mutable_stated_total()->mutable_units() = Printed(99);
  *world.plan.mutable_stated()->mutable_population() = Printed(1000);
  world.plan.mutable_stated()->set_population_share_text("9,9");
  EXPECT_THAT(world.Told(), IsEmpty());
  world.plan.mutable_stated()->set_population_share_text("10");
  EXPECT_THAT(world.Told(), IsEmpty());
  world.plan.mutable_stated()->set_population_share_text("9,5");
  EXPECT_THAT(world.Told(), ElementsAre("POPULATION_SHARE total/population_share 9,5% <> 9,90%"));
}

TEST(FindingRows, TotalsOfEveryColumnAreAddedUp) {
  FindingWorld world = QuangTri();
  *world.plan.mutable_stated_total()->mutable_units() = Printed(9999);
  *world.plan.mutable_stated_total()->mutable_converted_units() = Printed(11201);
  *world.plan.mutable_stated()->mutable_population() = Printed(627029);
  *world.plan.mutable_stated()->mutable_round_count() = Printed(33);
  world.plan.clear_targets();
  world.plan.clear_conversion();
  EXPECT_THAT(world.Told(), ElementsAre("TOTAL total/converted_quota 11201 <> 11200",
                                        "TOTAL total/population 627029 <> 627028",
                                        "TOTAL total/round_count 33 <> 34"));
}

TEST(FindingRows, ATextThatMeansNoNumberMakesNoTotal) {
  FindingWorld world;
  AddRow(world.plan, "r01", "a", 100);
  Row(world, 0).mutable_population()->set_value(10);
  AddRow(world.plan, "r02", "b", 100);
  Row(world, 1).mutable_population()->set_text("như trên");
  *world.plan.mutable_stated()->mutable_population() = Printed(20);
  EXPECT_THAT(world.Told(), IsEmpty());
}

// Ân Thi: groups with subtotals and columns of rounds; communes have no round III.
FindingWorld AnThi() {
  FindingWorld world;
  for (const char* group : {"xa", "co-quan"}) {
    v1::RowGroup& added = *world.plan.add_groups();
    added.set_group_id(group);
    added.set_label(group);
  }
  AddRow(world.plan, "r01", "an-thi", 74).set_group_id("xa");
  AddRow(world.plan, "r02", "van-du", 54).set_group_id("xa");
  AddRow(world.plan, "r03", "giao-duc", 500).set_group_id("co-quan");
  v1::Round& first = AddRound(world.plan, "dot-1", "15/3/2024");
  AddQuota(first, "an-thi", 40);
  AddQuota(first, "van-du", 25);
  AddQuota(first, "giao-duc", 250);
  v1::Round& second = AddRound(world.plan, "dot-2", "18/7/2024");
  AddQuota(second, "an-thi", 34);
  AddQuota(second, "van-du", 29);
  v1::Round& third = AddRound(world.plan, "dot-3", "09/11/2024");
  AddQuota(third, "giao-duc", 250);
  *world.plan.mutable_stated_total()->mutable_units() = Printed(628);
  *world.plan.mutable_groups(0)->mutable_stated()->mutable_quota()->mutable_units() = Printed(128);
  const auto state = [](v1::StatedTotals& stated, const char* round, int64_t units) {
    v1::StatedRoundTotal& total = *stated.add_rounds();
    total.set_round_id(round);
    *total.mutable_units() = Printed(units);
  };
  state(*world.plan.mutable_groups(0)->mutable_stated(), "dot-1", 65);
  state(*world.plan.mutable_stated(), "dot-1", 315);
  state(*world.plan.mutable_stated(), "dot-3", 250);
  return world;
}

TEST(FindingRows, RoundsAndSubtotalsThatAddUpAreNone) {
  EXPECT_THAT(AnThi().Told(), IsEmpty());
}

TEST(FindingRows, SubtotalsAndColumnsOfRoundsAreAddedUp) {
  FindingWorld world = AnThi();
  world.plan.mutable_groups(0)->mutable_stated()->mutable_quota()->mutable_units()->set_value(127);
  world.plan.mutable_groups(0)->mutable_stated()->mutable_rounds(0)->mutable_units()->set_value(66);
  world.plan.mutable_stated()->mutable_rounds(1)->mutable_units()->set_value(251);
  EXPECT_THAT(world.Told(),
              ElementsAre("TOTAL group:xa/quota 127 <> 128", "TOTAL group:xa/dot-1 66 <> 65",
                          "TOTAL total/dot-3 251 <> 250"));
}

TEST(FindingRows, AQuotaThatIsNotTheSumOfItsRounds) {
  FindingWorld world = AnThi();
  world.plan.clear_stated();
  world.plan.clear_stated_total();
  Row(world, 2).mutable_quota()->mutable_units()->set_value(510);
  EXPECT_THAT(world.Told(), ElementsAre("ROUND_SUM row:r03/quota 510 <> 500"));
}

TEST(FindingRows, ABlankFigureOfARoundMayBeWhatIsMissing) {
  FindingWorld world;
  AddRow(world.plan, "r01", "a", 100);
  v1::Round& first = AddRound(world.plan, "dot-1");
  AddQuota(first, "a", 60);
  AddQuota(AddRound(world.plan, "dot-2"), "a", {});
  // Its own figure is blank: that one is told, the sum is not.
  EXPECT_THAT(world.Told(), ElementsAre("ROUND_WITHOUT_FIGURE round:dot-2/received - <> -"));
  world.plan.mutable_rounds(0)->mutable_quotas(0)->mutable_units()->set_value(101);
  EXPECT_THAT(world.Told(), ElementsAre("ROUND_SUM row:r01/quota 100 <> 101",
                                        "ROUND_WITHOUT_FIGURE round:dot-2/received - <> -"));
}

// II.16-18: the quota (75) on the first row, a remark on the second, the rounds on the third.
FindingWorld OneGroup() {
  FindingWorld world;
  AddRow(world.plan, "r37", "fore-mat", 75);
  *world.plan.add_rows() = SelectorRow("r38", "smart-shirts");
  *world.plan.add_rows() = SelectorRow("r39", "may-tre-dan");
  for (const char* unit : {"smart-shirts", "may-tre-dan"}) {
    *world.plan.add_credit_rules() = MakeCreditRule(unit, unit, "fore-mat");
  }
  for (const char* id : {"dot-1", "dot-2", "dot-3"}) {
    AddQuota(AddRound(world.plan, id), "may-tre-dan", 25);
  }
  return world;
}

TEST(FindingRows, RowsThatBalanceOnlyAsOneGroupAreOneFinding) {
  EXPECT_THAT(OneGroup().Told(),
              ElementsAre("GROUP_ONLY row:r37/quota row:r38/quota row:r39/quota - <> -"));
}

TEST(FindingRows, AGroupThatDoesNotBalanceIsASum) {
  FindingWorld world = OneGroup();
  world.plan.mutable_rounds(0)->mutable_quotas(0)->mutable_units()->set_value(24);
  EXPECT_THAT(world.Told(),
              ElementsAre("ROUND_SUM row:r37/quota row:r38/quota row:r39/quota 75 <> 74"));
}

TEST(FindingRows, CreditWithoutFiguresOfRoundsIsNoGroup) {
  FindingWorld world = OneGroup();
  world.plan.clear_rounds();
  EXPECT_THAT(world.Told(), IsEmpty());
}

TEST(FindingRows, TheNumberOfRoundsIsThatOfThoseListed) {
  FindingWorld world;
  for (const auto& [id, count] : {std::pair{"a", 3}, {"b", 2}, {"c", 2}, {"d", 2}}) {
    *AddRow(world.plan, id, id, 10).mutable_round_count() = Printed(count);
  }
  // One a month; a series under one label; fewer than stated; none listed at all.
  for (const char* time : {"12/2021", "6/2021", "11/2021"}) {
    AddQuota(AddRound(world.plan, time, time), "a", {});
  }
  AddRound(world.plan, "b", "Tháng 4, 10/2021").set_host_unit_id("b");
  AddRound(world.plan, "c", "4/2021").add_credited_unit_ids("c");
  EXPECT_THAT(world.Told(), ElementsAre("ROUND_COUNT row:c/round_count 2 <> 1"));
}

TEST(FindingRows, TheAssignedQuotaIsHeldAgainstTheAllocations) {
  FindingWorld world = AnThi();
  *world.plan.mutable_assigned_quota()->mutable_units() = Printed(628);
  EXPECT_THAT(world.Told(), IsEmpty());
  world.plan.mutable_assigned_quota()->mutable_units()->set_value(630);
  EXPECT_THAT(world.Told(), ElementsAre("ASSIGNED_QUOTA total/assigned_quota 630 <> 628"));
}

// What the first document prints does not speak of what an amendment changed.
TEST(FindingRows, AnAmendedQuotaMakesNoTotalWrong) {
  FindingWorld world = AnThi();
  AddTarget(world.plan, "chung", v1::TARGET_METRIC_UNITS, Fig(628));
  *world.plan.mutable_assigned_quota()->mutable_units() = Printed(628);
  Row(world, 2).mutable_quota()->mutable_units()->set_value(550);
  Row(world, 2).set_population_share_text("9");
  *Row(world, 2).mutable_population() = Printed(1);
  v1::PlanAmended& amendment = world.amendments.emplace_back();
  amendment.set_against_revision(1);
  amendment.set_valid_from_date(20240601);
  v1::QuotaSupplemented& supplement = *amendment.add_changes()->mutable_quota_supplemented();
  supplement.set_holder_unit_id("giao-duc");
  supplement.set_added_units(50);
  *supplement.mutable_resulting()->mutable_units() = Printed(550);
  EXPECT_THAT(world.Told(), IsEmpty());
  // The other group is still as it was printed.
  world.plan.mutable_groups(0)->mutable_stated()->mutable_quota()->mutable_units()->set_value(127);
  EXPECT_THAT(world.Told(), ElementsAre("TOTAL group:xa/quota 127 <> 128"));
}

}  // namespace
}  // namespace hemoledger
