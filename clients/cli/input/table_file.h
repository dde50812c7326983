// The table of an input file: its columns found by their headings, its rows cell by cell with their
// places.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/input/delimited_text.h"
#include "clients/cli/input/problems.h"
#include "clients/cli/input/words.h"
#include "hemoledger/v1/values.pb.h"
#include "services/domain/civil_date.h"

namespace hemoledger {

// A column that a kind of table may have.
struct ColumnSpec {
  // The key by which the reader asks for it.
  std::string_view key;
  // Headings by which it is known, in English and Vietnamese, compared as FoldText. The first is
  // told in messages.
  std::vector<std::string_view> headings;
  bool required = false;
};

// Maps a heading that no spec knows to a key ("250 ml" → "bags:250"); blank: not known.
using HeadingRule = std::function<std::string(const std::string& heading)>;

// The columns of one table.
struct TableColumns {
  std::string file;
  // Headings as written, by place; the index of each column by its key.
  std::vector<std::string> headings;
  std::map<std::string, size_t, std::less<>> index_by_key;
};

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
  // Blank: no such column, or a blank cell. White space inside stays as it is.
  const std::string& Text(std::string_view key) const;
  // White space collapsed: names.
  std::string Name(std::string_view key) const;
  // A problem when blank.
  std::string RequiredName(std::string_view key) const;
  // An id, 1 to 64 characters of a-z, 0-9, '-'.
  std::string Id(std::string_view key) const;
  // A figure as printed: number, and the text where it is not the usual Vietnamese form.
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

  std::shared_ptr<const TableColumns> columns_;
  DelimitedRecord record_;
  Problems* problems_;
};

struct TableFile {
  std::shared_ptr<const TableColumns> columns;
  std::vector<TableRow> rows;
};

// Most rows of one table.
inline constexpr size_t kMaxTableRows = 1'000'000;

// Reads a table. Told as problems: the file can not be read, is empty or has no rows; unknown,
// blank (over cells that are not) and duplicate headings; columns that are required and missing;
// rows with another number of cells than there are headings; all that ParseDelimited tells.
TableFile ReadTableFile(const std::string& path, std::span<const ColumnSpec> specs,
                        const HeadingRule& rule, Problems& problems);

}  // namespace hemoledger
