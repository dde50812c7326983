// A plan's table of rounds: a row is a round, or a round and a unit. Rows of one id are one round,
// whose own columns need to stand on its first row only.
#pragma once

#include <string_view>
#include <vector>

#include "clients/cli/input/entry_context.h"
#include "clients/cli/input/table_file.h"
#include "hemoledger/v1/plans.pb.h"
#include "proto/base/language.h"

namespace hemoledger {

// In the order in which such a table is written. The first heading of each is English, the second
// Vietnamese.
const std::vector<ColumnSpec>& RoundTableColumns();
// The heading of a column. REQUIRES: RoundTableColumns() has the key.
std::string_view RoundColumnHeading(std::string_view key, Language language);

// Adds the rounds of a table behind those that the plan has. Told besides faults of values: an id
// that the plan has already, a column of a round that says something else further down, a row that
// says nothing of a unit, a unit that stands twice in a round.
void ReadRoundsTable(const TableSource& source, const EntryContext& context, v1::PlanIssued& plan,
                     Problems& problems);

}  // namespace hemoledger
