// The rules of the tree over time: DOMAIN fact 7, units.proto.
#include "services/domain/org_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

using ::testing::AllOf;

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int32_t kReform = 20250701;

v1::UnitChanged SetKind(std::string_view unit_id, v1::UnitKind kind, int32_t from_date) {
  v1::UnitChanged change;
  change.mutable_kind_set()->set_unit_id(std::string(unit_id));
  change.mutable_kind_set()->set_kind(kind);
  change.mutable_kind_set()->set_from_date(from_date);
  return change;
}

v1::UnitChanged SetCode(std::string_view unit_id, std::string_view code, int32_t from_date) {
  v1::UnitChanged change;
  change.mutable_code_set()->set_unit_id(std::string(unit_id));
  change.mutable_code_set()->set_code(std::string(code));
  change.mutable_code_set()->set_from_date(from_date);
  return change;
}

class OrgTreeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    Record(OpenUnit("vn", v1::UNIT_KIND_NATION, "Việt Nam"));
    Record(OpenUnit("kien-giang", v1::UNIT_KIND_PROVINCE, "Tỉnh Kiên Giang", "vn", "91"));
    Record(OpenUnit("an-giang", v1::UNIT_KIND_PROVINCE, "Tỉnh An Giang", "vn", "89"));
    Record(OpenUnit("chau-thanh", v1::UNIT_KIND_DISTRICT, "Huyện Châu Thành", "kien-giang", "905"));
    Record(OpenUnit("minh-luong", v1::UNIT_KIND_COMMUNE, "Thị trấn Minh Lương", "chau-thanh"));
  }

  void Record(const v1::UnitChanged& change) {
    const auto verdict = tree_.Check(change);
    ASSERT_OK(verdict) << change.ShortDebugString();
    ASSERT_FALSE(verdict->exists) << change.ShortDebugString();
    tree_.Apply(change, next_position_++);
  }
  UnitIndex Unit(std::string_view id) const { return tree_.Find(id); }
  void ExpectExists(const v1::UnitChanged& change, uint64_t position) const {
    const auto verdict = tree_.Check(change);
    ASSERT_OK(verdict);
    EXPECT_TRUE(verdict->exists);
    EXPECT_EQ(verdict->position, position);
  }

  OrgTree tree_;
  uint64_t next_position_ = 1;
};

TEST_F(OrgTreeTest, UnitsAreInternedInTheOrderOfOpening) {
  EXPECT_EQ(Unit("vn"), 0);
  EXPECT_EQ(Unit("minh-luong"), 4);
  EXPECT_EQ(Unit("minh"), kNoUnit);
  EXPECT_EQ(tree_.Id(1), "kien-giang");
  EXPECT_EQ(tree_.size(), 5);
  EXPECT_EQ(tree_.version(), 5u);
}

TEST_F(OrgTreeTest, AttributesAreDated) {
  Record(RenameUnit("kien-giang", "Tỉnh Rạch Giá", 20000101));
  Record(SetCode("kien-giang", "813", 19990101));
  Record(SetKind("minh-luong", v1::UNIT_KIND_AGENCY, 20100101));
  const UnitIndex province = Unit("kien-giang");
  EXPECT_EQ(tree_.NameOn(province, 19991231), "Tỉnh Kiên Giang");
  EXPECT_EQ(tree_.NameOn(province, 20000101), "Tỉnh Rạch Giá");
  EXPECT_EQ(tree_.CodeOn(province, 19981231), "91");
  EXPECT_EQ(tree_.CodeOn(province, kNewestDate), "813");
  EXPECT_EQ(tree_.KindOn(Unit("minh-luong"), 20091231), v1::UNIT_KIND_COMMUNE);
  EXPECT_EQ(tree_.KindOn(Unit("minh-luong"), 20100101), v1::UNIT_KIND_AGENCY);
}

TEST_F(OrgTreeTest, ACodeIsNoIdentityAndMayPassToAnother) {
  Record(SetCode("kien-giang", "", kReform));
  Record(SetCode("an-giang", "91", kReform));
  EXPECT_EQ(tree_.CodeOn(Unit("an-giang"), kReform), "91");
  EXPECT_EQ(tree_.CodeOn(Unit("kien-giang"), kReform), "");
  EXPECT_EQ(tree_.CodeOn(Unit("kien-giang"), 20250630), "91");
}

TEST_F(OrgTreeTest, AnEarlierDateMayBeRecordedLater) {
  Record(RenameUnit("an-giang", "B", 20100101));
  Record(RenameUnit("an-giang", "A", 20050101));
  const UnitIndex unit = Unit("an-giang");
  EXPECT_EQ(tree_.NameOn(unit, 20070101), "A");
  EXPECT_EQ(tree_.NameOn(unit, 20100101), "B");
}

