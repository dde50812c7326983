// A workbook (.xlsx, ISO/IEC 29500): open → sheets → rows of typed cells.
//
// Any bytes may be given: what is no workbook (.xls, .ods, .xlsb, a Word file, an encrypted file),
// is broken, or breaks a limit of limits.h is told as a WorkbookFault that says what to do. Nothing
// is executed, reckoned or fetched. A workbook is not thread-safe.
//
// What a table needs is read, no more: values as they were saved (a formula's last result), texts
// without their looks, dates by their format. Hidden rows and columns are read like others; of
// merged cells the first has the value, the others are blank.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/spreadsheet/number_format.h"
#include "clients/cli/spreadsheet/workbook_fault.h"
#include "clients/cli/spreadsheet/zip_archive.h"

namespace hemoledger {

struct SheetCell {
  enum class Kind {
    // `text`.
    kText,
    // `number` and `format` (kNumber or kPercent).
    kNumber,
    // `day`; of kMonth only its month shows.
    kDay,
    kMonth,
    // A time of day, a date without its year, or one outside of 1900 to 9999.
    kTime,
    kPartOfDate,
    kBadDate,
    // `number` is 0 or 1.
    kBoolean,
    // `text`: "#REF!".
    kError,
    // A formula that was saved without its result.
    kNoResult,
  };
  Kind kind = Kind::kText;
  // From 1.
  int column = 0;
  // Valid UTF-8 as it stands in the cell, neither trimmed nor normalised.
  std::string text;
  double number = 0;
  NumberFormat format;
  // Days since 1970-01-01, whichever of its two date systems the workbook uses.
  int32_t day = 0;
};

// Cells in the order of their columns; blank ones are left out.
struct SheetRow {
  // From 1.
  int number = 0;
  std::vector<SheetCell> cells;
};

struct SheetInfo {
  std::string name;
  // Hidden from the view of a person.
  bool hidden = false;
};

// Whether the bytes of a file begin as those of a spreadsheet or another office file (zip, or
// Microsoft's older container) do: they are for Workbook::Open and no text.
bool LooksLikeOfficeFile(std::string_view bytes);
// Whether a path has the ending of a spreadsheet: .xlsx, .xlsm, .xlsb, .xls, .ods.
bool HasSpreadsheetEnding(std::string_view path);

class Workbook {
 public:
  // Takes the bytes of a file. nullptr: `fault`.
  static std::unique_ptr<Workbook> Open(std::string bytes, WorkbookFault& fault);

  // Sheets of cells in their order; sheets that are charts are left out.
  const std::vector<SheetInfo>& sheets() const { return sheets_; }

  // The rows that have cells, in their order. REQUIRES: index < sheets().size(). Absent: `fault`.
  std::optional<std::vector<SheetRow>> ReadSheet(size_t index, WorkbookFault& fault) const;

 private:
  Workbook() = default;
  bool ReadDirectory(WorkbookFault& fault);

  std::unique_ptr<ZipArchive> archive_;
  std::vector<SheetInfo> sheets_;
  // Of each sheet.
  std::vector<std::string> parts_;
  std::vector<std::string> shared_strings_;
  std::vector<NumberFormat> styles_;
  bool uses_1904_ = false;
};

}  // namespace hemoledger
