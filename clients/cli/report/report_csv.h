// A report for programs and spreadsheets.
#pragma once

#include <string>

#include "clients/cli/report/report_table.h"

namespace hemoledger {

// A line for each row, as clients/cli/render/csv.h has it: unit_id (what other commands take; blank
// where the row has no holder), kind ("row", "group", "subtotal", "total"), key, label, name,
// quota_units, a column for each month ("2021-04", "month_unknown"), received (blood units or, on
// basis CONVERTED, converted ones with one decimal), percent with the decimals of the report, note,
// position.
std::string ReportCsv(const ReportTable& report);

}  // namespace hemoledger
