#include "services/domain/figure_form.h"

#include "proto/base/strings.h"
#include "proto/base/utf8.h"
#include "services/domain/plan_form_parts.h"

namespace hemoledger {
namespace {

// `a` < `b`, whatever their scales. REQUIRES: both have a number within its limits.
bool IsLess(const v1::PrintedDecimal& a, const v1::PrintedDecimal& b) {
  // 10^15 × 10^6 needs more than 64 bits.
  const auto scaled = [](const v1::PrintedDecimal& decimal) {
    __int128 number = decimal.unscaled();
    for (uint32_t scale = decimal.scale(); scale < kMaxDecimalScale; ++scale) number *= 10;
    return number;
  };
  return scaled(a) < scaled(b);
}

}  // namespace

void CheckPrintedDecimal(const v1::PrintedDecimal& decimal, const std::string& field,
                         Violations& problems) {
  if (decimal.has_unscaled()) {
    internal::CheckCount(decimal.unscaled(), -kMaxUnscaled, kMaxUnscaled, field + ".unscaled",
                         problems);
  }
  internal::CheckCount(decimal.scale(), 0, kMaxDecimalScale, field + ".scale", problems);
  const std::string text = field + ".text";
  problems.Add(text, CheckText(text, decimal.text(), kMaxDecimalTextBytes, false));
}

void CheckFigure(const v1::Figure& figure, const std::string& field, Violations& problems) {
  if (!figure.has_value()) {
    problems.Add(field + ".value",
                 MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", field + ".value"}}));
    return;
  }
  const std::string comparator = field + ".comparator";
  if (figure.comparator() == v1::COMPARATOR_UNSPECIFIED) {
    problems.Add(comparator, MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", comparator}}));
  } else if (!v1::Comparator_IsValid(figure.comparator())) {
    problems.Add(comparator, internal::Invalid(comparator, static_cast<int>(figure.comparator()),
                                               "a known comparator"));
  }
  CheckPrintedDecimal(figure.value(), field + ".value", problems);
  const std::string upper = field + ".upper";
  const bool is_range = figure.comparator() == v1::COMPARATOR_RANGE;
  if (is_range != figure.has_upper()) {
    problems.Add(upper, is_range ? MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", upper}})
                                 : internal::Invalid(upper, figure.upper().text(),
                                                     "blank: only a range has an upper end"));
    return;
  }
  if (!is_range) return;
  CheckPrintedDecimal(figure.upper(), upper, problems);
  if (figure.value().has_unscaled() && figure.upper().has_unscaled() &&
      figure.value().scale() <= kMaxDecimalScale && figure.upper().scale() <= kMaxDecimalScale &&
      IsLess(figure.upper(), figure.value())) {
    problems.Add(upper, internal::Invalid(upper, figure.upper().unscaled(), "not below `value`"));
  }
}

}  // namespace hemoledger
