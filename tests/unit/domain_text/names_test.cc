#include "services/domain/names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/base/strings.h"
#include "proto/base/utf8.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

void ExpectSame(std::string_view a, std::string_view b) {
  EXPECT_EQ(MatchingKey(a), MatchingKey(b)) << a << " / " << b;
}
void ExpectDifferent(std::string_view a, std::string_view b) {
  EXPECT_NE(MatchingKey(a), MatchingKey(b)) << a << " / " << b;
}

// --- Form ---

TEST(MatchingKeyTest, CompositionAndCaseDoNotMatter) {
  EXPECT_EQ(MatchingKey("Rạch Giá"), "rạch giá");
  ExpectSame("Ra\u0323ch Gia\u0301", "Rạch Giá");
  ExpectSame("RẠCH GIÁ", "rạch giá");
  ExpectSame("ĐÔNG HÀ", "Đông Hà");
  // The dot below and the circumflex in either order.
  ExpectSame("Tie\u0302\u0323p", "Tie\u0323\u0302p");
}

TEST(MatchingKeyTest, BlanksAndInvisibleCharactersDoNotMatter) {
  ExpectSame("  Rạch   Giá ", "Rạch Giá");
  ExpectSame("Rạch\u00A0Giá", "Rạch Giá");
  ExpectSame("Rạch\u200B Giá\uFEFF", "Rạch Giá");
  ExpectSame("Rạch\tGiá\n", "Rạch Giá");
  ExpectDifferent("RạchGiá", "Rạch Giá");
}

TEST(MatchingKeyTest, WhatIsNotUtf8IsItself) {
  EXPECT_EQ(MatchingKey("Rạch \xFF"), "Rạch \xFF");
}

// --- Tones ---

TEST(MatchingKeyTest, BothPlacementsOfToneMarksAreOne) {
  ExpectSame("Hướng Hóa", "Hướng Hoá");  // Quảng Trị 2021, row 9
  ExpectSame("Hòa", "Hoà");
  ExpectSame("Xuân Hòe", "Xuân Hoè");
  ExpectSame("Thúy", "Thuý");
  ExpectSame("Đoàn ủy Khối", "Đoàn uỷ Khối");  // Kiên Giang 2021, row 15: ủy with one vowel more
  ExpectSame("KHÁNH HÒA", "khánh hoà");
  ExpectSame("Ho\u0300a", "Hoa\u0300");
  EXPECT_EQ(MatchingKey("Hòa"), "hoà");
}

TEST(MatchingKeyTest, AllFiveTonesMove) {
  for (const char* tone : {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}) {
    for (const char* vowels : {"oa", "oe", "uy"}) {
      const std::string old_placement =
          Concat("h", std::string(1, vowels[0]), tone, std::string(1, vowels[1]));
      const std::string new_placement = Concat("h", vowels, tone);
      ExpectSame(old_placement, new_placement);
      ExpectDifferent(old_placement, Concat("h", vowels));
    }
  }
}

TEST(MatchingKeyTest, ClosedSyllablesKeepTheirTone) {
  EXPECT_EQ(MatchingKey("Hoàn"), "hoàn");
  EXPECT_EQ(MatchingKey("Huỳnh"), "huỳnh");
  EXPECT_EQ(MatchingKey("Ngoài"), "ngoài");
  EXPECT_EQ(MatchingKey("Khuỷu"), "khuỷu");
  EXPECT_EQ(MatchingKey("Tuyến"), "tuyến");
  EXPECT_EQ(MatchingKey("Hoằng Hóa"), "hoằng hoá");
  ExpectSame("Hòan", "Hoàn");
  ExpectSame("Hùynh", "Huỳnh");
}

TEST(MatchingKeyTest, InQuTheUNeverCarriesTheTone) {
  ExpectSame("Lê Qúy Đôn", "Lê Quý Đôn");  // Ân Thi 2024, row 12
  ExpectSame("qúi", "quí");
  ExpectSame("qủa", "quả");
  ExpectDifferent("quý", "quí");  // i and y are never folded
  EXPECT_EQ(MatchingKey("Quốc"), "quốc");
  EXPECT_EQ(MatchingKey("Quỳnh"), "quỳnh");
}

