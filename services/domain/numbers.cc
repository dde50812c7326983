#include "services/domain/numbers.h"

#include <algorithm>
#include <array>

#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

using Wide = __int128;

constexpr int kMaxReadDecimals = 6;
constexpr int kMaxWrittenDecimals = 9;
// Digits of a percentage, decimals counted: far more than any document prints, and no overflow.
constexpr size_t kMaxPercentDigits = 12;

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
bool IsGroupingMark(char c) {
  return c == '.' || c == ',';
}

Wide PowerOfTen(int exponent) {
  Wide power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

// Whether `text` (digits and marks) is groups of three after a first group of one to three that is
// not led by a zero.
bool IsGrouped(std::string_view text, char mark) {
  const size_t first = text.find(mark);
  if (first == 0 || first > 3 || text.front() == '0') return false;
  for (size_t at = first; at < text.size(); at += 4) {
    if (text[at] != mark || text.size() - at < 4) return false;
    if (!std::all_of(text.begin() + static_cast<std::ptrdiff_t>(at) + 1,
                     text.begin() + static_cast<std::ptrdiff_t>(at) + 4, IsDigit)) {
      return false;
    }
  }
  return true;
}

// The integer `value` with marks between groups of three.
std::string Grouped(Wide value, char mark) {
  HL_CHECK(value >= 0);
  std::string reversed;
  do {
    if (reversed.size() % 4 == 3) reversed += mark;
    reversed += static_cast<char>('0' + static_cast<int>(value % 10));
    value /= 10;
  } while (value != 0);
  return {reversed.rbegin(), reversed.rend()};
}

char GroupMark(Language language) {
  return language == Language::kEnglish ? ',' : '.';
}
char DecimalMark(Language language) {
  return language == Language::kEnglish ? '.' : ',';
}

// numerator / denominator rounded half up (away from zero) to `decimals`, written out.
std::string FormatWide(Wide numerator, Wide denominator, int decimals, Language language) {
  HL_CHECK(denominator > 0);
  HL_CHECK(decimals >= 0 && decimals <= kMaxWrittenDecimals) << decimals;
  const bool negative = numerator < 0;
  if (negative) numerator = -numerator;
  const Wide scale = PowerOfTen(decimals);
  // Quotient and remainder apart, so that nothing as large as numerator * scale * 2 is needed.
  Wide whole = numerator / denominator;
  Wide fraction = (numerator % denominator * scale * 2 + denominator) / (denominator * 2);
  if (fraction == scale) {
    whole += 1;
    fraction = 0;
  }
  std::string text = Grouped(whole, GroupMark(language));
  if (decimals > 0) {
    std::string digits = std::to_string(static_cast<int64_t>(fraction));
    digits.insert(0, static_cast<size_t>(decimals) - digits.size(), '0');
    text += DecimalMark(language);
    text += digits;
  }
  const bool zero = whole == 0 && fraction == 0;
  return negative && !zero ? "-" + text : text;
}

template <typename Value>
absl::StatusOr<Value> Required(std::string_view field, std::string_view text,
                               std::optional<Value> value, std::string_view expected) {
  if (value.has_value()) return *value;
  if (TrimBlanks(text).empty()) return MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", field}});
  return MakeError(ERROR_REASON_FIELD_INVALID,
                   {{"field", field}, {"value", text}, {"expected", expected}});
}

}  // namespace

bool operator==(const Rational& a, const Rational& b) {
  return (a <=> b) == std::strong_ordering::equal;
}

std::strong_ordering operator<=>(const Rational& a, const Rational& b) {
  HL_CHECK(a.denominator > 0 && b.denominator > 0);
  const Wide left = Wide{a.numerator} * b.denominator;
  const Wide right = Wide{b.numerator} * a.denominator;
  if (left == right) return std::strong_ordering::equal;
  return left < right ? std::strong_ordering::less : std::strong_ordering::greater;
}

Rational Decimal::ToRational() const {
  return {digits, static_cast<int64_t>(PowerOfTen(decimals))};
}

std::optional<int64_t> ReadCount(std::string_view text) {
  text = TrimBlanks(text);
  if (text.empty() || !IsDigit(text.front())) return std::nullopt;
  if (!std::all_of(text.begin(), text.end(),
                   [](char c) { return IsDigit(c) || IsGroupingMark(c); }))
    return std::nullopt;
  const auto mark = std::find_if(text.begin(), text.end(), IsGroupingMark);
  if (mark != text.end() && !IsGrouped(text, *mark)) return std::nullopt;
  int64_t value = 0;
  for (const char c : text) {
    if (!IsDigit(c)) continue;
    value = value * 10 + (c - '0');
    if (value > kMaxCount) return std::nullopt;
  }
  return value;
}

std::optional<Decimal> ReadPercent(std::string_view text) {
  text = TrimBlanks(text);
  if (text.ends_with('%')) text = TrimBlanks(text.substr(0, text.size() - 1));
  if (text.empty()) return std::nullopt;
  if (!IsDigit(text.front()) || !IsDigit(text.back())) return std::nullopt;
  Decimal number;
  bool after_mark = false;
  size_t digit_count = 0;
  for (const char c : text) {
    if (IsDigit(c)) {
      if (++digit_count > kMaxPercentDigits) return std::nullopt;
      number.digits = number.digits * 10 + (c - '0');
      if (after_mark) ++number.decimals;
    } else if (IsGroupingMark(c) && !after_mark) {
      after_mark = true;
    } else {
      return std::nullopt;
    }
  }
  if (number.decimals > kMaxReadDecimals) return std::nullopt;
  return number;
}

absl::StatusOr<int64_t> RequireCount(std::string_view field, std::string_view text) {
  return Required(field, text, ReadCount(text), kCountExpected);
}

absl::StatusOr<Decimal> RequirePercent(std::string_view field, std::string_view text) {
  return Required(field, text, ReadPercent(text), kPercentExpected);
}

std::string FormatCount(int64_t value, Language language) {
  return FormatWide(value, 1, 0, language);
}

std::string FormatRational(const Rational& value, int decimals, Language language) {
  return FormatWide(value.numerator, value.denominator, decimals, language);
}

std::string FormatPercent(int64_t numerator, int64_t denominator, int decimals, Language language) {
  std::string text = FormatBarePercent(numerator, denominator, decimals, language);
  if (!text.empty()) text += '%';
  return text;
}

std::string FormatBarePercent(int64_t numerator, int64_t denominator, int decimals,
                              Language language) {
  HL_CHECK(denominator >= 0) << denominator;
  if (denominator == 0) return {};
  return FormatWide(Wide{numerator} * 100, denominator, decimals, language);
}

}  // namespace hemoledger
