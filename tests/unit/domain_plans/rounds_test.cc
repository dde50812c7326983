// Rounds and campaigns in attainment, and the pace: what Ân Thi 2024 (001), Lào Cai 2024 (002) and
// Ngọc Hồi 2020 (004) schedule. docs/attainment.md, "Rounds", "Campaigns", "Pace".
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/domain_plans/rounds.h"
#include "tests/unit/domain_plans/world.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;

// --- 004: programme 266/CTr-BCĐ of 20/02/2020. No table, no total: 120, 120, 130 blood units,
// "completed before" 31/3, 30/9 and 15/12/2020 ---

class NgocHoiRoundsTest : public ::testing::Test {
 protected:
  NgocHoiRoundsTest() {
    world_.Open("kon-tum");
    world_.Open("ngoc-hoi", "kon-tum");
    plan_ = MakePlan("ngoc-hoi-2020", "ngoc-hoi", 20200101, 20201231);
    plan_.set_period_assumed(true);
    const std::pair<int64_t, int32_t> kRounds[] = {
        {120, 20200331}, {120, 20200930}, {130, 20201215}};
    for (const auto& [units, before] : kRounds) {
      v1::Round& round = AddRound(plan_, Concat("dot-", plan_.rounds_size() + 1));
      SetReceived(round, v1::COMPARATOR_EQUAL, units);
      round.mutable_time()->mutable_deadline()->set_date(before);
    }
  }
  std::string PaceOfTotal(int32_t day) {
    return PaceText(world_.Attain(WithPace(world_.Query("ngoc-hoi-2020"), day)).total());
  }

  World world_;
  v1::PlanIssued plan_;
};

TEST_F(NgocHoiRoundsTest, TheTotalIsWhatTheRoundsAreToBringIn) {
  world_.Issue(plan_);
  Receive(world_, "ngoc-hoi", 20200320, 111, "dot-1");
  for (const AttainmentQuery& query :
       {world_.Query("ngoc-hoi-2020"), ByRound(world_, "ngoc-hoi-2020")}) {
    const v1::AttainmentFigures total = world_.Attain(query).total();
    EXPECT_EQ(total.quota_units(), 370);
    EXPECT_TRUE(total.quota_is_minimum());
    EXPECT_EQ(total.ratio_numerator(), 111);
    EXPECT_EQ(total.missing_units(), 259);
  }
  AttainmentQuery converted = world_.Query("ngoc-hoi-2020");
  converted.basis = v1::ATTAINMENT_BASIS_CONVERTED;
  EXPECT_FALSE(world_.Attain(converted).total().has_quota_units());
  AttainmentQuery unit = world_.Query("ngoc-hoi-2020");
  unit.unit = world_.tree.Find("ngoc-hoi");
  unit.scope = v1::ATTAINMENT_SCOPE_UNIT;
  EXPECT_FALSE(world_.Attain(unit).total().has_quota_units()) << "the rounds name no unit";
}

TEST_F(NgocHoiRoundsTest, ByRound) {
  world_.Issue(plan_);
  Receive(world_, "ngoc-hoi", 20200320, 111, "dot-1");
  Receive(world_, "ngoc-hoi", 20200712, 9, "");
  const auto response = world_.Attain(ByRound(world_, "ngoc-hoi-2020"));
  EXPECT_THAT(Lines(response),
              ElementsAre("dot-1 111 111/120", "dot-2 0 0/120", "dot-3 0 0/130", " 9 9/-"));
  EXPECT_TRUE(LineOf(response, "dot-1").figures().quota_is_minimum());
  EXPECT_TRUE(LineOf(response, "dot-1").own().quota_is_minimum());
  EXPECT_EQ(response.total().received_units(), 120);
}

