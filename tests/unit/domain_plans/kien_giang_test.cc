// The figures that the report prints, and those that follow from them (DOMAIN, "Attainment").
#include "tests/unit/domain_plans/kien_giang.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/domain/numbers.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;

class KienGiangTest : public ::testing::Test {
 protected:
  v1::AttainmentFigures Total(v1::AttainmentBasis basis) {
    AttainmentQuery query = world_.Query(kKienGiang2021);
    query.basis = basis;
    return world_.Attain(query).total();
  }
  static std::string Percent(const v1::AttainmentFigures& figures, int decimals) {
    return FormatPercent(figures.ratio_numerator(), figures.ratio_denominator(), decimals,
                         Language::kVietnamese);
  }

  World world_ = MakeKienGiang();
};

TEST_F(KienGiangTest, AllRowsInTheDocumentsOrder) {
  const v1::GetAttainmentResponse response = world_.Attain(world_.Query(kKienGiang2021));
  EXPECT_THAT(Lines(response),
              ElementsAre("01 1030 1030/503", "02 1130 1130/723", "03 675 675/464",
                          "04 1038 1038/756", "05 930 930/692", "06 116 1116/843", "07 1000 -",
                          "08 946 946/815", "09 539 539/465", "10 862 862/750", "11 600 600/523",
                          "12 1233 1233/1102", "13 922 1132/1057", "14 210 -", "15 562 1207/1126",
                          "16 4 -", "17 191 -", "18 180 -", "19 27 -", "20 243 -", "21 627 627/590",
                          "22 756 756/723", "23 790 790/815", "24 291 291/313", "25 587 587/749",
                          "26 742 742/921", "27 472 472/712", "28 474 474/750", "29 686 686/1150",
                          "30 569 569/1251", "31 226 226/623", "32 35 35/700", "33 211 211/-",
                          "34 41 41/-", "35 81 81/-", "36 890 890/-", "37 63 63/-"));
  EXPECT_EQ(SumOfFigures(response), 19979);
  EXPECT_EQ(response.total().received_units(), 19979);
  EXPECT_EQ(response.total().quota_units(), 19116);
  EXPECT_EQ(response.total().missing_units(), 0);
  EXPECT_EQ(response.straddling_units(), 0);
  EXPECT_EQ(response.revision(), 1);
  EXPECT_EQ(response.percentage_decimals(), 0);
  EXPECT_EQ(response.basis(), v1::ATTAINMENT_BASIS_ALL_CREDITED);
}

TEST_F(KienGiangTest, BlankRowsSayWhereTheyCount) {
  const v1::GetAttainmentResponse response = world_.Attain(world_.Query(kKienGiang2021));
  for (const auto& [row, holder] :
       std::vector<std::pair<std::string, std::string>>{{"07", "kien-giang-benh-vien-da-khoa"},
                                                        {"14", "kien-giang-rach-gia"},
                                                        {"16", "kien-giang-doan-uy-khoi"},
                                                        {"18", "kien-giang-doan-uy-khoi"},
                                                        {"20", "kien-giang-doan-uy-khoi"}}) {
    const v1::AttainmentLine& line = LineOf(response, row);
    EXPECT_FALSE(line.has_figures()) << row;
    EXPECT_EQ(line.credited_to_unit_id(), holder) << row;
    EXPECT_TRUE(line.credit_inferred()) << row;
  }
  EXPECT_EQ(LineOf(response, "13").credited_to_unit_id(), "");
  EXPECT_EQ(LineOf(response, "33").credited_to_unit_id(), "");
  EXPECT_FALSE(LineOf(response, "33").figures().has_ratio_numerator());
  EXPECT_FALSE(LineOf(response, "33").figures().has_missing_units());
  EXPECT_EQ(LineOf(response, "32").figures().missing_units(), 665);
}

