// The data of deploy/demo: read without a fault, and their figures are those that the documents
// print.
#include <gmock/gmock.h>

#include <map>

#include "services/domain/attainment.h"
#include "services/domain/civil_date.h"
#include "services/domain/numbers.h"
#include "services/domain/plan_book.h"
#include "services/domain/receipt_rules.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/input/demo_fixture.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST_F(DemoFilesTest, UnitsAreTheProvincesAndTheBodiesThatTheDocumentsName) {
  const UnitIndex nation = demo_tree_.Find("vn");
  int provinces = 0;
  std::map<std::string, int> codes;
  for (const UnitIndex unit : demo_tree_.ChildrenOn(nation, 20210405)) {
    if (demo_tree_.KindOn(unit, 20210405) != v1::UNIT_KIND_PROVINCE) continue;
    ++provinces;
    ++codes[demo_tree_.CodeOn(unit, 20210405)];
  }
  EXPECT_EQ(provinces, 63);
  EXPECT_EQ(codes.size(), 63u);
  const auto districts = [&](const char* province) {
    int count = 0;
    for (const UnitIndex unit : demo_tree_.ChildrenOn(demo_tree_.Find(province), 20210405)) {
      count += demo_tree_.KindOn(unit, 20210405) == v1::UNIT_KIND_DISTRICT ? 1 : 0;
    }
    return count;
  };
  EXPECT_EQ(districts("kien-giang"), 15);
  EXPECT_EQ(districts("quang-tri"), 10);
  EXPECT_EQ(districts("lao-cai"), 9);
  EXPECT_EQ(demo_tree_.CodeOn(demo_tree_.Find("kien-giang"), 20210405), "91");
  EXPECT_EQ(demo_tree_.NameOn(demo_tree_.Find("hue"), 20241231), "Tỉnh Thừa Thiên Huế");
  EXPECT_EQ(demo_tree_.NameOn(demo_tree_.Find("hue"), 20250101), "Thành phố Huế");
}

// DOMAIN, trap 003: the name of 2022 joins that of 2021 by an explicit succession with a reason.
TEST_F(DemoFilesTest, VinpearlOf2022CarriesOnVinpearlOf2021) {
  const UnitIndex earlier = demo_tree_.Find("kien-giang-vinpearl");
  const UnitIndex later = demo_tree_.Find("kien-giang-vinpearl-phu-quoc");
  ASSERT_NE(earlier, kNoUnit);
  ASSERT_NE(later, kNoUnit);
  EXPECT_EQ(demo_tree_.SuccessorOf(earlier, 20211231), kNoUnit);
  EXPECT_EQ(demo_tree_.SuccessorOf(earlier, 20220101), later);
  EXPECT_EQ(demo_tree_.SuccessorOf(later, kNewestDate), kNoUnit);
  const absl::StatusOr<UnitsFile> file =
      ReadUnitsFile(Demo("units/8-vinpearl-2022.toml"), random_, problems_);
  ASSERT_OK(file);
  ASSERT_EQ(file->changes.size(), 2u);
  ASSERT_TRUE(file->changes[1].has_succeeded());
  ASSERT_EQ(file->texts.size(), 2u);
  EXPECT_THAT(file->texts[1].text(), HasSubstr("Văn bản không ghi việc đổi tên"));
}

