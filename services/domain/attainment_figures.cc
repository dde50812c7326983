#include "services/domain/attainment_figures.h"

#include <algorithm>

#include "services/domain/conversion.h"
#include "services/domain/exact_fraction.h"

namespace hemoledger {

BasisRule MakeBasisRule(v1::AttainmentBasis basis, const v1::ConversionRule& conversion) {
  BasisRule rule;
  if (basis != v1::ATTAINMENT_BASIS_UNSPECIFIED) rule.basis = basis;
  rule.base_ml = BaseMl(conversion);
  if (conversion.has_platelet_permille()) rule.platelet_permille = conversion.platelet_permille();
  return rule;
}

bool CountsOnBasis(const BasisRule& rule, const FactKey& key, bool credited_to_holder) {
  switch (rule.basis) {
    case v1::ATTAINMENT_BASIS_HOLDERS_ONLY:
      return credited_to_holder;
    case v1::ATTAINMENT_BASIS_VOLUNTARY_ONLY:
      return key.donor_class == v1::DONOR_CLASS_VOLUNTARY;
    case v1::ATTAINMENT_BASIS_WHOLE_BLOOD_ONLY:
      return key.component == v1::COMPONENT_WHOLE_BLOOD;
    default:
      return true;
  }
}

void Tally::Add(const BasisRule& rule, const FactKey& key, const FactValue& value) {
  units += value.units;
  repeat_donors += value.repeat_donors;
  repeat_stated_units += value.repeat_stated_units;
  if (key.component == v1::COMPONENT_PLATELETS) {
    // Platelets convert by number, never by volume.
    (rule.platelet_permille.has_value() ? platelet_units : unconverted_units) += value.units;
  } else {
    volume_ml += value.volume_ml;
    unconverted_units += value.unknown_volume_units;
  }
}

v1::AttainmentFigures MakeFigures(const BasisRule& rule, const Tally& tally,
                                  std::optional<int64_t> quota) {
  v1::AttainmentFigures figures;
  figures.set_received_units(tally.units);
  figures.set_repeat_donors(tally.repeat_donors);
  figures.set_repeat_stated_units(tally.repeat_stated_units);
  if (quota.has_value()) figures.set_quota_units(*quota);
  if (!rule.is_converted()) {
    if (!quota.has_value()) return figures;
    figures.set_missing_units(std::max<int64_t>(0, *quota - tally.units));
    if (*quota == 0) return figures;
    figures.set_ratio_numerator(tally.units);
    figures.set_ratio_denominator(*quota);
    return figures;
  }
  // Σ ml / base + platelets × permille / 1,000.
  const Int128 numerator =
      Int128{tally.volume_ml} * kPermille +
      Int128{tally.platelet_units} * rule.platelet_permille.value_or(0) * rule.base_ml;
  const Int128 denominator = Int128{rule.base_ml} * kPermille;
  const Rational converted = InLowestTerms(numerator, denominator);
  figures.set_converted_numerator(converted.numerator);
  figures.set_converted_denominator(converted.denominator);
  figures.set_unconverted_units(tally.unconverted_units);
  if (!quota.has_value() || tally.unconverted_units > 0) return figures;
  // Rounded up: a part of a unit that is missing is a unit to bring in.
  const Int128 missing = Int128{*quota} * denominator - numerator;
  figures.set_missing_units(
      missing <= 0 ? 0 : static_cast<int64_t>((missing + denominator - 1) / denominator));
  if (*quota == 0) return figures;
  const Rational ratio = InLowestTerms(numerator, denominator * *quota);
  figures.set_ratio_numerator(ratio.numerator);
  figures.set_ratio_denominator(ratio.denominator);
  return figures;
}

bool HasGreaterRatio(const v1::AttainmentFigures& a, const v1::AttainmentFigures& b) {
  if (!a.has_ratio_numerator()) return false;
  if (!b.has_ratio_numerator()) return true;
  return Int128{a.ratio_numerator()} * b.ratio_denominator() >
         Int128{b.ratio_numerator()} * a.ratio_denominator();
}

}  // namespace hemoledger
