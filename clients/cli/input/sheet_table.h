// A sheet of a workbook as the records of a table.
#pragma once

#include <string>
#include <vector>

#include "clients/cli/input/delimited_text.h"
#include "clients/cli/input/problems.h"

namespace hemoledger {

// Where a table stands.
struct TableSource {
  std::string path;
  // In a workbook; blank: its only sheet (or the only one that is not hidden).
  std::string sheet = {};

  bool empty() const { return path.empty(); }
};

// Most cells of a table of a workbook, blank ones in its rectangle counted.
inline constexpr size_t kMaxSheetTableCells = 4'000'000;

// Records of the same number of cells: up to the last column that holds something; blank rows are
// left out. Sets `source.sheet` to the sheet's name as the workbook has it. Told: what OpenWorkbook
// and ReadSheetRows tell, a sheet that is not there or not certain, cells without a value that a
// table can have (the column is named by the first row).
std::vector<DelimitedRecord> ReadSheetTable(std::string bytes, TableSource& source,
                                            Problems& problems);

}  // namespace hemoledger
