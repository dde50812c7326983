#include "clients/cli/report/report_csv.h"

#include <utility>
#include <vector>

#include "clients/cli/render/csv.h"
#include "clients/cli/render/moments.h"

namespace hemoledger {
namespace {

std::string KindWord(ReportRow::Kind kind) {
  switch (kind) {
    case ReportRow::Kind::kGroup:
      return "group";
    case ReportRow::Kind::kRow:
      return "row";
    case ReportRow::Kind::kSubtotal:
      return "subtotal";
    case ReportRow::Kind::kTotal:
      return "total";
  }
  return "";
}

std::string Plain(const std::optional<int64_t>& count) {
  return count.has_value() ? std::to_string(*count) : "";
}

std::string Plain(const std::optional<Rational>& number) {
  if (!number.has_value()) return "";
  if (number->numerator % number->denominator == 0) {
    return std::to_string(number->numerator / number->denominator);
  }
  std::string text = FormatRational(*number, 1, Language::kEnglish);
  std::erase(text, ',');
  return text;
}

}  // namespace

std::string ReportCsv(const ReportTable& report) {
  std::vector<std::string> headings = {"unit_id", "kind", "key", "label", "name", "quota_units"};
  for (const ReportMonth& month : report.months) {
    headings.push_back(month.key.empty() ? "month_unknown" : month.key);
  }
  for (const char* heading : {"received", "percent", "note", "position"}) {
    headings.push_back(heading);
  }
  Csv csv(std::move(headings));
  for (const ReportRow& row : report.rows) {
    std::vector<std::string> cells = {row.unit_id, KindWord(row.kind), row.key,
                                      row.label,   row.name,           Plain(row.quota)};
    for (const std::optional<int64_t>& month : row.months) cells.push_back(Plain(month));
    cells.push_back(Plain(row.total));
    cells.push_back(
        row.ratio.has_value()
            ? PlainPercent(row.ratio->numerator, row.ratio->denominator, report.percent_decimals)
            : "");
    cells.push_back(row.note);
    cells.push_back(std::to_string(report.position));
    csv.AddRow(cells);
  }
  return csv.text();
}

}  // namespace hemoledger
