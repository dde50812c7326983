// Finding units by name: under a parent, on a day, ambiguous or not, with suggestions
// (docs/names.md).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/domain/org_tree.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

using ::testing::AllOf;

class OrgTreeNamesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    Record(OpenUnit("vn", v1::UNIT_KIND_NATION, "Việt Nam"));
    Record(OpenUnit("kien-giang", v1::UNIT_KIND_PROVINCE, "Tỉnh Kiên Giang", "vn"));
    Record(OpenUnit("an-giang", v1::UNIT_KIND_PROVINCE, "Tỉnh An Giang", "vn"));
    Record(OpenUnit("kg-chau-thanh", v1::UNIT_KIND_DISTRICT, "Huyện Châu Thành", "kien-giang"));
    Record(OpenUnit("ag-chau-thanh", v1::UNIT_KIND_DISTRICT, "Huyện Châu Thành", "an-giang"));
    Record(OpenUnit("kg-hoa-dien", v1::UNIT_KIND_COMMUNE, "Xã Hoà Điền", "kg-chau-thanh"));
  }
  void Record(const v1::UnitChanged& change) {
    ASSERT_OK(tree_.Check(change));
    tree_.Apply(change, next_position_++);
  }
  std::string Resolve(const v1::UnitReference& reference, int32_t date) const {
    const auto unit = tree_.Resolve(reference, date, "unit");
    return unit.ok() ? tree_.Id(*unit) : std::string(ReasonName(ReasonOf(unit.status())));
  }

  OrgTree tree_;
  uint64_t next_position_ = 0;
};

TEST_F(OrgTreeNamesTest, AnIdNamesItsUnit) {
  EXPECT_EQ(Resolve(UnitById("an-giang"), 20210405), "an-giang");
  // Whether it is open then is another question.
  Record(CloseUnit("kg-hoa-dien", 20200101));
  EXPECT_EQ(Resolve(UnitById("kg-hoa-dien"), 20210405), "kg-hoa-dien");
}

TEST_F(OrgTreeNamesTest, MatchingIgnoresCaseTonePlacementAndKind) {
  EXPECT_EQ(Resolve(UnitByName("xã Hòa Điền"), 20210405), "kg-hoa-dien");
  EXPECT_EQ(Resolve(UnitByName("HOÀ ĐIỀN"), 20210405), "kg-hoa-dien");
  EXPECT_EQ(Resolve(UnitByName("Hoa Dien"), 20210405), "UNIT_NOT_FOUND");
}

TEST_F(OrgTreeNamesTest, ANameThatFitsSeveralIsRefusedWithCandidates) {
  EXPECT_THAT(tree_.Resolve(UnitByName("H. Châu Thành"), 20210405, "receipt.unit"),
              AllOf(StatusIs(ERROR_REASON_UNIT_NAME_AMBIGUOUS),
                    HasErrorField("field", "receipt.unit"), HasErrorField("value", "H. Châu Thành"),
                    HasErrorField("candidates", "ag-chau-thanh, kg-chau-thanh")));
}

TEST_F(OrgTreeNamesTest, ANameIsAKeyUnderAParent) {
  EXPECT_EQ(Resolve(UnitByName("Châu Thành", "an-giang"), 20210405), "ag-chau-thanh");
  EXPECT_EQ(Resolve(UnitByName("Châu Thành", "kg-chau-thanh"), 20210405), "kg-chau-thanh");
  EXPECT_EQ(Resolve(UnitByName("Châu Thành", "vn"), 20210405), "UNIT_NAME_AMBIGUOUS");
  EXPECT_EQ(Resolve(UnitByName("Hoà Điền", "an-giang"), 20210405), "UNIT_NOT_FOUND");
  EXPECT_THAT(tree_.Resolve(UnitByName("Châu Thành", "an-gian"), 0, "unit"),
              AllOf(StatusIs(ERROR_REASON_UNIT_NOT_FOUND),
                    HasErrorField("field", "unit.name.under_unit_id"),
                    HasErrorField("suggestions", "an-giang")));
}

