#include "clients/cli/render/table.h"

#include <algorithm>
#include <utility>

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
  std::vector<size_t> widths;
  std::vector<std::string> headings;
  for (const TableColumn& column : columns_) {
    headings.push_back(column.heading);
    widths.push_back(DisplayWidth(column.heading));
  }
  for (const Row& row : rows_) {
    for (size_t i = 0; i < row.cells.size(); ++i) {
      widths[i] = std::max(widths[i], DisplayWidth(row.cells[i]));
    }
  }
  std::string out;
  AppendCells(headings, columns_, widths, out);
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
