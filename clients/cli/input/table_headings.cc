#include "clients/cli/input/table_headings.h"

#include <algorithm>
#include <utility>

#include "clients/cli/input/text_forms.h"

namespace hemoledger {
namespace {

// "id / Mã đơn vị, …": what columns there are, for messages.
std::string ListHeadings(std::span<const ColumnSpec> specs) {
  std::string list;
  for (const ColumnSpec& spec : specs) {
    list += list.empty() ? "" : ", ";
    for (size_t i = 0; i < spec.headings.size() && i < 2; ++i) {
      list += i == 0 ? "" : " / ";
      list += spec.headings[i];
    }
  }
  return list;
}

// Whether the second record is a second line of headings.
bool IsSecondLine(const DelimitedRecord& upper, const DelimitedRecord& lower,
                  const HeadingIndex& index) {
  bool any_known = false;
  for (size_t i = 0; i < lower.cells.size(); ++i) {
    if (lower.cells[i].text.empty()) continue;
    if (!index.KeyOf(CollapseSpaces(lower.cells[i].text)).empty()) {
      any_known = true;
    } else if (i < upper.cells.size() &&
               !index.KeyOf(CollapseSpaces(upper.cells[i].text)).empty()) {
      return false;
    }
  }
  return any_known;
}

// The line of headings as one: of two lines the lower cell where it is not blank.
DelimitedRecord JoinLines(const DelimitedRecord& upper, const DelimitedRecord& lower) {
  DelimitedRecord joined = upper;
  if (joined.cells.size() < lower.cells.size()) joined.cells.resize(lower.cells.size());
  for (size_t i = 0; i < lower.cells.size(); ++i) {
    if (!lower.cells[i].text.empty()) joined.cells[i] = lower.cells[i];
  }
  return joined;
}

// Reads the headings. Columns without a heading have no key: their cells must be blank.
std::shared_ptr<TableColumns> ReadLine(const DelimitedRecord& record, const TableSource& source,
                                       std::span<const ColumnSpec> specs, const HeadingIndex& index,
                                       Problems& problems) {
  auto columns = std::make_shared<TableColumns>();
  columns->file = source.path;
  columns->sheet = source.sheet;
  for (size_t i = 0; i < record.cells.size(); ++i) {
    const std::string heading = CollapseSpaces(record.cells[i].text);
    columns->headings.push_back(heading);
    if (heading.empty()) continue;
    const FilePlace place = {source.path, record.cells[i].line, static_cast<int>(i) + 1, heading,
                             source.sheet};
    const std::string key = index.KeyOf(heading);
    if (key.empty()) {
      problems.AddInvalid(place, heading, "Tiêu đề cột này không được biết đến",
                          "No column has this heading", ListHeadings(specs));
      continue;
    }
    const auto [known, added] = columns->index_by_key.emplace(key, i);
    if (!added) {
      const std::string& earlier = columns->headings[known->second];
      problems.AddInvalid(
          place, heading,
          Concat("Cột này có hai lần: \"", earlier, "\" và \"", heading, "\"; hãy bỏ một cột"),
          Concat("The column stands twice: \"", earlier, "\" and \"", heading, "\"; remove one"),
          "each column once");
    }
  }
  for (const ColumnSpec& spec : specs) {
    if (!spec.required || columns->index_by_key.contains(spec.key)) continue;
    problems.AddInvalid({source.path, record.line, 0, "", source.sheet}, "",
                        Concat("Thiếu cột \"", spec.headings[1], "\""),
                        Concat("The column \"", spec.headings[0], "\" is missing"),
                        spec.headings[0]);
  }
  return columns;
}

FilePlace RowPlace(const DelimitedRecord& record, const TableColumns& columns) {
  return {columns.file, record.line, 0, "", columns.sheet};
}

// Whether a record has a cell for every heading and none besides; else tells it.
bool CheckCells(const DelimitedRecord& record, const TableColumns& columns, Problems& problems) {
  const size_t wanted = columns.headings.size();
  const size_t found = record.cells.size();
  if (found < wanted && !record.ended) {
    problems.AddInvalid(
        RowPlace(record, columns), "",
        Concat("Tệp bị cụt: dòng cuối chỉ có ", found, " ô thay vì ", wanted, " và không kết thúc"),
        Concat("The file is truncated: its last row has ", found, " cells instead of ", wanted,
               " and no line end"),
        Concat(wanted, " cells"));
    return false;
  }
  if (found != wanted) {
    problems.AddInvalid(RowPlace(record, columns), "",
                        Concat("Dòng có ", found, " ô, trong khi có ", wanted,
                               " tiêu đề; kiểm tra dấu phân cách và dấu ngoặc kép"),
                        Concat("The row has ", found, " cells under ", wanted,
                               " headings; check separators and quotes"),
                        Concat(wanted, " cells"));
    return false;
  }
  for (size_t i = 0; i < wanted; ++i) {
    if (!columns.headings[i].empty() || record.cells[i].text.empty()) continue;
    problems.AddInvalid(
        {columns.file, record.cells[i].line, static_cast<int>(i) + 1, "", columns.sheet},
        record.cells[i].text, "Ô có nội dung nhưng cột không có tiêu đề",
        "The cell is not blank, but its column has no heading", "a heading");
    return false;
  }
  return true;
}

// Rows that a spreadsheet leaves at the end: separators only.
bool AllBlank(const DelimitedRecord& record) {
  for (const DelimitedCell& cell : record.cells) {
    if (!cell.text.empty()) return false;
  }
  return true;
}

// Blank cells after the last heading.
void DropBlankEnd(DelimitedRecord& record, size_t wanted) {
  while (record.cells.size() > wanted && record.cells.back().text.empty()) record.cells.pop_back();
}

// A row that was copied with tabs: cells that were cut off at its end are put back. False: told.
bool FitCopiedRow(DelimitedRecord& record, const TableColumns& columns, bool any_whole,
                  Problems& problems) {
  const size_t wanted = columns.headings.size();
  const size_t found = record.cells.size();
  // A last row without a line end may be cut: CheckCells tells it.
  if (found >= wanted || !record.ended) return true;
  // Told once for the table.
  if (!any_whole) return false;
  if (record.cells.back().text.empty()) {
    problems.AddInvalid(
        RowPlace(record, columns), "",
        Concat("Dòng chỉ có ", found, " ô dưới ", wanted,
               " tiêu đề và ô cuối trống: không rõ ô nào bị mất; hãy thêm đủ dấu tab"),
        Concat("The row has ", found, " cells under ", wanted,
               " headings and ends in a blank one: which cell is missing is not certain; put in "
               "the tabs"),
        Concat(wanted, " cells"));
    return false;
  }
  const int line = record.cells.back().line;
  while (record.cells.size() < wanted) record.cells.push_back({.text = "", .line = line});
  return true;
}

}  // namespace

HeadingIndex::HeadingIndex(std::span<const ColumnSpec> specs, const HeadingRule& rule)
    : rule_(rule) {
  for (const ColumnSpec& spec : specs) {
    for (const std::string_view heading : spec.headings) {
      key_by_heading_.emplace(FoldText(heading), spec.key);
    }
  }
}

std::string HeadingIndex::KeyOf(const std::string& heading) const {
  const auto found = key_by_heading_.find(FoldText(heading));
  if (found != key_by_heading_.end()) return std::string(found->second);
  return rule_ && !heading.empty() ? rule_(heading) : "";
}

TableHeadings ReadHeadings(std::span<const DelimitedRecord> records, const TableSource& source,
                           std::span<const ColumnSpec> specs, const HeadingIndex& index,
                           Problems& problems) {
  TableHeadings headings;
  const bool two_lines = records.size() > 1 && IsSecondLine(records[0], records[1], index);
  headings.record_count = two_lines ? 2 : 1;
  headings.columns = ReadLine(two_lines ? JoinLines(records[0], records[1]) : records[0], source,
                              specs, index, problems);
  return headings;
}

void FitRecords(std::vector<DelimitedRecord>& records, size_t first, bool tabs, bool cut_ends,
                TableColumns& columns, Problems& problems) {
  while (tabs && !columns.headings.empty() && columns.headings.back().empty()) {
    columns.headings.pop_back();
  }
  const size_t wanted = columns.headings.size();
  bool any_whole = false;
  bool any_short = false;
  for (size_t i = first; i < records.size(); ++i) {
    if (AllBlank(records[i])) continue;
    (records[i].cells.size() >= wanted ? any_whole : any_short) = true;
  }
  if (tabs && cut_ends && any_short && !any_whole && records.back().ended) {
    problems.AddInvalid(
        {columns.file, records[first].line, 0, "", columns.sheet}, "",
        Concat(
            "Không dòng nào có đủ ", wanted,
            " ô: nếu các cột cuối đều trống thì hãy bỏ tiêu đề của chúng, nếu không thì mỗi dòng "
            "đã mất ô khi chép và phải thêm lại dấu tab"),
        Concat(
            "No row has all ", wanted,
            " cells: if the last columns are blank, remove their headings; if not, each row lost "
            "a cell in copying, and its tab must be put back"),
        Concat(wanted, " cells"));
  }
  size_t kept = first;
  for (size_t i = first; i < records.size(); ++i) {
    if (AllBlank(records[i])) continue;
    if (tabs) DropBlankEnd(records[i], wanted);
    if (tabs && cut_ends && !FitCopiedRow(records[i], columns, any_whole, problems)) continue;
    if (!CheckCells(records[i], columns, problems)) continue;
    if (kept != i) records[kept] = std::move(records[i]);
    ++kept;
  }
  records.resize(kept);
}

}  // namespace hemoledger
