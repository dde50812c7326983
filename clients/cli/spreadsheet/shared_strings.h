// The texts that the cells of a workbook share.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/spreadsheet/workbook_fault.h"
#include "clients/cli/spreadsheet/zip_archive.h"

namespace hemoledger {

// The texts by the index that cells state. Absent: `fault`.
std::optional<std::vector<std::string>> ReadSharedStrings(const ZipArchive& archive,
                                                          std::string_view part,
                                                          WorkbookFault& fault);

}  // namespace hemoledger
