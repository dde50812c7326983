// What documents say: a second time of their own plan (Lào Cai 2024), and of results (Kiên Giang
// 2021, report 65/BC-BCĐ).
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/domain/statement_compare.h"
#include "tests/unit/findings/finding_world.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::Statement& AboutRound(FindingWorld& world, const char* id, v1::StatementFact fact,
                          std::initializer_list<const char*> rounds) {
  v1::Statement& statement = AddStatement(world.statements, id, fact);
  for (const char* round : rounds) statement.add_round_ids(round);
  return statement;
}

FindingWorld LaoCai() {
  FindingWorld world;
  *world.plan.mutable_period() = DateRange(20240101, 20241231);
  for (const char* id : {"chu-nhat-do", "bao-yen", "bac-ha"}) {
    *AddRound(world.plan, id, "quý I/2024").mutable_received() = AtLeast(350);
  }
  v1::Round& first = *world.plan.mutable_rounds(0);
  *first.mutable_registered() = AtLeast(600);
  first.set_host_name("Ban Chỉ đạo Vận động HMTN huyện Văn Bàn");
  *AddRound(world.plan, "hanh-trinh-do", "quý III/2024").mutable_received() = AtLeast(1200);
  return world;
}

TEST(FindingSaidTwice, ARangeInSeveralBulletsIsOneFinding) {
  FindingWorld world = LaoCai();
  *AboutRound(world, "ii-2", v1::STATEMENT_FACT_ROUND_RECEIVED, {"chu-nhat-do", "bao-yen"})
       .mutable_value() = FromTo(350, 400);
  *AboutRound(world, "ii-3", v1::STATEMENT_FACT_ROUND_RECEIVED, {"bac-ha"}).mutable_value() =
      FromTo(350, 400);
  // The same minimum once more says nothing new.
  *AboutRound(world, "v-6", v1::STATEMENT_FACT_ROUND_RECEIVED, {"bac-ha"}).mutable_value() =
      AtLeast(350);
  EXPECT_THAT(world.Told(),
              ElementsAre("SAID_TWICE statement:van-ban/ii-2/received "
                          "statement:van-ban/ii-3/received round:chu-nhat-do/received "
                          "round:bao-yen/received round:bac-ha/received 350-400 <> >=350"));
}

TEST(FindingSaidTwice, ComparatorsCount) {
  FindingWorld world = LaoCai();
  *AboutRound(world, "ii-7", v1::STATEMENT_FACT_ROUND_RECEIVED, {"hanh-trinh-do"}).mutable_value() =
      MoreThan(1200);
  *AboutRound(world, "ii-1", v1::STATEMENT_FACT_ROUND_REGISTERED, {"chu-nhat-do"}).mutable_value() =
      Fig(600);
  EXPECT_THAT(world.Told(),
              ElementsAre("SAID_TWICE statement:van-ban/ii-7/received round:hanh-trinh-do/received "
                          ">1200 <> >=1200",
                          "SAID_TWICE statement:van-ban/ii-1/registered "
                          "round:chu-nhat-do/registered 600 <> >=600"));
}

TEST(FindingSaidTwice, WhatTheFirstPlaceLeavesOpenIsNotContradicted) {
  FindingWorld world = LaoCai();
  *AboutRound(world, "ii-2", v1::STATEMENT_FACT_ROUND_REGISTERED, {"bao-yen"}).mutable_value() =
      AtLeast(600);
  AboutRound(world, "ii-3", v1::STATEMENT_FACT_ROUND_HOST, {"bao-yen"}).set_text("Huyện đoàn");
  world.plan.mutable_rounds(2)->clear_time();
  *AboutRound(world, "v-3", v1::STATEMENT_FACT_ROUND_TIME, {"bac-ha"}).mutable_time() =
      Time("3/2024");
  EXPECT_THAT(world.Told(), IsEmpty());
}

