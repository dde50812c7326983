// The pace where the documents show nothing: days, rounds beside days, rest and unknown times.
// docs/attainment.md, "Pace".
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/domain_plans/rounds.h"
#include "tests/unit/domain_plans/world.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class PaceTest : public ::testing::Test {
 protected:
  PaceTest() {
    world_.Open("p");
    for (const char* unit : {"a", "b"}) world_.Open(unit, "p");
    world_.Open("a1", "a");
    world_.Open("a2", "a");
    plan_ = MakePlan("plan", "p", 20210101, 20211231);
    *plan_.add_rows() = HolderRow("ra", "a", 100);
    *plan_.add_rows() = HolderRow("rb", "b", 73);
  }
  v1::Round& RoundOn(std::string_view id, int32_t date) {
    v1::Round& round = AddRound(plan_, id);
    if (date != 0) round.mutable_time()->mutable_dates()->add_dates(date);
    return round;
  }
  std::string PaceOf(std::string_view row, int32_t day) {
    const auto response = world_.Attain(WithPace(world_.Query("plan"), day));
    return PaceText(row.empty() ? response.total() : LineOf(response, row).figures());
  }

  World world_;
  v1::PlanIssued plan_;
};

TEST_F(PaceTest, WithoutRoundsEvenlyByDays) {
  world_.Issue(plan_);
  EXPECT_EQ(PaceOf("rb", 20201231), "0 days on time");
  EXPECT_EQ(PaceOf("rb", 20210101), "1/5 days behind") << "73/365";
  EXPECT_EQ(PaceOf("rb", 20210630), "181/5 days behind") << "181 of 365 days";
  EXPECT_EQ(PaceOf("rb", 20211231), "73 days behind");
  EXPECT_EQ(PaceOf("rb", 20220301), "73 days behind");
  EXPECT_EQ(PaceOf("", 20210101), "173/365 days behind");
  world_.Receive(MakeReceipt("b", 20210101, 1));
  EXPECT_EQ(PaceOf("rb", 20210101), "1/5 days ahead");
  EXPECT_EQ(PaceOf("rb", 20210105), "1 days on time");
}

TEST_F(PaceTest, TheRestOfAQuotaFallsDueAtThePeriodsEnd) {
  AddQuota(RoundOn("d1", 20210401), "a", 30);
  AddQuota(RoundOn("d2", 20210901), "a", 20);
  world_.Issue(plan_);
  EXPECT_EQ(PaceOf("ra", 20210331), "0 schedule on time");
  EXPECT_EQ(PaceOf("ra", 20210901), "50 schedule behind");
  EXPECT_EQ(PaceOf("ra", 20211230), "50 schedule behind");
  EXPECT_EQ(PaceOf("ra", 20211231), "100 schedule behind");
  EXPECT_EQ(PaceOf("", 20210401), "241/5 both behind") << "30 + 73 × 91/365";
}

TEST_F(PaceTest, RoundsThatAskMoreThanTheQuota) {
  AddQuota(RoundOn("d1", 20210401), "a", 80);
  AddQuota(RoundOn("d2", 20210901), "a", 40);
  world_.Issue(plan_);
  EXPECT_EQ(PaceOf("ra", 20211231), "120 schedule behind");
}

TEST_F(PaceTest, AnUnknownTimeIsOverAtThePeriodsEnd) {
  AddQuota(RoundOn("d1", 0), "a", 30);
  world_.Issue(plan_);
  EXPECT_EQ(PaceOf("ra", 20211230), "0 schedule on time");
  EXPECT_EQ(PaceOf("ra", 20211231), "100 schedule behind");
}

TEST_F(PaceTest, WithoutAPeriodOnlyTheRoundsAreKnown) {
  plan_.clear_period();
  AddQuota(RoundOn("d1", 20210401), "a", 30);
  world_.Issue(plan_);
  EXPECT_EQ(PaceOf("ra", 20301231), "30 schedule behind");
  EXPECT_EQ(PaceOf("rb", 20301231), "-");
  EXPECT_EQ(PaceOf("", 20301231), "-") << "a sum with an unknown part";
}

TEST_F(PaceTest, ACancelledRoundLeavesItsPartToTheRest) {
  AddQuota(RoundOn("d1", 20210401), "a", 30);
  v1::Round& cancelled = RoundOn("d2", 20210901);
  AddQuota(cancelled, "a", 70);
  cancelled.set_status(v1::ROUND_STATUS_CANCELLED);
  world_.Issue(plan_);
  EXPECT_EQ(PaceOf("ra", 20210901), "30 schedule behind");
  EXPECT_EQ(PaceOf("ra", 20211231), "100 schedule behind");
}

