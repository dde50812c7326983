// Two plans holder by holder: PlanService.ComparePlans; issue "Compare", DOMAIN trap 003
// (Vinpearl).
#include "services/domain/plan_compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/base/strings.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/domain_plans/kien_giang.h"

namespace hemoledger {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;

std::string CompareText(const v1::ComparedFigures& figures) {
  std::string text = Concat(figures.received_units(), "/");
  text += figures.has_quota_units() ? std::to_string(figures.quota_units()) : "-";
  if (figures.has_ratio_numerator()) {
    text += Concat("=", figures.ratio_numerator(), ":", figures.ratio_denominator());
  }
  return text;
}

// "unit (predecessor) before after"; a side that is absent is "none".
std::vector<std::string> CompareLines(const v1::ComparePlansResponse& response) {
  std::vector<std::string> lines;
  for (const v1::PlanComparison& line : response.holders()) {
    std::string text = line.unit_id();
    if (!line.predecessor_unit_id().empty()) text += " (" + line.predecessor_unit_id() + ")";
    text += " " + (line.has_before() ? CompareText(line.before()) : "none");
    text += " " + (line.has_after() ? CompareText(line.after()) : "none");
    lines.push_back(std::move(text));
  }
  return lines;
}

class PlanCompareTest : public ::testing::Test {
 protected:
  void SetUp() override {
    world_.Open("vn");
    for (const char* unit : {"a", "b", "c", "d", "e"}) world_.Open(unit, "vn");
  }
  void Issue(std::string_view plan_id, int year, std::vector<std::pair<const char*, int>> quotas) {
    v1::PlanIssued plan = MakePlan(plan_id, "vn", year * 10000 + 101, year * 10000 + 1231);
    for (const auto& [unit, quota] : quotas) *plan.add_rows() = HolderRow(unit, unit, quota);
    world_.Issue(plan);
  }
  v1::ComparePlansResponse Compare(std::string_view before, std::string_view after,
                                   int32_t through_date = 0) {
    CompareQuery query;
    query.before = world_.book.Find(before);
    query.after = world_.book.Find(after);
    query.through_date = through_date;
    auto response =
        ComputePlanComparison(world_.tree, world_.book, world_.cells.TakeSnapshot(), query);
    EXPECT_OK(response);
    return response.ok() ? *std::move(response) : v1::ComparePlansResponse();
  }