TEST(MatchingKeyTest, OtherVowelsAreLeftAlone) {
  // In gi the placement tells words apart: (giặt) gịa and giạ.
  ExpectDifferent("gịa", "giạ");
  EXPECT_EQ(MatchingKey("Giồng Riềng"), "giồng riềng");
  EXPECT_EQ(MatchingKey("Mùa"), "mùa");
  ExpectDifferent("của", "cuả");
  ExpectDifferent("mía", "miá");
  ExpectDifferent("úi", "uí");
}

TEST(MatchingKeyTest, TonesAndMarksAreNeverDropped) {
  ExpectDifferent("Ấn Thi", "Ân Thi");      // a misspelling, joined by an alias only
  ExpectDifferent("Phù Ứng", "Phù Ủng");    // Ân Thi 2024, row 4
  ExpectDifferent("Ngọc Hòì", "Ngọc Hồi");  // a damaged copy
  ExpectDifferent("Châu Thanh", "Châu Thành");
  ExpectDifferent("Tan An", "Tân An");
}

TEST(MatchingKeyTest, DStrokeIsALetterAndIAndYStayApart) {
  ExpectDifferent("Đông Hà", "Dông Hà");
  ExpectDifferent("Đakrông", "Dakrông");
  ExpectDifferent("Mỹ Tho", "Mĩ Tho");
  ExpectDifferent("Lý Sơn", "Lí Sơn");
  ExpectDifferent("Quy Nhơn", "Qui Nhơn");
}

// --- Prefixes ---

TEST(MatchingKeyTest, PrefixesOfKindsDoNotMatter) {
  ExpectSame("TP. Đông Hà", "thành phố Đông Hà");  // Quảng Trị 2021, row 1
  ExpectSame("TX Quảng Trị", "Thị xã Quảng Trị");  // row 2
  ExpectSame("Huyện Vĩnh Linh", "Vĩnh Linh");      // row 3
  ExpectSame("Thị trấn Ân Thi", "Ân Thi");         // Ân Thi 2024, row 1
  ExpectSame("Tỉnh Cà Mau", "Cà Mau");             // Kiên Giang 2021, row 33
  for (const std::string_view name :
       {"TP. Tân An",       "TP.Tân An",     "TP Tân An",   "Tp Tân An",
        "Thành phố Tân An", "TX. Tân An",    "TX Tân An",   "tx.Tân An",
        "thị xã Tân An",    "H. Tân An",     "H.Tân An",    "huyện Tân An",
        "Q. Tân An",        "quận Tân An",   "tỉnh Tân An", "xã Tân An",
        "X. Tân An",        "phường Tân An", "P. Tân An",   "P.Tân An",
        "thị trấn Tân An",  "TT. Tân An",    "TT.Tân An",   "đặc khu Tân An",
        "THÀNH PHỐ  TÂN AN"}) {
    EXPECT_EQ(MatchingKey(name), "tân an") << name;
  }
}

TEST(MatchingKeyTest, TheCommitteesPrefixStandsBeforeTheKinds) {
  EXPECT_EQ(MatchingKey("BCĐ. thành phố Rạch Giá"), "rạch giá");  // Kiên Giang 2021, row 13
  EXPECT_EQ(MatchingKey("BCĐ. TP. Rạch Giá"), "rạch giá");        // Kiên Giang 2022, row 1
  EXPECT_EQ(MatchingKey("BCĐ. huyện Tân Hiệp"), "tân hiệp");
  EXPECT_EQ(MatchingKey("BCĐ huyện Tân Hiệp"), "tân hiệp");
  EXPECT_EQ(MatchingKey("BCĐ.H.Tân Hiệp"), "tân hiệp");
  EXPECT_EQ(MatchingKey("Ban Chỉ đạo huyện Tân Hiệp"), "tân hiệp");
  EXPECT_EQ(MatchingKey("BCĐ. Tân Hiệp"), "tân hiệp");
}

TEST(MatchingKeyTest, OneCommitteeIsTakenOffAndNoSecond) {
  EXPECT_EQ(MatchingKey("BCĐ. Ban Chỉ đạo huyện Tân Hiệp"), "ban chỉ đạo huyện tân hiệp");
}

