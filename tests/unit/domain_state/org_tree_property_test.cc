// Random changes against a naive model: the same is taken and refused, and every question has the
// same answer on every day, in every copy.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "proto/base/random.h"
#include "proto/base/strings.h"
#include "services/domain/org_tree.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/domain_state/org_tree_model.h"

namespace hemoledger {
namespace {

constexpr int kSeeds = 60;
constexpr int kChanges = 120;

// Few days and units, so that changes meet each other.
const std::vector<int32_t> kDays = {19900101, 20000101, 20050615, 20101231,
                                    20150101, 20210405, 20250630, 20250701};
const std::vector<std::string> kNames = {"Xã Tân An",  "Tân An",      "Xã Hoà Bình", "xã Hòa Bình",
                                         "Huyện Long", "Phường Long", "Việt"};

uint64_t BaseSeed() {
  const char* text = std::getenv("HEMOLEDGER_TEST_SEED");
  return text == nullptr ? 1 : std::strtoull(text, nullptr, 10);
}

class Generator {
 public:
  explicit Generator(uint64_t seed) : random_(seed) {}

  v1::UnitChanged Change(const std::vector<std::string>& units) {
    v1::UnitChanged change;
    const std::string unit = Unit(units);
    const uint64_t what = units.size() < 3 ? 0 : random_.Below(16);
    if (what < 3) {
      const std::string id = Concat("u", random_.Below(14));
      change = OpenUnit(id, RandomKind(), Pick(kNames), units.empty() ? "" : Unit(units),
                        Concat(random_.Below(3)), random_.Below(2) == 0 ? 0 : Day());
      if (random_.Below(3) == 0) change.mutable_opened()->add_aliases(Pick(kNames));
    } else if (what < 5) {
      change = RenameUnit(unit, Pick(kNames), Day());
    } else if (what < 9) {
      change = MoveUnit(unit, Unit(units), Day());
    } else if (what < 10) {
      change.mutable_kind_set()->set_unit_id(unit);
      change.mutable_kind_set()->set_kind(RandomKind());
      change.mutable_kind_set()->set_from_date(Day());
    } else if (what < 11) {
      change.mutable_code_set()->set_unit_id(unit);
      change.mutable_code_set()->set_code(random_.Below(2) == 0 ? "" : "9");
      change.mutable_code_set()->set_from_date(Day());
    } else if (what < 12) {
      change = AddAlias(unit, Pick(kNames), random_.Below(2) == 0 ? 0 : Day());
    } else if (what < 14) {
      change = CloseUnit(unit, Day());
    } else {
      change = SucceedUnit(unit, Unit(units), Day());
      if (random_.Below(8) == 0) change.clear_reason();
    }
    return change;
  }
  int32_t Day() { return Pick(kDays); }
  template <typename T>
  const T& Pick(const std::vector<T>& from) {
    return from[random_.Below(from.size())];
  }
  uint64_t Below(uint64_t bound) { return random_.Below(bound); }

 private:
  std::string Unit(const std::vector<std::string>& units) {
    return units.empty() || random_.Below(30) == 0 ? "nowhere" : Pick(units);
  }
  v1::UnitKind RandomKind() { return static_cast<v1::UnitKind>(1 + random_.Below(12)); }

