// A workbook as an input file: its faults as problems, its sheets by name.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/input/problems.h"
#include "clients/cli/spreadsheet/workbook.h"

namespace hemoledger {

// Whether a file is one for OpenWorkbook: by its first bytes or by its ending.
bool IsWorkbookFile(const std::string& path, std::string_view bytes);

// nullptr: told as a problem of the file.
std::unique_ptr<Workbook> OpenWorkbook(std::string bytes, const std::string& path,
                                       Problems& problems);

// The rows of a sheet. Absent: told.
std::optional<std::vector<SheetRow>> ReadSheetRows(const Workbook& workbook, size_t sheet,
                                                   const std::string& path, Problems& problems);

// Whether a sheet has this name; the case and the form of the letters do not matter.
bool IsSheetName(std::string_view sheet, std::string_view name);

// "Bảng, Thông tin": of a workbook, for messages.
std::string ListSheets(const Workbook& workbook);

// What is wrong with a cell that has no value for a table: a boolean, an error, a formula without
// its result, part of a date. Absent: nothing.
struct CellFault {
  std::string_view vi;
  std::string_view en;
  std::string value;
};
std::optional<CellFault> FaultOf(const SheetCell& cell);

// The text of a cell as a table reads it: normalised and trimmed, a day as 05/4/2021, a month as
// 4/2021, a number as it shows. Blank for cells with a fault.
std::string TextOf(const SheetCell& cell);

}  // namespace hemoledger