TEST_F(OrgTreeTest, OfOneDayTheLaterRecordedWins) {
  Record(RenameUnit("an-giang", "B", 20100101));
  Record(RenameUnit("an-giang", "A", 20100101));
  EXPECT_EQ(tree_.NameOn(Unit("an-giang"), 20100101), "A");
  // And may be taken back.
  Record(RenameUnit("an-giang", "B", 20100101));
  EXPECT_EQ(tree_.NameOn(Unit("an-giang"), 20100101), "B");
}

TEST_F(OrgTreeTest, TheSameOpeningExistsHoweverTheUnitChangedSince) {
  const auto opening =
      OpenUnit("kien-giang", v1::UNIT_KIND_PROVINCE, "Tỉnh Kiên Giang", "vn", "91");
  ExpectExists(opening, 2);
  Record(RenameUnit("kien-giang", "Khác", 20200101));
  Record(RenameUnit("kien-giang", "Khác nữa", 20190101));
  Record(AddAlias("kien-giang", "KG"));
  ExpectExists(opening, 2);
}

TEST_F(OrgTreeTest, AnOpeningWithOtherContentIsRefused) {
  const auto other = [](auto change) {
    v1::UnitChanged opening =
        OpenUnit("kien-giang", v1::UNIT_KIND_PROVINCE, "Tỉnh Kiên Giang", "vn", "91");
    change(opening.mutable_opened());
    return opening;
  };
  const auto refused = AllOf(StatusIs(ERROR_REASON_UNIT_EXISTS), HasErrorField("position", 2));
  EXPECT_THAT(tree_.Check(other([](auto* o) { o->set_name("Kiên Giang"); })), refused);
  EXPECT_THAT(tree_.Check(other([](auto* o) { o->set_kind(v1::UNIT_KIND_DISTRICT); })), refused);
  EXPECT_THAT(tree_.Check(other([](auto* o) { o->set_parent_id("an-giang"); })), refused);
  EXPECT_THAT(tree_.Check(other([](auto* o) { o->set_parent_id(""); })), refused);
  EXPECT_THAT(tree_.Check(other([](auto* o) { o->set_code("92"); })), refused);
  EXPECT_THAT(tree_.Check(other([](auto* o) { o->set_from_date(20200101); })), refused);
  EXPECT_THAT(tree_.Check(other([](auto* o) { o->add_aliases("KG"); })), refused);
}

TEST_F(OrgTreeTest, TheSameValueFromTheSameDayExists) {
  Record(RenameUnit("an-giang", "B", 20100101));              // 6
  Record(SetKind("an-giang", v1::UNIT_KIND_CLUB, 20100101));  // 7
  Record(SetCode("an-giang", "1", 20100101));                 // 8
  Record(MoveUnit("an-giang", "kien-giang", 20100101));       // 9
  Record(AddAlias("an-giang", "AG", 20100101));               // 10
  ExpectExists(RenameUnit("an-giang", "B", 20100101), 6);
  ExpectExists(SetKind("an-giang", v1::UNIT_KIND_CLUB, 20100101), 7);
  ExpectExists(SetCode("an-giang", "1", 20100101), 8);
  ExpectExists(MoveUnit("an-giang", "kien-giang", 20100101), 9);
  ExpectExists(AddAlias("an-giang", "AG", 20100101), 10);
  // An alias that it has since before that day, too.
  ExpectExists(AddAlias("an-giang", "AG", 20200101), 10);
  // From another day it is another change.
  for (const auto& change :
       {RenameUnit("an-giang", "B", 20110101), SetCode("an-giang", "1", 20110101),
        MoveUnit("an-giang", "kien-giang", 20110101), AddAlias("an-giang", "AG", 20090101)}) {
    const auto verdict = tree_.Check(change);
    ASSERT_OK(verdict);
    EXPECT_FALSE(verdict->exists) << change.ShortDebugString();
  }
}

TEST_F(OrgTreeTest, ClosingAgainFromTheSameDayExistsFromAnotherIsAConflict) {
  Record(CloseUnit("an-giang", kReform));
  ExpectExists(CloseUnit("an-giang", kReform), 6);
  EXPECT_THAT(tree_.Check(CloseUnit("an-giang", 20260101)),
              StatusIs(ERROR_REASON_UNIT_CHANGE_CONFLICT));
}

