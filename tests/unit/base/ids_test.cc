#include "proto/base/ids.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

TEST(IdsTest, IdsAreLowerCaseLettersDigitsAndHyphens) {
  for (const std::string_view id : {"a", "0", "kien-giang-2021", "r01", "a-", "1--2"})
    EXPECT_TRUE(IsValidId(id)) << id;
  EXPECT_TRUE(IsValidId(std::string(64, 'x')));
  for (const std::string_view id : {"", "-a", "Kien", "kiên-giang", "a_b", "a b", "a.b", "a/b"}) {
    EXPECT_FALSE(IsValidId(id)) << id;
  }
  EXPECT_FALSE(IsValidId(std::string(65, 'x')));
  EXPECT_FALSE(IsValidId(std::string_view("a\0", 2)));
}

TEST(IdsTest, ARequiredIdIsThereAndValid) {
  EXPECT_OK(RequireId("plan_id", "kien-giang-2021"));
  EXPECT_THAT(RequireId("plan_id", ""), StatusIs(ERROR_REASON_FIELD_REQUIRED));
  EXPECT_THAT(RequireId("plan_id", "A"), StatusIs(ERROR_REASON_ID_INVALID));
  EXPECT_THAT(RequireId("plan_id", "A"), HasErrorField("field", "plan_id"));
  EXPECT_THAT(RequireId("plan_id", "A"), HasErrorField("value", "A"));
  EXPECT_OK(OptionalId("round_id", ""));
  EXPECT_THAT(OptionalId("round_id", "-"), StatusIs(ERROR_REASON_ID_INVALID));
}

}  // namespace
}  // namespace hemoledger