TEST_F(DemoFilesTest, KienGiang2021HasTheRowsOfTheReport) {
  const v1::PlanIssued plan = ReadPlan("kien-giang-2021");
  EXPECT_EQ(plan.document().kind(), v1::PLAN_KIND_REPORT);
  EXPECT_EQ(plan.period().first_date(), 20201201);
  EXPECT_EQ(plan.period().last_date(), 20211130);
  EXPECT_FALSE(plan.period_assumed());
  EXPECT_TRUE(plan.has_percentage_decimals());
  EXPECT_EQ(plan.percentage_decimals(), 0u);
  const std::vector<int64_t> quotas = Quotas(plan);
  EXPECT_THAT(quotas, ElementsAre(503, 723, 464, 756, 692, 843, -1, 815, 465, 750, 523, 1102, 1057,
                                  -1, 1126, -1, -1, -1, -1, -1, 590, 723, 815, 313, 749, 921, 712,
                                  750, 1150, 1251, 623, 700, -1, -1, -1, -1, -1));
  EXPECT_EQ(Sum(quotas), 19116);
  EXPECT_EQ(plan.stated_total().units().value(), 19116);
  EXPECT_EQ(plan.stated_total().units().text(), "19116");
  EXPECT_EQ(plan.rows(11).quota().units().text(), "1102");
  for (const v1::CreditRule& rule : plan.credit_rules()) EXPECT_TRUE(rule.inferred());
  EXPECT_EQ(plan.credit_rules_size(), 6);
  EXPECT_TRUE(plan.rounds(0).credit_inferred());
  EXPECT_EQ(plan.rows(13).selector().round_id(), plan.rounds(0).round_id());
}

TEST_F(DemoFilesTest, KienGiang2021ReceiptsGiveTheReportsSums) {
  const ReceiptsFile file = ReadReceipts();
  EXPECT_EQ(file.feed, "kien-giang-2021-report");
  EXPECT_EQ(file.receipts.size(), 118u);
  int64_t total = 0, dated = 0, platelets = 0, paid = 0, voluntary = 0;
  std::map<std::string, int64_t> by_row;
  std::map<int32_t, int64_t> by_month;
  for (const InputReceipt& input : file.receipts) {
    const v1::Receipt& receipt = input.receipt;
    EXPECT_OK(CheckReceiptForm(receipt)) << input.external_id;
    ASSERT_EQ(receipt.bags_size(), 1);
    EXPECT_EQ(receipt.bags(0).volume_ml(), 0u);
    const int64_t units = receipt.bags(0).count();
    const int32_t month = MonthOf(ToCivil(receipt.interval()));
    total += units;
    dated += month != 0 ? units : 0;
    by_month[month] += units;
    by_row[input.external_id.substr(4, 2)] += units;
    if (receipt.component() == v1::COMPONENT_PLATELETS) {
      platelets += units;
      EXPECT_EQ(receipt.donor_class(), v1::DONOR_CLASS_UNSPECIFIED);
    } else {
      EXPECT_EQ(receipt.component(), v1::COMPONENT_WHOLE_BLOOD);
    }
    paid += receipt.donor_class() == v1::DONOR_CLASS_PAID ? units : 0;
    voluntary += receipt.donor_class() == v1::DONOR_CLASS_VOLUNTARY ? units : 0;
  }
  EXPECT_EQ(total, 19979);
  EXPECT_EQ(dated, 2802);
  EXPECT_EQ(total - dated, 17177);
  EXPECT_EQ(platelets, 890);
  EXPECT_EQ(paid, 63);
  EXPECT_EQ(voluntary, 19026);
  EXPECT_EQ(by_row["07"], 1000);
  EXPECT_EQ(by_row["14"], 16 + 17 + 177);
  EXPECT_EQ(by_row["22"], 756);
  EXPECT_EQ(by_row["29"], 686);
  EXPECT_EQ(by_row["30"], 569);
  EXPECT_EQ(by_row["31"], 226);
  EXPECT_EQ(by_row["32"], 35);
  EXPECT_EQ(by_row["33"], 211);
  EXPECT_EQ(by_row["34"], 41);
  EXPECT_EQ(by_row["35"], 81);
  EXPECT_EQ(by_row["36"], 890);
  EXPECT_EQ(by_row["37"], 63);
  // Rows 29–37, column by column; December is that of 2020.
  EXPECT_EQ(by_month[202012], 349 + 317 + 84 + 20);
  EXPECT_EQ(by_month[202101], 34 + 4 + 90 + 20);
  EXPECT_EQ(by_month[202103], 334 + 170 + 35 + 211 + 85 + 10);
  EXPECT_EQ(by_month[202111], 64 + 1);
}

