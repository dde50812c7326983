// The table of an input file: its columns found by their headings, its rows cell by cell with their
// places.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/input/delimited_text.h"
#include "clients/cli/input/problems.h"
#include "clients/cli/input/sheet_table.h"
#include "clients/cli/input/table_headings.h"
#include "clients/cli/input/words.h"
#include "hemoledger/v1/values.pb.h"
#include "services/domain/civil_date.h"

namespace hemoledger {

// One row. Getters tell a cell that can not be read as a problem and answer as if it were blank.
class TableRow {
 public:
  // REQUIRES: as many cells as there are headings.
  TableRow(std::shared_ptr<const TableColumns> columns, DelimitedRecord record, Problems& problems);

  // The row as a place.
  FilePlace place() const;
  // The place of a cell; of the row where the table has no such column.
  FilePlace PlaceOf(std::string_view key) const;
  Problems& problems() const { return *problems_; }

  // Whether the table has the column.
  bool Exists(std::string_view key) const { return Find(key) != nullptr; }
  // A cell that is there and not blank.
  bool Has(std::string_view key) const;
  // Whether the cell is one of a workbook that holds a number itself; and that number in plain
  // digits ("1141", "1.5").
  bool IsNumber(std::string_view key) const;
  std::string PlainNumberOf(std::string_view key) const;
  // Number of the cell in its row, from 1; 0: no such column.
  int ColumnOf(std::string_view key) const;
  // Whether cells were put in where the row had lost some (LostCells).
  bool lost_cells() const { return record_.refilled; }
  // Blank: no such column, or a blank cell. White space inside stays as it is.
  const std::string& Text(std::string_view key) const;
  // White space collapsed: names.
  std::string Name(std::string_view key) const;
  // A problem when blank.
  std::string RequiredName(std::string_view key) const;
  // An id, 1 to 64 characters of a-z, 0-9, '-'.
  std::string Id(std::string_view key) const;
  // A figure as printed: number, and the text where it is not the usual Vietnamese form. A cell of
  // a workbook that holds a number must hold a whole one, and has no printed form.
  std::optional<v1::PrintedNumber> PrintedCount(std::string_view key) const;
  // A count from `lowest` to `highest`.
  std::optional<int64_t> Count(std::string_view key, int64_t lowest, int64_t highest) const;
  // A percentage as printed: the text, once it can be read. Blank: blank, or refused.
  std::string PercentText(std::string_view key) const;
  // 0: blank.
  int32_t Date(std::string_view key) const;
  // A month or any other interval.
  std::optional<CivilInterval> Interval(std::string_view key) const;
  std::optional<int> Word(std::string_view key, const WordList& words) const;

  void Refuse(std::string_view key, std::string_view vi, std::string_view en,
              std::string_view expected = "") const;
  void RefuseBlank(std::string_view key) const;
  // `value` stands already in an earlier line of the file (reason DUPLICATE).
  void RefuseDuplicate(std::string_view key, std::string_view value, int earlier_line) const;

 private:
  // nullptr: no such column.
  const DelimitedCell* Find(std::string_view key) const;
  // Of a cell that holds a number itself.
  std::optional<v1::PrintedNumber> WholeNumber(std::string_view key) const;

  std::shared_ptr<const TableColumns> columns_;
  DelimitedRecord record_;
  Problems* problems_;
};

struct TableFile {
  std::shared_ptr<const TableColumns> columns;
  std::vector<TableRow> rows;
};

// Rows that lost blank cells in copying from a table whose last columns are certain: of a row that
// is shorter the last cells are those columns'.
struct LostCells {
  // How many cells a row may have lost, of those copied with tabs; a shorter one is refused.
  size_t most = 0;
  // How many columns at the end are certain.
  std::function<size_t(const TableColumns& columns)> certain_columns;
};

// Most rows of one table.
inline constexpr size_t kMaxTableRows = 1'000'000;

// Reads a table: a text (CSV, TSV) or a sheet of a workbook, told apart by what the file is. Told
// as problems: the file can not be read, is empty or has no rows; all that ReadHeadings,
// FitRecords, ParseDelimited and ReadSheetTable tell; `source.sheet` with a text.
//
// `lost` (may be null): how short rows are made whole; without it as FitRecords says.
TableFile ReadTableFile(TableSource source, std::span<const ColumnSpec> specs,
                        const HeadingRule& rule, Problems& problems,
                        const LostCells* lost = nullptr);

// One row of a table whose rows are taken one by one.
struct LooseRow {
  int line = 0;
  // Its cells as they stand in a text, joined by the table's separator; those of a workbook as they
  // show.
  std::string raw;
  // What is wrong with this row alone; TableRow's getters add to it. Never null.
  std::unique_ptr<Problems> problems;
  // Absent: its cells do not fit under the headings, or could not be told apart.
  std::optional<TableRow> row;
};

struct LooseTable {
  std::shared_ptr<const TableColumns> columns;
  // Of a workbook ';', which is what Excel writes where the comma is the decimal mark.
  char delimiter = ';';
  // The lines of headings, as LooseRow::raw.
  std::vector<std::string> headings;
  std::vector<LooseRow> rows;
};

// Reads a table of which a faulty row is that row's matter: `bytes` of the file that `source` names
// for messages. Into `problems` comes only what concerns the whole: what ReadTableFile tells but
// for single rows; a quote left open (all behind it can not be trusted); more faults than can be
// told. Then the rows must not be used. A table of headings alone is one without rows. Blank rows
// are left out.
//
// Columns whose key begins with `dropped_prefix` are read, and left out of `raw`.
LooseTable ReadLooseTable(std::string bytes, TableSource source, std::span<const ColumnSpec> specs,
                          const HeadingRule& rule, std::string_view dropped_prefix,
                          Problems& problems);

}  // namespace hemoledger