TEST(MatchingKeyTest, ShortFormsNeedTheirDotOrBlank) {
  EXPECT_EQ(MatchingKey("Hải Lăng"), "hải lăng");
  EXPECT_EQ(MatchingKey("H Tân Hiệp"), "h tân hiệp");
  EXPECT_EQ(MatchingKey("P Tân An"), "p tân an");
  EXPECT_EQ(MatchingKey("Phú Quốc"), "phú quốc");
  EXPECT_EQ(MatchingKey("TPHCM"), "tphcm");
  EXPECT_EQ(MatchingKey("Xuân Trúc"), "xuân trúc");
  EXPECT_EQ(MatchingKey("Huyệnn Tân Hiệp"), "huyệnn tân hiệp");
  // Ân Thi 2024, row II.13: TT without a dot is trung tâm.
  EXPECT_EQ(MatchingKey("TT giáo dục nghề nghiệp-GDTC"), "tt giáo dục nghề nghiệp-gdtc");
}

TEST(MatchingKeyTest, SomethingIsAlwaysLeft) {
  for (const std::string_view name :
       {"Thành phố", "thị xã", "BCĐ.", "BCĐ", "TP.", "TP", "H.", "huyện", "Tỉnh"}) {
    EXPECT_EQ(MatchingKey(name), CaseFold(name)) << name;
  }
  EXPECT_EQ(MatchingKey("BCĐ. tỉnh"), "tỉnh");
  EXPECT_EQ(MatchingKey(" "), "");
  EXPECT_EQ(MatchingKey(""), "");
}

TEST(MatchingKeyTest, ANumberKeepsItsKind) {
  EXPECT_EQ(MatchingKey("P. 5"), "phường 5");
  ExpectSame("P.5", "Phường 5");
  ExpectSame("Q. 1", "quận 1");
  ExpectSame("BCĐ. Quận 1", "Q.1");
  ExpectDifferent("Quận 1", "Phường 1");
  ExpectDifferent("Phường 1", "1");
}

TEST(MatchingKeyTest, NamesOfBodiesAreNotStripped) {
  EXPECT_EQ(MatchingKey("Tỉnh đoàn"), "tỉnh đoàn");  // Kiên Giang 2021, row 18
  EXPECT_EQ(MatchingKey("Tỉnh Đoàn Kiên Giang"), "tỉnh đoàn kiên giang");
  ExpectDifferent("Tỉnh đoàn", "Huyện đoàn");
  ExpectDifferent("Tỉnh ủy", "Huyện ủy");
  ExpectSame("Huyện ủy", "Huyện uỷ");
  ExpectDifferent("Tỉnh hội Chữ thập đỏ", "Huyện hội Chữ thập đỏ");
  ExpectDifferent("Xã đội", "Phường đội");
  // Communes and cities are named so.
  EXPECT_EQ(MatchingKey("Xã Đoàn Kết"), "đoàn kết");
  EXPECT_EQ(MatchingKey("Thành phố Hội An"), "hội an");
  EXPECT_EQ(MatchingKey("xã Đội Bình"), "đội bình");
}

TEST(MatchingKeyTest, OnlyOneKindIsStripped) {
  EXPECT_EQ(MatchingKey("xã Phường Thịnh"), "phường thịnh");
  EXPECT_EQ(MatchingKey("phường Xã Tắc"), "xã tắc");
}

TEST(MatchingKeyTest, KindsInsideANameStay) {
  EXPECT_EQ(MatchingKey("Bệnh viện Đa khoa tỉnh"),
            "bệnh viện đa khoa tỉnh");  // Kiên Giang 2021, row 6
  EXPECT_EQ(MatchingKey("Công an tỉnh"), "công an tỉnh");
  ExpectDifferent("Công an tỉnh", "Công an huyện");
  ExpectDifferent("Chi nhánh Kiên Giang - Công ty Cổ phần Vinpearl",
                  "Công ty Cổ phần Đầu tư và Phát triển du lịch Vinpearl Phú Quốc");
}

TEST(MatchingKeyTest, AKeyIsNfcAndFolded) {
  for (const std::string_view name :
       {"BCĐ. thành phố Rạch Giá", "Đoàn ủy Khối CQDN tỉnh", "HƯỚNG HÓA", "Lê Qúy Đôn"}) {
    const std::string key = MatchingKey(name);
    EXPECT_TRUE(IsNfc(key));
    EXPECT_EQ(CaseFold(key), key);
    EXPECT_EQ(MatchingKey(key), key);
  }
}

// --- Suggestions ---