// The printed totals and percentages, through the domain.
TEST_F(DemoFilesTest, KienGiang2021AttainsWhatTheReportPrints) {
  PlanBook book;
  Issue(ReadPlan("kien-giang-2021"), book);
  FactCells cells;
  for (const InputReceipt& input : ReadReceipts().receipts) {
    ASSERT_OK_AND_ASSIGN(const DecidedReceipt decided,
                         DecideReceipt(input.receipt, demo_tree_, book));
    cells.Add(decided.facts);
  }
  AttainmentQuery query;
  query.plan = book.Find("kien-giang-2021");
  const auto answer = [&](v1::AttainmentBasis basis) {
    query.basis = basis;
    return ComputeAttainment(demo_tree_, book, cells.TakeSnapshot(), query);
  };
  ASSERT_OK_AND_ASSIGN(const v1::GetAttainmentResponse all,
                       answer(v1::ATTAINMENT_BASIS_ALL_CREDITED));
  EXPECT_EQ(all.total().received_units(), 19979);
  EXPECT_EQ(all.total().quota_units(), 19116);
  // Printed total and percentage of each row; a blank total is -1, a blank percentage blank.
  const std::vector<std::pair<int64_t, std::string>> printed = {
      {1030, "205%"}, {1130, "156%"}, {675, "145%"},  {1038, "137%"}, {930, "134%"}, {1116, "132%"},
      {-1, ""},       {946, "116%"},  {539, "116%"},  {862, "115%"},  {600, "115%"}, {1233, "112%"},
      {1132, "107%"}, {-1, ""},       {1207, "107%"}, {-1, ""},       {-1, ""},      {-1, ""},
      {-1, ""},       {-1, ""},       {627, "106%"},  {756, "105%"},  {790, "97%"},  {291, "93%"},
      {587, "78%"},   {742, "81%"},   {472, "66%"},   {474, "63%"},   {686, "60%"},  {569, "45%"},
      {226, "36%"},   {35, "5%"},     {211, ""},      {41, ""},       {81, ""},      {890, ""},
      {63, ""}};
  ASSERT_EQ(all.lines_size(), 37);
  for (int i = 0; i < 37; ++i) {
    SCOPED_TRACE(all.lines(i).name());
    const auto& [units, percent] = printed[i];
    ASSERT_EQ(all.lines(i).has_figures(), units >= 0);
    if (units < 0) continue;
    const v1::AttainmentFigures& figures = all.lines(i).figures();
    EXPECT_EQ(figures.received_units(), units);
    EXPECT_EQ(figures.has_ratio_numerator()
                  ? FormatPercent(figures.ratio_numerator(), figures.ratio_denominator(), 0,
                                  Language::kVietnamese)
                  : "",
              percent);
  }
  ASSERT_OK_AND_ASSIGN(const v1::GetAttainmentResponse holders,
                       answer(v1::ATTAINMENT_BASIS_HOLDERS_ONLY));
  EXPECT_EQ(holders.total().received_units(), 18693);
  ASSERT_OK_AND_ASSIGN(const v1::GetAttainmentResponse voluntary,
                       answer(v1::ATTAINMENT_BASIS_VOLUNTARY_ONLY));
  EXPECT_EQ(voluntary.total().received_units(), 19026);
  ASSERT_OK_AND_ASSIGN(const v1::GetAttainmentResponse whole_blood,
                       answer(v1::ATTAINMENT_BASIS_WHOLE_BLOOD_ONLY));
  EXPECT_EQ(whole_blood.total().received_units(), 19089);
}

TEST_F(DemoFilesTest, KienGiang2022HasTheAllocationOfTheAppendix) {
  const v1::PlanIssued plan = ReadPlan("kien-giang-2022");
  const std::vector<int64_t> quotas = Quotas(plan);
  EXPECT_THAT(quotas,
              ElementsAre(1163, 815, 1013, 1212, 917, 897, 783, 825, 824, 510, 825, 761, 512, 659,
                          852, 650, 1126, 595, 1251, 685, 770, 316, 1053, 1265, 721));
  EXPECT_EQ(Sum(quotas), 21000);
  EXPECT_EQ(plan.stated_total().units().value(), 21000);
  EXPECT_TRUE(plan.period_assumed());
  EXPECT_EQ(plan.period().first_date(), 20220101);
  EXPECT_FALSE(plan.has_percentage_decimals());
  EXPECT_EQ(plan.rows(15).holder_unit_id(), "kien-giang-vinpearl-phu-quoc");
  PlanBook book;
  Issue(plan, book);
}

