// The converted quota that follows from a plan's mix of bags. DOMAIN, "Conversion".
#pragma once

#include <cstdint>
#include <optional>

#include "hemoledger/v1/plans.pb.h"
#include "services/domain/numbers.h"

namespace hemoledger {

// A mix states its shares in thousandths.
inline constexpr int64_t kPermille = 1'000;

// Millilitres of one converted unit: the rule's base, 250 where it states none.
int64_t BaseMl(const v1::ConversionRule& rule);

// quota × Σ(permille × volume) / (1,000 × base), exactly: 10,000 units of 70 % 250 ml and 30 % 350
// ml are 11,200 converted units of 250 ml. Absent: the rule states no mix. It stands beside what a
// document prints and never replaces it. REQUIRES: 0 <= units <= kMaxQuotaUnits.
std::optional<Rational> ConvertedQuota(const v1::ConversionRule& rule, int64_t units);

}  // namespace hemoledger
