#include "clients/cli/render/csv.h"

#include <utility>

#include "proto/base/check.h"

namespace hemoledger {

Csv::Csv(std::vector<std::string> headings) : columns_(headings.size()) {
  AddRow(headings);
}

void Csv::AddRow(const std::vector<std::string>& cells) {
  HL_CHECK(cells.size() == columns_);
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) text_ += ',';
    text_ += CsvCell(cells[i]);
  }
  text_ += '\n';
}

std::string Csv::TakeText() {
  return std::exchange(text_, std::string());
}

std::string CsvCell(std::string_view value) {
  if (value.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(value);
  std::string quoted = "\"";
  for (const char c : value) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  quoted += '"';
  return quoted;
}

}  // namespace hemoledger