TEST_F(OrgTreeNamesTest, ANameIsAKeyOnADay) {
  Record(RenameUnit("kg-hoa-dien", "Xã Kiên Hoà", 20200101));
  Record(
      OpenUnit("ag-hoa-dien", v1::UNIT_KIND_COMMUNE, "Xã Hoà Điền", "ag-chau-thanh", "", 20210101));
  EXPECT_EQ(Resolve(UnitByName("Hoà Điền"), 20191231), "kg-hoa-dien");
  EXPECT_EQ(Resolve(UnitByName("Hoà Điền"), 20200101), "UNIT_NOT_FOUND");
  EXPECT_EQ(Resolve(UnitByName("Hoà Điền"), 20210101), "ag-hoa-dien");
  EXPECT_EQ(Resolve(UnitByName("Kiên Hoà"), 20191231), "UNIT_NOT_FOUND");
  EXPECT_EQ(Resolve(UnitByName("Kiên Hoà"), kNewestDate), "kg-hoa-dien");
  // On any day, both had it.
  EXPECT_EQ(Resolve(UnitByName("Hoà Điền"), 0), "UNIT_NAME_AMBIGUOUS");
}

TEST_F(OrgTreeNamesTest, TheReferencesOwnDateGoesFirst) {
  Record(RenameUnit("kg-hoa-dien", "Xã Kiên Hoà", 20200101));
  EXPECT_EQ(Resolve(UnitByName("Hoà Điền", "", 20190101), 20220101), "kg-hoa-dien");
  EXPECT_THAT(tree_.Resolve(UnitByName("Hoà Điền", "", 20190230), 20220101, "unit"),
              AllOf(StatusIs(ERROR_REASON_DATE_INVALID), HasErrorField("field", "unit.name.date")));
}

TEST_F(OrgTreeNamesTest, AParentIsThatOfTheDay) {
  Record(MoveUnit("kg-chau-thanh", "an-giang", 20200101));
  EXPECT_EQ(Resolve(UnitByName("Châu Thành", "an-giang"), 20191231), "ag-chau-thanh");
  EXPECT_EQ(Resolve(UnitByName("Châu Thành", "an-giang"), 20200101), "UNIT_NAME_AMBIGUOUS");
  EXPECT_EQ(Resolve(UnitByName("Hoà Điền", "kien-giang"), 0), "kg-hoa-dien");
  EXPECT_EQ(Resolve(UnitByName("Hoà Điền", "kien-giang"), 20200101), "UNIT_NOT_FOUND");
}

TEST_F(OrgTreeNamesTest, AClosedUnitHoldsItsNameNoMore) {
  Record(CloseUnit("kg-hoa-dien", 20250701));
  EXPECT_EQ(Resolve(UnitByName("Hoà Điền"), 20250630), "kg-hoa-dien");
  EXPECT_EQ(Resolve(UnitByName("Hoà Điền"), 20250701), "UNIT_NOT_FOUND");
  EXPECT_EQ(Resolve(UnitByName("Hoà Điền"), kNewestDate), "UNIT_NOT_FOUND");
}

TEST_F(OrgTreeNamesTest, AnAliasJoinsAMisspeltNameFromItsDayOn) {
  EXPECT_EQ(Resolve(UnitByName("Hoà Diền"), 20210405), "UNIT_NOT_FOUND");
  Record(AddAlias("kg-hoa-dien", "Hoà Diền", 20210101));
  EXPECT_EQ(Resolve(UnitByName("xã Hòa Diền"), 20210405), "kg-hoa-dien");
  EXPECT_EQ(Resolve(UnitByName("xã Hòa Diền"), 20201231), "UNIT_NOT_FOUND");
}

