#include "proto/base/strings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hemoledger {
namespace {

TEST(StringsTest, MapsAreSearchedByViewsWithoutACopy) {
  StringMap<int> map;
  map["một"] = 1;
  constexpr std::string_view kKey = "một";
  EXPECT_TRUE(map.contains(kKey));
  EXPECT_EQ(map.find(kKey)->second, 1);
  EXPECT_TRUE(map.contains("một"));
  EXPECT_TRUE(map.contains(std::string(kKey)));
  EXPECT_FALSE(map.contains(std::string_view("hai")));
  EXPECT_TRUE(map.try_emplace(std::string_view("hai"), 2).second);
  EXPECT_EQ(map.erase(kKey), 1u);
  StringSet set = {"a"};
  EXPECT_TRUE(set.contains(std::string_view("a")));
}

TEST(StringsTest, ConcatTakesStringsOfAnyKindAndIntegers) {
  const std::string string = "b";
  EXPECT_EQ(Concat("a", string, std::string_view("c"), 1, int64_t{-2}, uint64_t{3}), "abc1-23");
  EXPECT_EQ(Concat(), "");
}

TEST(StringsTest, IntegersAreReadWholeOrNotAtAll) {
  EXPECT_EQ(ParseInt64("-9223372036854775808"), INT64_MIN);
  EXPECT_EQ(ParseUint64("18446744073709551615"), UINT64_MAX);
  EXPECT_EQ(ParseUint64("007"), 7u);
  for (const std::string_view bad :
       {"", "1 ", " 1", "+1", "1.0", "0x1", "18446744073709551616", "-1"}) {
    EXPECT_FALSE(ParseUint64(bad).has_value()) << bad;
  }
  for (const std::string_view bad : {"", "-", "--1", "9223372036854775808"}) {
    EXPECT_FALSE(ParseInt64(bad).has_value()) << bad;
  }
}

TEST(StringsTest, TrimsBlanksAtBothEnds) {
  EXPECT_EQ(TrimBlanks(" \t a b\r\n"), "a b");
  EXPECT_EQ(TrimBlanks(" \t"), "");
  EXPECT_EQ(TrimBlanks(""), "");
}

TEST(StringsTest, ViewsConvertBothWays) {
  const std::string text("a\0b", 3);
  EXPECT_EQ(ToStd(ToAbsl(text)), text);
}

}  // namespace
}  // namespace hemoledger
