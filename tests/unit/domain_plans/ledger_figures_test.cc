// What the ledger says of results, with Kiên Giang's receipts; and the findings of its report over
// them (DOMAIN, "Traps", 003).
#include "services/domain/ledger_figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/domain/findings.h"
#include "tests/support/builders.h"
#include "tests/unit/domain_plans/kien_giang.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class LedgerFiguresTest : public ::testing::Test {
 protected:
  PlanLedgerFigures Figures() {
    return {world_.tree, world_.book, world_.book.Find(kKienGiang2021),
            world_.cells.TakeSnapshot()};
  }
  // "units dated undated"; "-": the ledger can not tell.
  std::string Received(const v1::Statement& statement) {
    const auto received = Figures().ReceivedAs(statement);
    if (!received.has_value()) return "-";
    return Concat(received->units, " ", received->dated_units, " ", received->undated_units);
  }
  static v1::Statement OfRow(std::string_view row_id) {
    v1::Statement statement;
    statement.set_fact(v1::STATEMENT_FACT_RECEIVED_UNITS);
    statement.set_row_id(std::string(row_id));
    return statement;
  }
  static v1::Statement OfUnit(std::string_view unit_id) {
    v1::Statement statement;
    statement.set_fact(v1::STATEMENT_FACT_RECEIVED_UNITS);
    statement.set_unit_id(std::string(unit_id));
    return statement;
  }

  World world_ = MakeKienGiang();
};

TEST_F(LedgerFiguresTest, ARowsTotalIsItsHoldersFigure) {
  EXPECT_EQ(Received(OfRow("01")), "1030 1030 0");
  // With what rows 07, 14 and 16-20 are credited.
  EXPECT_EQ(Received(OfRow("06")), "1116 1116 0");
  EXPECT_EQ(Received(OfRow("13")), "1132 1132 0");
  EXPECT_EQ(Received(OfRow("15")), "1207 1207 0");
  // Rows that count elsewhere show their own receipts.
  EXPECT_EQ(Received(OfRow("07")), "1000 1000 0");
  EXPECT_EQ(Received(OfRow("14")), "210 210 0");
  EXPECT_EQ(Received(OfRow("33")), "211 211 0");
  EXPECT_EQ(Received(OfRow("36")), "890 890 0");
  EXPECT_EQ(Received(OfRow("99")), "-");
}

TEST_F(LedgerFiguresTest, AUnitIsWhatItIsCreditedWithOrWhatItGave) {
  EXPECT_EQ(Received(OfUnit("kien-giang-rach-gia")), "1132 1132 0");
  // No quota: rows 14 and 18 gave 210 and 180.
  EXPECT_EQ(Received(OfUnit("kien-giang-tinh-doan")), "390 390 0");
  EXPECT_EQ(Received(OfUnit("ca-mau")), "211 211 0");
  EXPECT_EQ(Received(OfUnit("nobody")), "-");
  EXPECT_EQ(Received(OfUnit("")), "19979 19979 0");
}

TEST_F(LedgerFiguresTest, MonthsAreTheRowsOwnDatedReceipts) {
  v1::Statement cell = OfRow("36");
  *cell.mutable_interval() = DateRange(20210101, 20210131);
  EXPECT_EQ(Received(cell), "890 90 0");
  // December 2020 stands under "Tháng 12".
  *cell.mutable_interval() = DateRange(20201201, 20201231);
  EXPECT_EQ(Received(cell), "890 84 0");
  // Row 01's receipts carry no month.
  cell.set_row_id("01");
  EXPECT_EQ(Received(cell), "1030 0 1030");
  // Of the whole: 2.802 units carry a month, 17.177 do not.
  cell.clear_row_id();
  *cell.mutable_interval() = DateRange(20201201, 20201231);
  EXPECT_EQ(Received(cell), "19979 770 17177");
}

TEST_F(LedgerFiguresTest, ComponentsAndClasses) {
  v1::Statement all = OfUnit("");
  all.set_donor_class(v1::DONOR_CLASS_VOLUNTARY);
  EXPECT_EQ(Received(all), "19026 19026 0");
  all.set_donor_class(v1::DONOR_CLASS_PAID);
  EXPECT_EQ(Received(all), "63 63 0");
  all.clear_donor_class();
  all.set_component(v1::COMPONENT_PLATELETS);
  EXPECT_EQ(Received(all), "890 890 0");
  // None, and some receipts do not say of which class they are: nobody can tell.
  all.clear_component();
  all.set_donor_class(v1::DONOR_CLASS_FAMILY_REPLACEMENT);
  EXPECT_EQ(Received(all), "-");
}

TEST_F(LedgerFiguresTest, SilenceIsNotZero) {
  v1::Statement campaign = OfUnit("");
  campaign.set_campaign_id("kien-giang-2021-tet");
  EXPECT_EQ(Received(campaign), "-");
  v1::Statement round = OfUnit("");
  round.add_round_ids("kien-giang-2021-phoi-hop-tinh-doan");
  EXPECT_EQ(Received(round), "210 210 0");
}

