// The document as such, its rounds and its headline targets. Figures of Ân Thi 2024, Quảng Trị
// 2021, Lào Cai 2024, Ngọc Hồi 2020 and Kiên Giang 2022.
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/findings/finding_world.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

void AddBasis(v1::PlanIssued& plan, const char* number, int32_t date) {
  v1::DocumentReference& basis = *plan.mutable_document()->add_legal_bases();
  basis.set_number(number);
  basis.set_signed_date(date);
}

TEST(FindingDocument, TwoNumbersOfAnThi) {
  FindingWorld world;
  world.plan.mutable_document()->add_numbers("14/KH-UBND");
  EXPECT_THAT(world.Told(), IsEmpty());
  world.plan.mutable_document()->add_numbers("14 /kh-ubnd");
  EXPECT_THAT(world.Told(), IsEmpty());
  world.plan.mutable_document()->add_numbers("17/KH-UBND");
  EXPECT_THAT(world.Told(),
              ElementsAre("DOCUMENT_NUMBER document/number 17/KH-UBND <> 14/KH-UBND"));
}

TEST(FindingDocument, LaterBasesAreOneFinding) {
  FindingWorld world;
  AddBasis(world.plan, "103/QĐ-BCĐQG", 20231112);
  AddBasis(world.plan, "184/KH-UBND", 20241220);
  // Without a date of signing nothing is later.
  EXPECT_THAT(world.Told(), IsEmpty());
  world.plan.mutable_document()->set_signed_date(20240117);
  EXPECT_THAT(world.Told(),
              ElementsAre("LEGAL_BASIS_LATER legal_basis:184/KH-UBND/signed_date 20241220 <> "
                          "20240117"));
  AddBasis(world.plan, "185/KH-UBND", 20241221);
  EXPECT_THAT(world.Told(),
              ElementsAre("LEGAL_BASIS_LATER legal_basis:184/KH-UBND/signed_date "
                          "legal_basis:185/KH-UBND/signed_date 20241220 <> 20240117"));
}

TEST(FindingDocument, ABasisOfTheSameDayIsNotLater) {
  FindingWorld world;
  world.plan.mutable_document()->set_signed_date(20240117);
  AddBasis(world.plan, "1", 20240117);
  EXPECT_THAT(world.Told(), IsEmpty());
}

// --- Rounds ---

TEST(FindingRounds, ARoundBeforeTheSigningIsOneFindingAPlan) {
  FindingWorld world;
  world.plan.mutable_document()->set_signed_date(20210114);
  // A month that the signing lies in may still come.
  AddRound(world.plan, "vinh-linh", "1/2021");
  EXPECT_THAT(world.Told(), IsEmpty());
  AddRound(world.plan, "gio-linh", "12/2020");
  EXPECT_THAT(world.Told(),
              ElementsAre("ROUND_BEFORE_SIGNING round:gio-linh/time tháng 12/2020 <> 20210114"));
  // A month of a series counts by itself, days that follow on one another do not.
  AddRound(world.plan, "series", "Tháng 12/2020; 6, 11/2021");
  AddRound(world.plan, "days", "13/1/2021, 14/1/2021");
  AddRound(world.plan, "early", "trước 01/01/2021");
  EXPECT_THAT(world.Told(),
              ElementsAre("ROUND_BEFORE_SIGNING round:gio-linh/time round:series/time "
                          "round:early/time 3 <> 20210114"));
  world.plan.mutable_rounds(1)->set_status(v1::ROUND_STATUS_CANCELLED);
  EXPECT_THAT(world.Told(), ElementsAre("ROUND_BEFORE_SIGNING round:series/time round:early/time 2 "
                                        "<> 20210114"));
}

TEST(FindingRounds, DeadlinesOfNgocHoiAreAfterTheSigning) {
  FindingWorld world;
  *world.plan.mutable_period() = DateRange(20200101, 20201231);
  world.plan.mutable_document()->set_signed_date(20200220);
  for (const char* time : {"trước 31/3/2020", "trước 30/9/2020", "trước 15/12/2020"}) {
    *AddRound(world.plan, time, time).mutable_received() = Fig(120);
  }
  EXPECT_THAT(world.Told(), IsEmpty());
}