TEST_F(OrgTreeTest, AClosedUnitIsNoMoreFromThatDayOn) {
  Record(CloseUnit("minh-luong", kReform));
  const UnitIndex unit = Unit("minh-luong");
  EXPECT_TRUE(tree_.IsOpenOn(unit, 20250630));
  EXPECT_FALSE(tree_.IsOpenOn(unit, kReform));
  EXPECT_FALSE(tree_.IsOpenOn(unit, kNewestDate));
  EXPECT_TRUE(tree_.IsOpenWithin(unit, 20250630, 20251231));
  EXPECT_FALSE(tree_.IsOpenWithin(unit, kReform, 0));
  // Its last attributes can still be asked for.
  EXPECT_EQ(tree_.NameOn(unit, kNewestDate), "Thị trấn Minh Lương");
  EXPECT_EQ(tree_.ParentOn(unit, kNewestDate), Unit("chau-thanh"));
}

TEST_F(OrgTreeTest, AUnitIsNotOpenBeforeItsFirstDay) {
  Record(OpenUnit("moi", v1::UNIT_KIND_COMMUNE, "Xã Mới", "kien-giang", "", kReform));
  EXPECT_FALSE(tree_.IsOpenOn(Unit("moi"), 20250630));
  EXPECT_TRUE(tree_.IsOpenOn(Unit("moi"), kReform));
  EXPECT_FALSE(tree_.IsOpenWithin(Unit("moi"), 20250601, 20250630));
  EXPECT_TRUE(tree_.IsOpenWithin(Unit("moi"), 20250601, kReform));
  EXPECT_EQ(tree_.ParentOn(Unit("moi"), 19000101), Unit("kien-giang"));
  EXPECT_THAT(tree_.Check(RenameUnit("moi", "X", 20250630)),
              AllOf(StatusIs(ERROR_REASON_UNIT_NOT_OPEN), HasErrorField("date", 20250630)));
}

TEST_F(OrgTreeTest, ChangesOfAClosedUnitAreRefused) {
  Record(CloseUnit("minh-luong", kReform));
  for (const auto& change :
       {RenameUnit("minh-luong", "X", kReform), MoveUnit("minh-luong", "kien-giang", kReform),
        SetKind("minh-luong", v1::UNIT_KIND_CLUB, kReform), SetCode("minh-luong", "1", kReform),
        AddAlias("minh-luong", "X", kReform)}) {
    EXPECT_THAT(tree_.Check(change), StatusIs(ERROR_REASON_UNIT_NOT_OPEN))
        << change.ShortDebugString();
  }
  // For the time before they are not, and an alias since ever never is.
  EXPECT_OK(tree_.Check(RenameUnit("minh-luong", "X", 20250630)));
  EXPECT_OK(tree_.Check(AddAlias("minh-luong", "X")));
}

TEST_F(OrgTreeTest, AUnitWithOpenChildrenCanNotClose) {
  EXPECT_THAT(tree_.Check(CloseUnit("chau-thanh", kReform)),
              StatusIs(ERROR_REASON_UNIT_CHANGE_CONFLICT));
  // Districts were abolished: their communes moved to the province on the same day.
  Record(MoveUnit("minh-luong", "kien-giang", kReform));
  EXPECT_THAT(tree_.Check(CloseUnit("chau-thanh", 20250630)),
              StatusIs(ERROR_REASON_UNIT_CHANGE_CONFLICT));
  Record(CloseUnit("chau-thanh", kReform));
}

TEST_F(OrgTreeTest, AUnitWhoseChildrenOpenLaterCanNotCloseBefore) {
  Record(OpenUnit("moi", v1::UNIT_KIND_COMMUNE, "Xã Mới", "an-giang", "", 20300101));
  EXPECT_THAT(tree_.Check(CloseUnit("an-giang", kReform)),
              StatusIs(ERROR_REASON_UNIT_CHANGE_CONFLICT));
}

TEST_F(OrgTreeTest, AUnitThatMovedOnItsFirstDayWasNeverUnderItsFirstParent) {
  Record(OpenUnit("moi", v1::UNIT_KIND_COMMUNE, "Xã Mới", "an-giang", "", 20300101));
  Record(MoveUnit("moi", "kien-giang", 20300101));
  EXPECT_OK(tree_.Check(CloseUnit("an-giang", kReform)));
}

TEST_F(OrgTreeTest, ClosingBeforeALaterChangeIsAConflict) {
  Record(RenameUnit("minh-luong", "X", 20260101));
  EXPECT_THAT(tree_.Check(CloseUnit("minh-luong", 20260101)),
              StatusIs(ERROR_REASON_UNIT_CHANGE_CONFLICT));
  EXPECT_OK(tree_.Check(CloseUnit("minh-luong", 20260102)));
}

