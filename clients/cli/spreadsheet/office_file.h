// What a file is that is no workbook, told to a person.
#pragma once

#include <string_view>

#include "clients/cli/spreadsheet/workbook_fault.h"
#include "clients/cli/spreadsheet/zip_archive.h"

namespace hemoledger {

// Whether the bytes can be a zip archive; else tells what they are.
bool RequireZip(std::string_view bytes, WorkbookFault& fault);
// Tells what an archive without a workbook is. Always false.
bool TellNoWorkbook(const ZipArchive& archive, WorkbookFault& fault);

}  // namespace hemoledger
