#include "services/domain/numbers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/base/random.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

// --- Counts ---

TEST(ReadCountTest, ReadsTheFormsThatTheDocumentsPrint) {
  EXPECT_EQ(ReadCount("1030"), 1030) << "Kiên Giang 2021, row 1";
  EXPECT_EQ(ReadCount("1.163"), 1163) << "Kiên Giang 2022, row 1";
  EXPECT_EQ(ReadCount("1,141"), 1141) << "Quảng Trị 2021, row 1: a comma by a slip";
  EXPECT_EQ(ReadCount("92.592"), 92592) << "Quảng Trị 2021, row 1, population";
  EXPECT_EQ(ReadCount("627.028"), 627028) << "Quảng Trị 2021, total";
  EXPECT_EQ(ReadCount("11.200"), 11200);
  EXPECT_EQ(ReadCount("02"), 2) << "Lào Cai 2024 writes 02 events";
  EXPECT_EQ(ReadCount("0"), 0);
  EXPECT_EQ(ReadCount("1.163.000"), 1163000);
  EXPECT_EQ(ReadCount("1,163,000"), 1163000);
  EXPECT_EQ(ReadCount(" 74 "), 74);
}

TEST(ReadCountTest, RefusesMarksThatDoNotGroupByThree) {
  for (const std::string_view text :
       {"1.14", "1,1410", "1.1", "1.23", "1,23", "1.", ".163", "1..163", "1.163.", "1.16.3",
        "1.163.00", "1234.567", "0.163", "00.163", "01.163", ".", ","}) {
    EXPECT_FALSE(ReadCount(text).has_value()) << text;
  }
}

TEST(ReadCountTest, RefusesWhatMixesMarksOrMayMeanADecimal) {
  for (const std::string_view text : {"1.163,000", "1,163.000", "1.163,5", "1,163.5"}) {
    EXPECT_FALSE(ReadCount(text).has_value()) << text;
  }
}

TEST(ReadCountTest, RefusesAllElse) {
  for (const std::string_view text :
       {"", " ", "-5", "+5", "−716", "1 163", "1\u00A0163", "12x", "x12", "1e3", "0x10", "½",
        "１２", "10%", "350 - 400", "~10", "1'163", "(5)"}) {
    EXPECT_FALSE(ReadCount(text).has_value()) << text;
  }
  EXPECT_EQ(ReadCount("1.000.000.000.000"), kMaxCount);
  EXPECT_FALSE(ReadCount("1.000.000.000.001").has_value());
  EXPECT_FALSE(ReadCount("99999999999999999999999999999999").has_value());
}

TEST(ReadCountTest, BlankIsNotZero) {
  EXPECT_THAT(RequireCount("quota", "  "), StatusIs(ERROR_REASON_FIELD_REQUIRED));
  EXPECT_THAT(RequireCount("quota", "1.14"), StatusIs(ERROR_REASON_FIELD_INVALID));
  EXPECT_THAT(RequireCount("quota", "1.14"), HasErrorField("value", "1.14"));
  EXPECT_THAT(RequireCount("quota", "1.14"), HasErrorField("expected", "1163, 1.163, 1,163"));
  EXPECT_THAT(RequireCount("quota", "1.163"), IsOkAndHolds(1163));
}

TEST(ReadCountTest, WhatIsWrittenIsReadBackInBothLanguages) {
  SeededRandom random(20220405);
  for (int i = 0; i < 10'000; ++i) {
    const auto value = static_cast<int64_t>(random.Below(uint64_t{1} << (random.Below(39) + 1)));
    for (const Language language : {Language::kVietnamese, Language::kEnglish}) {
      ASSERT_EQ(ReadCount(FormatCount(value, language)), value) << FormatCount(value, language);
    }
  }
}

// --- Percentages ---