TEST_F(KienGiangTest, FiveBases) {
  const auto all = Total(v1::ATTAINMENT_BASIS_ALL_CREDITED);
  EXPECT_EQ(Percent(all, 0), "105%");
  const auto holders = Total(v1::ATTAINMENT_BASIS_HOLDERS_ONLY);
  EXPECT_EQ(holders.received_units(), 18693);
  EXPECT_EQ(Percent(holders, 1), "97,8%");
  const auto voluntary = Total(v1::ATTAINMENT_BASIS_VOLUNTARY_ONLY);
  EXPECT_EQ(voluntary.received_units(), 19026);
  EXPECT_EQ(Percent(voluntary, 1), "99,5%");
  const auto whole_blood = Total(v1::ATTAINMENT_BASIS_WHOLE_BLOOD_ONLY);
  EXPECT_EQ(whole_blood.received_units(), 19089);
  EXPECT_EQ(Percent(whole_blood, 1), "99,9%");
  // No volume is printed, and no converted quota.
  const auto converted = Total(v1::ATTAINMENT_BASIS_CONVERTED);
  EXPECT_EQ(converted.converted_numerator(), 0);
  EXPECT_EQ(converted.converted_denominator(), 1);
  EXPECT_EQ(converted.unconverted_units(), 19979);
  EXPECT_FALSE(converted.has_quota_units());
  EXPECT_FALSE(converted.has_ratio_numerator());
}

TEST_F(KienGiangTest, AllBasesHaveTheSameLines) {
  AttainmentQuery query = world_.Query(kKienGiang2021);
  query.basis = v1::ATTAINMENT_BASIS_WHOLE_BLOOD_ONLY;
  const v1::GetAttainmentResponse response = world_.Attain(query);
  EXPECT_EQ(response.lines_size(), 37);
  EXPECT_EQ(LineOf(response, "36").figures().received_units(), 0);
  EXPECT_FALSE(LineOf(response, "07").has_figures());
}

TEST_F(KienGiangTest, ByComponentClassAndMonth) {
  AttainmentQuery query = world_.Query(kKienGiang2021);
  query.grouping = v1::ATTAINMENT_GROUPING_COMPONENT;
  EXPECT_THAT(Lines(world_.Attain(query)),
              ElementsAre("whole-blood 19089 19089/-", "platelets 890 890/-"));
  query.grouping = v1::ATTAINMENT_GROUPING_DONOR_CLASS;
  EXPECT_THAT(Lines(world_.Attain(query)),
              ElementsAre("voluntary 19026 19026/-", "paid 63 63/-", " 890 890/-"));
  query.grouping = v1::ATTAINMENT_GROUPING_MONTH;
  const v1::GetAttainmentResponse months = world_.Attain(query);
  EXPECT_EQ(months.lines_size(), 13);
  EXPECT_EQ(months.lines(0).key(), "2020-12");
  EXPECT_EQ(months.lines(0).figures().received_units(), 349 + 317 + 84 + 20);
  EXPECT_EQ(months.lines(12).key(), "");
  EXPECT_EQ(months.lines(12).figures().received_units(), 17177);
  EXPECT_EQ(SumOfFigures(months) - 17177, 2802);
  EXPECT_EQ(months.total().received_units(), 19979);
  EXPECT_EQ(months.total().quota_units(), 19116);
}

TEST_F(KienGiangTest, ByAttainment) {
  AttainmentQuery query = world_.Query(kKienGiang2021);
  query.order = v1::ATTAINMENT_ORDER_ATTAINMENT;
  const v1::GetAttainmentResponse response = world_.Attain(query);
  std::vector<std::string> keys;
  for (const v1::AttainmentLine& line : response.lines()) keys.push_back(line.key());
  // The document's own order has two slips: 15 (107,19) stands below 13 (107,10), 26 below 25.
  EXPECT_THAT(keys, ElementsAre("01", "02", "03", "04", "05", "06", "08", "09", "10", "11", "12",
                                "15", "13", "21", "22", "23", "24", "26", "25", "27", "28", "29",
                                "30", "31", "32", "07", "14", "16", "17", "18", "19", "20", "33",
                                "34", "35", "36", "37"));
}