// The forms that the five documents misspell: suggested, joined by an explicit alias and by nothing
// else, and under their parent only.
TEST_F(OrgTreeNamesTest, MisspeltFormsOfTheDocumentsAreJoinedOnlyByAnAlias) {
  struct Misspelt {
    const char* unit_id;
    const char* official;
    const char* printed;
  };
  constexpr Misspelt kForms[] = {{"an-thi", "Huyện Ân Thi", "Ấn Thi"},
                                 {"phu-ung", "Xã Phù Ủng", "Phù Ứng"},
                                 {"si-ma-cai", "Huyện Si Ma Cai", "SiMaCai"},
                                 {"ngoc-hoi", "Huyện Ngọc Hồi", "Ngọc Hòì"}};
  for (const Misspelt& form : kForms) {
    SCOPED_TRACE(form.printed);
    Record(OpenUnit(form.unit_id, v1::UNIT_KIND_DISTRICT, form.official, "kien-giang"));
    EXPECT_THAT(
        tree_.Resolve(UnitByName(form.printed), 20210405, "unit"),
        AllOf(StatusIs(ERROR_REASON_UNIT_NOT_FOUND), HasErrorField("suggestions", form.official)));
    Record(AddAlias(form.unit_id, form.printed));
    EXPECT_EQ(Resolve(UnitByName(form.printed), 20210405), form.unit_id);
    EXPECT_EQ(Resolve(UnitByName(std::string("BCĐ. huyện ") + form.printed), 20210405),
              form.unit_id);
    EXPECT_EQ(Resolve(UnitByName(form.official), 20210405), form.unit_id);
    // The unit keeps its name.
    EXPECT_EQ(tree_.NameOn(tree_.Find(form.unit_id), 20210405), form.official);
    EXPECT_EQ(Resolve(UnitByName(form.printed, "an-giang"), 20210405), "UNIT_NOT_FOUND");
  }
}

// DOMAIN: "Tân An ten times in the country".
TEST_F(OrgTreeNamesTest, HomonymsAreToldApartByTheirParent) {
  Record(OpenUnit("kg-tan-hiep", v1::UNIT_KIND_DISTRICT, "Huyện Tân Hiệp", "kien-giang"));
  Record(OpenUnit("kg-ct-tan-an", v1::UNIT_KIND_COMMUNE, "Xã Tân An", "kg-chau-thanh"));
  Record(OpenUnit("kg-th-tan-an", v1::UNIT_KIND_COMMUNE, "Xã Tân An", "kg-tan-hiep"));
  Record(OpenUnit("ag-tan-an", v1::UNIT_KIND_COMMUNE, "Phường Tân An", "ag-chau-thanh"));
  EXPECT_THAT(tree_.Resolve(UnitByName("Tân An"), 20210405, "unit"),
              AllOf(StatusIs(ERROR_REASON_UNIT_NAME_AMBIGUOUS),
                    HasErrorField("candidates", "ag-tan-an, kg-ct-tan-an, kg-th-tan-an")));
  EXPECT_EQ(Resolve(UnitByName("Tân An", "kien-giang"), 20210405), "UNIT_NAME_AMBIGUOUS");
  EXPECT_EQ(Resolve(UnitByName("Tân An", "kg-chau-thanh"), 20210405), "kg-ct-tan-an");
  EXPECT_EQ(Resolve(UnitByName("BCĐ. xã Tân An", "kg-tan-hiep"), 20210405), "kg-th-tan-an");
  EXPECT_EQ(Resolve(UnitByName("P. Tân An", "an-giang"), 20210405), "ag-tan-an");
  // The kind is no part of the key, so it does not choose either.
  EXPECT_EQ(Resolve(UnitByName("Phường Tân An"), 20210405), "UNIT_NAME_AMBIGUOUS");
  // An alias that is another's name makes both ambiguous, where both are looked for.
  Record(AddAlias("kg-hoa-dien", "Tân An"));
  EXPECT_EQ(Resolve(UnitByName("Tân An", "kg-chau-thanh"), 20210405), "UNIT_NAME_AMBIGUOUS");
  EXPECT_EQ(Resolve(UnitByName("Tân An", "kg-tan-hiep"), 20210405), "kg-th-tan-an");
}

