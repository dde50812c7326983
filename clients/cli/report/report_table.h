// The report of a plan as committees print it: what stands where, without saying how it is drawn.
// Pure: answers of the server in, a ReportTable out. Renderers: report_text.h, report_csv.h,
// report_xlsx.h.
//
// Columns: STT | Đơn vị | Chỉ tiêu | months | Tổng cộng | Tỷ lệ % | Ghi chú. Blank is not zero: a
// row without a quota has none, a row that counts for another has no total and no percentage
// (docs/attainment.md, "Rows"), a month without a receipt is blank.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "clients/cli/report/report_settings.h"
#include "hemoledger/v1/attainment_service.pb.h"
#include "hemoledger/v1/plan_service.pb.h"
#include "proto/base/language.h"
#include "services/domain/numbers.h"

namespace hemoledger {

struct ReportRow {
  enum class Kind {
    // The heading of a group: a label and a name.
    kGroup,
    // A row of the plan.
    kRow,
    // The sum of a group's rows ("Tổng I").
    kSubtotal,
    // Everything, each receipt once ("Tổng cộng").
    kTotal,
  };
  Kind kind = Kind::kRow;
  // The plan's row id; of a group's heading and subtotal its group id.
  std::string key;
  // The holder; blank: none.
  std::string unit_id;
  // Number as printed ("01", "II.16", "II").
  std::string label;
  std::string name;
  std::optional<int64_t> quota;
  // One for each of ReportTable::months; absent: no receipt.
  std::vector<std::optional<int64_t>> months;
  // What counts, in blood units or, on basis CONVERTED, converted ones; absent: blank.
  std::optional<Rational> total;
  // total / quota; absent: no percentage. Percent = 100 × ratio.
  std::optional<Rational> ratio;
  // "Tính cho dòng 06 * (1)".
  std::string note;
};

struct ReportMonth {
  // "2021-04"; blank: month unknown.
  std::string key;
  // "Tháng\n4", or "Tháng\n4/2021" where the columns span two years.
  std::string heading;
};

struct ReportTable {
  Language language = Language::kVietnamese;
  std::string plan_id;

  // --- Above the table; blank: not printed ---
  // "Phụ lục 1"
  std::string annex;
  std::string title;
  // The plan's own title.
  std::string plan_title;
  // "(Kèm theo Báo cáo số 65/BC-BCĐ ngày 05 tháng 4 năm 2022 của …)": what the document states.
  std::string attached_to;
  // "Kỳ kế hoạch: 01/12/2020 – 30/11/2021; tính đến hết ngày 30/6/2021"
  std::string period;
  // "Đơn vị tính: đơn vị máu (ĐVM); toàn bộ số máu được tính"
  std::string measure;

  // --- The table ---
  std::vector<ReportMonth> months;
  // In the order of printing; the last is the total.
  std::vector<ReportRow> rows;
  int percent_decimals = 0;

  // --- Below ---
  // "(1) …" of the rows, then what else a reader must know.
  std::vector<std::string> notes;
  // "Kiên Giang, ngày … tháng … năm …", with dots to be filled in by hand.
  std::string place_and_date;
  // Lines of the two blocks, without the name, and the names.
  std::vector<std::string> prepared_heading;
  std::string prepared_by;
  std::vector<std::string> signed_heading;
  std::string signed_name;
  // "Số liệu tính đến sự kiện 236, …": the state that the figures reflect.
  std::string reflects;

  uint64_t position = 0;
  int64_t record_time_micros = 0;
};

enum class MonthColumns {
  // Where any receipt has a month.
  kAuto,
  kAlways,
  kNever,
};

struct ReportOptions {
  MonthColumns months = MonthColumns::kAuto;
  // By attainment: one list, without groups.
  v1::AttainmentOrder order = v1::ATTAINMENT_ORDER_DOCUMENT;
  Language language = Language::kVietnamese;
};

// `attainment`: scope PLAN, grouping ROW, all lines; with months unless they are never shown.
// `plan`: the same revision. On basis CONVERTED there are no months, since they are not converted.
ReportTable MakeReportTable(const v1::GetAttainmentResponse& attainment,
                            const v1::GetPlanResponse& plan, const ReportSettings& settings,
                            const ReportOptions& options);

// The headings of the columns before and after the months.
struct ReportHeadings {
  std::string label, name, quota, total, percent, note;
};
ReportHeadings HeadingsOf(Language language);

}  // namespace hemoledger