TEST(FindingSaidTwice, TwoHosts) {
  FindingWorld world = LaoCai();
  AboutRound(world, "ii-1", v1::STATEMENT_FACT_ROUND_HOST, {"chu-nhat-do"})
      .set_text("Hội Chữ thập đỏ huyện Văn Bàn");
  EXPECT_THAT(world.Told(),
              ElementsAre("SAID_TWICE statement:van-ban/ii-1/host round:chu-nhat-do/host "
                          "Hội Chữ thập đỏ huyện Văn Bàn <> Ban Chỉ đạo Vận động HMTN huyện Văn "
                          "Bàn"));
  // The same body written out.
  world.statements.mutable_statements(0)->set_text(
      "BCĐ vận động hiến máu tình nguyện huyện  Văn Bàn");
  EXPECT_THAT(world.Told(), IsEmpty());
}

TEST(FindingSaidTwice, QuarterThreeAgainstJuneOrJuly) {
  FindingWorld world = LaoCai();
  *AboutRound(world, "v-2-3", v1::STATEMENT_FACT_ROUND_TIME, {"hanh-trinh-do"}).mutable_time() =
      Time("6/2024 hoặc 7/2024");
  EXPECT_THAT(world.Told(),
              ElementsAre("SAID_TWICE statement:van-ban/v-2-3/time round:hanh-trinh-do/time "
                          "tháng 6/2024 hoặc tháng 7/2024 <> quý III/2024"));
  for (const char* inside :
       {"7/2024", "15/8/2024", "7/2024 hoặc 9/2024", "quý III/2024 (dự kiến)"}) {
    *world.statements.mutable_statements(0)->mutable_time() = Time(inside);
    EXPECT_THAT(world.Told(), IsEmpty()) << inside;
  }
  // The other way round: all months of the year hold the quarter.
  *world.statements.mutable_statements(0)->mutable_time() = Time("01/6/2024 - 31/12/2024");
  EXPECT_THAT(world.Told(), IsEmpty());
}

TEST(FindingSaidTwice, TheYearOfAnotherPlan) {
  FindingWorld world = LaoCai();
  AddStatement(world.statements, "iv-1", v1::STATEMENT_FACT_YEAR).set_text("2023");
  AddStatement(world.statements, "iv-2", v1::STATEMENT_FACT_YEAR).set_text("2023");
  AddStatement(world.statements, "ii-1", v1::STATEMENT_FACT_YEAR).set_text("2024");
  EXPECT_THAT(world.Told(), ElementsAre("SAID_TWICE statement:van-ban/iv-1/year "
                                        "statement:van-ban/iv-2/year 2023 <> 2024"));
  // A period over two years is both.
  *world.plan.mutable_period() = DateRange(20231201, 20241130);
  EXPECT_THAT(world.Told(), IsEmpty());
}

TEST(FindingSaidTwice, ANumberInASecondPlace) {
  FindingWorld world;
  world.plan.mutable_document()->add_numbers("14/KH-UBND");
  AddStatement(world.statements, "phu-luc", v1::STATEMENT_FACT_DOCUMENT_NUMBER)
      .set_text("17 /KH-UBND");
  EXPECT_THAT(world.Told(), ElementsAre("DOCUMENT_NUMBER statement:van-ban/phu-luc/number "
                                        "17 /KH-UBND <> 14/KH-UBND"));
  // Entered as both, it is told once: of the document.
  world.plan.mutable_document()->add_numbers("17/KH-UBND");
  EXPECT_THAT(world.Told(),
              ElementsAre("DOCUMENT_NUMBER document/number 17/KH-UBND <> 14/KH-UBND"));
}

TEST(FindingSaidTwice, QuotasOfAUnitAndOfTheWhole) {
  FindingWorld world;
  AddRow(world.plan, "r01", "rach-gia", 1163);
  AddRow(world.plan, "r02", "tan-hiep", 815);
  AddFigure(world.statements, "a", v1::STATEMENT_FACT_QUOTA_UNITS, Fig(1163)).set_row_id("r01");
  AddFigure(world.statements, "b", v1::STATEMENT_FACT_QUOTA_UNITS, Fig(816))
      .set_unit_id("tan-hiep");
  AddFigure(world.statements, "c", v1::STATEMENT_FACT_QUOTA_UNITS, AtLeast(1900));
  AddFigure(world.statements, "d", v1::STATEMENT_FACT_QUOTA_UNITS, Fig(1979));
  EXPECT_THAT(world.Told(), ElementsAre("SAID_TWICE statement:van-ban/b/quota 816 <> 815",
                                        "SAID_TWICE statement:van-ban/d/quota 1979 <> 1978"));
}

