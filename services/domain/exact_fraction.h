// Exact arithmetic on sums that may pass 64 bits on their way.
#pragma once

#include "services/domain/numbers.h"

namespace hemoledger {

__extension__ using Int128 = __int128;

// In lowest terms. Figures that any nation could reach fit by far; beyond 2^63 both sides lose
// their low bits alike, which is better than a wrong sign. REQUIRES: numerator >= 0, denominator
// > 0.
Rational InLowestTerms(Int128 numerator, Int128 denominator);

}  // namespace hemoledger