  World world_;
};

TEST_F(PlanCompareTest, HoldersStandInTheLaterPlansOrderThenThoseOfTheEarlierOnly) {
  Issue("p-2021", 2021, {{"a", 10}, {"e", 40}, {"b", 20}, {"d", 30}});
  Issue("p-2022", 2022, {{"c", 5}, {"b", 25}, {"a", 15}});
  world_.Receive(MakeReceipt("a", 20210405, 7));
  world_.Receive(MakeReceipt("a", 20220405, 15));
  world_.Receive(MakeReceipt("d", 20210405, 1));
  // Of nobody, but in the plan.
  world_.Receive(MakeReceipt("c", 20210405, 3));
  const v1::ComparePlansResponse response = Compare("p-2021", "p-2022");
  EXPECT_THAT(CompareLines(response),
              ElementsAre("c none 0/5=0:5", "b 0/20=0:20 0/25=0:25", "a 7/10=7:10 15/15=15:15",
                          "e 0/40=0:40 none", "d 1/30=1:30 none"));
  EXPECT_EQ(CompareText(response.total_before()), "11/100=11:100");
  EXPECT_EQ(CompareText(response.total_after()), "15/45=15:45");
  EXPECT_EQ(response.before_title(), "Kế hoạch p-2021");
  EXPECT_EQ(response.after_title(), "Kế hoạch p-2022");
}

TEST_F(PlanCompareTest, AUnitAndTheOneThatCarriesItOnAreOneHolder) {
  Issue("p-2021", 2021, {{"a", 10}, {"b", 20}});
  Issue("p-2022", 2022, {{"c", 12}, {"b", 22}});
  world_.Receive(MakeReceipt("a", 20210405, 7));
  EXPECT_THAT(CompareLines(Compare("p-2021", "p-2022")),
              ElementsAre("c none 0/12=0:12", "b 0/20=0:20 0/22=0:22", "a 7/10=7:10 none"));
  world_.Change(SucceedUnit("a", "c", 20220101));
  const v1::ComparePlansResponse response = Compare("p-2021", "p-2022");
  EXPECT_THAT(CompareLines(response),
              ElementsAre("c (a) 7/10=7:10 0/12=0:12", "b 0/20=0:20 0/22=0:22"));
  EXPECT_EQ(response.holders(0).name(), "c");
  EXPECT_EQ(response.holders(0).predecessor_name(), "a");
  EXPECT_EQ(response.holders(1).predecessor_name(), "");
}

TEST_F(PlanCompareTest, AChainIsFollowedOverUnitsThatNeitherPlanHas) {
  Issue("p-2021", 2021, {{"a", 10}});
  Issue("p-2025", 2025, {{"d", 12}});
  world_.Change(SucceedUnit("a", "b", 20220101));
  world_.Change(SucceedUnit("c", "d", 20250101));
  EXPECT_THAT(CompareLines(Compare("p-2021", "p-2025")),
              ElementsAre("d none 0/12=0:12", "a 0/10=0:10 none"));
  world_.Change(SucceedUnit("b", "c", 20240101));
  EXPECT_THAT(CompareLines(Compare("p-2021", "p-2025")), ElementsAre("d (a) 0/10=0:10 0/12=0:12"));
}

TEST_F(PlanCompareTest, AUnitThatBothPlansHaveIsItself) {
  // a is carried on by b only from 2023; both years give both of them a quota.
  Issue("p-2021", 2021, {{"a", 10}, {"b", 20}});
  Issue("p-2022", 2022, {{"b", 22}, {"a", 11}});
  world_.Change(SucceedUnit("a", "b", 20230101));
  EXPECT_THAT(CompareLines(Compare("p-2021", "p-2022")),
              ElementsAre("b 0/20=0:20 0/22=0:22", "a 0/10=0:10 0/11=0:11"));
}

TEST_F(PlanCompareTest, TheFirstOfTheChainThatThePlanHasIsIt) {
  Issue("p-2021", 2021, {{"a", 10}});
  Issue("p-2022", 2022, {{"c", 12}, {"b", 11}});
  world_.Change(SucceedUnit("a", "b", 20220101));
  world_.Change(SucceedUnit("b", "c", 20220101));
  EXPECT_THAT(CompareLines(Compare("p-2021", "p-2022")),
              ElementsAre("c none 0/12=0:12", "b (a) 0/10=0:10 0/11=0:11"));
}

TEST_F(PlanCompareTest, SeveralThatOneCarriesOnAreAdded) {
  Issue("p-2021", 2021, {{"b", 20}, {"a", 10}, {"c", 30}});
  Issue("p-2022", 2022, {{"c", 66}});
  world_.Receive(MakeReceipt("a", 20210405, 7));
  world_.Receive(MakeReceipt("c", 20210405, 5));
  world_.Change(SucceedUnit("a", "c", 20220101));
  world_.Change(SucceedUnit("b", "c", 20220101));
  const v1::ComparePlansResponse response = Compare("p-2021", "p-2022");
  EXPECT_THAT(CompareLines(response), ElementsAre("c (b) 12/60=12:60 0/66=0:66"));
  EXPECT_EQ(response.holders(0).predecessor_name(), "b; a");
}

// A holder is the unit and those that carry it on, also where the later plan still has the first of
// them only.
TEST_F(PlanCompareTest, AUnitThatCarriesOnOneThatBothPlansHaveIsThatHolder) {
  Issue("p-2021", 2021, {{"a", 10}, {"b", 20}});
  Issue("p-2022", 2022, {{"a", 15}});
  world_.Change(SucceedUnit("a", "b", 20220101));
  EXPECT_THAT(CompareLines(Compare("p-2021", "p-2022")), ElementsAre("a (b) 0/30=0:30 0/15=0:15"));
}

TEST_F(PlanCompareTest, PlansTheOtherWayRoundAreJoinedToo) {
  Issue("p-2021", 2021, {{"a", 10}});
  Issue("p-2022", 2022, {{"c", 12}});
  world_.Change(SucceedUnit("a", "c", 20220101));
  EXPECT_THAT(CompareLines(Compare("p-2022", "p-2021")), ElementsAre("a (c) 0/12=0:12 0/10=0:10"));
}

TEST_F(PlanCompareTest, NothingIsCreditedFromOneToTheOther) {
  Issue("p-2021", 2021, {{"a", 10}});
  Issue("p-2022", 2022, {{"c", 12}});
  world_.Change(SucceedUnit("a", "c", 20220101));
  // The earlier unit's blood of 2022 counts in the plan, but not for the later unit.
  world_.Receive(MakeReceipt("a", 20220405, 4));
  world_.Receive(MakeReceipt("c", 20220405, 6));
  const v1::ComparePlansResponse response = Compare("p-2021", "p-2022");
  EXPECT_THAT(CompareLines(response), ElementsAre("c (a) 0/10=0:10 6/12=6:12"));
  EXPECT_EQ(response.total_after().received_units(), 10);
}

TEST_F(PlanCompareTest, FiguresAreThroughADate) {
  Issue("p-2021", 2021, {{"a", 10}});
  Issue("p-2022", 2022, {{"c", 12}});
  world_.Change(SucceedUnit("a", "c", 20220101));
  world_.Receive(MakeReceipt("a", 20210405, 7));
  world_.Receive(MakeReceipt("a", 20210605, 2));
  world_.Receive(MakeReceipt("c", 20220405, 6));
  // The join does not depend on it.
  EXPECT_THAT(CompareLines(Compare("p-2021", "p-2022", 20210430)),
              ElementsAre("c (a) 7/10=7:10 0/12=0:12"));
}

TEST_F(PlanCompareTest, AQuotaOfZeroOrNoneHasNoRatio) {
  Issue("p-2021", 2021, {{"a", 0}, {"b", 20}});
  Issue("p-2022", 2022, {{"a", 5}, {"b", 25}});
  v1::PlanAmended amendment = MakeAmendment("p-2022", 1, 20220201);
  AddWithdrawal(amendment, "b", 25, -1);
  world_.Amend(amendment);
  world_.Receive(MakeReceipt("b", 20220405, 6));
  EXPECT_THAT(CompareLines(Compare("p-2021", "p-2022")),
              ElementsAre("a 0/0 0/5=0:5", "b 0/20=0:20 6/-"));
}

TEST_F(PlanCompareTest, AnUnknownRevisionOrDateIsRefused) {
  Issue("p-2021", 2021, {{"a", 10}});
  Issue("p-2022", 2022, {{"a", 10}});
  CompareQuery query;
  query.before = world_.book.Find("p-2021");
  query.after = world_.book.Find("p-2022");
  const auto compare = [&] {
    return ComputePlanComparison(world_.tree, world_.book, world_.cells.TakeSnapshot(), query);
  };
  query.through_date = 20210230;
  EXPECT_THAT(compare(), StatusIs(ERROR_REASON_DATE_INVALID));
  query.through_date = 0;
  query.position_bound =
      world_.book.Documents(query.after).front()->position - 1;  // only the first is issued
  EXPECT_THAT(compare(),
              AllOf(StatusIs(ERROR_REASON_PLAN_NOT_FOUND), HasErrorField("plan_id", "p-2022")));
}

// Kiên Giang, report 65/BC-BCĐ: appendix 1 beside appendix 2. Vinpearl, by an explicit succession,
// is one holder: 723 with 756 received in 2021, 650 in 2022.
TEST(PlanCompareKienGiangTest, VinpearlIsOneHolder) {
  World world = MakeKienGiang();
  world.Open("kien-giang-vinpearl-phu-quoc", "kien-giang");
  // Rows 1, 7 and 16 of appendix 2.
  v1::PlanIssued plan = MakePlan("kien-giang-2022", "kien-giang", 20220101, 20221231);
  *plan.add_rows() = HolderRow("01", "kien-giang-rach-gia", 1163);
  *plan.add_rows() = HolderRow("07", "kien-giang-u-minh-thuong", 783);
  *plan.add_rows() = HolderRow("16", "kien-giang-vinpearl-phu-quoc", 650);
  world.Issue(plan);
  world.Change(SucceedUnit("kien-giang-vinpearl", "kien-giang-vinpearl-phu-quoc", 20220101));
  CompareQuery query;
  query.before = world.book.Find(kKienGiang2021);
  query.after = world.book.Find("kien-giang-2022");
  ASSERT_OK_AND_ASSIGN(
      const v1::ComparePlansResponse response,
      ComputePlanComparison(world.tree, world.book, world.cells.TakeSnapshot(), query));
  const std::vector<std::string> lines = CompareLines(response);
  // 25 holders of quotas in 2021, of which three are the later plan's, too; rows 33–35 have no
  // quota and keep their totals; rows 7, 14 and 16–20 count for others.
  ASSERT_EQ(lines.size(), 3u + 22u + 3u);
  EXPECT_EQ(lines[0], "kien-giang-rach-gia 1132/1057=1132:1057 0/1163=0:1163");
  EXPECT_EQ(lines[1], "kien-giang-u-minh-thuong 472/712=472:712 0/783=0:783");
  EXPECT_EQ(lines[2],
            "kien-giang-vinpearl-phu-quoc (kien-giang-vinpearl) 756/723=756:723 0/650=0:650");
  EXPECT_EQ(response.holders(2).predecessor_name(),
            "Chi nhánh Kiên Giang - Công ty Cổ phần Vinpearl");
  EXPECT_EQ(lines[3], "kien-giang-lien-doan-lao-dong 1030/503=1030:503 none");
  EXPECT_EQ(lines.back(), "kien-giang-bo-chi-huy-quan-su 81/- none");
  EXPECT_EQ(CompareText(response.total_before()), "19979/19116=19979:19116");
}

}  // namespace
}  // namespace hemoledger