TEST(LooseKeyTest, DropsMarksBlanksAndPunctuationButNotDStroke) {
  EXPECT_EQ(LooseKey("BCĐ. thành phố Rạch Giá"), "rachgia");
  EXPECT_EQ(LooseKey("Đa Krông"), "đakrong");
  EXPECT_EQ(LooseKey("Huyện Đakrông"), "đakrong");
  EXPECT_EQ(LooseKey("Bà Rịa - Vũng Tàu"), "bariavungtau");
  EXPECT_EQ(LooseKey("Mường Khương"), "muongkhuong");
  EXPECT_EQ(LooseKey("SiMaCai"), LooseKey("Si Ma Cai"));  // Lào Cai 2024
  EXPECT_EQ(LooseKey("Ðông Hà"), "đongha");               // eth in place of đ
  EXPECT_EQ(LooseKey("..."), "");
}

class SuggestNamesTest : public ::testing::Test {
 protected:
  std::vector<std::string> Suggest(std::string_view name, size_t limit = 3) {
    std::vector<std::string> keys;
    keys.reserve(names_.size());
    for (const std::string& candidate : names_) keys.push_back(LooseKey(candidate));
    std::vector<NameCandidate> candidates;
    for (size_t i = 0; i < names_.size(); ++i) candidates.push_back({names_[i], keys[i]});
    return SuggestNames(name, candidates, limit);
  }

  std::vector<std::string> names_ = {
      "Huyện An Biên",     "Huyện An Minh",   "Huyện Châu Thành", "Thành phố Rạch Giá",
      "Huyện Giồng Riềng", "Huyện Gò Quao",   "Công an tỉnh",     "Liên đoàn Lao động tỉnh",
      "Thành phố Đông Hà", "Huyện Si Ma Cai", "Huyện Ân Thi"};
};

TEST_F(SuggestNamesTest, MissingMarksAreSuggestedFirst) {
  EXPECT_THAT(Suggest("rach gia"), ElementsAre("Thành phố Rạch Giá"));
  EXPECT_THAT(Suggest("SiMaCai"), ElementsAre("Huyện Si Ma Cai"));
  EXPECT_THAT(Suggest("Ấn Thi"), ElementsAre("Huyện Ân Thi"));
  EXPECT_THAT(Suggest("Dong Ha"), ElementsAre("Thành phố Đông Hà"));
}

TEST_F(SuggestNamesTest, FewEditsAreSuggestedFewestFirst) {
  EXPECT_THAT(Suggest("Rạch Gía"), ElementsAre("Thành phố Rạch Giá"));
  EXPECT_THAT(Suggest("Giồng Riêgn"), ElementsAre("Huyện Giồng Riềng"));
  EXPECT_THAT(Suggest("An Bin"), ElementsAre("Huyện An Biên"));
  EXPECT_THAT(Suggest("An Ibên"), ElementsAre("Huyện An Biên"));  // a swap is one edit
  names_ = {"Tân Hội", "Tân Hợp", "Tân Hoà"};
  EXPECT_THAT(Suggest("Tân Hop"), ElementsAre("Tân Hợp", "Tân Hội", "Tân Hoà"));
  EXPECT_THAT(Suggest("Tân Hop", 1), ElementsAre("Tân Hợp"));
}

TEST_F(SuggestNamesTest, APartOfANameIsSuggestedLast) {
  EXPECT_THAT(Suggest("Liên đoàn Lao động"), ElementsAre("Liên đoàn Lao động tỉnh"));
  names_ = {"Trường Cao đẳng Kiên Giang", "Kiên Giang"};
  EXPECT_THAT(Suggest("Kien Giang"), ElementsAre("Kiên Giang", "Trường Cao đẳng Kiên Giang"));
}

TEST_F(SuggestNamesTest, UnlikeNamesAreNotSuggested) {
  EXPECT_THAT(Suggest("Bệnh viện Sản Nhi"), IsEmpty());
  EXPECT_THAT(Suggest("An"), IsEmpty());
  EXPECT_THAT(Suggest(""), IsEmpty());
  EXPECT_THAT(Suggest("."), IsEmpty());
}

TEST_F(SuggestNamesTest, EachNameIsSuggestedOnce) {
  names_ = {"Tân An", "Tân An", "Tân Ân"};
  EXPECT_THAT(Suggest("tan an"), ElementsAre("Tân An", "Tân Ân"));
}

}  // namespace
}  // namespace hemoledger
