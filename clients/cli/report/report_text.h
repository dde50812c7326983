// A report on a terminal or a printer of plain text.
#pragma once

#include <string>

#include "clients/cli/report/report_table.h"

namespace hemoledger {

// Titles in the middle, the table, notes, and the two blocks of signatures side by side. As wide as
// the table is.
std::string ReportText(const ReportTable& report);

}  // namespace hemoledger