TEST_F(DemoFilesTest, QuangTri2021KeepsWhatThePlanPrints) {
  const v1::PlanIssued plan = ReadPlan("quang-tri-2021");
  ASSERT_EQ(plan.rows_size(), 16);
  int64_t quotas = 0, converted = 0, population = 0, rounds = 0;
  for (const v1::PlanRow& row : plan.rows()) {
    quotas += row.quota().units().value();
    converted += row.quota().converted_units().value();
    population += row.population().value();
    rounds += row.round_count().value();
  }
  // The printed total is 10.000: a finding of the document, kept.
  EXPECT_EQ(quotas, 9999);
  EXPECT_EQ(converted, 11200);
  EXPECT_EQ(population, 627028);
  EXPECT_EQ(rounds, 34);
  EXPECT_EQ(plan.stated_total().units().value(), 10000);
  EXPECT_EQ(plan.stated_total().converted_units().value(), 11200);
  const v1::PlanRow& first = plan.rows(0);
  EXPECT_EQ(first.quota().converted_units().value(), 1141);
  EXPECT_EQ(first.quota().converted_units().text(), "1,141");
  EXPECT_EQ(first.population_share_text(), "1,10");
  EXPECT_EQ(first.converted_population_share_text(), "1.23");
  EXPECT_EQ(first.time_text(), "Tháng 3, 7, và 10/2021");
  EXPECT_EQ(plan.rows(1).holder_unit_id(), "quang-tri-quang-tri");
  EXPECT_EQ(plan.rows(7).printed_name(), "Huyện Đakrông");
  EXPECT_EQ(plan.rows(7).holder_unit_id(), "quang-tri-da-krong");
  EXPECT_FALSE(plan.rows(9).has_population());
  EXPECT_EQ(plan.rows(9).notes_size() + plan.rows(11).notes_size() + plan.rows(15).notes_size(), 3);
  EXPECT_EQ(plan.conversion().base_ml(), 250u);
  ASSERT_EQ(plan.conversion().bag_mix_size(), 2);
  EXPECT_EQ(plan.conversion().bag_mix(1).volume_ml(), 350u);
  EXPECT_EQ(plan.conversion().bag_mix(1).permille(), 300u);
  EXPECT_EQ(plan.document().legal_bases(0).number(), "103/QĐ-BCĐQG");
  PlanBook book;
  Issue(plan, book);
}

TEST_F(DemoFilesTest, TheAmendmentIsMarkedAsAnExampleAndFitsThePlan) {
  PlanBook book;
  Issue(ReadPlan("kien-giang-2021"), book);
  const absl::StatusOr<AmendmentFile> file =
      ReadAmendmentFile(Demo("amendments/vi-du-01.toml"), demo_resolver_, random_, problems_);
  ASSERT_THAT(Lines(problems_), IsEmpty());
  ASSERT_OK(file);
  const v1::PlanAmended& amendment = file->amendment;
  EXPECT_THAT(amendment.authority().number(), HasSubstr("VÍ DỤ 01 – không có thật"));
  EXPECT_THAT(amendment.authority().title(), HasSubstr("không có thật"));
  EXPECT_THAT(amendment.authority().issuer_name(), HasSubstr("không có thật"));
  for (const v1::AccompanyingText& text : file->texts) {
    EXPECT_THAT(text.text(), HasSubstr("VÍ DỤ – không có thật"));
  }
  ASSERT_OK_AND_ASSIGN(const PlanBook::Verdict verdict, book.CheckAmend(amendment, demo_tree_));
  EXPECT_EQ(verdict.existing, nullptr);
  EXPECT_EQ(verdict.revision, 2u);
}

}  // namespace
}  // namespace hemoledger
