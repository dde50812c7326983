// Numbers as documents print them, read by the kind of their column, and written by the language.
// All functions are pure.
//
// What can not be read with certainty is refused, never guessed.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proto/base/language.h"

namespace hemoledger {

// An exact fraction. denominator > 0; not necessarily in lowest terms.
struct Rational {
  int64_t numerator = 0;
  int64_t denominator = 1;

  // By value: 1/2 equals 2/4.
  friend bool operator==(const Rational& a, const Rational& b);
  friend std::strong_ordering operator<=>(const Rational& a, const Rational& b);
};

// A decimal number as printed: 1.23 is 123 with 2 decimals.
struct Decimal {
  int64_t digits = 0;
  int decimals = 0;

  Rational ToRational() const;
  friend bool operator==(const Decimal&, const Decimal&) = default;
};

// Above it a count is absurd: the population of the country is 10^8.
inline constexpr int64_t kMaxCount = 1'000'000'000'000;

// --- Reading. Blanks at the ends do not matter. Only ASCII digits are digits. ---

// A whole number >= 0: "1030", "05", or with "." or "," (one of them throughout) between groups of
// three: "1.163", "1,141", "1.163.000". "1.14" and "1,1410" are refused, and so are signs, blanks
// inside, "0.163" and a blank text (blank is not zero: the caller asks first). Absent: refused, or
// above kMaxCount.
std::optional<int64_t> ReadCount(std::string_view text);

// A percentage >= 0: digits, at most one "." or ",", which is the decimal mark, up to 6 decimals,
// then "%" or nothing: "1.23", "1,23", "97,8%", "105". "1.234,5" is refused. Absent: refused.
std::optional<Decimal> ReadPercent(std::string_view text);

// The same, with FIELD_REQUIRED (blank) or FIELD_INVALID naming `field`, the text and what is
// expected.
absl::StatusOr<int64_t> RequireCount(std::string_view field, std::string_view text);
absl::StatusOr<Decimal> RequirePercent(std::string_view field, std::string_view text);

// What a count and a percentage look like: the `expected` of errors.
inline constexpr std::string_view kCountExpected = "1163, 1.163, 1,163";
inline constexpr std::string_view kPercentExpected = "97.8, 97,8, 97,8%";

// --- Writing. Exact until here: rounding is half up (away from zero), once. ---

// 1163: "1.163"; English "1,163".
std::string FormatCount(int64_t value, Language language);
// With exactly `decimals` (0 to 9) decimals: 11200/3, 1 → "3.733,3"; English "3,733.3".
std::string FormatRational(const Rational& value, int decimals, Language language);
// numerator / denominator in percent: 18693, 19116, 1 → "97,8%"; English "97.8%". Blank where the
// denominator is 0: no quota is no percentage, not 0%.
std::string FormatPercent(int64_t numerator, int64_t denominator, int decimals, Language language);
// The same without "%", for columns that are headed so.
std::string FormatBarePercent(int64_t numerator, int64_t denominator, int decimals,
                              Language language);

}  // namespace hemoledger
