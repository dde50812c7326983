// Answers of the server made by hand, small enough to see every figure: two groups, a row that
// counts for another, a row without a quota, two notes.
#pragma once

#include <string>
#include <string_view>

#include "clients/cli/report/report_table.h"
#include "hemoledger/v1/attainment_service.pb.h"
#include "hemoledger/v1/plan_service.pb.h"

namespace hemoledger {

class ReportWorld {
 public:
  // "quota" below 0: none. The row's own receipts stand in one month ("" unknown).
  v1::AttainmentLine& AddRow(std::string_view label, std::string_view name, int64_t quota,
                             int64_t received, std::string_view month = "2021-04",
                             std::string_view group = "");
  void AddGroup(std::string_view id, std::string_view label);
  // A remark of the last row.
  void AddNote(std::string_view text);
  // What a row's own receipts count for instead.
  void CreditElsewhere(v1::AttainmentLine& line, std::string_view unit);
  void SetTotal(int64_t received, int64_t quota);

  ReportTable Make(const ReportOptions& options = {}, const ReportSettings& settings = {}) const {
    return MakeReportTable(attainment, plan, settings, options);
  }

  v1::GetAttainmentResponse attainment;
  v1::GetPlanResponse plan;
};

// Report 65/BC-BCĐ of Kiên Giang, four of its rows.
ReportWorld KienGiangReport();
// A plan with two groups, as Ân Thi's.
ReportWorld GroupedReport();

// "kind|label|name|quota|months|total|ratio|note", blanks as "-".
std::string Told(const ReportRow& row);

}  // namespace hemoledger
