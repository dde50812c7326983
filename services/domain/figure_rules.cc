#include "services/domain/figure_rules.h"

#include "services/domain/exact_fraction.h"

namespace hemoledger {
namespace {

// "About" is reached from so many hundredths on.
constexpr int64_t kAboutPercent = 95;

constexpr uint32_t kMaxScale = 6;

}  // namespace

std::optional<Rational> NumberOf(const v1::PrintedDecimal& decimal) {
  if (!decimal.has_unscaled() || decimal.scale() > kMaxScale) return std::nullopt;
  return Decimal{decimal.unscaled(), static_cast<int>(decimal.scale())}.ToRational();
}

bool IsMet(const v1::Figure& asked, const Reached& reached) {
  const std::optional<Rational> number = NumberOf(asked.value());
  if (!number.has_value()) return false;
  const Rational& got = reached.number;
  switch (asked.comparator()) {
    case v1::COMPARATOR_MORE_THAN:
      return got > *number || (reached.or_more && got == *number);
    case v1::COMPARATOR_ABOUT:
      // got / number >= 95 / 100, without dividing by what may be 0.
      return Int128{got.numerator} * number->denominator * 100 >=
             Int128{number->numerator} * got.denominator * kAboutPercent;
    case v1::COMPARATOR_AT_MOST:
      return got < *number || (!reached.or_more && got == *number);
    case v1::COMPARATOR_LESS_THAN:
      return got < *number;
    default:
      return got >= *number;
  }
}

std::optional<int64_t> LeastUnits(const v1::Figure& figure) {
  if (figure.comparator() == v1::COMPARATOR_AT_MOST ||
      figure.comparator() == v1::COMPARATOR_LESS_THAN) {
    return std::nullopt;
  }
  const std::optional<Rational> number = NumberOf(figure.value());
  if (!number.has_value() || number->numerator < 0) return std::nullopt;
  const int64_t whole = number->numerator / number->denominator +
                        (number->numerator % number->denominator == 0 ? 0 : 1);
  if (whole > kMaxCount) return std::nullopt;
  return whole;
}

}  // namespace hemoledger
