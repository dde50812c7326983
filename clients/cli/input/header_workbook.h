// The header of an input file in a workbook: its sheet "Thông tin" (or "Info").
//
// Column A is a key, column B its value, further columns are for people. Keys are those of the
// TOML, joined with dots where they are nested ("period.from"); a key that stands in several rows
// is a list, in their order; the tables of a list are numbered ("groups.1.id", "groups.2.id"). Rows
// with a blank value say nothing. A first row "Mục | Nội dung" or "Key | Value" is a heading.
#pragma once

#include <memory>
#include <string>

#include "clients/cli/input/header_file.h"
#include "clients/cli/input/problems.h"

namespace hemoledger {

// Most rows of the sheet.
inline constexpr size_t kMaxHeaderRows = 10'000;

// The tree that the same header gives as a TOML: whole numbers are integers, days are dates.
// Texts stay texts; the getters of HeaderTable read "05/4/2021" and "có" besides. Null: told as
// problems, by cell: no workbook, no such sheet, a key that is no key or is both a value and a
// table, a cell without a value (WorkbookFile's FaultOf).
std::unique_ptr<HeaderValue> ReadHeaderWorkbook(std::string bytes, const std::string& path,
                                                Problems& problems);

}  // namespace hemoledger
