#include "services/domain/tree_days.h"

#include <gtest/gtest.h>

#include "tests/support/builders.h"
#include "tests/unit/domain_plans/world.h"

namespace hemoledger {
namespace {

TEST(TreeDaysTest, EveryDayHasTheParentsOfThatDay) {
  World world;
  world.Open("root");
  world.Open("a", "root");
  world.Open("b", "root", 20200101);
  world.Open("c", "a", 20210601);
  world.Change(MoveUnit("c", "b", 20210701));
  world.Change(MoveUnit("b", "a", 20220101));
  world.Change(MoveUnit("c", "root", 20220101));
  TreeDays days(world.tree);
  EXPECT_EQ(days.epoch_count(), 3);
  for (const int32_t day : {19000101, 20191231, 20200101, 20210531, 20210601, 20210630, 20210701,
                            20211231, 20220101, 29991231, kNewestDate}) {
    EXPECT_EQ(days.ParentsIn(days.EpochOn(day)), world.tree.ParentsOn(day)) << day;
  }
  EXPECT_EQ(days.EpochOn(20210630), days.EpochOn(19000101));
  EXPECT_NE(days.EpochOn(20210630), days.EpochOn(20210701));
  EXPECT_EQ(days.EpochOn(20211231), days.EpochOn(20210701));
}

TEST(TreeDaysTest, InheritedValuesAreWorkedOutOnceAnEpoch) {
  World world;
  world.Open("root");
  world.Open("a", "root");
  world.Open("b", "root");
  world.Open("c", "a");
  world.Change(MoveUnit("c", "b", 20210701));
  TreeDays days(world.tree);
  int calls = 0;
  struct Depth {
    int depth = 0;
    UnitIndex top = kNoUnit;
  };
  const auto derive = [&calls](const Depth& parent, UnitIndex unit) {
    ++calls;
    return Depth{parent.depth + 1, parent.depth == 1 ? unit : parent.top};
  };
  InheritedValues<Depth, decltype(derive)> values(&days, derive);
  const UnitIndex c = world.tree.Find("c");
  EXPECT_EQ(values.At(c, days.EpochOn(20210630)).depth, 3);
  EXPECT_EQ(values.At(c, days.EpochOn(20210630)).top, world.tree.Find("a"));
  EXPECT_EQ(calls, 3);
  EXPECT_EQ(values.At(world.tree.Find("b"), days.EpochOn(20210630)).depth, 2);
  EXPECT_EQ(calls, 4);
  EXPECT_EQ(values.At(c, days.EpochOn(20210701)).top, world.tree.Find("b"));
  EXPECT_EQ(calls, 7);
}

}  // namespace
}  // namespace hemoledger
