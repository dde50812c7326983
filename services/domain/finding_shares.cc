#include "services/domain/finding_shares.h"

#include <utility>

namespace hemoledger::findings {

void FindShare(std::string_view text, const v1::PrintedNumber& units,
               const v1::PrintedNumber& population, v1::FindingPlace place,
               std::vector<Contradiction>& found) {
  const std::optional<Decimal> printed = ReadPercent(text);
  if (!printed.has_value() || !units.has_value() || !population.has_value()) return;
  if (units.value() < 0 || population.value() <= 0) return;
  const Rational share = Percent(units.value(), population.value());
  if (RoundHalfUp(share, printed->decimals) == printed->digits) return;
  v1::Figure stated = ExactFigure(printed->digits);
  stated.mutable_value()->set_scale(static_cast<uint32_t>(printed->decimals));
  stated.mutable_value()->set_text(std::string(text));
  found.push_back({.kind = v1::FINDING_KIND_POPULATION_SHARE,
                   .places = {std::move(place)},
                   .stated = FigureValue(stated, kMeasurePercent),
                   .computed = PercentValue(share, printed->decimals + 1, printed->digits)});
}

}  // namespace hemoledger::findings
