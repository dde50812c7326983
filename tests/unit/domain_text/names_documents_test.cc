// Names as the five documents print them, against the names of the units that they mean: DOMAIN
// "Text and numbers", docs/names.md.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/base/strings.h"
#include "proto/base/utf8.h"
#include "services/domain/names.h"

namespace hemoledger {
namespace {

struct PrintedAndOfficial {
  const char* printed;
  const char* official;
};

// Printed forms that are the unit's name by the rules alone.
constexpr PrintedAndOfficial kSame[] = {
    // Quảng Trị 2021, rows 1, 2, 8.
    {"TP Đông Hà", "Thành phố Đông Hà"},
    {"TX Quảng Trị", "Thị xã Quảng Trị"},
    {"Huyện Đakrông", "Đakrông"},
    // Kiên Giang 2021, rows 4, 13, 21; 2022, rows 1, 14.
    {"BCĐ. thành phố Phú Quốc", "Thành phố Phú Quốc"},
    {"BCĐ. thành phố Rạch Giá", "Thành phố Rạch Giá"},
    {"BCĐ. TP. Rạch Giá", "Thành phố Rạch Giá"},
    {"BCĐ. thành phố Hà Tiên", "Thành phố Hà Tiên"},
    {"BCĐ. huyện U Minh Thượng", "Huyện U Minh Thượng"},
    // The text of report 65/BC-BCĐ.
    {"thành phố Rạch Giá", "Thành phố Rạch Giá"},
    {"huyện An Biên", "Huyện An Biên"},
    {"Đoàn ủy khối các cơ quan - doanh nghiệp", "Đoàn uỷ Khối các cơ quan - Doanh nghiệp"},
    // Ân Thi 2024, row II.7 and rows I.1, I.2.
    {"Xí nghiệp KTCT thủy lợi huyện", "Xí nghiệp KTCT thuỷ lợi huyện"},
    {"Hoàng Hoa Thám", "Xã Hoàng Hoa Thám"},
    {"TT. Ân Thi", "Thị trấn Ân Thi"},
    // Lào Cai 2024, III.
    {"Thị xã Sa Pa", "TX. Sa Pa"},
    {"huyện Bắc Hà", "Bắc Hà"},
};

// What the documents misspell: only an alias joins it.
constexpr PrintedAndOfficial kMisspelt[] = {
    {"Ấn Thi", "Huyện Ân Thi"},      // Ân Thi 2024, place of signing
    {"Phù Ứng", "Xã Phù Ủng"},       // Ân Thi 2024, row I.4
    {"SiMaCai", "Huyện Si Ma Cai"},  // Lào Cai 2024, III
    {"Ngọc Hòì", "Huyện Ngọc Hồi"},  // Ngọc Hồi 2020
};

std::string Decomposed(std::string_view name) {
  // Every letter that the documents need, apart: base, then its marks.
  static const std::pair<const char*, const char*> kParts[] = {
      {"ạ", "a\u0323"},       {"á", "a\u0301"},
      {"à", "a\u0300"},       {"ế", "e\u0302\u0301"},
      {"ệ", "e\u0323\u0302"}, {"ố", "o\u0302\u0301"},
      {"ồ", "o\u0302\u0300"}, {"ư", "u\u031B"},
      {"ơ", "o\u031B"},       {"ô", "o\u0302"},
      {"ê", "e\u0302"},       {"â", "a\u0302"},
      {"ủ", "u\u0309"},       {"ị", "i\u0323"},
      {"ú", "u\u0301"},       {"ượ", "u\u031Bo\u031B\u0323"},
  };
  std::string text(name);
  for (const auto& [composed, apart] : kParts) {
    const std::string_view letter = composed;
    for (size_t at = text.find(letter); at != std::string::npos; at = text.find(letter, at)) {
      text.replace(at, letter.size(), apart);
    }
  }
  return text;
}

TEST(NamesOfDocumentsTest, PrintedFormsAreTheUnitsNames) {
  for (const auto& [printed, official] : kSame) {
    EXPECT_EQ(MatchingKey(printed), MatchingKey(official)) << printed << " / " << official;
  }
}

TEST(NamesOfDocumentsTest, DecomposedTextIsTheSame) {
  for (const auto& [printed, official] : kSame) {
    const std::string apart = Decomposed(printed);
    EXPECT_EQ(MatchingKey(apart), MatchingKey(official)) << printed;
    EXPECT_EQ(MatchingKey(CaseFold(apart)), MatchingKey(official)) << printed;
  }
  EXPECT_FALSE(IsNfc(Decomposed("BCĐ. thành phố Rạch Giá")));
}

TEST(NamesOfDocumentsTest, MisspeltFormsAreOtherNamesThatAreSuggested) {
  for (const auto& [printed, official] : kMisspelt) {
    EXPECT_NE(MatchingKey(printed), MatchingKey(official)) << printed;
    const std::string loose = LooseKey(official);
    const NameCandidate candidate{official, loose};
    EXPECT_THAT(SuggestNames(printed, std::span(&candidate, 1)), testing::ElementsAre(official))
        << printed;
  }
}

// Words in which both placements of the tone are in use; composed and apart.
TEST(NamesOfDocumentsTest, BothPlacementsOfTheTone) {
  for (const auto& [old_form, new_form] :
       std::initializer_list<PrintedAndOfficial>{{"Hòa", "Hoà"},
                                                 {"Hóa", "Hoá"},
                                                 {"Họa", "Hoạ"},
                                                 {"khỏe", "khoẻ"},
                                                 {"Thủy", "Thuỷ"},
                                                 {"thúy", "thuý"},
                                                 {"Ủy ban", "Uỷ ban"},
                                                 {"Lũy", "Luỹ"},
                                                 {"Tụy", "Tuỵ"},
                                                 {"qúy", "quý"},
                                                 {"Qủang", "Quảng"},
                                                 {"THỦY HÒA", "Thuỷ Hoà"},
                                                 {"H\u006F\u0300a", "Hoà"},
                                                 {"Hoa\u0300", "Hòa"},
                                                 {"khỏe khoắn", "khoẻ khoắn"}}) {
    EXPECT_EQ(MatchingKey(old_form), MatchingKey(new_form)) << old_form << " / " << new_form;
  }
  // And no word loses its tone, or takes another.
  for (const auto& [one, other] : std::initializer_list<PrintedAndOfficial>{
           {"Hòa", "Hoa"}, {"Hòa", "Hóa"}, {"khỏe", "khoe"}, {"Thủy", "Thùy"}, {"quý", "quỳ"}}) {
    EXPECT_NE(MatchingKey(one), MatchingKey(other)) << one << " / " << other;
  }
}

TEST(NamesOfDocumentsTest, CommitteeAndKindAreStackedInEveryForm) {
  for (const std::string_view committee :
       {"BCĐ. ", "BCĐ ", "BCĐ.", "bcđ. ", "Ban Chỉ đạo ", "Ban chỉ đạo ", "BCĐ.\u00A0"}) {
    for (const std::string_view kind :
         {"thành phố ", "TP. ", "TP.", "TP ", "Tp. ", "thị xã ", "TX. ", "TX ", "huyện ", "H. ",
          "H.", "xã ", "phường ", "thị trấn ", "TT. ", "tỉnh ", ""}) {
      const std::string name = Concat(committee, kind, "Rạch Giá");
      EXPECT_EQ(MatchingKey(name), "rạch giá") << name;
    }
  }
}

// "BCĐ. Ban Chỉ đạo X" names X's committee of a committee: no unit of ours is called so, and taking
// both off would join what nobody wrote.
TEST(NamesOfDocumentsTest, OfTwoCommitteesInARowOneIsTakenOff) {
  EXPECT_EQ(MatchingKey("BCĐ. Ban Chỉ đạo Rạch Giá"), "ban chỉ đạo rạch giá");
  EXPECT_EQ(MatchingKey("Ban Chỉ đạo BCĐ. Rạch Giá"), "bcđ. rạch giá");
  EXPECT_EQ(MatchingKey("BCĐ. BCĐ. Rạch Giá"), "bcđ. rạch giá");
  // A kind before a committee is no prefix of it.
  EXPECT_EQ(MatchingKey("huyện BCĐ. Rạch Giá"), "bcđ. rạch giá");
  EXPECT_NE(MatchingKey("BCĐ. Ban Chỉ đạo Rạch Giá"), MatchingKey("Rạch Giá"));
}

TEST(NamesOfDocumentsTest, DStrokeAndIAndYAreLettersOfTheirOwn) {
  for (const auto& [one, other] :
       std::initializer_list<PrintedAndOfficial>{{"Đông Hà", "Dông Hà"},
                                                 {"Huyện Đakrông", "Huyện Dakrông"},
                                                 {"Đa Lộc", "Da Lộc"},
                                                 {"Lý Nhân", "Lí Nhân"},
                                                 {"Quy Nhơn", "Qui Nhơn"},
                                                 {"Mỹ Đức", "Mĩ Đức"},
                                                 {"quý", "quí"},
                                                 {"BCĐ. Rạch Giá", "BCD. Rạch Giá"}}) {
    EXPECT_NE(MatchingKey(one), MatchingKey(other)) << one << " / " << other;
  }
}

}  // namespace
}  // namespace hemoledger