TEST_F(NgocHoiRoundsTest, ADeadlineIsOverOnTheDayBefore) {
  world_.Issue(plan_);
  EXPECT_EQ(PaceOfTotal(20200329), "0 schedule on time");
  EXPECT_EQ(PaceOfTotal(20200330), "120 schedule behind");
  EXPECT_EQ(PaceOfTotal(20200928), "120 schedule behind");
  EXPECT_EQ(PaceOfTotal(20200929), "240 schedule behind");
  EXPECT_EQ(PaceOfTotal(20201213), "240 schedule behind");
  EXPECT_EQ(PaceOfTotal(20201214), "370 schedule behind");
  Receive(world_, "ngoc-hoi", 20200320, 120, "dot-1");
  EXPECT_EQ(PaceOfTotal(20200330), "120 schedule on time");
  EXPECT_EQ(PaceOfTotal(20200329), "0 schedule ahead");
  EXPECT_EQ(PaceOfTotal(20200319), "0 schedule on time") << "received on the day after";
}

TEST_F(NgocHoiRoundsTest, ACancelledRoundIsNotAskedForAnyMore) {
  world_.Issue(plan_);
  v1::PlanAmended amendment = MakeAmendment("ngoc-hoi-2020", 1, 20200901);
  v1::Round& cancelled = *amendment.add_changes()->mutable_round_set()->mutable_round();
  cancelled = plan_.rounds(2);
  cancelled.set_status(v1::ROUND_STATUS_CANCELLED);
  world_.Amend(amendment);
  EXPECT_EQ(world_.Attain(world_.Query("ngoc-hoi-2020")).total().quota_units(), 240);
  EXPECT_EQ(PaceOfTotal(20201231), "240 schedule behind");
  // On a day before the amendment holds nobody knew.
  AttainmentQuery before = world_.Query("ngoc-hoi-2020");
  before.through_date = 20200831;
  EXPECT_EQ(world_.Attain(before).total().quota_units(), 370);
  const auto lines = world_.Attain(WithPace(ByRound(world_, "ngoc-hoi-2020"), 20201231));
  EXPECT_EQ(LineOf(lines, "dot-3").figures().quota_units(), 130) << "the line stays as printed";
  EXPECT_EQ(PaceText(LineOf(lines, "dot-3").figures()), "0 schedule on time");
}

TEST_F(NgocHoiRoundsTest, AMovedRoundFallsDueOnItsNewDay) {
  world_.Issue(plan_);
  v1::PlanAmended amendment = MakeAmendment("ngoc-hoi-2020", 1, 20200301);
  v1::Round& moved = *amendment.add_changes()->mutable_round_set()->mutable_round();
  moved = plan_.rounds(0);
  moved.set_status(v1::ROUND_STATUS_POSTPONED);
  moved.mutable_time()->mutable_dates()->add_dates(20200515);
  world_.Amend(amendment);
  EXPECT_EQ(PaceOfTotal(20200514), "0 schedule on time");
  EXPECT_EQ(PaceOfTotal(20200515), "120 schedule behind");
}

TEST_F(NgocHoiRoundsTest, AMakeUpRoundTakesThePlaceOfTheOldOne) {
  plan_.mutable_rounds(0)->set_status(v1::ROUND_STATUS_POSTPONED);
  plan_.mutable_rounds(0)->clear_time();
  v1::Round& make_up = AddRound(plan_, "dot-1b");
  SetReceived(make_up, v1::COMPARATOR_AT_LEAST, 100);
  make_up.set_make_up_for_round_id("dot-1");
  make_up.mutable_time()->mutable_dates()->add_dates(20200620);
  world_.Issue(plan_);
  EXPECT_EQ(PaceOfTotal(20200620), "100 schedule behind");
  EXPECT_EQ(PaceOfTotal(20201231), "350 schedule behind") << "100 + 120 + 130";
}

TEST_F(NgocHoiRoundsTest, ARoundWithoutAFigureLeavesTheTotalOpen) {
  AddRound(plan_, "dot-4");
  world_.Issue(plan_);
  const auto response = world_.Attain(WithPace(ByRound(world_, "ngoc-hoi-2020"), 20201231));
  EXPECT_FALSE(response.total().has_quota_units());
  EXPECT_EQ(PaceText(response.total()), "-");
  EXPECT_FALSE(LineOf(response, "dot-4").figures().has_quota_units()) << "blank is not zero";
}

