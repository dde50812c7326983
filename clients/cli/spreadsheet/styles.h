// The styles of a workbook, as far as they say how numbers show.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "clients/cli/spreadsheet/number_format.h"
#include "clients/cli/spreadsheet/workbook_fault.h"
#include "clients/cli/spreadsheet/zip_archive.h"

namespace hemoledger {

// The formats by the index that a cell's `s` states. Absent: `fault`.
std::optional<std::vector<NumberFormat>> ReadStyles(const ZipArchive& archive,
                                                    std::string_view part, WorkbookFault& fault);

}  // namespace hemoledger
