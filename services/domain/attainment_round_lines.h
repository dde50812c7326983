// Lines of an answer about attainment by round and by campaign. docs/attainment.md, "Groupings".
#pragma once

#include <memory>

#include "services/domain/attainment_lines.h"

namespace hemoledger {

// The plan's rounds, then "no round".
std::unique_ptr<AttainmentLines> MakeRoundLines(const LinesContext& context);
// The plan's campaigns, then "no campaign".
std::unique_ptr<AttainmentLines> MakeCampaignLines(const LinesContext& context);

}  // namespace hemoledger