TEST_F(OrgTreeTest, AUnitIsOpenForADayAtLeast) {
  Record(OpenUnit("moi", v1::UNIT_KIND_COMMUNE, "Xã Mới", "kien-giang", "", kReform));
  EXPECT_THAT(tree_.Check(CloseUnit("moi", kReform)), StatusIs(ERROR_REASON_UNIT_NOT_OPEN));
  EXPECT_OK(tree_.Check(CloseUnit("moi", 20250702)));
}

TEST_F(OrgTreeTest, AParentMustBeOpenAsLongAsItsChildren) {
  Record(OpenUnit("moi", v1::UNIT_KIND_DISTRICT, "Huyện Mới", "kien-giang", "", 20200101));
  // Not yet open.
  EXPECT_THAT(tree_.Check(OpenUnit("x", v1::UNIT_KIND_COMMUNE, "Xã X", "moi", "", 20190101)),
              AllOf(StatusIs(ERROR_REASON_UNIT_NOT_OPEN), HasErrorField("unit_id", "moi")));
  EXPECT_THAT(tree_.Check(OpenUnit("x", v1::UNIT_KIND_COMMUNE, "Xã X", "moi")),
              StatusIs(ERROR_REASON_UNIT_NOT_OPEN));
  EXPECT_THAT(tree_.Check(MoveUnit("minh-luong", "moi", 20191231)),
              StatusIs(ERROR_REASON_UNIT_NOT_OPEN));
  // Closed, or about to close.
  Record(CloseUnit("moi", kReform));
  EXPECT_THAT(tree_.Check(OpenUnit("x", v1::UNIT_KIND_COMMUNE, "Xã X", "moi", "", 20210101)),
              AllOf(StatusIs(ERROR_REASON_UNIT_NOT_OPEN), HasErrorField("date", kReform)));
  EXPECT_THAT(tree_.Check(MoveUnit("minh-luong", "moi", 20260101)),
              StatusIs(ERROR_REASON_UNIT_NOT_OPEN));
  // Until a move away it is fine.
  Record(MoveUnit("minh-luong", "kien-giang", kReform));
  EXPECT_OK(tree_.Check(MoveUnit("minh-luong", "moi", 20210101)));
}

TEST_F(OrgTreeTest, NothingMovesUnderItself) {
  EXPECT_THAT(tree_.Check(MoveUnit("kien-giang", "kien-giang", 20200101)),
              StatusIs(ERROR_REASON_UNIT_CYCLE));
  EXPECT_THAT(tree_.Check(MoveUnit("kien-giang", "minh-luong", 20200101)),
              AllOf(StatusIs(ERROR_REASON_UNIT_CYCLE), HasErrorField("unit_id", "kien-giang"),
                    HasErrorField("parent_id", "minh-luong")));
  EXPECT_THAT(tree_.Check(OpenUnit("x", v1::UNIT_KIND_CLUB, "X", "x")),
              StatusIs(ERROR_REASON_UNIT_CYCLE));
}

TEST_F(OrgTreeTest, NothingMovesUnderItselfOnALaterDay) {
  // From 2030 on, an-giang stands under chau-thanh; so chau-thanh may go under an-giang only for a
  // time that ends before.
  Record(MoveUnit("an-giang", "chau-thanh", 20300101));
  EXPECT_THAT(tree_.Check(MoveUnit("chau-thanh", "an-giang", 20200101)),
              StatusIs(ERROR_REASON_UNIT_CYCLE));
  Record(MoveUnit("chau-thanh", "kien-giang", 20290101));
  EXPECT_OK(tree_.Check(MoveUnit("chau-thanh", "an-giang", 20200101)));
}

TEST_F(OrgTreeTest, BelowIsAskedOfADay) {
  Record(MoveUnit("minh-luong", "an-giang", kReform));
  const UnitIndex commune = Unit("minh-luong");
  EXPECT_TRUE(tree_.IsAtOrBelow(commune, commune, 20200101));
  EXPECT_TRUE(tree_.IsAtOrBelow(commune, Unit("kien-giang"), 20250630));
  EXPECT_FALSE(tree_.IsAtOrBelow(commune, Unit("kien-giang"), kReform));
  EXPECT_TRUE(tree_.IsAtOrBelow(commune, Unit("an-giang"), kReform));
  EXPECT_FALSE(tree_.IsAtOrBelow(Unit("vn"), commune, kReform));
  EXPECT_THAT(tree_.ParentsOn(20250630), ElementsAre(kNoUnit, 0, 0, 1, 3));
  EXPECT_THAT(tree_.ParentsOn(kReform), ElementsAre(kNoUnit, 0, 0, 1, 2));
}

