// What a saved cell means. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/spreadsheet/sheet_part.h"
#include "clients/cli/spreadsheet/workbook.h"

namespace hemoledger {

// A <c> as it was saved.
struct SavedCell {
  // The attribute t: "n", "s", "str", "inlineStr", "b", "e", "d"; blank is "n".
  std::string type;
  // The attribute s.
  std::string style;
  // The text of <v>, or of <is>.
  std::string value;
  bool has_value = false;
  bool has_formula = false;
};

enum class CellMeaning { kBlank, kCell, kDamaged };

// Fills kind, text, number, format and day of `cell`. kDamaged: the value is none of its type, or
// refers to what is not there.
CellMeaning ReadSavedCell(const SavedCell& saved, const SheetContext& context, SheetCell& cell);

}  // namespace hemoledger
