// A plan's rounds as its table of rounds (clients/cli/input/rounds_table.h): a line a round and
// unit.
#pragma once

#include <string>
#include <vector>

#include "clients/cli/export/plan_texts.h"
#include "hemoledger/v1/plans.pb.h"
#include "proto/base/language.h"

namespace hemoledger {

// From so many rounds on a plan's rounds are written as a table.
inline constexpr int kRoundsOfATable = 6;

// The table as CSV. Blank: there are few rounds, or a cell can not say what one of them does; they
// stand in the header then. `erased` as in ScheduleWriter, told only where a table is written.
std::string WriteRoundsTable(const v1::PlanIssued& plan, const PlanTexts& texts, Language language,
                             std::vector<std::string>& erased);

}  // namespace hemoledger
