// Matchers for Status and StatusOr alike.
//   EXPECT_THAT(book.Find("x"), StatusIs(ERROR_REASON_PLAN_NOT_FOUND));
//   EXPECT_THAT(status, StatusIs(absl::StatusCode::kAborted));
//   EXPECT_THAT(status, HasErrorField("expected", "6"));
//   ASSERT_OK(store.Open());  EXPECT_OK(…);  ASSERT_OK_AND_ASSIGN(auto plan, book.Find("y"));
//   EXPECT_THAT(ReadIt(), IsOkAndHolds(5));
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proto/base/errors.h"

namespace hemoledger {
namespace internal {

inline const absl::Status& StatusIn(const absl::Status& status) {
  return status;
}
template <typename T>
const absl::Status& StatusIn(const absl::StatusOr<T>& result) {
  return result.status();
}

}  // namespace internal

MATCHER(IsOk, negation ? "is not OK" : "is OK") {
  const absl::Status& status = internal::StatusIn(arg);
  if (!status.ok()) *result_listener << "which is " << status.ToString();
  return status.ok();
}

// `expected` is an ErrorReason or an absl::StatusCode.
MATCHER_P(StatusIs, expected, "has the status " + ::testing::PrintToString(expected)) {
  const absl::Status& status = internal::StatusIn(arg);
  *result_listener << "which is " << status.ToString() << " with reason "
                   << ReasonName(ReasonOf(status));
  if constexpr (std::is_same_v<std::decay_t<decltype(expected)>, absl::StatusCode>) {
    return status.code() == expected;
  } else {
    return ReasonOf(status) == expected && status.code() == CodeOf(expected);
  }
}

// An error with this field of this value (a string or an integer).
MATCHER_P2(HasErrorField, key, value, "has the error field " + std::string(key)) {
  const absl::Status& status = internal::StatusIn(arg);
  const std::string expected = ErrorDetail(key, value).value;
  for (const ErrorDetail& field : FieldsOf(status)) {
    if (field.key == key) {
      *result_listener << "whose " << key << " is " << field.value;
      return field.value == expected;
    }
  }
  *result_listener << "which is " << status.ToString() << " and has no such field";
  return false;
}

MATCHER_P(IsOkAndHolds, matcher, "is OK and holds what is expected") {
  if (!arg.ok()) {
    *result_listener << "which is " << arg.status().ToString();
    return false;
  }
  return ::testing::ExplainMatchResult(matcher, *arg, result_listener);
}

}  // namespace hemoledger

#define EXPECT_OK(expression) EXPECT_THAT(expression, ::hemoledger::IsOk())
#define ASSERT_OK(expression) ASSERT_THAT(expression, ::hemoledger::IsOk())

#define HL_TEST_JOIN2(a, b) a##b
#define HL_TEST_JOIN(a, b) HL_TEST_JOIN2(a, b)
#define ASSERT_OK_AND_ASSIGN(declaration, expression) \
  HL_ASSERT_OK_AND_ASSIGN(HL_TEST_JOIN(hl_result_, __LINE__), declaration, expression)
#define HL_ASSERT_OK_AND_ASSIGN(result, declaration, expression) \
  auto result = (expression);                                    \
  ASSERT_THAT(result, ::hemoledger::IsOk());                     \
  declaration = std::move(result).value()
