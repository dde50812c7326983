#include "clients/cli/render/table.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_split.h"
#include "clients/cli/render/text_width.h"
#include "proto/base/check.h"
#include "proto/base/utf8.h"

namespace hemoledger {
namespace {

constexpr size_t kGap = 2;

void AppendRule(const std::vector<size_t>& widths, std::string& out) {
  for (size_t i = 0; i < widths.size(); ++i) {
    if (i > 0) out.append(kGap, ' ');
    for (size_t n = 0; n < widths[i]; ++n) out += "─";
  }
  out += '\n';
}

void AppendCells(const std::vector<std::string>& cells, const std::vector<TableColumn>& columns,
                 const std::vector<size_t>& widths, std::string& out) {
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out.append(kGap, ' ');
    const size_t pad = widths[i] - DisplayWidth(cells[i]);
    if (columns[i].align == Align::kRight) out.append(pad, ' ');
    out += cells[i];
    if (columns[i].align == Align::kLeft) out.append(pad, ' ');
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  out += '\n';
}

// The headings line by line, standing on the rule below them.
std::vector<std::vector<std::string>> HeadingLines(const std::vector<TableColumn>& columns) {
  std::vector<std::vector<std::string>> parts;
  size_t height = 1;
  for (const TableColumn& column : columns) {
    parts.push_back(absl::StrSplit(column.heading, '\n'));
    height = std::max(height, parts.back().size());
  }
  std::vector<std::vector<std::string>> lines(height);
  for (const std::vector<std::string>& part : parts) {
    for (size_t i = 0; i < height; ++i) {
      const size_t above = height - part.size();
      lines[i].push_back(i < above ? "" : part[i - above]);
    }
  }
  return lines;
}

}  // namespace

Table::Table(std::vector<TableColumn> columns) : columns_(std::move(columns)) {}

void Table::AddRow(std::vector<std::string> cells) {
  HL_CHECK(cells.size() == columns_.size());
  for (size_t i = 0; i < cells.size(); ++i) {
    cells[i] = OneLine(cells[i]);
    if (columns_[i].max_width > 0) cells[i] = CutToWidth(cells[i], columns_[i].max_width);
  }
  rows_.push_back({false, std::move(cells)});
}

void Table::AddRule() {
  rows_.push_back({true, {}});
}

std::string Table::ToText() const {
  const std::vector<std::vector<std::string>> headings = HeadingLines(columns_);
  std::vector<size_t> widths(columns_.size(), 0);
  for (const std::vector<std::string>& line : headings) {
    for (size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], DisplayWidth(line[i]));
  }
  for (const Row& row : rows_) {
    for (size_t i = 0; i < row.cells.size(); ++i) {
      widths[i] = std::max(widths[i], DisplayWidth(row.cells[i]));
    }
  }
  std::string out;
  for (const std::vector<std::string>& line : headings) {
    AppendCells(line, columns_, widths, out);
  }
  AppendRule(widths, out);
  for (const Row& row : rows_) {
    if (row.rule) {
      AppendRule(widths, out);
    } else {
      AppendCells(row.cells, columns_, widths, out);
    }
  }
  return out;
}

void Facts::Add(std::string label, std::string value) {
  if (!value.empty()) entries_.emplace_back(std::move(label), OneLine(value));
}

std::string Facts::ToText() const {
  size_t width = 0;
  for (const auto& [label, value] : entries_) width = std::max(width, DisplayWidth(label));
  std::string out;
  for (const auto& [label, value] : entries_) {
    out += label + ":";
    out.append(width - DisplayWidth(label) + kGap, ' ');
    out += value + "\n";
  }
  return out;
}

}  // namespace hemoledger
