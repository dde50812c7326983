// The columns of a plan's table: what the reader of plans knows, and what those that write such
// tables head their columns with.
#pragma once

#include <string_view>
#include <vector>

#include "clients/cli/input/table_file.h"
#include "proto/base/language.h"

namespace hemoledger {

// In the order in which a table is written. The first heading of each is English, the second
// Vietnamese.
const std::vector<ColumnSpec>& PlanColumns();

// The heading of a column. REQUIRES: PlanColumns() has the key.
std::string_view PlanColumnHeading(std::string_view key, Language language);

}  // namespace hemoledger
