// Months within rows: the cells of `with_months`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "services/domain/attainment_months.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/domain_plans/kien_giang.h"
#include "tests/unit/domain_plans/world.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Cells = google::protobuf::RepeatedPtrField<v1::MonthCell>;

// "2021-03=334", "?=562" for the unknown month.
std::vector<std::string> Told(const Cells& cells) {
  std::vector<std::string> told;
  for (const v1::MonthCell& cell : cells) {
    told.push_back((cell.key().empty() ? "?" : cell.key()) + "=" +
                   std::to_string(cell.received_units()));
  }
  return told;
}

int64_t Sum(const Cells& cells) {
  int64_t sum = 0;
  for (const v1::MonthCell& cell : cells) sum += cell.received_units();
  return sum;
}

// Of a whole answer: every row's cells add up to its own, and the rows' cells to the total's.
void ExpectAddsUp(const v1::GetAttainmentResponse& response) {
  std::map<std::string, int64_t> by_month;
  for (const v1::AttainmentLine& line : response.lines()) {
    EXPECT_EQ(Sum(line.months()), line.own().received_units()) << line.key();
    for (const v1::MonthCell& cell : line.months()) by_month[cell.key()] += cell.received_units();
  }
  std::map<std::string, int64_t> total;
  for (const v1::MonthCell& cell : response.months()) total[cell.key()] = cell.received_units();
  EXPECT_EQ(by_month, total);
  EXPECT_EQ(Sum(response.months()), response.total().received_units());
}

TEST(MonthKeyTest, IsIsoOrBlank) {
  EXPECT_EQ(MonthKey(202104), "2021-04");
  EXPECT_EQ(MonthKey(0), "");
}

class KienGiangMonthsTest : public ::testing::Test {
 protected:
  KienGiangMonthsTest() { query_.with_months = true; }

  World world_ = MakeKienGiang();
  AttainmentQuery query_ = world_.Query(kKienGiang2021);
};

TEST_F(KienGiangMonthsTest, RowsOfTheDocument) {
  const v1::GetAttainmentResponse response = world_.Attain(query_);
  ASSERT_EQ(response.lines_size(), 37);
  // Its months are not certain: only the period is recorded.
  EXPECT_THAT(Told(LineOf(response, "01").months()), ElementsAre("?=1030"));
  EXPECT_THAT(Told(LineOf(response, "29").months()),
              ElementsAre("2020-12=349", "2021-03=334", "2021-04=3"));
  EXPECT_THAT(Told(LineOf(response, "37").months()),
              ElementsAre("2020-12=20", "2021-01=20", "2021-02=7", "2021-03=10", "2021-04=1",
                          "2021-05=1", "2021-08=3", "2021-11=1"));
  // A row that counts for another keeps its own cells.
  EXPECT_THAT(Told(LineOf(response, "07").months()), ElementsAre("?=1000"));
  EXPECT_THAT(Told(LineOf(response, "06").months()), ElementsAre("?=116"));
  ExpectAddsUp(response);
}

TEST_F(KienGiangMonthsTest, TwoThousandEightHundredAndTwoHaveAMonth) {
  const v1::GetAttainmentResponse response = world_.Attain(query_);
  ASSERT_EQ(response.months_size(), 13);
  EXPECT_EQ(response.months(0).key(), "2020-12");
  EXPECT_EQ(response.months(12).key(), "");
  EXPECT_EQ(response.months(12).received_units(), 17177);
  EXPECT_EQ(Sum(response.months()) - 17177, 2802);
  // As the lines of the grouping by month.
  query_.with_months = false;
  query_.grouping = v1::ATTAINMENT_GROUPING_MONTH;
  const v1::GetAttainmentResponse months = world_.Attain(query_);
  ASSERT_EQ(months.lines_size(), 13);
  for (int i = 0; i < 13; ++i) {
    EXPECT_EQ(months.lines(i).key(), response.months(i).key());
    EXPECT_EQ(months.lines(i).figures().received_units(), response.months(i).received_units());
  }
}