TEST(FindingSaidTwice, TheNumberOfRounds) {
  FindingWorld world = LaoCai();
  AddFigure(world.statements, "ca-nam", v1::STATEMENT_FACT_ROUND_COUNT, Fig(4));
  v1::Statement& quarter =
      AddFigure(world.statements, "quy-1", v1::STATEMENT_FACT_ROUND_COUNT, Fig(3));
  *quarter.mutable_interval() = DateRange(20240101, 20240331);
  EXPECT_THAT(world.Told(), IsEmpty());
  *world.statements.mutable_statements(0)->mutable_value() = Fig(19);
  EXPECT_THAT(world.Told(),
              ElementsAre("ROUND_COUNT statement:van-ban/ca-nam/round_count 19 <> 4"));
}

TEST(FindingSaidTwice, ScheduledUnitsOfAMonth) {
  FindingWorld world;
  AddQuota(AddRound(world.plan, "a", "15/3/2021"), "x", 40);
  AddQuota(AddRound(world.plan, "b", "3/2021"), "y", 25);
  AddQuota(AddRound(world.plan, "c", "4/2021"), "y", 25);
  v1::Statement& month =
      AddFigure(world.statements, "thang-3", v1::STATEMENT_FACT_SCHEDULED_UNITS, Fig(65));
  *month.mutable_interval() = Month(202103);
  EXPECT_THAT(world.Told(), IsEmpty());
  *month.mutable_value() = Fig(66);
  EXPECT_THAT(world.Told(), ElementsAre("SAID_TWICE statement:van-ban/thang-3/scheduled 66 <> 65"));
  // A round that may or may not fall into it: nobody knows.
  *world.plan.mutable_rounds(2)->mutable_time() = Time("quý I/2021");
  EXPECT_THAT(world.Told(), IsEmpty());
}

// --- Results ---

FindingWorld KienGiang() {
  FindingWorld world;
  world.plan.set_plan_id("kien-giang-2021");
  *world.plan.mutable_period() = DateRange(20201201, 20211130);
  world.plan.set_period_assumed(false);
  world.plan.set_percentage_decimals(0);
  AddRow(world.plan, "r01", "lien-doan", 503);
  AddRow(world.plan, "r23", "an-bien", 815);
  AddRow(world.plan, "r24", "cao-dang-nghe", 313);
  world.has_ledger = true;
  world.ledger.received["unit lien-doan"] = {1030, 1030, 0};
  world.ledger.received["unit an-bien"] = {790, 790, 0};
  world.ledger.received["unit cao-dang-nghe"] = {291, 291, 0};
  world.ledger.plans["kien-giang-2022"] = 21000;
  return world;
}

TEST(FindingResults, AShareThatIsNotItsFigures) {
  FindingWorld world = KienGiang();
  v1::Statement& share =
      AddFigure(world.statements, "tn", v1::STATEMENT_FACT_VOLUNTARY_SHARE, Fig(953, 1));
  // Nothing to reckon it from.
  EXPECT_THAT(world.Told(), IsEmpty());
  world.ledger.shares[v1::STATEMENT_FACT_VOLUNTARY_SHARE] = {19026, 19979};
  EXPECT_THAT(world.Told(), ElementsAre("PERCENTAGE statement:van-ban/tn 95,3% <> 95,23%"));
  *share.mutable_value() = Fig(952, 1);
  EXPECT_THAT(world.Told(), IsEmpty());
  *share.mutable_value() = Fig(95);
  EXPECT_THAT(world.Told(), IsEmpty());
}