TEST_F(NgocHoiRoundsTest, WithoutAPeriodAnUnknownTimeIsNeverOver) {
  plan_.clear_period();
  plan_.set_period_assumed(false);
  plan_.mutable_rounds(2)->clear_time();
  world_.Issue(plan_);
  const auto lines = world_.Attain(WithPace(ByRound(world_, "ngoc-hoi-2020"), 20301231));
  EXPECT_EQ(PaceText(LineOf(lines, "dot-2").figures()), "120 schedule behind");
  EXPECT_EQ(PaceText(LineOf(lines, "dot-3").figures()), "-");
}

// --- 001: plan 14/KH-UBND of 17/01/2024, appendix: rounds I 857, II 633, III 431 ---

struct AnThiRow {
  const char* label;
  // 0: blank.
  int64_t quota;
  int64_t rounds[3];
};
constexpr AnThiRow kAnThi[] = {
    {"I.1", 74, {40, 34, 0}},   {"I.2", 47, {25, 22, 0}},      {"I.3", 54, {25, 29, 0}},
    {"I.4", 61, {31, 30, 0}},   {"I.5", 74, {40, 34, 0}},      {"I.6", 35, {20, 15, 0}},
    {"I.7", 52, {26, 26, 0}},   {"I.8", 53, {25, 28, 0}},      {"I.9", 32, {17, 15, 0}},
    {"I.10", 60, {30, 30, 0}},  {"I.11", 47, {25, 22, 0}},     {"I.12", 36, {20, 16, 0}},
    {"I.13", 66, {36, 30, 0}},  {"I.14", 35, {20, 15, 0}},     {"I.15", 38, {20, 18, 0}},
    {"I.16", 44, {24, 20, 0}},  {"I.17", 50, {25, 25, 0}},     {"I.18", 39, {20, 19, 0}},
    {"I.19", 58, {30, 28, 0}},  {"I.20", 30, {15, 15, 0}},     {"I.21", 47, {25, 22, 0}},
    {"II.1", 16, {8, 0, 8}},    {"II.2", 16, {8, 0, 8}},       {"II.3", 6, {3, 0, 3}},
    {"II.4", 4, {2, 0, 2}},     {"II.5", 3, {1, 0, 2}},        {"II.6", 2, {1, 0, 1}},
    {"II.7", 10, {5, 0, 5}},    {"II.8", 15, {8, 0, 7}},       {"II.9", 60, {0, 30, 30}},
    {"II.10", 50, {0, 25, 25}}, {"II.11", 60, {0, 30, 30}},    {"II.12", 40, {0, 20, 20}},
    {"II.13", 16, {0, 8, 8}},   {"II.14", 500, {250, 0, 250}}, {"II.15", 10, {5, 0, 5}},
    {"II.16", 75, {0, 0, 0}},   {"II.17", 0, {0, 0, 0}},       {"II.18", 0, {25, 25, 25}},
    {"II.19", 3, {1, 1, 1}},    {"II.20", 3, {1, 1, 1}}};
constexpr int32_t kAnThiDays[] = {20240315, 20240718, 20241109};

std::string AnThiUnit(std::string_view label) {
  std::string unit = "don-vi-" + std::string(label);
  for (char& c : unit) {
    if (c == '.') c = '-';
    if (c == 'I') c = 'i';
  }
  return unit;
}