  SeededRandom random_;
};

// Days worth asking: the days of changes and those before them.
std::vector<int32_t> AskedDays() {
  std::vector<int32_t> days = {19500101, kNewestDate};
  for (const int32_t day : kDays) {
    days.push_back(day);
    days.push_back(day - 1);  // 20100100 is no date, and lies between two that are
  }
  return days;
}

void ExpectSame(const OrgTree& tree, const OrgTreeModel& model) {
  const std::vector<std::string> units = model.Units();
  ASSERT_EQ(tree.size(), static_cast<int32_t>(units.size()));
  const auto id = [&](UnitIndex unit) { return unit == kNoUnit ? "" : tree.Id(unit); };
  for (const int32_t day : AskedDays()) {
    SCOPED_TRACE(day);
    const std::vector<UnitIndex> parents = tree.ParentsOn(day);
    // Between two days of moves it is the same map.
    const std::vector<int32_t> moves = tree.MoveDates();
    const auto next = std::upper_bound(moves.begin(), moves.end(), day);
    ASSERT_EQ(parents, tree.ParentsOn(next == moves.begin() ? 0 : *(next - 1)));
    for (size_t i = 0; i < units.size(); ++i) {
      const std::string& unit = units[i];
      SCOPED_TRACE(unit);
      const UnitIndex index = static_cast<UnitIndex>(i);
      ASSERT_EQ(tree.Find(unit), index);
      ASSERT_EQ(tree.IsOpenOn(index, day), model.IsOpen(unit, day));
      ASSERT_EQ(tree.NameOn(index, day), model.Name(unit, day));
      ASSERT_EQ(tree.CodeOn(index, day), model.Code(unit, day));
      ASSERT_EQ(tree.KindOn(index, day), model.Kind(unit, day));
      ASSERT_EQ(id(tree.ParentOn(index, day)), model.Parent(unit, day));
      ASSERT_EQ(parents[i], tree.ParentOn(index, day));
      ASSERT_EQ(id(tree.SuccessorOf(index, day)), model.Successor(unit, day));
      std::vector<std::string> predecessors;
      for (const UnitIndex other : tree.PredecessorsOf(index, day)) {
        predecessors.push_back(id(other));
      }
      ASSERT_EQ(predecessors, model.Predecessors(unit, day));
      std::vector<std::string> children;
      for (const UnitIndex child : tree.ChildrenOn(index, day)) children.push_back(id(child));
      ASSERT_EQ(children, model.Children(unit, day));
      ASSERT_EQ(tree.Describe(index, day).child_count(), static_cast<int>(children.size()));
      for (size_t other = 0; other < units.size(); ++other) {
        ASSERT_EQ(tree.IsAtOrBelow(index, static_cast<UnitIndex>(other), day),
                  model.IsAtOrBelow(unit, units[other], day));
      }
    }
  }
}

void ExpectSameNames(const OrgTree& tree, const OrgTreeModel& model, Generator& generate) {
  for (int i = 0; i < 60; ++i) {
    const std::string& name = generate.Pick(kNames);
    const int32_t day = generate.Below(4) == 0 ? 0 : generate.Pick(AskedDays());
    const std::vector<std::string> units = model.Units();
    const std::string under = generate.Below(2) == 0 ? "" : generate.Pick(units);
    const std::vector<std::string> named = model.Named(name, under, day);
    const auto resolved = tree.Resolve(UnitByName(name, under), day, "unit");
    SCOPED_TRACE(testing::Message() << name << " under '" << under << "' on " << day);
    if (named.empty()) {
      ASSERT_THAT(resolved, StatusIs(ERROR_REASON_UNIT_NOT_FOUND));
    } else if (named.size() > 1) {
      ASSERT_THAT(resolved, StatusIs(ERROR_REASON_UNIT_NAME_AMBIGUOUS));
    } else {
      ASSERT_OK(resolved);
      ASSERT_EQ(tree.Id(*resolved), named.front());
    }
  }
}

TEST(OrgTreePropertyTest, BehavesLikeAListOfChanges) {
  std::map<ErrorReason, int> refused;
  std::map<int, int> recorded;
  int existing = 0;
  for (int s = 0; s < kSeeds; ++s) {
    const uint64_t seed = BaseSeed() * 1000 + s;
    SCOPED_TRACE(testing::Message() << "HEMOLEDGER_TEST_SEED=" << BaseSeed() << " run " << s);
    Generator generate(seed);
    std::vector<int32_t> days = kDays;
    days.push_back(0);
    days.push_back(19500101);
    OrgTreeModel model(days);
    OrgTree tree;
    // Copies made on the way, with what they were.
    std::vector<std::pair<OrgTree, std::string>> copies;
    for (uint64_t position = 1; position <= kChanges; ++position) {
      const v1::UnitChanged change = generate.Change(model.Units());
      SCOPED_TRACE(testing::Message() << position << ": " << change.ShortDebugString());
      const auto verdict = tree.Check(change);
      const OrgTreeModel::Answer expected = model.Try(change, position);
      switch (expected.outcome) {
        case OrgTreeModel::Outcome::kRecorded:
          ASSERT_OK(verdict);
          ASSERT_FALSE(verdict->exists);
          tree.Apply(change, position);
          ++recorded[change.change_case()];
          break;
        case OrgTreeModel::Outcome::kExists:
          ASSERT_OK(verdict);
          ASSERT_TRUE(verdict->exists);
          ASSERT_EQ(verdict->position, expected.position);
          ++existing;
          break;
        case OrgTreeModel::Outcome::kRefused:
          ASSERT_FALSE(verdict.ok());
          ++refused[ReasonOf(verdict.status())];
          break;
      }
      if (generate.Below(12) == 0) copies.emplace_back(tree, tree.Digest());
      if (position % 20 == 0) {
        ExpectSame(tree, model);
        ExpectSameNames(tree, model, generate);
        if (HasFatalFailure()) return;
      }
    }
    for (const auto& [copy, digest] : copies) ASSERT_EQ(copy.Digest(), digest);
  }
  // The generator reaches what there is to reach.
  EXPECT_EQ(recorded.size(), 8u);
  EXPECT_GT(existing, 20);
  for (const ErrorReason reason :
       {ERROR_REASON_UNIT_NOT_FOUND, ERROR_REASON_UNIT_EXISTS, ERROR_REASON_UNIT_CYCLE,
        ERROR_REASON_UNIT_NOT_OPEN, ERROR_REASON_UNIT_CHANGE_CONFLICT}) {
    EXPECT_GT(refused[reason], 10) << ReasonName(reason);
  }
}

}  // namespace
}  // namespace hemoledger
