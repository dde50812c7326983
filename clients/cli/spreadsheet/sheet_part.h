// The cells of one sheet, read from its part.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/spreadsheet/workbook.h"

namespace hemoledger {

// What the cells of a sheet refer to.
struct SheetContext {
  const std::vector<std::string>& shared_strings;
  const std::vector<NumberFormat>& styles;
  // Dates count from 1904-01-01 instead of 1900.
  bool uses_1904 = false;
};

// Rows that have cells. Absent: `fault`, without the sheet's name.
std::optional<std::vector<SheetRow>> ReadSheetPart(const ZipArchive& archive, std::string_view part,
                                                   const SheetContext& context,
                                                   WorkbookFault& fault);

}  // namespace hemoledger