TEST_F(OrgTreeTest, ChildrenAreInTheOrderOfCodesThenIds) {
  Record(OpenUnit("b", v1::UNIT_KIND_CLUB, "B", "vn"));
  Record(OpenUnit("a", v1::UNIT_KIND_CLUB, "A", "vn"));
  EXPECT_THAT(tree_.ChildrenOn(Unit("vn"), 20200101),
              ElementsAre(Unit("a"), Unit("b"), Unit("an-giang"), Unit("kien-giang")));
  Record(CloseUnit("a", kReform));
  Record(MoveUnit("b", "kien-giang", kReform));
  Record(SetCode("kien-giang", "01", kReform));
  EXPECT_THAT(tree_.ChildrenOn(Unit("vn"), kReform),
              ElementsAre(Unit("kien-giang"), Unit("an-giang")));
  EXPECT_THAT(tree_.ChildrenOn(Unit("minh-luong"), kReform), IsEmpty());
  EXPECT_THAT(tree_.RootsOn(20200101), ElementsAre(Unit("vn")));
}

TEST_F(OrgTreeTest, AUnitThatCameBackIsAChildOnce) {
  Record(MoveUnit("minh-luong", "an-giang", 20200101));
  Record(MoveUnit("minh-luong", "chau-thanh", 20210101));
  EXPECT_THAT(tree_.ChildrenOn(Unit("chau-thanh"), 20220101), ElementsAre(Unit("minh-luong")));
  EXPECT_THAT(tree_.ChildrenOn(Unit("chau-thanh"), 20200601), IsEmpty());
}

TEST_F(OrgTreeTest, DescribeTellsADayAndAllThatWas) {
  Record(AddAlias("chau-thanh", "H. Châu Thành A", 20180101));
  Record(AddAlias("chau-thanh", "H. Châu Thành A", 20150101));
  Record(RenameUnit("chau-thanh", "Thị xã Châu Thành", 20200101));
  Record(MoveUnit("minh-luong", "kien-giang", kReform));
  Record(CloseUnit("chau-thanh", kReform));

  const v1::Unit then = tree_.Describe(Unit("chau-thanh"), 20140101);
  EXPECT_EQ(then.unit_id(), "chau-thanh");
  EXPECT_EQ(then.name(), "Huyện Châu Thành");
  EXPECT_EQ(then.code(), "905");
  EXPECT_EQ(then.kind(), v1::UNIT_KIND_DISTRICT);
  EXPECT_EQ(then.parent_id(), "kien-giang");
  EXPECT_EQ(then.child_count(), 1);
  EXPECT_THAT(then.ancestor_names(), ElementsAre("Tỉnh Kiên Giang", "Việt Nam"));
  EXPECT_THAT(then.aliases(), IsEmpty());
  EXPECT_EQ(then.closed_date(), kReform);

  const v1::Unit now = tree_.Describe(Unit("chau-thanh"), kNewestDate);
  EXPECT_EQ(now.name(), "Thị xã Châu Thành");
  EXPECT_THAT(now.aliases(), ElementsAre("H. Châu Thành A"));
  EXPECT_EQ(now.child_count(), 0);
  ASSERT_EQ(now.attributes_size(), 8);
  EXPECT_EQ(now.attributes(0).kind(), v1::UNIT_KIND_DISTRICT);
  EXPECT_EQ(now.attributes(0).position(), 4u);
  EXPECT_EQ(now.attributes(4).alias(), "H. Châu Thành A");
  EXPECT_EQ(now.attributes(6).name(), "Thị xã Châu Thành");
  EXPECT_TRUE(now.attributes(7).closed());
  EXPECT_EQ(now.attributes(7).from_date(), kReform);
}

// --- Carried on by another (units.proto, UnitSucceeded; DOMAIN, trap 003: Vinpearl) ---

class SuccessionTest : public OrgTreeTest {
 protected:
  void SetUp() override {
    OrgTreeTest::SetUp();
    for (const char* id : {"vinpearl-2021", "vinpearl-2022", "vinpearl-2025"}) {
      Record(OpenUnit(id, v1::UNIT_KIND_ENTERPRISE, id, "kien-giang"));  // 6, 7, 8
    }
  }
};

