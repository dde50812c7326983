// A report as a spreadsheet (Office Open XML) that prints on A4.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "clients/cli/report/report_table.h"

namespace hemoledger {

// Writes `path`, which is replaced where it is there (commands/whole_files.h makes that whole or
// not at all). Figures are numbers, so that they can be reckoned with; percentages are exact and
// shown with the report's decimals. The heading row repeats on every page, all columns fit on one,
// landscape where there are months. The file says nothing of the machine or the day of printing:
// its time of creation is that of the newest event, so the same report is the same bytes.
//
// Errors: FILE_UNREADABLE.
absl::Status WriteReportXlsx(const ReportTable& report, const std::string& path);

}  // namespace hemoledger
