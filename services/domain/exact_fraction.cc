#include "services/domain/exact_fraction.h"

#include <limits>

#include "proto/base/check.h"

namespace hemoledger {

Rational InLowestTerms(Int128 numerator, Int128 denominator) {
  HL_CHECK(numerator >= 0 && denominator > 0);
  Int128 common = denominator;
  for (Int128 rest = numerator; rest != 0;) {
    const Int128 next = common % rest;
    common = rest;
    rest = next;
  }
  numerator /= common;
  denominator /= common;
  constexpr Int128 kMax = std::numeric_limits<int64_t>::max();
  while (numerator > kMax || denominator > kMax) {
    numerator >>= 1;
    denominator = denominator > 1 ? denominator >> 1 : 1;
    if (denominator == 1 && numerator > kMax) numerator = kMax;
  }
  return {static_cast<int64_t>(numerator), static_cast<int64_t>(denominator)};
}

}  // namespace hemoledger