class AnThiRoundsTest : public ::testing::Test {
 protected:
  AnThiRoundsTest() {
    world_.Open("an-thi");
    v1::PlanIssued plan = MakePlan("an-thi-2024", "an-thi", 20240101, 20241231);
    for (const char* group : {"i", "ii"}) {
      plan.add_groups()->set_group_id(group);
      plan.mutable_groups(plan.groups_size() - 1)->set_label(group);
    }
    for (int i = 0; i < 3; ++i) {
      v1::Round& round = AddRound(plan, Concat("dot-", i + 1));
      round.mutable_time()->mutable_dates()->add_dates(kAnThiDays[i]);
    }
    for (const AnThiRow& row : kAnThi) {
      const std::string unit = AnThiUnit(row.label);
      world_.Open(unit, "an-thi");
      v1::PlanRow made =
          HolderRow(unit, unit, row.quota == 0 ? std::nullopt : std::optional(row.quota));
      made.set_group_id(std::string_view(row.label).starts_with("II") ? "ii" : "i");
      *plan.add_rows() = made;
      for (int i = 0; i < 3; ++i) {
        if (row.rounds[i] != 0) AddQuota(*plan.mutable_rounds(i), unit, row.rounds[i]);
      }
    }
    // II.16-18 are one group.
    for (const char* label : {"II.17", "II.18"}) {
      *plan.add_credit_rules() =
          MakeCreditRule(AnThiUnit(label), AnThiUnit(label), AnThiUnit("II.16"));
    }
    world_.Issue(plan);
  }
  std::string PaceOfTotal(int32_t day) {
    return PaceText(world_.Attain(WithPace(world_.Query("an-thi-2024"), day)).total());
  }

  World world_;
};

TEST_F(AnThiRoundsTest, TheRoundsAreAsPrinted) {
  EXPECT_THAT(Lines(world_.Attain(ByRound(world_, "an-thi-2024"))),
              ElementsAre("dot-1 0 0/857", "dot-2 0 0/633", "dot-3 0 0/431"));
  const auto response = world_.Attain(world_.Query("an-thi-2024"));
  EXPECT_EQ(response.total().quota_units(), 1921);
  EXPECT_FALSE(response.total().quota_is_minimum());
}

TEST_F(AnThiRoundsTest, ARoundIsDueByTheEndOfItsDay) {
  EXPECT_EQ(PaceOfTotal(20240314), "0 schedule on time");
  EXPECT_EQ(PaceOfTotal(20240315), "857 schedule behind");
  EXPECT_EQ(PaceOfTotal(20240717), "857 schedule behind");
  EXPECT_EQ(PaceOfTotal(20240718), "1490 schedule behind");
  EXPECT_EQ(PaceOfTotal(20241109), "1921 schedule behind");
  EXPECT_EQ(PaceOfTotal(20241231), "1921 schedule behind") << "no quota is left besides";
}

TEST_F(AnThiRoundsTest, RowsAndGroups) {
  Receive(world_, AnThiUnit("II.18"), 20240315, 30, "dot-1");
  Receive(world_, AnThiUnit("I.1"), 20240315, 39, "dot-1");
  const auto rows = world_.Attain(WithPace(world_.Query("an-thi-2024"), 20240315));
  EXPECT_EQ(PaceText(LineOf(rows, AnThiUnit("I.1")).figures()), "40 schedule behind");
  EXPECT_EQ(PaceText(LineOf(rows, AnThiUnit("II.9")).figures()), "0 schedule on time");
  // The quota stands on the first row of the three, the rounds on the last.
  EXPECT_EQ(PaceText(LineOf(rows, AnThiUnit("II.16")).figures()), "25 schedule ahead");
  EXPECT_EQ(PaceText(LineOf(rows, AnThiUnit("II.18")).figures()), "-");
  EXPECT_EQ(PaceText(LineOf(rows, AnThiUnit("I.1")).own()), "-");
  AttainmentQuery groups = WithPace(world_.Query("an-thi-2024"), 20240315);
  groups.grouping = v1::ATTAINMENT_GROUPING_GROUP;
  const auto by_group = world_.Attain(groups);
  EXPECT_EQ(PaceText(LineOf(by_group, "i").figures()), "539 schedule behind");
  EXPECT_EQ(PaceText(LineOf(by_group, "ii").figures()), "318 schedule behind");
}

