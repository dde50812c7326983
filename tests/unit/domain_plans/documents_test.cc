// What the other documents ask of plans: Quảng Trị 2021 (000), Ân Thi 2024 (001), Lào Cai 2024
// (002).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/domain/conversion.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/domain_plans/world.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;

// --- 000: plan 05/KH-BCĐ of 14/01/2021, 16 rows before and after conversion ---

struct QuangTriRow {
  int64_t quota;
  int64_t converted;
};
constexpr QuangTriRow kQuangTri[] = {{1019, 1141}, {298, 334},   {1096, 1227}, {942, 1055},
                                     {1118, 1252}, {1060, 1187}, {580, 650},   {486, 544},
                                     {1036, 1161}, {450, 504},   {350, 392},   {550, 616},
                                     {200, 224},   {200, 224},   {400, 448},   {214, 241}};

v1::ConversionRule QuangTriConversion() {
  v1::ConversionRule rule;
  for (const auto& [volume_ml, permille] : {std::pair(250u, 700u), std::pair(350u, 300u)}) {
    v1::BagMix& mix = *rule.add_bag_mix();
    mix.set_volume_ml(volume_ml);
    mix.set_permille(permille);
  }
  return rule;
}

TEST(QuangTriTest, TheConvertedQuotaThatFollowsFromTheMix) {
  const v1::ConversionRule rule = QuangTriConversion();
  EXPECT_EQ(ConvertedQuota(rule, 10'000), (Rational{11'200, 1}));
  EXPECT_EQ(ConvertedQuota(rule, 1096), (Rational{122'752, 100}));
  EXPECT_EQ(ConvertedQuota(v1::ConversionRule(), 1096), std::nullopt);
  // Rounded half up it is what is printed, but for rows 3, 9 and 16.
  std::vector<int> differing;
  for (size_t i = 0; i < std::size(kQuangTri); ++i) {
    const Rational exact = *ConvertedQuota(rule, kQuangTri[i].quota);
    const int64_t rounded = (2 * exact.numerator + exact.denominator) / (2 * exact.denominator);
    if (rounded != kQuangTri[i].converted) differing.push_back(static_cast<int>(i) + 1);
  }
  EXPECT_THAT(differing, ElementsAre(3, 9, 16));
}

TEST(QuangTriTest, PrintedFiguresStandAsPrinted) {
  World world;
  world.Open("quang-tri");
  v1::PlanIssued plan = MakePlan("p", "quang-tri", 20210101, 20211231);
  plan.set_period_assumed(true);
  *plan.mutable_conversion() = QuangTriConversion();
  plan.mutable_stated_total()->mutable_units()->set_value(10'000);
  for (size_t i = 0; i < std::size(kQuangTri); ++i) {
    const std::string unit = Concat("unit-", i + 1);
    world.Open(unit, "quang-tri");
    v1::PlanRow row = HolderRow(Concat(i + 1), unit, kQuangTri[i].quota);
    v1::PrintedNumber& converted = *row.mutable_quota()->mutable_converted_units();
    converted.set_value(kQuangTri[i].converted);
    // A comma as a thousands mark, once.
    if (i == 0) converted.set_text("1,141");
    *plan.add_rows() = row;
  }
  world.Issue(plan);
  AttainmentQuery query = world.Query("p");
  // The denominator is the sum over the holders, whatever total is printed.
  EXPECT_EQ(world.Attain(query).total().quota_units(), 9'999);
  query.basis = v1::ATTAINMENT_BASIS_CONVERTED;
  EXPECT_EQ(world.Attain(query).total().quota_units(), 11'200);
  EXPECT_EQ(world.Effective("p").rows[0].row.quota().converted_units().text(), "1,141");
}

// --- 001: plan 14/KH-UBND of 17/01/2024, appendix II.16-18 ---
// One group of three firms: the quota (75) is printed on its first row, a remark ("the district's
// Federation of Labour is in charge") in the middle, the rounds (25/25/25) on its last. So the
// first holds the quota, and what the others bring in counts for it by rules of the plan.

TEST(AnThiTest, AQuotaOnTheFirstRowOfAGroupOfRows) {
  World world;
  world.Open("an-thi");
  for (const char* unit : {"fore-mat", "smart-shirts", "may-tre-dan", "van-du"}) {
    world.Open(unit, "an-thi");
  }
  v1::PlanIssued plan = MakePlan("an-thi-2024", "an-thi", 20240101, 20241231);
  for (const char* id : {"i", "ii"}) {
    plan.add_groups()->set_group_id(id);
    plan.mutable_groups(plan.groups_size() - 1)->set_label(id);
  }
  for (const char* round : {"an-thi-2024-1", "an-thi-2024-2", "an-thi-2024-3"}) {
    *plan.add_rounds() = MakeRound(round);
  }
  *plan.add_rows() = HolderRow("i-3", "van-du", 54);
  plan.mutable_rows(0)->set_group_id("i");
  *plan.add_rows() = HolderRow("ii-16", "fore-mat", 75);
  *plan.add_rows() = HolderRow("ii-17", "smart-shirts", std::nullopt);
  plan.mutable_rows(2)->set_body_in_charge("Liên đoàn lao động huyện phụ trách");
  *plan.add_rows() = HolderRow("ii-18", "may-tre-dan", std::nullopt);
  for (int i = 1; i <= 3; ++i) plan.mutable_rows(i)->set_group_id("ii");
  *plan.add_credit_rules() = MakeCreditRule("ii-17", "smart-shirts", "fore-mat");
  *plan.add_credit_rules() = MakeCreditRule("ii-18", "may-tre-dan", "fore-mat");
  world.Issue(plan);
  const auto receive = [&](const char* unit, const char* round, uint32_t count) {
    v1::Receipt receipt = MakeReceipt(unit, 20240315, count);
    receipt.set_round_id(round);
    world.Receive(receipt);
  };
  receive("fore-mat", "an-thi-2024-1", 10);
  receive("smart-shirts", "an-thi-2024-1", 20);
  receive("may-tre-dan", "an-thi-2024-2", 25);
  receive("van-du", "an-thi-2024-1", 27);
  AttainmentQuery query = world.Query("an-thi-2024");
  const auto rows = world.Attain(query);
  EXPECT_THAT(Lines(rows),
              ElementsAre("i-3 27 27/54", "ii-16 10 55/75", "ii-17 20 -", "ii-18 25 -"));
  EXPECT_EQ(LineOf(rows, "ii-17").credited_to_unit_id(), "fore-mat");
  EXPECT_FALSE(LineOf(rows, "ii-17").credit_inferred());
  query.grouping = v1::ATTAINMENT_GROUPING_GROUP;
  EXPECT_THAT(Lines(world.Attain(query)), ElementsAre("i 27 27/54", "ii 55 55/75"));
}

// --- 002: Lào Cai 2024, rounds that two schools hold together; no table ---

TEST(LaoCaiTest, AJointRoundCreditsTheNearestOfItsUnits) {
  World world;
  world.Open("lao-cai");
  world.Open("phan-hieu", "lao-cai");
  world.Open("cao-dang", "lao-cai");
  world.Open("khoa-y", "cao-dang");
  world.Open("khoa-su-pham", "phan-hieu");
  world.Open("apatit", "lao-cai");
  v1::PlanIssued plan = MakePlan("lao-cai-2024", "lao-cai", 20240101, 20241231);
  plan.set_period_assumed(true);
  v1::Round joint = MakeRound("lao-cai-2024-xuan-hong");
  joint.add_credited_unit_ids("phan-hieu");
  joint.add_credited_unit_ids("cao-dang");
  *plan.add_rounds() = joint;
  v1::Round nested = MakeRound("lao-cai-2024-hanh-trinh-do");
  nested.add_credited_unit_ids("lao-cai");
  nested.add_credited_unit_ids("cao-dang");
  nested.add_credited_unit_ids("khoa-y");
  *plan.add_rounds() = nested;
  *plan.add_rounds() = MakeRound("lao-cai-2024-tu-do");
  world.Issue(plan);
  const auto credit = [&](const char* unit, const char* round) {
    v1::Receipt receipt = MakeReceipt(unit, 20240301, 10);
    receipt.set_round_id(round);
    return world.CreditOf("lao-cai-2024", receipt);
  };
  EXPECT_EQ(credit("khoa-y", "lao-cai-2024-xuan-hong"), "cao-dang");
  EXPECT_EQ(credit("khoa-su-pham", "lao-cai-2024-xuan-hong"), "phan-hieu");
  EXPECT_EQ(credit("phan-hieu", "lao-cai-2024-xuan-hong"), "phan-hieu");
  // At or above none of them: the round says nothing, and nobody here holds a quota.
  EXPECT_EQ(credit("apatit", "lao-cai-2024-xuan-hong"), "");
  EXPECT_EQ(credit("khoa-y", "lao-cai-2024-hanh-trinh-do"), "khoa-y");
  EXPECT_EQ(credit("cao-dang", "lao-cai-2024-hanh-trinh-do"), "cao-dang");
  EXPECT_EQ(credit("apatit", "lao-cai-2024-hanh-trinh-do"), "lao-cai");
  EXPECT_EQ(credit("apatit", "lao-cai-2024-tu-do"), "");
  // A plan without rows shows all as "other".
  world.Receive(MakeReceipt("apatit", 20240301, 350));
  EXPECT_THAT(Lines(world.Attain(world.Query("lao-cai-2024"))), ElementsAre(" 350 350/-"));
}

}  // namespace
}  // namespace hemoledger