TEST_F(KienGiangMonthsTest, AllBasesHaveTheSameCells) {
  const v1::GetAttainmentResponse all = world_.Attain(query_);
  for (const v1::AttainmentBasis basis :
       {v1::ATTAINMENT_BASIS_HOLDERS_ONLY, v1::ATTAINMENT_BASIS_VOLUNTARY_ONLY,
        v1::ATTAINMENT_BASIS_WHOLE_BLOOD_ONLY, v1::ATTAINMENT_BASIS_CONVERTED}) {
    query_.basis = basis;
    const v1::GetAttainmentResponse response = world_.Attain(query_);
    ExpectAddsUp(response);
    ASSERT_EQ(response.lines_size(), all.lines_size());
    for (int i = 0; i < all.lines_size(); ++i) {
      EXPECT_EQ(response.lines(i).months_size(), all.lines(i).months_size()) << i;
    }
  }
  query_.basis = v1::ATTAINMENT_BASIS_WHOLE_BLOOD_ONLY;
  const v1::GetAttainmentResponse whole_blood = world_.Attain(query_);
  EXPECT_EQ(LineOf(whole_blood, "36").months(0).received_units(), 0) << "platelets";
}

TEST_F(KienGiangMonthsTest, ThroughLeavesTheUnknownMonthOut) {
  query_.through_date = 20210331;
  const v1::GetAttainmentResponse response = world_.Attain(query_);
  ExpectAddsUp(response);
  ASSERT_EQ(response.months_size(), 4);
  EXPECT_EQ(response.months(3).key(), "2021-03");
}

TEST_F(KienGiangMonthsTest, InTheOrderOfAttainmentEachLineKeepsItsCells) {
  query_.order = v1::ATTAINMENT_ORDER_ATTAINMENT;
  const v1::GetAttainmentResponse response = world_.Attain(query_);
  ExpectAddsUp(response);
  EXPECT_THAT(Told(LineOf(response, "31").months()),
              ElementsAre("2021-01=4", "2021-02=52", "2021-03=170"));
}

TEST_F(KienGiangMonthsTest, OneHolderAndOneUnitWithoutAQuota) {
  query_.scope = v1::ATTAINMENT_SCOPE_UNIT;
  query_.unit = world_.tree.Find("kien-giang-cao-dang-y-te");
  const v1::GetAttainmentResponse holder = world_.Attain(query_);
  EXPECT_THAT(Told(holder.months()), ElementsAre("2021-01=4", "2021-02=52", "2021-03=170"));
  ExpectAddsUp(holder);
  query_.unit = world_.tree.Find("ca-mau");
  const v1::GetAttainmentResponse unit = world_.Attain(query_);
  EXPECT_THAT(Told(unit.months()), ElementsAre("2021-03=211"));
  ExpectAddsUp(unit);
}

TEST_F(KienGiangMonthsTest, NotAskedForThereAreNone) {
  query_.with_months = false;
  const v1::GetAttainmentResponse response = world_.Attain(query_);
  EXPECT_THAT(response.months(), IsEmpty());
  for (const v1::AttainmentLine& line : response.lines()) EXPECT_THAT(line.months(), IsEmpty());
}

TEST_F(KienGiangMonthsTest, OnlyByRowAndOnlyOfThePlanOrAUnit) {
  const auto refused = [&] {
    return ComputeAttainment(world_.tree, world_.book, world_.cells.TakeSnapshot(), query_)
        .status();
  };
  for (const v1::AttainmentGrouping grouping :
       {v1::ATTAINMENT_GROUPING_GROUP, v1::ATTAINMENT_GROUPING_MONTH,
        v1::ATTAINMENT_GROUPING_COMPONENT, v1::ATTAINMENT_GROUPING_DONOR_CLASS}) {
    query_.grouping = grouping;
    EXPECT_THAT(refused(), StatusIs(ERROR_REASON_FIELD_INVALID)) << grouping;
  }
  query_.grouping = v1::ATTAINMENT_GROUPING_UNSPECIFIED;
  query_.scope = v1::ATTAINMENT_SCOPE_CHILDREN;
  query_.unit = world_.tree.Find("kien-giang");
  EXPECT_THAT(refused(), StatusIs(ERROR_REASON_FIELD_INVALID));
}

}  // namespace
}  // namespace hemoledger