TEST_F(AnThiRoundsTest, OfAUnitItsQuotaInTheRound) {
  Receive(world_, AnThiUnit("II.14"), 20240315, 260, "dot-1");
  Receive(world_, AnThiUnit("II.17"), 20240718, 7, "dot-2");
  AttainmentQuery query = WithPace(ByRound(world_, "an-thi-2024"), 20240718);
  query.scope = v1::ATTAINMENT_SCOPE_UNIT;
  query.unit = world_.tree.Find(AnThiUnit("II.14"));
  const auto education = world_.Attain(query);
  // It is not named in round II.
  EXPECT_THAT(Lines(education), ElementsAre("dot-1 260 260/250", "dot-3 0 0/250"));
  EXPECT_EQ(PaceText(LineOf(education, "dot-1").figures()), "250 schedule ahead");
  EXPECT_EQ(PaceText(LineOf(education, "dot-3").figures()), "0 schedule on time");
  query.unit = world_.tree.Find(AnThiUnit("II.16"));
  EXPECT_THAT(Lines(world_.Attain(query)),
              ElementsAre("dot-1 0 0/25", "dot-2 7 7/25", "dot-3 0 0/25"));
  query.unit = world_.tree.Find(AnThiUnit("II.18"));
  EXPECT_THAT(Lines(world_.Attain(query)),
              ElementsAre("dot-1 0 0/25", "dot-2 0 0/25", "dot-3 0 0/25"));
}

TEST_F(AnThiRoundsTest, ByConvertedUnitsRoundsHaveNoQuota) {
  AttainmentQuery query = WithPace(ByRound(world_, "an-thi-2024"), 20240718);
  query.basis = v1::ATTAINMENT_BASIS_CONVERTED;
  const auto response = world_.Attain(query);
  EXPECT_THAT(Lines(response), ElementsAre("dot-1 0 0/-", "dot-2 0 0/-", "dot-3 0 0/-"));
  EXPECT_EQ(PaceText(response.total()), "-");
}

// --- 002: Lào Cai 2024. Events in quarters, minimums, one without a figure, campaigns ---

class LaoCaiRoundsTest : public ::testing::Test {
 protected:
  LaoCaiRoundsTest() {
    world_.Open("lao-cai");
    plan_ = MakePlan("lao-cai-2024", "lao-cai", 20240101, 20241231);
    for (const char* unit : {"van-ban", "bac-ha", "bat-xat", "sa-pa", "cong-an", "apatit"}) {
      world_.Open(unit, "lao-cai");
    }
    AddCampaign(plan_, "tet-xuan-hong");
    AddCampaign(plan_, "chu-nhat-do", "tet-xuan-hong");
    AddCampaign(plan_, "giot-mau-hong-he");
    AddCampaign(plan_, "hanh-trinh-do", "giot-mau-hong-he");
    AddCampaign(plan_, "ngay-7-4");
    Event("van-ban-1", 1, v1::COMPARATOR_AT_LEAST, 350, {"chu-nhat-do"});
    Event("bac-ha-1", 1, v1::COMPARATOR_RANGE, 350, {"tet-xuan-hong"}, 400);
    // "Lễ hội Xuân hồng": no figure.
    Event("xuan-hong", 1, v1::COMPARATOR_UNSPECIFIED, 0, {"tet-xuan-hong"});
    for (const char* id : {"bat-xat-3", "sa-pa-3", "cong-an-3"}) {
      Event(id, 3, v1::COMPARATOR_AT_LEAST, 350, {"giot-mau-hong-he"});
    }
    Event("hanh-trinh-do-3", 3, v1::COMPARATOR_MORE_THAN, 1200,
          {"giot-mau-hong-he", "hanh-trinh-do"});
  }
  void Event(std::string_view id, int quarter, v1::Comparator comparator, int64_t units,
             const std::vector<std::string>& campaigns, int64_t upper = 0) {
    v1::Round& round = AddRound(plan_, id);
    round.mutable_time()->mutable_quarter()->set_year(2024);
    round.mutable_time()->mutable_quarter()->set_quarter(quarter);
    if (units != 0) SetReceived(round, comparator, units, upper);
    for (const std::string& campaign : campaigns) round.add_campaign_ids(campaign);
  }