TEST(ReadPercentTest, TakesEitherMarkAsTheDecimalMark) {
  EXPECT_EQ(ReadPercent("1.23"), (Decimal{123, 2})) << "Quảng Trị 2021, row 1, after conversion";
  EXPECT_EQ(ReadPercent("1,10"), (Decimal{110, 2})) << "Quảng Trị 2021, row 1, before conversion";
  EXPECT_EQ(ReadPercent("95,3%"), (Decimal{953, 1})) << "Kiên Giang 2021, voluntary";
  EXPECT_EQ(ReadPercent("205"), (Decimal{205, 0})) << "Kiên Giang 2021, row 1";
  EXPECT_EQ(ReadPercent("~1 %"), std::nullopt) << "a comparator is read by its column, not here";
  EXPECT_EQ(ReadPercent("1 %"), (Decimal{1, 0}));
  EXPECT_EQ(ReadPercent("0"), (Decimal{0, 0}));
  EXPECT_EQ(ReadPercent("1.000"), (Decimal{1000, 3}));
  EXPECT_EQ(ReadPercent("1.23")->ToRational(), (Rational{123, 100}));
}

TEST(ReadPercentTest, RefusesAllElse) {
  for (const std::string_view text :
       {"", "%", "1.234,5", "1,2,3", "1.2.3", ".5", "5.", "5,%", "-1", "+1", "1e2", "97,8 %%",
        "1 2", "1.1234567", "1234567890123", "97‚8"}) {
    EXPECT_FALSE(ReadPercent(text).has_value()) << text;
  }
  EXPECT_THAT(RequirePercent("share", ""), StatusIs(ERROR_REASON_FIELD_REQUIRED));
  EXPECT_THAT(RequirePercent("share", "1.234,5"), StatusIs(ERROR_REASON_FIELD_INVALID));
  EXPECT_THAT(RequirePercent("share", "1,6"), IsOkAndHolds(Decimal{16, 1}));
}

// --- Writing ---

TEST(FormatCountTest, NumbersFollowTheLanguage) {
  EXPECT_EQ(FormatCount(1163, Language::kVietnamese), "1.163");
  EXPECT_EQ(FormatCount(1163, Language::kEnglish), "1,163");
  EXPECT_EQ(FormatCount(999, Language::kVietnamese), "999");
  EXPECT_EQ(FormatCount(1000, Language::kVietnamese), "1.000");
  EXPECT_EQ(FormatCount(19979, Language::kVietnamese), "19.979");
  EXPECT_EQ(FormatCount(1234567, Language::kVietnamese), "1.234.567");
  EXPECT_EQ(FormatCount(0, Language::kVietnamese), "0");
  EXPECT_EQ(FormatCount(-716, Language::kVietnamese), "-716") << "Kiên Giang 2021 against 2020";
  EXPECT_EQ(FormatCount(-1716, Language::kEnglish), "-1,716");
  EXPECT_EQ(FormatCount(INT64_MIN, Language::kEnglish), "-9,223,372,036,854,775,808");
}

// DOMAIN "Attainment": Kiên Giang 2021, each basis over 19.116.
TEST(FormatPercentTest, KienGiangsBases) {
  EXPECT_EQ(FormatPercent(19979, 19116, 0, Language::kVietnamese), "105%");
  EXPECT_EQ(FormatPercent(18693, 19116, 1, Language::kVietnamese), "97,8%");
  EXPECT_EQ(FormatPercent(19026, 19116, 1, Language::kVietnamese), "99,5%");
  EXPECT_EQ(FormatPercent(19089, 19116, 1, Language::kVietnamese), "99,9%");
  EXPECT_EQ(FormatPercent(18693, 19116, 1, Language::kEnglish), "97.8%");
  EXPECT_EQ(FormatBarePercent(1030, 503, 0, Language::kVietnamese), "205")
      << "row 1, in a column headed %";
  EXPECT_EQ(FormatPercent(35, 700, 0, Language::kVietnamese), "5%") << "row 32";
  EXPECT_EQ(FormatPercent(19026, 19979, 2, Language::kVietnamese), "95,23%") << "printed as 95,3%";
}

TEST(FormatPercentTest, NoQuotaIsNoPercentage) {
  EXPECT_EQ(FormatPercent(211, 0, 0, Language::kVietnamese), "") << "row 33, Cà Mau";
  EXPECT_EQ(FormatBarePercent(0, 0, 1, Language::kEnglish), "");
  EXPECT_EQ(FormatPercent(0, 700, 1, Language::kVietnamese), "0,0%");
}