TEST_F(SuccessionTest, AUnitIsCarriedOnFromADay) {
  Record(SucceedUnit("vinpearl-2021", "vinpearl-2022", 20220101));
  const UnitIndex earlier = Unit("vinpearl-2021");
  const UnitIndex later = Unit("vinpearl-2022");
  EXPECT_EQ(tree_.SuccessorOf(earlier, 20211231), kNoUnit);
  EXPECT_EQ(tree_.SuccessorOf(earlier, 20220101), later);
  EXPECT_EQ(tree_.SuccessorOf(earlier, kNewestDate), later);
  EXPECT_EQ(tree_.SuccessorOf(later, kNewestDate), kNoUnit);
  EXPECT_THAT(tree_.PredecessorsOf(later, 20211231), IsEmpty());
  EXPECT_THAT(tree_.PredecessorsOf(later, 20220101), ElementsAre(earlier));
  EXPECT_THAT(tree_.PredecessorsOf(earlier, kNewestDate), IsEmpty());
}

TEST_F(SuccessionTest, SeveralMayBeCarriedOnByOneAndItByAnother) {
  Record(SucceedUnit("minh-luong", "vinpearl-2022", 20230101));
  Record(SucceedUnit("vinpearl-2021", "vinpearl-2022", 20220101));
  Record(SucceedUnit("vinpearl-2022", "vinpearl-2025", 20250101));
  // In the order of recording; only the direct ones.
  EXPECT_THAT(tree_.PredecessorsOf(Unit("vinpearl-2022"), kNewestDate),
              ElementsAre(Unit("minh-luong"), Unit("vinpearl-2021")));
  EXPECT_THAT(tree_.PredecessorsOf(Unit("vinpearl-2022"), 20221231),
              ElementsAre(Unit("vinpearl-2021")));
  EXPECT_THAT(tree_.PredecessorsOf(Unit("vinpearl-2025"), kNewestDate),
              ElementsAre(Unit("vinpearl-2022")));
}

TEST_F(SuccessionTest, ASuccessionNeedsAReason) {
  v1::UnitChanged change = SucceedUnit("vinpearl-2021", "vinpearl-2022", 20220101);
  change.clear_reason();
  EXPECT_THAT(tree_.Check(change),
              AllOf(StatusIs(ERROR_REASON_FIELD_REQUIRED), HasErrorField("field", "reason")));
  Violations problems;
  OrgTree::CheckForm(change, "changes[3]", problems);
  ASSERT_EQ(problems.list().size(), 1u);
  EXPECT_EQ(problems.list()[0].place, "changes[3].reason");
}

TEST_F(SuccessionTest, ItsFormIsChecked) {
  v1::UnitChanged change = SucceedUnit("", "Vinpearl", 0);
  change.clear_reason();
  Violations problems;
  OrgTree::CheckForm(change, "", problems);
  std::vector<std::string> places;
  for (const Violation& violation : problems.list()) places.push_back(violation.place);
  EXPECT_THAT(places, ElementsAre("succeeded.unit_id", "succeeded.successor_unit_id",
                                  "succeeded.from_date", "reason"));
  EXPECT_THAT(tree_.Check(SucceedUnit("vinpearl-2021", "vinpearl-2022", 20220230)),
              StatusIs(ERROR_REASON_DATE_INVALID));
}

TEST_F(SuccessionTest, BothUnitsMustBeKnown) {
  EXPECT_THAT(tree_.Check(SucceedUnit("vinpearl-2020", "vinpearl-2022", 20220101)),
              AllOf(StatusIs(ERROR_REASON_UNIT_NOT_FOUND), HasErrorField("field", "unit_id")));
  EXPECT_THAT(
      tree_.Check(SucceedUnit("vinpearl-2021", "vinpearl-2023", 20220101)),
      AllOf(StatusIs(ERROR_REASON_UNIT_NOT_FOUND), HasErrorField("field", "successor_unit_id")));
}

TEST_F(SuccessionTest, TheSameAgainExistsAnythingElseIsAConflict) {
  Record(SucceedUnit("vinpearl-2021", "vinpearl-2022", 20220101));  // 9
  ExpectExists(SucceedUnit("vinpearl-2021", "vinpearl-2022", 20220101), 9);
  for (const auto& change : {SucceedUnit("vinpearl-2021", "vinpearl-2022", 20220102),
                             SucceedUnit("vinpearl-2021", "vinpearl-2025", 20220101)}) {
    EXPECT_THAT(tree_.Check(change), AllOf(StatusIs(ERROR_REASON_UNIT_CHANGE_CONFLICT),
                                           HasErrorField("unit_id", "vinpearl-2021")))
        << change.ShortDebugString();
  }
}

