// What figures ask for: DOMAIN fact 2, comparators. docs/attainment.md, "Targets".
#include "services/domain/figure_rules.h"

#include <gtest/gtest.h>

namespace hemoledger {
namespace {

v1::Figure Asked(v1::Comparator comparator, int64_t unscaled, uint32_t scale = 0) {
  v1::Figure figure;
  figure.set_comparator(comparator);
  figure.mutable_value()->set_unscaled(unscaled);
  figure.mutable_value()->set_scale(scale);
  return figure;
}

bool Meets(const v1::Figure& asked, int64_t numerator, int64_t denominator = 1) {
  return IsMet(asked, {.number = {numerator, denominator}});
}

TEST(FigureRulesTest, ThisFigureOrMore) {
  // Lào Cai 2024: "7.000 đơn vị máu trở lên"; Quảng Trị 2021: "nhắc lại 80%".
  for (const v1::Comparator comparator : {v1::COMPARATOR_EQUAL, v1::COMPARATOR_AT_LEAST}) {
    EXPECT_FALSE(Meets(Asked(comparator, 7000), 6999));
    EXPECT_TRUE(Meets(Asked(comparator, 7000), 7000));
    EXPECT_TRUE(Meets(Asked(comparator, 7000), 7300));
    EXPECT_FALSE(Meets(Asked(comparator, 800, 1), 799, 10)) << "79,9%";
    EXPECT_TRUE(Meets(Asked(comparator, 800, 1), 240, 3));
  }
}

TEST(FigureRulesTest, MoreThanIsNotReachedByTheFigureItself) {
  // Lào Cai 2024: "trên 95%".
  const v1::Figure asked = Asked(v1::COMPARATOR_MORE_THAN, 95);
  EXPECT_FALSE(Meets(asked, 95));
  EXPECT_TRUE(Meets(asked, 95001, 1000));
  // Kiên Giang 2021: "trên 25.530" told of a result is more than 25.530.
  EXPECT_TRUE(
      IsMet(Asked(v1::COMPARATOR_MORE_THAN, 25530), {.number = {25530, 1}, .or_more = true}));
}

TEST(FigureRulesTest, AboutIsReachedFromNinetyFivePercentOn) {
  // Lào Cai 2024: "~1 %".
  const v1::Figure asked = Asked(v1::COMPARATOR_ABOUT, 1);
  EXPECT_FALSE(Meets(asked, 949, 1000));
  EXPECT_TRUE(Meets(asked, 95, 100));
  EXPECT_TRUE(Meets(asked, 2));
}

TEST(FigureRulesTest, ARangeIsReachedAtItsLowerEnd) {
  // Lào Cai 2024: "350 - 400".
  v1::Figure asked = Asked(v1::COMPARATOR_RANGE, 350);
  asked.mutable_upper()->set_unscaled(400);
  EXPECT_FALSE(Meets(asked, 349));
  EXPECT_TRUE(Meets(asked, 350));
  EXPECT_TRUE(Meets(asked, 401));
}

TEST(FigureRulesTest, UpperBoundsAreKeptNotReached) {
  EXPECT_TRUE(Meets(Asked(v1::COMPARATOR_AT_MOST, 5), 5));
  EXPECT_FALSE(Meets(Asked(v1::COMPARATOR_AT_MOST, 5), 6));
  EXPECT_FALSE(IsMet(Asked(v1::COMPARATOR_AT_MOST, 5), {.number = {5, 1}, .or_more = true}));
  EXPECT_TRUE(Meets(Asked(v1::COMPARATOR_LESS_THAN, 5), 4));
  EXPECT_FALSE(Meets(Asked(v1::COMPARATOR_LESS_THAN, 5), 5));
}

TEST(FigureRulesTest, WithoutANumberNothingIsReached) {
  v1::Figure words;
  words.set_comparator(v1::COMPARATOR_AT_LEAST);
  words.mutable_value()->set_text("nhiều");
  EXPECT_FALSE(Meets(words, 1'000'000));
  EXPECT_EQ(LeastUnits(words), std::nullopt);
}

TEST(FigureRulesTest, LeastUnits) {
  EXPECT_EQ(LeastUnits(Asked(v1::COMPARATOR_EQUAL, 120)), 120);
  EXPECT_EQ(LeastUnits(Asked(v1::COMPARATOR_MORE_THAN, 1200)), 1200);
  EXPECT_EQ(LeastUnits(Asked(v1::COMPARATOR_RANGE, 350)), 350);
  EXPECT_EQ(LeastUnits(Asked(v1::COMPARATOR_AT_MOST, 350)), std::nullopt);
  EXPECT_EQ(LeastUnits(Asked(v1::COMPARATOR_LESS_THAN, 350)), std::nullopt);
  EXPECT_EQ(LeastUnits(Asked(v1::COMPARATOR_AT_LEAST, 3505, 1)), 351);
  EXPECT_EQ(LeastUnits(Asked(v1::COMPARATOR_AT_LEAST, -1)), std::nullopt);
  EXPECT_EQ(LeastUnits(Asked(v1::COMPARATOR_AT_LEAST, 1'000'000'000'000'000)), std::nullopt);
}

}  // namespace
}  // namespace hemoledger