TEST(FormatPercentTest, RoundsHalfUpOnceFromTheExactFraction) {
  EXPECT_EQ(FormatPercent(1, 200, 0, Language::kEnglish), "1%");          // 0.5
  EXPECT_EQ(FormatPercent(99, 20000, 0, Language::kEnglish), "0%");       // 0.495: not first to 0.5
  EXPECT_EQ(FormatPercent(5, 200, 0, Language::kEnglish), "3%");          // 2.5: up, not to even
  EXPECT_EQ(FormatPercent(1999, 2000, 1, Language::kEnglish), "100.0%");  // 99.95
  EXPECT_EQ(FormatPercent(19994, 20000, 1, Language::kEnglish), "100.0%");
  EXPECT_EQ(FormatPercent(99949, 100000, 1, Language::kEnglish), "99.9%");
  EXPECT_EQ(FormatPercent(12345, 10, 1, Language::kVietnamese), "123.450,0%");
  EXPECT_EQ(FormatPercent(INT64_MAX, 1, 9, Language::kEnglish),
            "922,337,203,685,477,580,700.000000000%");
}

// Check of DOMAIN "Conversion": 10,000 × (0.70 + 0.30 × 350/250) = 11,200, and Quảng Trị's three
// figures that are one off.
TEST(FormatRationalTest, ConvertedUnitsStayExactUntilShown) {
  EXPECT_EQ(FormatRational({int64_t{10000} * (700 * 250 + 300 * 350), 1000 * 250}, 0,
                           Language::kVietnamese),
            "11.200");
  EXPECT_EQ(FormatRational({1096 * 1120, 1000}, 0, Language::kVietnamese), "1.228")
      << "row 3, printed 1.227";
  EXPECT_EQ(FormatRational({1096 * 1120, 1000}, 2, Language::kVietnamese), "1.227,52");
  EXPECT_EQ(FormatRational({1036 * 1120, 1000}, 0, Language::kVietnamese), "1.160")
      << "row 9, printed 1.161";
  EXPECT_EQ(FormatRational({214 * 1120, 1000}, 0, Language::kVietnamese), "240")
      << "row 16, printed 241";
  EXPECT_EQ(FormatRational({1, 3}, 3, Language::kEnglish), "0.333");
  EXPECT_EQ(FormatRational({-1, 2}, 0, Language::kEnglish), "-1");
  EXPECT_EQ(FormatRational({-1, 3}, 0, Language::kEnglish), "0");
  EXPECT_EQ(FormatRational({7, 2}, 1, Language::kVietnamese), "3,5");
  EXPECT_EQ(FormatRational({2001, 2000}, 3, Language::kEnglish), "1.001");
}

TEST(FormatRationalTest, AgreesWithLongDivisionOnRandomFractions) {
  SeededRandom random(7);
  for (int i = 0; i < 10'000; ++i) {
    const auto numerator = static_cast<int64_t>(random.Below(1'000'000));
    const auto denominator = static_cast<int64_t>(random.Below(1'000) + 1);
    // Digit by digit: whole part, two decimals, then whether the rest is at least a half.
    int64_t hundredths = numerator / denominator;
    int64_t rest = numerator % denominator;
    for (int digit = 0; digit < 2; ++digit) {
      hundredths = hundredths * 10 + rest * 10 / denominator;
      rest = rest * 10 % denominator;
    }
    if (rest * 2 >= denominator) ++hundredths;
    std::string expected = FormatCount(hundredths / 100, Language::kEnglish) + ".";
    expected += static_cast<char>('0' + hundredths / 10 % 10);
    expected += static_cast<char>('0' + hundredths % 10);
    ASSERT_EQ(FormatRational({numerator, denominator}, 2, Language::kEnglish), expected)
        << numerator << "/" << denominator;
  }
}

TEST(RationalTest, ComparesByValueWithoutOverflow) {
  EXPECT_EQ((Rational{1, 2}), (Rational{2, 4}));
  EXPECT_LT((Rational{1, 3}), (Rational{1, 2}));
  EXPECT_GT((Rational{INT64_MAX, 2}), (Rational{INT64_MAX, 3}));
  EXPECT_LT((Rational{-1, 2}), (Rational{0, 5}));
}

}  // namespace
}  // namespace hemoledger