TEST_F(LedgerFiguresTest, SharesAndQuotas) {
  v1::Statement share;
  share.set_fact(v1::STATEMENT_FACT_VOLUNTARY_SHARE);
  const auto voluntary = Figures().ShareAs(share);
  ASSERT_TRUE(voluntary.has_value());
  EXPECT_EQ(voluntary->numerator, 19026);
  EXPECT_EQ(voluntary->denominator, 19979);
  // No receipt states repeat donors.
  share.set_fact(v1::STATEMENT_FACT_REPEAT_SHARE);
  EXPECT_FALSE(Figures().ShareAs(share).has_value());
  EXPECT_EQ(Figures().QuotaAs(OfRow("23")), 815);
  EXPECT_EQ(Figures().QuotaAs(OfRow("33")), std::nullopt);
  EXPECT_EQ(Figures().QuotaAs(OfUnit("kien-giang-an-bien")), 815);
  EXPECT_EQ(Figures().QuotaAs(OfUnit("ca-mau")), std::nullopt);
  EXPECT_EQ(Figures().QuotaAs(OfUnit("")), 19116);
  EXPECT_EQ(Figures().TotalQuotaOf(kKienGiang2021), 19116);
  EXPECT_EQ(Figures().TotalQuotaOf("kien-giang-2022"), std::nullopt);
  EXPECT_EQ(Figures().StraddlingUnits(), 0);
}

TEST_F(LedgerFiguresTest, StraddlersAreCountedApart) {
  v1::Receipt receipt = MakeReceipt("kien-giang-an-bien", 20211101, 12);
  *receipt.mutable_interval() = DateRange(20211101, 20211231);
  world_.Receive(receipt);
  EXPECT_EQ(Figures().StraddlingUnits(), 12);
  EXPECT_EQ(Received(OfUnit("")), "19979 19979 0");
}

// What the report says by words and in row 23, over the receipts themselves.
TEST_F(LedgerFiguresTest, FindingsOfTheReport) {
  const v1::PlanIssued plan = KienGiangPlan();
  const PlanLedgerFigures figures = Figures();
  v1::StatementList said;
  const auto add = [&](const char* id, v1::StatementFact fact, int64_t value) -> v1::Statement& {
    v1::Statement& statement = *said.add_statements();
    statement.set_statement_id(id);
    statement.set_place(id);
    statement.set_fact(fact);
    statement.mutable_value()->set_comparator(v1::COMPARATOR_EQUAL);
    statement.mutable_value()->mutable_value()->set_unscaled(value);
    return statement;
  };
  FindingsInput input;
  input.plan = &plan;
  input.ledger = &figures;
  EXPECT_THAT(ComputeFindings(input), IsEmpty());

  input.statements.push_back({"bao-cao", &said});
  add("tong", v1::STATEMENT_FACT_RECEIVED_UNITS, 19979);
  add("ty-le", v1::STATEMENT_FACT_ATTAINMENT_PERCENT, 105);
  add("dong-13", v1::STATEMENT_FACT_RECEIVED_UNITS, 1132).set_row_id("13");
  add("dong-15", v1::STATEMENT_FACT_ATTAINMENT_PERCENT, 107).set_row_id("15");
  add("dong-23", v1::STATEMENT_FACT_ATTAINMENT_PERCENT, 97).set_row_id("23");
  v1::Statement& january = add("thang-1", v1::STATEMENT_FACT_RECEIVED_UNITS, 2322);
  *january.mutable_interval() = DateRange(20210101, 20210131);
  EXPECT_THAT(ComputeFindings(input), IsEmpty());

  add("tinh-nguyen", v1::STATEMENT_FACT_VOLUNTARY_SHARE, 953)
      .mutable_value()
      ->mutable_value()
      ->set_scale(1);
  // All that met their quota, and An Biên.
  for (const v1::PlanRow& row : plan.rows()) {
    if (row.quota().units().has_value() && row.row_id() <= "23") {
      v1::Statement& met = add(row.row_id().c_str(), v1::STATEMENT_FACT_QUOTA_MET, 0);
      met.clear_value();
      met.set_unit_id(row.holder_unit_id());
    }
  }
  std::vector<std::string> told;
  for (const v1::Finding& finding : ComputeFindings(input)) {
    told.push_back(Concat(v1::FindingKind_Name(finding.kind()), " ", finding.places(0).id(), " ",
                          finding.computed().figure().value().unscaled()));
  }
  EXPECT_THAT(told, ElementsAre("FINDING_KIND_PERCENTAGE bao-cao/tinh-nguyen 9523",
                                "FINDING_KIND_QUOTA_MET_LIST bao-cao/23 97"));
}

}  // namespace
}  // namespace hemoledger