TEST_F(OrgTreeNamesTest, AUnitWithTwoNamesOfOneKeyIsNotAmbiguous) {
  Record(AddAlias("kg-hoa-dien", "Xã Hòa Điền"));
  EXPECT_EQ(Resolve(UnitByName("Hòa Điền"), 20210405), "kg-hoa-dien");
}

TEST_F(OrgTreeNamesTest, ALooserKeySuggestsAndNeverJoins) {
  for (const char* name :
       {"Hoa Dien", "xa hoa dien", "HoàĐiền", "Hoà Điênn", "Hoa Đien", "xa Hoà Dien"}) {
    EXPECT_THAT(
        tree_.Resolve(UnitByName(name), 20210405, "unit"),
        AllOf(StatusIs(ERROR_REASON_UNIT_NOT_FOUND), HasErrorField("suggestions", "Xã Hoà Điền")))
        << name;
  }
  Record(OpenUnit("rach-gia", v1::UNIT_KIND_DISTRICT, "Thành phố Rạch Giá", "kien-giang"));
  EXPECT_THAT(tree_.Resolve(UnitByName("thanh pho Rach Gia"), 20210405, "unit"),
              HasErrorField("suggestions", "Thành phố Rạch Giá"));
  EXPECT_THAT(tree_.Resolve(UnitByName("Chau Thanh"), 20210405, "unit"),
              HasErrorField("suggestions", "Huyện Châu Thành"));
  EXPECT_THAT(tree_.Resolve(UnitByName("Sài Gòn"), 20210405, "unit"),
              HasErrorField("suggestions", ""));
}

TEST_F(OrgTreeNamesTest, AnUnknownIdSuggestsIds) {
  for (const char* id : {"an-gian", "an-gaing", "ann-giang", "angiang"}) {
    EXPECT_THAT(tree_.Resolve(UnitById(id), 20210405, "unit"),
                AllOf(StatusIs(ERROR_REASON_UNIT_NOT_FOUND), HasErrorField("value", id),
                      HasErrorField("suggestions", "an-giang")))
        << id;
  }
  // By the name that it spells.
  EXPECT_THAT(tree_.Resolve(UnitById("kien-giang-hoa-dien"), 20210405, "unit"),
              HasErrorField("suggestions", "kg-hoa-dien"));
}

TEST_F(OrgTreeNamesTest, BadReferencesAreRefused) {
  EXPECT_THAT(tree_.Resolve(v1::UnitReference(), 20210405, "unit"),
              AllOf(StatusIs(ERROR_REASON_FIELD_REQUIRED), HasErrorField("field", "unit")));
  EXPECT_THAT(tree_.Resolve(UnitById("An Giang"), 20210405, "unit"),
              StatusIs(ERROR_REASON_ID_INVALID));
  EXPECT_THAT(tree_.Resolve(UnitById(""), 20210405, "unit"), StatusIs(ERROR_REASON_FIELD_REQUIRED));
  EXPECT_THAT(tree_.Resolve(UnitByName(""), 20210405, "unit"),
              StatusIs(ERROR_REASON_FIELD_REQUIRED));
  EXPECT_THAT(tree_.Resolve(UnitByName("Hoa\u0300 Điền"), 20210405, "unit"),
              StatusIs(ERROR_REASON_TEXT_NOT_NFC));
}

TEST_F(OrgTreeNamesTest, NamesOfManyUnitsStayFindableAcrossCopies) {
  OrgTree copy = tree_;
  for (int i = 0; i < 500; ++i) {
    Record(OpenUnit("xa-" + std::to_string(i), v1::UNIT_KIND_COMMUNE,
                    "Xã Tân " + std::to_string(i) + "x", "kg-chau-thanh"));
    if (i % 50 == 0) copy = tree_;
  }
  for (int i = 0; i < 500; ++i) {
    EXPECT_EQ(Resolve(UnitByName("tân " + std::to_string(i) + "X"), 20210405),
              "xa-" + std::to_string(i));
  }
  EXPECT_EQ(copy.size(), 6 + 451);
  EXPECT_EQ(copy.Find("xa-451"), kNoUnit);
}

}  // namespace
}  // namespace hemoledger
