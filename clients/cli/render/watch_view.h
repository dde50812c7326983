// A table that changes, on a terminal.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hemoledger/v1/attainment_service.pb.h"
#include "proto/base/language.h"

namespace hemoledger {

struct TerminalSize {
  int rows = 24;
  int columns = 80;
};

// What is new in each line, then in the total: "+12", "−3", or "≠" where something else changed
// than what was received; blank: nothing. `changed`: the lines (from 0) that differ. REQUIRES: both
// answers have the same lines.
std::vector<std::string> ChangeMarks(const v1::GetAttainmentResponse& before,
                                     const v1::GetAttainmentResponse& after,
                                     const std::vector<uint32_t>& changed, Language language);

// `text` as it fits a screen: lines are cut at its width, and where there are too many, those in
// the middle give way to one that says how many; what stands below the table's last rule is kept as
// long as it takes up no more than half.
std::string FitToScreen(std::string_view text, const TerminalSize& size, Language language);

// What draws `screen` (of FitToScreen) over what was drawn before; `first`: clears the terminal.
// Plain ANSI.
std::string DrawOver(std::string_view screen, bool first);

}  // namespace hemoledger