TEST(FindingResults, TheDocumentsOwnFiguresGoBeforeTheLedger) {
  FindingWorld world = KienGiang();
  world.has_ledger = false;
  AddFigure(world.statements, "tn", v1::STATEMENT_FACT_VOLUNTARY_SHARE, Fig(953, 1));
  AddFigure(world.statements, "tong", v1::STATEMENT_FACT_RECEIVED_UNITS, Fig(19979));
  AddFigure(world.statements, "tn-dv", v1::STATEMENT_FACT_RECEIVED_UNITS, Fig(19026))
      .set_donor_class(v1::DONOR_CLASS_VOLUNTARY);
  EXPECT_THAT(world.Told(), ElementsAre("PERCENTAGE statement:van-ban/tn 95,3% <> 95,23%"));
}

TEST(FindingResults, APercentageOfAnotherPlan) {
  FindingWorld world = KienGiang();
  AddFigure(world.statements, "tet", v1::STATEMENT_FACT_RECEIVED_UNITS, Fig(4567))
      .set_campaign_id("tet");
  v1::Statement& of_plan =
      AddFigure(world.statements, "tet-23", v1::STATEMENT_FACT_PERCENT_OF_PLAN, Fig(23));
  of_plan.set_campaign_id("tet");
  // Of which plan is not said.
  EXPECT_THAT(world.Told(), IsEmpty());
  of_plan.set_compared_plan_id("kien-giang-2022");
  EXPECT_THAT(world.Told(), ElementsAre("PERCENTAGE statement:van-ban/tet-23 23% <> 21,7%"));
  // 119 % of a quota that nobody printed.
  AddFigure(world.statements, "tet-119", v1::STATEMENT_FACT_ATTAINMENT_PERCENT, Fig(119))
      .set_campaign_id("tet");
  EXPECT_THAT(world.Told(), ElementsAre("PERCENTAGE statement:van-ban/tet-23 23% <> 21,7%"));
}

TEST(FindingResults, PercentagesOfRowsRestOnTheirTotals) {
  FindingWorld world = KienGiang();
  world.has_ledger = false;
  AddFigure(world.statements, "r01-tong", v1::STATEMENT_FACT_RECEIVED_UNITS, Fig(1030))
      .set_row_id("r01");
  AddFigure(world.statements, "r01-ty-le", v1::STATEMENT_FACT_ATTAINMENT_PERCENT, Fig(205))
      .set_row_id("r01");
  EXPECT_THAT(world.Told(), IsEmpty());
  *world.statements.mutable_statements(1)->mutable_value() = Fig(204);
  EXPECT_THAT(world.Told(), ElementsAre("PERCENTAGE statement:van-ban/r01-ty-le 204% <> 204,8%"));
}

TEST(FindingResults, AListOfThoseThatMet) {
  FindingWorld world = KienGiang();
  // Without a list nobody is missing from it.
  EXPECT_THAT(world.Told(), IsEmpty());
  AddStatement(world.statements, "ldld", v1::STATEMENT_FACT_QUOTA_MET).set_unit_id("lien-doan");
  EXPECT_THAT(world.Told(), IsEmpty());
  AddStatement(world.statements, "ab", v1::STATEMENT_FACT_QUOTA_MET).set_unit_id("an-bien");
  EXPECT_THAT(world.Told(), ElementsAre("QUOTA_MET_LIST statement:van-ban/ab >=100% <> 97%"));
  world.statements.mutable_statements()->DeleteSubrange(0, 1);
  EXPECT_THAT(world.Told(), ElementsAre("QUOTA_MET_LIST statement:van-ban/ab >=100% <> 97%",
                                        "QUOTA_MET_LIST unit:lien-doan - <> 205%"));
}

TEST(FindingResults, MonthTwelveLiesOutsideThePeriod) {
  FindingWorld world = KienGiang();
  for (const int32_t month : {202101, 202111, 202112}) {
    *AddStatement(world.statements, std::to_string(month), v1::STATEMENT_FACT_COLUMN_MONTH)
         .mutable_interval() = Month(month);
  }
  EXPECT_THAT(world.Told(), ElementsAre("COLUMN_MONTH statement:van-ban/202112/time tháng 12/2021 "
                                        "<> 01/12/2020 – 30/11/2021"));
  world.plan.set_period_assumed(true);
  EXPECT_THAT(world.Told(), IsEmpty());
}

