// Printed shares of the population.
#pragma once

#include <string_view>
#include <vector>

#include "services/domain/finding_values.h"

namespace hemoledger::findings {

inline constexpr std::string_view kFieldShare = "population_share";
inline constexpr std::string_view kFieldConvertedShare = "converted_population_share";

// POPULATION_SHARE where `text` is a percentage and not what the figures printed beside it give,
// rounded half up to its decimals.
void FindShare(std::string_view text, const v1::PrintedNumber& units,
               const v1::PrintedNumber& population, v1::FindingPlace place,
               std::vector<Contradiction>& found);

}  // namespace hemoledger::findings