TEST_F(SuccessionTest, AChainNeverReturns) {
  EXPECT_THAT(tree_.Check(SucceedUnit("vinpearl-2021", "vinpearl-2021", 20220101)),
              StatusIs(ERROR_REASON_UNIT_CHANGE_CONFLICT));
  Record(SucceedUnit("vinpearl-2021", "vinpearl-2022", 20220101));
  Record(SucceedUnit("vinpearl-2022", "vinpearl-2025", 20250101));
  // Neither at once, nor by a longer way, nor from a day before the others.
  EXPECT_THAT(tree_.Check(SucceedUnit("vinpearl-2025", "vinpearl-2022", 20260101)),
              StatusIs(ERROR_REASON_UNIT_CHANGE_CONFLICT));
  EXPECT_THAT(tree_.Check(SucceedUnit("vinpearl-2025", "vinpearl-2021", 20200101)),
              StatusIs(ERROR_REASON_UNIT_CHANGE_CONFLICT));
}

TEST_F(SuccessionTest, TheEarlierUnitMayHaveEnded) {
  Record(CloseUnit("vinpearl-2021", 20220101));
  Record(SucceedUnit("vinpearl-2021", "vinpearl-2022", 20220101));
  EXPECT_EQ(tree_.SuccessorOf(Unit("vinpearl-2021"), 20220101), Unit("vinpearl-2022"));
}

TEST_F(SuccessionTest, NeitherHasTheOthersName) {
  Record(RenameUnit("vinpearl-2021", "Chi nhánh Vinpearl", 20200101));
  Record(SucceedUnit("vinpearl-2021", "vinpearl-2022", 20220101));
  const auto unit = tree_.Resolve(UnitByName("Chi nhánh Vinpearl"), 20220601, "unit");
  ASSERT_OK(unit);
  EXPECT_EQ(*unit, Unit("vinpearl-2021"));
}

TEST_F(SuccessionTest, DescribeTellsItAndTheDigestKnowsIt) {
  const OrgTree before = tree_;
  Record(SucceedUnit("vinpearl-2021", "vinpearl-2022", 20220101));  // 9
  EXPECT_NE(tree_.Digest(), before.Digest());
  EXPECT_EQ(before.SuccessorOf(Unit("vinpearl-2021"), kNewestDate), kNoUnit);
  OrgTree other = before;
  other.Apply(SucceedUnit("vinpearl-2021", "vinpearl-2022", 20220102), 9);
  EXPECT_NE(other.Digest(), tree_.Digest());

  const v1::Unit earlier = tree_.Describe(Unit("vinpearl-2021"), 20220101);
  EXPECT_EQ(earlier.successor_unit_id(), "vinpearl-2022");
  ASSERT_GT(earlier.attributes_size(), 0);
  const v1::UnitAttribute& last = earlier.attributes(earlier.attributes_size() - 1);
  EXPECT_EQ(last.successor_unit_id(), "vinpearl-2022");
  EXPECT_EQ(last.from_date(), 20220101);
  EXPECT_EQ(last.position(), 9u);
  EXPECT_EQ(tree_.Describe(Unit("vinpearl-2021"), 20211231).successor_unit_id(), "");
  EXPECT_THAT(tree_.Describe(Unit("vinpearl-2022"), 20220101).predecessor_unit_ids(),
              ElementsAre("vinpearl-2021"));
}

TEST_F(OrgTreeTest, ACopyStaysAsItWas) {
  const OrgTree before = tree_;
  const std::string digest = before.Digest();
  EXPECT_EQ(tree_.Digest(), digest);
  Record(RenameUnit("kien-giang", "Khác", 20200101));
  Record(OpenUnit("moi", v1::UNIT_KIND_CLUB, "Câu lạc bộ Mới", "kien-giang"));
  Record(CloseUnit("minh-luong", kReform));
  EXPECT_EQ(before.Digest(), digest);
  EXPECT_NE(tree_.Digest(), digest);
  EXPECT_EQ(before.size(), 5);
  EXPECT_EQ(before.Find("moi"), kNoUnit);
  EXPECT_EQ(before.NameOn(1, kNewestDate), "Tỉnh Kiên Giang");
  EXPECT_THAT(before.ChildrenOn(1, 20240101), ElementsAre(3));

  // Both sides may go on, apart from each other.
  OrgTree other = before;
  other.Apply(RenameUnit("kien-giang", "Một tên khác", 20200101), 50);
  EXPECT_EQ(tree_.NameOn(1, kNewestDate), "Khác");
  EXPECT_EQ(other.NameOn(1, kNewestDate), "Một tên khác");
  EXPECT_EQ(before.Digest(), digest);
}

