#include "clients/cli/spreadsheet/cell_reference.h"

#include <algorithm>
#include <charconv>

#include "clients/cli/spreadsheet/limits.h"

namespace hemoledger {

std::optional<CellReference> ParseCellReference(std::string_view text) {
  CellReference reference;
  size_t at = 0;
  while (at < text.size() && text[at] >= 'A' && text[at] <= 'Z') {
    reference.column = reference.column * 26 + (text[at] - 'A' + 1);
    if (reference.column > kLastColumn) return std::nullopt;
    ++at;
  }
  if (at == 0 || at == text.size() || text[at] < '1' || text[at] > '9') return std::nullopt;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + at, end, reference.row);
  if (error != std::errc() || stop != end || reference.row > kLastRow) return std::nullopt;
  return reference;
}

std::string ColumnLetters(int column) {
  std::string letters;
  for (; column > 0; column = (column - 1) / 26) {
    letters.push_back(static_cast<char>('A' + (column - 1) % 26));
  }
  std::reverse(letters.begin(), letters.end());
  return letters;
}

}  // namespace hemoledger