TEST(FindingRounds, AReportOfAPastYearHasNoEarlyRounds) {
  FindingWorld world;
  world.plan.mutable_document()->set_signed_date(20220405);
  AddRound(world.plan, "phoi-hop", "3/2021");
  EXPECT_THAT(world.Told(), IsEmpty());
}

// Kiên Giang 2022: the printed totals of months 1-3 lie before 05/4/2022.
TEST(FindingRounds, PrintedMonthTotalsBeforeTheSigningAreOneFinding) {
  FindingWorld world;
  *world.plan.mutable_period() = DateRange(20220101, 20221231);
  world.plan.mutable_document()->set_signed_date(20220405);
  world.statements.add_tables()->set_table_id("pl2");
  for (const auto& [month, units] :
       {std::pair{202201, 1087}, {202202, 1922}, {202203, 2087}, {202204, 1607}}) {
    v1::Statement& total = AddFigure(world.statements, std::to_string(month),
                                     v1::STATEMENT_FACT_SCHEDULED_UNITS, Fig(units));
    *total.mutable_interval() = Month(month);
    total.set_table_id("pl2");
    total.set_table_total(true);
  }
  // Cells of the same table say it a second time.
  v1::Statement& cell =
      AddFigure(world.statements, "o", v1::STATEMENT_FACT_SCHEDULED_UNITS, Fig(350));
  *cell.mutable_interval() = Month(202201);
  cell.set_table_id("pl2");
  EXPECT_THAT(world.Told(),
              ElementsAre("ROUND_BEFORE_SIGNING statement:van-ban/202201/time "
                          "statement:van-ban/202202/time statement:van-ban/202203/time 5096 <> "
                          "20220405"));
}

TEST(FindingRounds, OnlyAStatedPeriodHasAnOutside) {
  FindingWorld world;
  AddRound(world.plan, "before", "12/2020");
  AddRound(world.plan, "across", "15/12/2020 - 15/1/2021");
  AddRound(world.plan, "unknown");
  EXPECT_THAT(world.Told(), IsEmpty());
  world.plan.set_period_assumed(false);
  EXPECT_THAT(world.Told(), ElementsAre("ROUND_OUTSIDE_PERIOD round:before/time tháng 12/2020 <> "
                                        "01/01/2021 – 31/12/2021"));
}

TEST(FindingRounds, ARoundWithoutAFigureBesideOthersThatHaveOne) {
  FindingWorld world;
  AddRound(world.plan, "le-hoi-xuan-hong", "quý I/2021");
  AddRound(world.plan, "bac-ha", "quý I/2021");
  EXPECT_THAT(world.Told(), IsEmpty());
  *world.plan.mutable_rounds(1)->mutable_received() = AtLeast(350);
  EXPECT_THAT(world.Told(),
              ElementsAre("ROUND_WITHOUT_FIGURE round:le-hoi-xuan-hong/received - <> -"));
  AddQuota(*world.plan.mutable_rounds(0), "a", 100);
  EXPECT_THAT(world.Told(), IsEmpty());
}

// --- Targets ---

FindingWorld Minimums(const std::vector<int64_t>& minimums) {
  FindingWorld world;
  for (size_t i = 0; i < minimums.size(); ++i) {
    *AddRound(world.plan, "dot-" + std::to_string(i)).mutable_received() = AtLeast(minimums[i]);
  }
  return world;
}