TEST_F(OrgTreeTest, UnknownUnitsAreToldWithSuggestions) {
  EXPECT_THAT(tree_.Check(RenameUnit("kien-gang", "X", 20200101)),
              AllOf(StatusIs(ERROR_REASON_UNIT_NOT_FOUND), HasErrorField("value", "kien-gang"),
                    HasErrorField("suggestions", "kien-giang")));
  EXPECT_THAT(tree_.Check(MoveUnit("minh-luong", "nowhere", 20200101)),
              AllOf(StatusIs(ERROR_REASON_UNIT_NOT_FOUND), HasErrorField("field", "parent_id")));
  EXPECT_THAT(tree_.Check(OpenUnit("x", v1::UNIT_KIND_CLUB, "X", "nowhere")),
              StatusIs(ERROR_REASON_UNIT_NOT_FOUND));
}

TEST_F(OrgTreeTest, FormIsChecked) {
  v1::UnitChanged none;
  EXPECT_THAT(tree_.Check(none), StatusIs(ERROR_REASON_FIELD_REQUIRED));
  EXPECT_THAT(tree_.Check(OpenUnit("Viết", v1::UNIT_KIND_CLUB, "X", "vn")),
              StatusIs(ERROR_REASON_ID_INVALID));
  EXPECT_THAT(tree_.Check(OpenUnit("x", v1::UNIT_KIND_UNSPECIFIED, "X", "vn")),
              StatusIs(ERROR_REASON_FIELD_REQUIRED));
  EXPECT_THAT(tree_.Check(OpenUnit("x", static_cast<v1::UnitKind>(99), "X", "vn")),
              StatusIs(ERROR_REASON_FIELD_INVALID));
  EXPECT_THAT(tree_.Check(OpenUnit("x", v1::UNIT_KIND_CLUB, "", "vn")),
              StatusIs(ERROR_REASON_FIELD_REQUIRED));
  EXPECT_THAT(tree_.Check(OpenUnit("x", v1::UNIT_KIND_CLUB, std::string(257, 'x'), "vn")),
              StatusIs(ERROR_REASON_TEXT_TOO_LONG));
  // "Xã Á" decomposed.
  EXPECT_THAT(tree_.Check(OpenUnit("x", v1::UNIT_KIND_CLUB, "Xa\u0303", "vn")),
              StatusIs(ERROR_REASON_TEXT_NOT_NFC));
  EXPECT_THAT(tree_.Check(OpenUnit("x", v1::UNIT_KIND_CLUB, "X", "vn", std::string(17, '1'))),
              StatusIs(ERROR_REASON_TEXT_TOO_LONG));
  EXPECT_THAT(tree_.Check(OpenUnit("x", v1::UNIT_KIND_CLUB, "X", "vn", "", 20210229)),
              StatusIs(ERROR_REASON_DATE_INVALID));
  EXPECT_THAT(tree_.Check(RenameUnit("vn", "X", 0)), StatusIs(ERROR_REASON_FIELD_REQUIRED));
  EXPECT_THAT(tree_.Check(CloseUnit("vn", 20211301)), StatusIs(ERROR_REASON_DATE_INVALID));
  v1::UnitChanged authority = RenameUnit("vn", "X", 20210101);
  authority.mutable_authority()->set_number(std::string(129, '1'));
  EXPECT_THAT(tree_.Check(authority), StatusIs(ERROR_REASON_TEXT_TOO_LONG));
  authority.mutable_authority()->set_number("01/NQ");
  authority.mutable_authority()->set_signed_date(20210231);
  EXPECT_THAT(tree_.Check(authority), StatusIs(ERROR_REASON_DATE_INVALID));
  v1::UnitChanged aliases = OpenUnit("x", v1::UNIT_KIND_CLUB, "X", "vn");
  for (int i = 0; i < kMaxUnitAliases; ++i) aliases.mutable_opened()->add_aliases("tên");
  EXPECT_OK(tree_.Check(aliases));
  aliases.mutable_opened()->add_aliases("tên");
  EXPECT_THAT(tree_.Check(aliases), StatusIs(ERROR_REASON_FIELD_INVALID));
}

TEST_F(OrgTreeTest, AllProblemsOfFormAreToldEachWithItsPlace) {
  v1::UnitChanged change = OpenUnit("", v1::UNIT_KIND_UNSPECIFIED, "", "Kiên", "", 20210230);
  change.mutable_opened()->add_aliases("");
  Violations problems;
  OrgTree::CheckForm(change, "changes[3]", problems);
  std::vector<std::string> places;
  for (const Violation& violation : problems.list()) places.push_back(violation.place);
  EXPECT_THAT(places, ElementsAre("changes[3].opened.unit_id", "changes[3].opened.kind",
                                  "changes[3].opened.name", "changes[3].opened.parent_id",
                                  "changes[3].opened.from_date", "changes[3].opened.aliases[0]"));
  EXPECT_EQ(ViolationsOf(tree_.Check(change).status()).size(), 6u);
}

}  // namespace
}  // namespace hemoledger
