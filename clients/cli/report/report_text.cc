#include "clients/cli/report/report_text.h"

#include <algorithm>
#include <utility>

#include "clients/cli/render/table.h"
#include "clients/cli/render/text_width.h"
#include "proto/base/utf8.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

// Two blocks of signatures need that much beside each other.
constexpr size_t kLeastWidth = 72;
// Between the heading of a signature and the name.
constexpr size_t kSignatureLines = 3;

std::string Count(const std::optional<int64_t>& count, Language language) {
  return count.has_value() ? FormatCount(*count, language) : "";
}

std::string Total(const ReportRow& row, Language language) {
  if (!row.total.has_value()) return "";
  const bool whole = row.total->numerator % row.total->denominator == 0;
  return FormatRational(*row.total, whole ? 0 : 1, language);
}

std::string Percent(const ReportRow& row, int decimals, Language language) {
  return row.ratio.has_value()
             ? FormatBarePercent(row.ratio->numerator, row.ratio->denominator, decimals, language)
             : "";
}

std::string TableText(const ReportTable& report) {
  const Language language = report.language;
  const ReportHeadings headings = HeadingsOf(language);
  std::vector<TableColumn> columns = {
      {headings.label}, {headings.name}, {headings.quota, Align::kRight}};
  for (const ReportMonth& month : report.months) columns.push_back({month.heading, Align::kRight});
  columns.push_back({headings.total, Align::kRight});
  columns.push_back({headings.percent, Align::kRight});
  columns.push_back({headings.note});
  Table table(std::move(columns));
  for (const ReportRow& row : report.rows) {
    if (row.kind == ReportRow::Kind::kTotal) table.AddRule();
    std::vector<std::string> cells = {row.label, row.name, Count(row.quota, language)};
    for (const std::optional<int64_t>& month : row.months) cells.push_back(Count(month, language));
    cells.push_back(Total(row, language));
    cells.push_back(Percent(row, report.percent_decimals, language));
    cells.push_back(row.note);
    table.AddRow(std::move(cells));
  }
  return table.ToText();
}

size_t WidthOf(std::string_view text) {
  size_t width = 0;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    width = std::max(width, DisplayWidth(line));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return width;
}

// In the middle of `width` columns that begin at `from`; what is there already stays.
void Place(std::string& line, std::string_view text, size_t from, size_t width) {
  if (text.empty()) return;
  const size_t own = DisplayWidth(text);
  const size_t begin = from + (own < width ? (width - own) / 2 : 0);
  const size_t used = DisplayWidth(line);
  if (used < begin) line.append(begin - used, ' ');
  line += text;
}

// Each line of a text that may be wider than the table, in the middle; blank: nothing.
std::string Centred(std::string_view text, size_t width) {
  std::string out;
  if (text.empty()) return out;
  for (const std::string& part : WrapToWidth(text, static_cast<int>(width))) {
    std::string line;
    Place(line, part, 0, width);
    out += line + "\n";
  }
  return out;
}

std::string Wrapped(std::string_view text, size_t width) {
  std::string out;
  for (const std::string& part : WrapToWidth(text, static_cast<int>(width))) out += part + "\n";
  return out;
}

std::string Signatures(const ReportTable& report, size_t width) {
  const size_t half = width / 2;
  std::vector<std::string> left = report.prepared_heading;
  std::vector<std::string> right = report.signed_heading;
  const size_t height = std::max(left.size(), right.size()) + kSignatureLines;
  left.resize(height);
  right.resize(height);
  left.push_back(report.prepared_by);
  right.push_back(report.signed_name);
  left.insert(left.begin(), "");
  right.insert(right.begin(), report.place_and_date);
  std::string out;
  for (size_t i = 0; i < left.size(); ++i) {
    std::string line;
    Place(line, left[i], 0, half);
    Place(line, right[i], half, width - half);
    out += line + "\n";
  }
  return out;
}

}  // namespace

std::string ReportText(const ReportTable& report) {
  const std::string table = TableText(report);
  const size_t width = std::max(WidthOf(table), kLeastWidth);
  std::string text;
  for (const std::string& line :
       {report.annex, report.title, report.plan_title, report.attached_to, report.period}) {
    text += Centred(line, width);
  }
  std::string measure;
  const size_t own = DisplayWidth(report.measure);
  if (own < width) measure.append(width - own, ' ');
  text += "\n" + measure + report.measure + "\n" + table;
  if (!report.notes.empty()) text += "\n";
  for (const std::string& note : report.notes) text += Wrapped(note, width);
  text += "\n" + Signatures(report, width) + "\n";
  return text + Wrapped(report.reflects, width);
}

}  // namespace hemoledger
