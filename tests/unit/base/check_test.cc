#include "proto/base/check.h"

#include <gtest/gtest.h>

#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

TEST(CheckDeathTest, AFailedCheckTellsWhereAndAborts) {
  EXPECT_DEATH(HL_CHECK(1 + 1 == 3) << "sum " << 2,
               "check_test.cc:[0-9]+: check failed: 1 \\+ 1 == 3 sum 2");
  EXPECT_DEATH(HL_CHECK_OK(MakeError(ERROR_REASON_OVERLOADED)), "OVERLOADED|overloaded");
}

TEST(CheckTest, APassedCheckEvaluatesNoMessage) {
  int evaluated = 0;
  HL_CHECK(true) << ++evaluated;
  EXPECT_EQ(evaluated, 0);
  HL_CHECK_OK(absl::OkStatus());
  HL_CHECK_OK(absl::StatusOr<int>(5));
}

TEST(CheckTest, ACheckIsOneStatementAfterAnIf) {
  bool reached = false;
  if (reached)
    HL_CHECK(false);
  else
    reached = true;
  EXPECT_TRUE(reached);
}

absl::StatusOr<int> Half(int value) {
  if (value % 2 != 0)
    return MakeError(ERROR_REASON_FIELD_INVALID, {{"field", "value"}, {"value", value}});
  return value / 2;
}

absl::StatusOr<int> Quarter(int value) {
  ASSIGN_OR_RETURN(const int half, Half(value));
  ASSIGN_OR_RETURN(const int quarter, Half(half));
  return quarter;
}

absl::Status Even(int value) {
  RETURN_IF_ERROR(Half(value).status());
  return absl::OkStatus();
}

TEST(StatusMacrosTest, ErrorsGoUpAndValuesStay) {
  EXPECT_THAT(Quarter(8), IsOkAndHolds(2));
  EXPECT_THAT(Quarter(6), StatusIs(ERROR_REASON_FIELD_INVALID));
  EXPECT_THAT(Quarter(6), HasErrorField("value", 3));
  EXPECT_OK(Even(4));
  EXPECT_THAT(Even(3), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace hemoledger