TEST(FindingTargets, ScheduledMinimumsSatisfyOrMore) {
  // Lào Cai: 16 events of 350, one of 1.200, one of 500: 7.300 against "7.000 or more".
  std::vector<int64_t> minimums(16, 350);
  minimums.push_back(1200);
  minimums.push_back(500);
  FindingWorld world = Minimums(minimums);
  AddTarget(world.plan, "chung", v1::TARGET_METRIC_UNITS, AtLeast(7000));
  EXPECT_THAT(world.Told(), IsEmpty());
  *world.plan.mutable_targets(0)->mutable_value() = AtLeast(7500);
  EXPECT_THAT(world.Told(), ElementsAre("HEADLINE target:chung >=7500 <> 7300"));
  // A minimum does not pass a figure that it may still be: 7.300 at least can not be missed by
  // 7.000.
  *world.plan.mutable_targets(0)->mutable_value() = Fig(7000);
  EXPECT_THAT(world.Told(), IsEmpty());
}

TEST(FindingTargets, ARoundWithoutAFigureLeavesTheSumOpen) {
  FindingWorld world = Minimums({350, 350});
  AddRound(world.plan, "chua-co-so");
  AddTarget(world.plan, "chung", v1::TARGET_METRIC_UNITS, AtLeast(7000));
  EXPECT_THAT(world.Told(), ElementsAre("ROUND_WITHOUT_FIGURE round:chua-co-so/received - <> -"));
}

TEST(FindingTargets, RangesCountWithTheirLowerEnds) {
  FindingWorld world = Minimums({350});
  *world.plan.mutable_rounds(0)->mutable_received() = FromTo(350, 400);
  AddTarget(world.plan, "chung", v1::TARGET_METRIC_UNITS, AtLeast(400));
  EXPECT_THAT(world.Told(), ElementsAre("HEADLINE target:chung >=400 <> 350"));
}

TEST(FindingTargets, AllocationsGoBeforeRounds) {
  FindingWorld world = Minimums({10});
  AddRow(world.plan, "r01", "a", 20000);
  AddTarget(world.plan, "chung", v1::TARGET_METRIC_UNITS, AtLeast(21000));
  EXPECT_THAT(world.Told(), ElementsAre("HEADLINE target:chung >=21000 <> 20000"));
  *AddRow(world.plan, "r02", "b", 1000).mutable_quota()->mutable_units() = Printed(1500);
  EXPECT_THAT(world.Told(), IsEmpty());
  *world.plan.mutable_targets(0)->mutable_value() = Fig(21000);
  EXPECT_THAT(world.Told(), ElementsAre("HEADLINE target:chung 21000 <> 21500"));
}

TEST(FindingTargets, ATargetThatIsThePrintedTotalIsNotToldAgain) {
  FindingWorld world;
  AddRow(world.plan, "r01", "a", 9999);
  *world.plan.mutable_stated_total()->mutable_units() = Printed(10000);
  AddTarget(world.plan, "chung", v1::TARGET_METRIC_UNITS, Fig(10000));
  EXPECT_THAT(world.Told(), ElementsAre("TOTAL total/quota 10000 <> 9999"));
  *world.plan.mutable_targets(0)->mutable_value() = Fig(10500);
  EXPECT_THAT(world.Told(), ElementsAre("TOTAL total/quota 10000 <> 9999",
                                        "HEADLINE target:chung 10500 <> 9999"));
}

TEST(FindingTargets, ConvertedTargetsAreHeldAgainstConvertedQuotas) {
  FindingWorld world;
  *AddRow(world.plan, "r01", "a", 100).mutable_quota()->mutable_converted_units() = Printed(112);
  AddTarget(world.plan, "quy-doi", v1::TARGET_METRIC_CONVERTED_UNITS, Fig(112));
  EXPECT_THAT(world.Told(), IsEmpty());
  *world.plan.mutable_targets(0)->mutable_value() = Fig(113);
  EXPECT_THAT(world.Told(), ElementsAre("HEADLINE target:quy-doi 113 <> 112"));
}

TEST(FindingTargets, WhatBindsAPartIsNoHeadline) {
  FindingWorld world = Minimums({350});
  v1::Target& target = AddTarget(world.plan, "moi-su-kien", v1::TARGET_METRIC_UNITS, AtLeast(400));
  target.mutable_scope()->add_unit_ids("bao-yen");
  target.mutable_scope()->set_each(true);
  EXPECT_THAT(world.Told(), IsEmpty());
}

