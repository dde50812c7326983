// Names of cells: "B12" is column 2, row 12. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hemoledger {

// A cell's place, both from 1.
struct CellReference {
  int row = 0;
  int column = 0;

  friend bool operator==(const CellReference&, const CellReference&) = default;
};

// Reads "B12" (upper case, no "$"). Absent: it is none, or lies beyond XFD1048576.
std::optional<CellReference> ParseCellReference(std::string_view text);

// 1: "A", 28: "AB". REQUIRES: column >= 1.
std::string ColumnLetters(int column);

}  // namespace hemoledger
