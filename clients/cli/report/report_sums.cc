#include "clients/cli/report/report_sums.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace hemoledger {
namespace {

__extension__ using Int128 = __int128;

// a + b in lowest terms; absent: beyond 64 bits.
std::optional<Rational> Sum(const Rational& a, const Rational& b) {
  const int64_t common = std::gcd(a.denominator, b.denominator);
  const Int128 numerator = Int128{a.numerator} * (b.denominator / common) +
                           Int128{b.numerator} * (a.denominator / common);
  const Int128 denominator = Int128{a.denominator} * (b.denominator / common);
  constexpr Int128 kMax = std::numeric_limits<int64_t>::max();
  if (numerator > kMax || denominator > kMax || numerator < 0) return std::nullopt;
  const int64_t n = static_cast<int64_t>(numerator);
  const int64_t d = static_cast<int64_t>(denominator);
  const int64_t shared = std::gcd(n, d);
  return Rational{n / shared, d / shared};
}

}  // namespace

Rational NumeratorOf(const v1::AttainmentFigures& figures, bool converted) {
  if (!converted) return {figures.received_units(), 1};
  return {figures.converted_numerator(), std::max<int64_t>(figures.converted_denominator(), 1)};
}

void FigureSum::Add(const v1::AttainmentFigures& figures, bool is_holder) {
  const Rational received = NumeratorOf(figures, converted_);
  if (!has_rows_) {
    total_ = received;
  } else if (total_.has_value()) {
    total_ = Sum(*total_, received);
  }
  has_rows_ = true;
  unconverted_ += figures.unconverted_units();
  if (figures.has_quota_units()) {
    has_quota_ = true;
    quota_ += figures.quota_units();
  } else if (is_holder) {
    quota_known_ = false;
  }
}

std::optional<int64_t> FigureSum::quota() const {
  return has_quota_ && quota_known_ ? std::optional(quota_) : std::nullopt;
}

std::optional<Rational> FigureSum::ratio() const {
  const std::optional<int64_t> against = quota();
  if (!against.has_value() || *against <= 0 || !total_.has_value()) return std::nullopt;
  if (converted_ && unconverted_ > 0) return std::nullopt;
  const Int128 denominator = Int128{total_->denominator} * *against;
  if (denominator > std::numeric_limits<int64_t>::max()) return std::nullopt;
  return Rational{total_->numerator, static_cast<int64_t>(denominator)};
}

}  // namespace hemoledger
