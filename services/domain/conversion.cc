#include "services/domain/conversion.h"

#include "proto/base/check.h"
#include "services/domain/plan_form.h"

namespace hemoledger {
namespace {

constexpr int64_t kDefaultBaseMl = 250;

}  // namespace

int64_t BaseMl(const v1::ConversionRule& rule) {
  return rule.base_ml() == 0 ? kDefaultBaseMl : rule.base_ml();
}

std::optional<Rational> ConvertedQuota(const v1::ConversionRule& rule, int64_t units) {
  HL_CHECK(units >= 0 && units <= kMaxQuotaUnits) << units;
  if (rule.bag_mix().empty()) return std::nullopt;
  // Millilitres of a thousand bags: at most 1,000 × 1,000, so the product stays below 10^14.
  int64_t mix_ml = 0;
  for (const v1::BagMix& mix : rule.bag_mix()) {
    mix_ml += int64_t{mix.permille()} * int64_t{mix.volume_ml()};
  }
  return Rational{units * mix_ml, kPermille * BaseMl(rule)};
}

}  // namespace hemoledger
