#include "services/domain/plan_membership.h"

#include <gtest/gtest.h>

#include <memory>

#include "tests/support/builders.h"
#include "world.h"

namespace hemoledger {
namespace {

class PlanMembershipTest : public testing::Test {
 protected:
  PlanMembershipTest() {
    world_.Open("vn");
    world_.Open("kien-giang", "vn");
    world_.Open("tan-hiep", "kien-giang");
    world_.Open("an-giang", "vn");
    plan_ = MakePlan("p", "kien-giang", 20210101, 20211231);
    *plan_.add_rows() = HolderRow("r1", "tan-hiep", 100);
  }
  bool Counts(const v1::Receipt& receipt, uint64_t position) {
    PlanMembership membership(std::make_shared<OrgTree>(world_.tree),
                              std::make_shared<PlanBook>(world_.book), world_.book.Find("p"));
    return membership.Counts(world_.KeyOf(receipt), position);
  }

  World world_;
  v1::PlanIssued plan_;
};

TEST_F(PlanMembershipTest, OnlyFromWhereThePlanWasIssued) {
  const uint64_t issued = world_.Issue(plan_);
  const v1::Receipt receipt = MakeReceipt("tan-hiep", kDay, 1);
  EXPECT_FALSE(Counts(receipt, issued - 1));
  EXPECT_TRUE(Counts(receipt, issued));
  EXPECT_TRUE(Counts(receipt, issued + 1000));
}

TEST_F(PlanMembershipTest, OutsideTheTerritoryOrThePeriodItDoesNotCount) {
  const uint64_t issued = world_.Issue(plan_);
  EXPECT_FALSE(Counts(MakeReceipt("an-giang", kDay, 1), issued + 1));
  EXPECT_FALSE(Counts(MakeReceipt("tan-hiep", 20220101, 1), issued + 1));
  v1::Receipt straddles = MakeReceipt("tan-hiep", kDay, 1);
  *straddles.mutable_interval() = DateRange(20211220, 20220110);
  EXPECT_FALSE(Counts(straddles, issued + 1));
}

TEST_F(PlanMembershipTest, AnAmendmentCountsFromItsPositionOn) {
  world_.Issue(plan_);
  v1::PlanAmended amendment = MakeAmendment("p", 1, 20210301);
  AddSet(amendment, "an-giang", 50);
  const uint64_t amended = world_.Amend(amendment);
  const v1::Receipt receipt = MakeReceipt("an-giang", kDay, 1);
  EXPECT_FALSE(Counts(receipt, amended - 1));
  EXPECT_TRUE(Counts(receipt, amended));
  // Forth and back, one after the other.
  PlanMembership membership(std::make_shared<OrgTree>(world_.tree),
                            std::make_shared<PlanBook>(world_.book), world_.book.Find("p"));
  const FactKey key = world_.KeyOf(receipt);
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(membership.Counts(key, 0));
    EXPECT_FALSE(membership.Counts(key, amended - 1));
    EXPECT_TRUE(membership.Counts(key, amended));
  }
}

}  // namespace
}  // namespace hemoledger
