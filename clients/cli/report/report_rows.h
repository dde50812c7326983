// The rows of a report, with the groups' headings and subtotals among them.
#pragma once

#include <vector>

#include "clients/cli/report/report_table.h"

namespace hemoledger {

// What rows and notes are made of.
struct ReportSource {
  const v1::GetAttainmentResponse& attainment;
  const v1::GetPlanResponse& plan;
  const ReportOptions& options;
};

// The total last. `months`: the columns. Footnotes of rows are numbered as they come and put into
// `footnotes` ("(1) …"); rows with the same text share a number.
std::vector<ReportRow> MakeReportRows(const ReportSource& source,
                                      const std::vector<ReportMonth>& months,
                                      std::vector<std::string>& footnotes);

}  // namespace hemoledger
