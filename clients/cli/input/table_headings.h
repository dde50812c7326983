// The headings of a table: one row of them, or two where a word processor merged cells; and whether
// the rows fit under them.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/input/delimited_text.h"
#include "clients/cli/input/problems.h"
#include "clients/cli/input/sheet_table.h"
#include "proto/base/strings.h"

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
  // Blank: a text.
  std::string sheet;
  // Headings as written, by place; the index of each column by its key.
  std::vector<std::string> headings;
  std::map<std::string, size_t, std::less<>> index_by_key;
};

// Finds the keys of headings. Folds what the specs know once. Keeps a reference to the rule.
class HeadingIndex {
 public:
  HeadingIndex(std::span<const ColumnSpec> specs, const HeadingRule& rule);

  // Blank: not known.
  std::string KeyOf(const std::string& heading) const;

 private:
  const HeadingRule& rule_;
  StringMap<std::string_view> key_by_heading_;
};

// The headings of a table, from the beginning of its records.
struct TableHeadings {
  std::shared_ptr<TableColumns> columns;
  // Records that they take: 1 or 2.
  size_t record_count = 1;
};

// The second record belongs to the headings when one of its cells is a known heading and each of
// its other cells is blank, a known heading, or stands under a cell that is blank or not known.
// In each column its cell then counts where it is not blank, else the upper one. Told: unknown
// and duplicate headings, required columns that are missing. REQUIRES: records is not empty.
TableHeadings ReadHeadings(std::span<const DelimitedRecord> records, const TableSource& source,
                           std::span<const ColumnSpec> specs, const HeadingIndex& index,
                           Problems& problems);

// Makes every record of `records` from `first` on have one cell a heading; those that can not are
// told and taken out, blank ones are taken out.
//
// With `tabs` (text copied from a word processor) blank headings at the end are dropped; a row may
// have more cells where these are blank, or fewer, where those at its end were cut off with their
// tabs. Which cell of a short row is
// missing is not always certain, so it is refused when it ends in a blank cell (then its end was
// not cut), and all are when no row of the table has all cells (then each may have lost one in the
// middle). Without `cut_ends` every short row is refused.
void FitRecords(std::vector<DelimitedRecord>& records, size_t first, bool tabs, bool cut_ends,
                TableColumns& columns, Problems& problems);

}  // namespace hemoledger