TEST(FindingResults, WhatReceiptsGive) {
  FindingWorld world = KienGiang();
  v1::Statement& total =
      AddFigure(world.statements, "tong", v1::STATEMENT_FACT_RECEIVED_UNITS, Fig(19979));
  // No receipt: silence is not zero.
  EXPECT_THAT(world.Told(), IsEmpty());
  world.ledger.received[""] = {19979, 19979, 0};
  EXPECT_THAT(world.Told(), IsEmpty());
  world.ledger.received[""] = {19978, 19978, 0};
  EXPECT_THAT(world.Told(), ElementsAre("RESULT statement:van-ban/tong/received 19979 <> 19978"));
  *total.mutable_value() = AtLeast(19000);
  EXPECT_THAT(world.Told(), IsEmpty());
  // Said twice, told once.
  *total.mutable_value() = Fig(19979);
  AddFigure(world.statements, "bang", v1::STATEMENT_FACT_RECEIVED_UNITS, Fig(19979));
  EXPECT_THAT(world.Told(), ElementsAre("RESULT statement:van-ban/tong/received "
                                        "statement:van-ban/bang/received 19979 <> 19978"));
}

TEST(FindingResults, AMonthIsHeldAgainstWhatIsDated) {
  FindingWorld world = KienGiang();
  v1::Statement& month =
      AddFigure(world.statements, "t1", v1::STATEMENT_FACT_RECEIVED_UNITS, Fig(2322));
  *month.mutable_interval() = Month(202101);
  // 17.177 units carry no month: the printed total may be right.
  world.ledger.received["202101"] = {19979, 134, 17177};
  EXPECT_THAT(world.Told(), IsEmpty());
  EXPECT_EQ(CompareStatement(month, world.Input()).outcome,
            ComparedStatement::Outcome::kNotCheckable);
  *month.mutable_value() = Fig(133);
  EXPECT_THAT(world.Told(), ElementsAre("RESULT statement:van-ban/t1/received 133 <> >=134"));
  world.ledger.received["202101"] = {19979, 134, 0};
  EXPECT_THAT(world.Told(), ElementsAre("RESULT statement:van-ban/t1/received 133 <> 134"));
  *month.mutable_value() = Fig(134);
  EXPECT_THAT(world.Told(), IsEmpty());
  EXPECT_EQ(CompareStatement(month, world.Input()).outcome, ComparedStatement::Outcome::kEqual);
}

TEST(FindingResults, WhatNoEventCarriesIsNotCheckable) {
  FindingWorld world = KienGiang();
  AddFigure(world.statements, "dk", v1::STATEMENT_FACT_REGISTERED_PEOPLE, Fig(4600));
  AddFigure(world.statements, "giam", v1::STATEMENT_FACT_CHANGE_TO_EARLIER, Fig(-716));
  AddFigure(world.statements, "khac", v1::STATEMENT_FACT_OTHER, Fig(1));
  EXPECT_THAT(world.Told(), IsEmpty());
  for (const v1::Statement& statement : world.statements.statements()) {
    const ComparedStatement compared = CompareStatement(statement, world.Input());
    EXPECT_EQ(compared.outcome, ComparedStatement::Outcome::kNotCheckable);
    EXPECT_FALSE(compared.computed.has_value());
  }
}

TEST(FindingResults, AStatementWithoutAFigureSaysNothing) {
  FindingWorld world = KienGiang();
  world.ledger.received[""] = {1, 1, 0};
  world.ledger.shares[v1::STATEMENT_FACT_VOLUNTARY_SHARE] = {1, 2};
  for (int fact = 1; fact < v1::StatementFact_ARRAYSIZE; ++fact) {
    if (!v1::StatementFact_IsValid(fact) || fact == v1::STATEMENT_FACT_QUOTA_MET) continue;
    AddStatement(world.statements, std::to_string(fact), static_cast<v1::StatementFact>(fact));
  }
  EXPECT_THAT(world.Told(), IsEmpty());
}

}  // namespace
}  // namespace hemoledger