TEST_F(PaceTest, AHolderHasWhatItsUnitsAreToBringUnlessItStatesItsOwn) {
  v1::Round& first = RoundOn("d1", 20210401);
  AddQuota(first, "a1", 10);
  AddQuota(first, "a2", 15);
  v1::Round& second = RoundOn("d2", 20210501);
  AddQuota(second, "a", 40);
  AddQuota(second, "a1", 20);
  world_.Issue(plan_);
  EXPECT_EQ(PaceOf("ra", 20210401), "25 schedule behind");
  EXPECT_EQ(PaceOf("ra", 20210501), "65 schedule behind") << "a1's 20 are a part of a's 40";
}

TEST_F(PaceTest, TakingPartWithoutAFigureIsNoSchedule) {
  AddQuota(RoundOn("d1", 20210401), "b", std::nullopt);
  world_.Issue(plan_);
  EXPECT_EQ(PaceOf("rb", 20211231), "73 days behind");
  AttainmentQuery query = ByRound(world_, "plan");
  query.scope = v1::ATTAINMENT_SCOPE_UNIT;
  query.unit = world_.tree.Find("b");
  EXPECT_THAT(Lines(world_.Attain(query)), ElementsAre("d1 0 0/-"));
  query.unit = world_.tree.Find("a");
  EXPECT_THAT(Lines(world_.Attain(query)), IsEmpty());
}

TEST_F(PaceTest, OnlyWhatHasAQuotaHasAPace) {
  world_.Issue(plan_);
  world_.Receive(MakeReceipt("a", 20210105, 5));
  for (const v1::AttainmentGrouping grouping :
       {v1::ATTAINMENT_GROUPING_MONTH, v1::ATTAINMENT_GROUPING_COMPONENT,
        v1::ATTAINMENT_GROUPING_DONOR_CLASS, v1::ATTAINMENT_GROUPING_ROUND}) {
    AttainmentQuery query = WithPace(world_.Query("plan"), 20210105);
    query.grouping = grouping;
    const auto response = world_.Attain(query);
    ASSERT_EQ(response.lines_size(), 1);
    EXPECT_EQ(PaceText(response.lines(0).figures()), "-");
    EXPECT_EQ(PaceText(response.total()), "173/73 days ahead") << "5 days of 365";
  }
}

TEST_F(PaceTest, TheDayIsThroughUnlessThatIsSet) {
  world_.Issue(plan_);
  world_.Receive(MakeReceipt("a", 20210105, 5));
  world_.Receive(MakeReceipt("a", 20210106, 5));
  AttainmentQuery query = WithPace(world_.Query("plan"), 20210105);
  const auto without = world_.Attain(query);
  EXPECT_EQ(without.total().received_units(), 5);
  EXPECT_EQ(without.through_date(), 20210105);
  EXPECT_EQ(without.pace_date(), 20210105);
  query.through_date = 20210110;
  EXPECT_EQ(world_.Attain(query).total().received_units(), 10);
  query.pace_date = 20211301;
  EXPECT_THAT(ComputeAttainment(world_.tree, world_.book, world_.cells.TakeSnapshot(), query),
              StatusIs(ERROR_REASON_DATE_INVALID));
}

TEST_F(PaceTest, ConvertedByDaysOfTheConvertedQuota) {
  for (v1::PlanRow& row : *plan_.mutable_rows()) {
    row.mutable_quota()->mutable_converted_units()->set_value(365);
  }
  AddQuota(RoundOn("d1", 20210401), "a", 30);
  world_.Issue(plan_);
  world_.Receive(MakeReceipt("b", 20210101, 1, 350));
  AttainmentQuery query = WithPace(world_.Query("plan"), 20210102);
  query.basis = v1::ATTAINMENT_BASIS_CONVERTED;
  const auto response = world_.Attain(query);
  EXPECT_EQ(PaceText(LineOf(response, "rb").figures()), "2 days behind") << "1,4 of 2";
  EXPECT_EQ(PaceText(LineOf(response, "ra").figures()), "-");
  world_.Receive(MakeReceipt("b", 20210101, 1));
  EXPECT_EQ(PaceText(LineOf(world_.Attain(query), "rb").figures()), "2 days")
      << "a volume is not known";
}

TEST_F(PaceTest, ReceiptsOfARoundThatDoesNotHoldYetAreOfNoRound) {
  world_.Issue(plan_);
  v1::PlanAmended amendment = MakeAmendment("plan", 1, 20210701);
  *amendment.add_changes()->mutable_round_added()->mutable_round() = MakeRound("d9");
  world_.Amend(amendment);
  Receive(world_, "a", 20210601, 8, "d9");
  AttainmentQuery query = ByRound(world_, "plan");
  query.through_date = 20210630;
  EXPECT_THAT(Lines(world_.Attain(query)), ElementsAre(" 8 8/-"));
  query.through_date = 20210701;
  EXPECT_THAT(Lines(world_.Attain(query)), ElementsAre("d9 8 8/-"));
}

}  // namespace
}  // namespace hemoledger
