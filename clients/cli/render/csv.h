// CSV for programs (RFC 4180, UTF-8, lines end with "\n"): headings are stable English words, the
// first column is the id that other commands take, dates are ISO 8601, numbers are plain digits,
// blank is "not stated".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hemoledger {

class Csv {
 public:
  // Writes the heading line.
  explicit Csv(std::vector<std::string> headings);

  // REQUIRES: as many cells as headings.
  void AddRow(const std::vector<std::string>& cells);

  const std::string& text() const { return text_; }
  // The text gathered so far, which is then forgotten (long output, piece by piece).
  std::string TakeText();

 private:
  size_t columns_;
  std::string text_;
};

// One cell, in quotes where it needs them.
std::string CsvCell(std::string_view value);

}  // namespace hemoledger