TEST_F(KienGiangTest, OneHolder) {
  AttainmentQuery query = world_.Query(kKienGiang2021);
  query.scope = v1::ATTAINMENT_SCOPE_UNIT;
  query.unit = world_.tree.Find("kien-giang-doan-uy-khoi");
  const v1::GetAttainmentResponse response = world_.Attain(query);
  EXPECT_THAT(Lines(response), ElementsAre("15 562 1207/1126", "16 4 -", "17 191 -", "18 180 -",
                                           "19 27 -", "20 243 -"));
  EXPECT_EQ(response.total().received_units(), 1207);
  EXPECT_EQ(response.total().quota_units(), 1126);
}

TEST_F(KienGiangTest, OneUnitWithoutAQuota) {
  AttainmentQuery query = world_.Query(kKienGiang2021);
  query.scope = v1::ATTAINMENT_SCOPE_UNIT;
  query.unit = world_.tree.Find("kien-giang-tinh-doan");
  const v1::GetAttainmentResponse response = world_.Attain(query);
  // What it gave, whosever quota that counts for.
  EXPECT_THAT(Lines(response), ElementsAre("14 210 210/-", "18 180 180/-"));
  EXPECT_EQ(LineOf(response, "14").credited_to_unit_id(), "kien-giang-rach-gia");
  EXPECT_EQ(response.total().received_units(), 390);
  EXPECT_FALSE(response.total().has_quota_units());
}

TEST_F(KienGiangTest, ChildrenOfTheProvinceAndOfTheNation) {
  AttainmentQuery query = world_.Query(kKienGiang2021);
  query.scope = v1::ATTAINMENT_SCOPE_CHILDREN;
  query.unit = world_.tree.Find("kien-giang");
  const v1::GetAttainmentResponse children = world_.Attain(query);
  EXPECT_EQ(LineOf(children, "kien-giang-rach-gia").figures().received_units(), 1132);
  EXPECT_EQ(LineOf(children, "kien-giang-dien-luc").figures().received_units(), 0);
  EXPECT_EQ(LineOf(children, "kien-giang-benh-vien-san-nhi").figures().received_units(), 41);
  // What names the province itself; Cà Mau's is not the province's.
  EXPECT_EQ(LineOf(children, "").figures().received_units(), 890 + 63);
  EXPECT_EQ(children.total().received_units(), 19979 - 211);
  EXPECT_EQ(children.total().quota_units(), 19116);
  EXPECT_EQ(SumOfFigures(children), 19979 - 211);

  query.unit = world_.tree.Find("vn");
  EXPECT_THAT(Lines(world_.Attain(query)),
              ElementsAre("vien-huyet-hoc-truyen-mau-tw 0 0/-", "kien-giang 19768 19768/19116",
                          "ca-mau 211 211/-"));
}

TEST_F(KienGiangTest, AnAmendmentFromTheMiddleOfTheYear) {
  v1::PlanAmended amendment = MakeAmendment(kKienGiang2021, 1, 20210701);
  AddTransfer(amendment, "kien-giang-cao-dang-su-pham", "kien-giang-lien-doan-lao-dong", 50, 650,
              553);
  AddSupplement(amendment, "kien-giang-benh-vien-da-khoa", 20, 863);
  world_.Amend(amendment);
  AttainmentQuery query = world_.Query(kKienGiang2021);
  const v1::GetAttainmentResponse after = world_.Attain(query);
  EXPECT_EQ(after.revision(), 2);
  EXPECT_EQ(after.total().quota_units(), 19136);
  EXPECT_EQ(LineOf(after, "01").figures().quota_units(), 553);
  EXPECT_EQ(LineOf(after, "32").figures().quota_units(), 650);
  EXPECT_EQ(LineOf(after, "06").figures().quota_units(), 863);
  query.through_date = 20210630;
  const v1::GetAttainmentResponse before = world_.Attain(query);
  EXPECT_EQ(before.total().quota_units(), 19116);
  // Receipts of the period as a whole end with it.
  EXPECT_EQ(before.total().received_units(), 2802 - (48 + 65 + 73 + 76 + 64 + 3 + 1 + 81));
}

}  // namespace
}  // namespace hemoledger