// Lào Cai II.2.1: 02-03 events in each of three districts; Văn Bàn's Chủ nhật đỏ counts.
FindingWorld Events() {
  FindingWorld world;
  for (const auto& [id, host] : {std::pair{"chu-nhat-do", "van-ban"},
                                 {"van-ban-2", "van-ban"},
                                 {"bao-yen-1", "bao-yen"},
                                 {"bao-thang-2", "bao-thang"},
                                 {"bao-thang-4", "bao-thang"},
                                 {"cao-dang", "cao-dang"},
                                 {"dai-hoc", "dai-hoc"}}) {
    AddRound(world.plan, id, "quý I/2021").set_host_unit_id(host);
  }
  return world;
}

TEST(FindingTargets, BaoYenHasOneEventOfTwoOrThree) {
  FindingWorld world = Events();
  v1::Target& target =
      AddTarget(world.plan, "su-kien", v1::TARGET_METRIC_EVENT_COUNT, FromTo(2, 3));
  for (const char* unit : {"bao-thang", "van-ban", "bao-yen"}) {
    target.mutable_scope()->add_unit_ids(unit);
  }
  target.mutable_scope()->set_each(true);
  EXPECT_THAT(world.Told(), ElementsAre("EVENTS_TOO_FEW target:su-kien unit:bao-yen 2-3 <> 1"));
  // Quotas and credit make an event a unit's as well.
  AddQuota(AddRound(world.plan, "khac"), "bao-yen", {});
  EXPECT_THAT(world.Told(), IsEmpty());
  world.plan.mutable_rounds(7)->set_status(v1::ROUND_STATUS_CANCELLED);
  EXPECT_THAT(world.Told(), ElementsAre("EVENTS_TOO_FEW target:su-kien unit:bao-yen 2-3 <> 1"));
}

TEST(FindingTargets, UnitsTogetherNeedTheNumberOnce) {
  FindingWorld world = Events();
  v1::Target& target = AddTarget(world.plan, "truong", v1::TARGET_METRIC_EVENT_COUNT, AtLeast(2));
  target.mutable_scope()->add_unit_ids("cao-dang");
  target.mutable_scope()->add_unit_ids("dai-hoc");
  EXPECT_THAT(world.Told(), IsEmpty());
  *target.mutable_value() = AtLeast(3);
  EXPECT_THAT(world.Told(), ElementsAre("EVENTS_TOO_FEW target:truong >=3 <> 2"));
}

TEST(FindingTargets, EventsAreCountedInTheirScope) {
  FindingWorld world = Events();
  v1::Target& target = AddTarget(world.plan, "quy-2", v1::TARGET_METRIC_EVENT_COUNT, AtLeast(1));
  target.mutable_scope()->add_unit_ids("van-ban");
  *target.mutable_scope()->mutable_interval() = DateRange(20210401, 20210630);
  EXPECT_THAT(world.Told(), ElementsAre("EVENTS_TOO_FEW target:quy-2 >=1 <> 0"));
  world.plan.mutable_rounds(1)->clear_time();
  // Its time is not known: it may be in that quarter.
  EXPECT_THAT(world.Told(), IsEmpty());
}

TEST(FindingTargets, WithoutScheduledEventsNothingIsTooFew) {
  FindingWorld world;
  v1::Target& target = AddTarget(world.plan, "su-kien", v1::TARGET_METRIC_EVENT_COUNT, AtLeast(2));
  target.mutable_scope()->add_unit_ids("bao-yen");
  EXPECT_THAT(world.Told(), IsEmpty());
  // Whose round it is the plan does not say.
  AddRound(world.plan, "dot-1");
  EXPECT_THAT(world.Told(), IsEmpty());
  // Said in words only: nobody can count them.
  target.mutable_scope()->clear_unit_ids();
  target.mutable_scope()->set_text("các huyện, thành phố");
  EXPECT_THAT(world.Told(), IsEmpty());
}

}  // namespace
}  // namespace hemoledger