  World world_;
  v1::PlanIssued plan_;
};

TEST_F(LaoCaiRoundsTest, ByCampaign) {
  world_.Issue(plan_);
  Receive(world_, "van-ban", 20240225, 360, "van-ban-1");
  Receive(world_, "cong-an", 20240710, 500, "hanh-trinh-do-3");
  Receive(world_, "sa-pa", 20240810, 300, "sa-pa-3");
  Receive(world_, "apatit", 20240407, 20, "", "ngay-7-4");
  Receive(world_, "bac-ha", 20240407, 30, "bac-ha-1", "ngay-7-4");
  Receive(world_, "apatit", 20241010, 4, "");
  const auto response = world_.Attain(ByCampaign(world_, "lao-cai-2024"));
  EXPECT_THAT(Lines(response),
              ElementsAre("tet-xuan-hong 390 390/-",  // one of its events has no figure
                          "chu-nhat-do 360 360/350",
                          "giot-mau-hong-he 800 800/2250",  // 3 × 350 + 1.200
                          "hanh-trinh-do 500 500/1200",
                          "ngay-7-4 50 50/-",  // no event of the plan is of it
                          " 4 4/-"));
  EXPECT_EQ(response.total().received_units(), 1214) << "each receipt once";
  EXPECT_FALSE(response.total().has_quota_units()) << "an event has no figure";
  EXPECT_TRUE(LineOf(response, "giot-mau-hong-he").figures().quota_is_minimum());
}

TEST_F(LaoCaiRoundsTest, OrderByAttainment) {
  world_.Issue(plan_);
  Receive(world_, "van-ban", 20240225, 175, "van-ban-1");
  Receive(world_, "cong-an", 20240710, 900, "hanh-trinh-do-3");
  AttainmentQuery query = ByCampaign(world_, "lao-cai-2024");
  query.order = v1::ATTAINMENT_ORDER_ATTAINMENT;
  std::vector<std::string> keys;
  const auto response = world_.Attain(query);
  for (const v1::AttainmentLine& line : response.lines()) keys.push_back(line.key());
  EXPECT_THAT(keys, ElementsAre("hanh-trinh-do", "chu-nhat-do", "giot-mau-hong-he", "tet-xuan-hong",
                                "ngay-7-4"));
}

TEST_F(LaoCaiRoundsTest, QuarterThreeIsOverAtItsEnd) {
  world_.Issue(plan_);
  const auto pace = [&](int32_t day, std::string_view campaign) {
    const auto response = world_.Attain(WithPace(ByCampaign(world_, "lao-cai-2024"), day));
    return PaceText(LineOf(response, campaign).figures());
  };
  EXPECT_EQ(pace(20240929, "hanh-trinh-do"), "0 schedule on time");
  EXPECT_EQ(pace(20240930, "hanh-trinh-do"), "1200 schedule behind");
  EXPECT_EQ(pace(20240930, "giot-mau-hong-he"), "2250 schedule behind");
  EXPECT_EQ(pace(20240930, "tet-xuan-hong"), "-") << "no quota";
}

TEST_F(LaoCaiRoundsTest, JuneOrJulyIsOverAtTheEndOfJuly) {
  v1::PlannedTime& time = *plan_.mutable_rounds(6)->mutable_time();
  time.mutable_alternatives()->add_times()->mutable_months()->add_months(202406);
  time.mutable_alternatives()->add_times()->mutable_months()->add_months(202407);
  world_.Issue(plan_);
  const auto pace = [&](int32_t day) {
    const auto response = world_.Attain(WithPace(ByRound(world_, "lao-cai-2024"), day));
    return PaceText(LineOf(response, "hanh-trinh-do-3").figures());
  };
  EXPECT_EQ(pace(20240730), "0 schedule on time");
  EXPECT_EQ(pace(20240731), "1200 schedule behind");
}

}  // namespace
}  // namespace hemoledger
