// Ân Thi 2024 (14/KH-UBND, appendix) from deploy/demo: names, both tables, and the group II.16–18;
// and the names of the districts whose documents have no allocation table.
#include <gmock/gmock.h>

#include <map>

#include "services/domain/attainment.h"
#include "services/domain/receipt_rules.h"
#include "tests/unit/input/demo_fixture.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;

class DemoAnThiTest : public DemoFilesTest {
 protected:
  // Id of the unit of that name below `under`; blank: none, or several.
  std::string Named(const std::string& name, const std::string& under) {
    v1::UnitReference reference;
    reference.mutable_name()->set_name(name);
    reference.mutable_name()->set_under_unit_id(under);
    return demo_resolver_.Resolve(reference).value_or("");
  }
};

TEST_F(DemoAnThiTest, PrintedSlipsOfNamesLeadToTheUnit) {
  EXPECT_EQ(Named("Phù Ứng", "hung-yen-an-thi"), "hung-yen-an-thi-phu-ung");
  EXPECT_EQ(Named("xã Phù Ủng", "hung-yen-an-thi"), "hung-yen-an-thi-phu-ung");
  EXPECT_EQ(Named("Ấn Thi", "vn"), "hung-yen-an-thi");
  EXPECT_EQ(Named("SiMaCai", "lao-cai"), "lao-cai-si-ma-cai");
  EXPECT_EQ(Named("huyện Ngọc Hòì", "kon-tum"), "kon-tum-ngoc-hoi");
}

// The town has the district's name, every province has a police, some districts share communes'
// names: none of these is a key by itself.
TEST_F(DemoAnThiTest, NamesThatRepeatAreRefusedOrKnownUnderTheirParentOnly) {
  EXPECT_EQ(Named("Thị trấn Ân Thi", "hung-yen-an-thi"), "");
  EXPECT_EQ(Named("Công an tỉnh", "vn"), "");
  EXPECT_EQ(Named("Công an tỉnh", "lao-cai"), "lao-cai-cong-an");
  EXPECT_EQ(Named("Lào Cai", "lao-cai"), "");
}

TEST_F(DemoAnThiTest, DistrictsOfTheDocumentsHaveTheirOfficialCodes) {
  const std::map<std::string, std::string> codes = {
      {"hung-yen-an-thi", "329"}, {"lao-cai-lao-cai", "080"},      {"lao-cai-bat-xat", "082"},
      {"lao-cai-sa-pa", "088"},   {"lao-cai-muong-khuong", "083"}, {"lao-cai-si-ma-cai", "084"},
      {"lao-cai-bac-ha", "085"},  {"lao-cai-bao-thang", "086"},    {"lao-cai-bao-yen", "087"},
      {"lao-cai-van-ban", "089"}, {"kon-tum-ngoc-hoi", "611"}};
  for (const auto& [id, code] : codes) {
    EXPECT_EQ(demo_tree_.CodeOn(demo_tree_.Find(id), 20240117), code) << id;
  }
}

TEST_F(DemoAnThiTest, PlanKeepsWhatTheDocumentPrints) {
  const v1::PlanIssued plan = ReadPlan("an-thi-2024");
  const v1::PlanDocument& document = plan.document();
  EXPECT_THAT(document.numbers(), ElementsAre("14/KH-UBND", "17/KH-UBND"));
  EXPECT_EQ(document.place(), "Ấn Thi");
  EXPECT_EQ(document.signed_date(), 20240117);
  ASSERT_EQ(document.legal_bases_size(), 1);
  EXPECT_EQ(document.legal_bases(0).number(), "184/KH-UBND");
  // Dated after the plan that rests on it: as printed.
  EXPECT_EQ(document.legal_bases(0).signed_date(), 20241220);
  EXPECT_EQ(document.recipients_size(), 11);
  EXPECT_TRUE(plan.period_assumed());
  EXPECT_THAT(Quotas(plan), ElementsAre(74, 47, 54, 61, 74, 35, 52, 53, 32, 60, 47, 36, 66, 35, 38,
                                        44, 50, 39, 58, 30, 47, 16, 16, 6, 4, 3, 2, 10, 15, 60, 50,
                                        60, 40, 16, 500, 10, 75, -1, -1, 3, 3));
  EXPECT_EQ(plan.stated_total().units().value(), 1921);
  std::map<std::string, int64_t> subtotals;
  for (const v1::PlanRow& row : plan.rows()) {
    subtotals[row.group_id()] += row.quota().units().value();
  }
  EXPECT_EQ(subtotals[plan.groups(0).group_id()], 1032);
  EXPECT_EQ(subtotals[plan.groups(1).group_id()], 889);
  EXPECT_EQ(plan.rows(20).label(), "21");
  EXPECT_EQ(plan.rows(21).label(), "1.");
  EXPECT_EQ(plan.rows(3).printed_name(), "Phù Ứng");
  EXPECT_EQ(plan.rows(3).holder_unit_id(), "hung-yen-an-thi-phu-ung");
  EXPECT_EQ(plan.rows(37).notes_size(), 1);
  for (int row = 36; row <= 38; ++row) {
    EXPECT_EQ(plan.rows(row).body_in_charge(), "Liên đoàn lao động huyện");
  }
}

TEST_F(DemoAnThiTest, ThreeFirmsShareTheQuotaOfTheFirst) {
  PlanBook book;
  const v1::PlanIssued plan = ReadPlan("an-thi-2024");
  for (const v1::CreditRule& rule : plan.credit_rules()) EXPECT_TRUE(rule.inferred());
  Issue(plan, book);
  FactCells cells;
  for (const char* const firm : {"may-fore-mat", "may-smart-shirts", "may-tre-dan-yen-hung"}) {
    v1::Receipt receipt;
    receipt.mutable_unit()->set_unit_id(std::string("hung-yen-an-thi-") + firm);
    receipt.mutable_interval()->set_first_date(20240718);
    receipt.mutable_interval()->set_last_date(20240718);
    receipt.add_bags()->set_count(25);
    ASSERT_OK_AND_ASSIGN(const DecidedReceipt decided, DecideReceipt(receipt, demo_tree_, book));
    cells.Add(decided.facts);
  }
  AttainmentQuery query;
  query.plan = book.Find("an-thi-2024");
  ASSERT_OK_AND_ASSIGN(const v1::GetAttainmentResponse answer,
                       ComputeAttainment(demo_tree_, book, cells.TakeSnapshot(), query));
  EXPECT_EQ(answer.total().quota_units(), 1921);
  EXPECT_EQ(answer.lines(36).figures().received_units(), 75);
  EXPECT_EQ(answer.lines(36).figures().quota_units(), 75);
  for (const int row : {37, 38}) {
    EXPECT_FALSE(answer.lines(row).has_figures());
    EXPECT_EQ(answer.lines(row).credited_to_unit_id(), "hung-yen-an-thi-may-fore-mat");
  }
}

}  // namespace
}  // namespace hemoledger
