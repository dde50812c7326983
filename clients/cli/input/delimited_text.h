// Tables as text: comma-, semicolon- or tab-separated values (RFC 4180).
//
// Beyond RFC 4180: LF ends a record as CR LF does, the last record needs no line end, empty lines
// are skipped, white space (the no-break space too) around a cell is dropped, and a quote inside an
// unquoted cell stands for itself. Text is normalised to NFC.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/input/problems.h"

namespace hemoledger {

// One cell of a table, from a text or from a sheet (sheet_table.h).
struct DelimitedCell {
  std::string text;
  // Line on which it begins, from 1; the row of a sheet.
  int line = 0;
  // A sheet's cell that holds the number itself: `text` is then how it shows.
  bool is_number = false;
  double number = 0;
  // Of a text: the bytes where it stands, quotes and white space and all.
  size_t begin = 0;
  size_t end = 0;
};

struct DelimitedRecord {
  std::vector<DelimitedCell> cells;
  int line = 0;
  // False for the last record of a file without a line end after it.
  bool ended = true;
  // A quote was opened and never closed: all that follows it was taken as one cell.
  bool open_quote = false;
  // Blank cells were put in where the record had lost some (table_file.h, LostCells).
  bool refilled = false;
};

// The separator of a table: of ',', ';' and tab the one that gives the first record the most cells
// for which `is_heading` holds, then the most cells, then tab before semicolon before comma.
char DetectDelimiter(std::string_view text,
                     const std::function<bool(const std::string&)>& is_heading);

// Splits `text`. Faults (a quote left open, characters after a closing quote, control characters, a
// bare CR) are told with `file` and their place; the record is kept as far as it could be read.
std::vector<DelimitedRecord> ParseDelimited(std::string_view text, char delimiter,
                                            const std::string& file, Problems& problems);

// Takes Excel's first line "sep=;" out of `text` (its line end stays, so that lines keep their
// numbers). The separator that it names; '\0': there is no such line.
char TakeSeparatorLine(std::string& text);

// A cell as it is written between `delimiter`s: in quotes where it needs them.
std::string DelimitedCellText(std::string_view value, char delimiter);

}  // namespace hemoledger
