#include "clients/cli/input/table_file.h"

#include <algorithm>
#include <utility>

#include "absl/status/statusor.h"
#include "clients/cli/input/cell_values.h"
#include "clients/cli/input/text_file.h"
#include "clients/cli/input/text_forms.h"
#include "clients/cli/input/workbook_file.h"
#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/ids.h"
#include "proto/base/strings.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

const std::string& Blank() {
  static const std::string* const kBlank = new std::string();
  return *kBlank;
}

// The records of a table, and how they stood in the file.
struct Records {
  std::vector<DelimitedRecord> records;
  // The text that their cells stand in; blank: they come from a workbook.
  std::string text;
  char delimiter = ';';
  bool tabs() const { return delimiter == '\t'; }
  // False: nothing could be read, which was told.
  bool readable = false;
};

Records ReadRecords(std::string bytes, TableSource& source, const HeadingIndex& index,
                    Problems& problems) {
  Records read;
  size_t before = problems.total();
  if (IsWorkbookFile(source.path, bytes)) {
    read.records = ReadSheetTable(std::move(bytes), source, problems);
    read.readable = !read.records.empty() || problems.total() == before;
    return read;
  }
  if (!source.sheet.empty()) {
    problems.AddInvalid({source.path, 0, 0, ""}, source.sheet,
                        "Khóa \"sheet\" chỉ dùng khi bảng nằm trong bảng tính .xlsx",
                        "The key \"sheet\" is only for a table in an .xlsx workbook", "no sheet");
    source.sheet.clear();
    before = problems.total();
  }
  read.text = DecodeTextFile(std::move(bytes), source.path, problems);
  if (problems.total() != before) return read;
  read.delimiter = TakeSeparatorLine(read.text);
  if (read.delimiter == '\0') {
    read.delimiter = DetectDelimiter(
        read.text, [&](const std::string& cell) { return !index.KeyOf(cell).empty(); });
  }
  read.records = ParseDelimited(read.text, read.delimiter, source.path, problems);
  read.readable = true;
  return read;
}

// Puts blank cells into short rows, before their certain end.
void RefillRecords(std::vector<DelimitedRecord>& records, size_t first, const LostCells& lost,
                   const TableColumns& columns) {
  const size_t wanted = columns.headings.size();
  const size_t certain = std::min(lost.certain_columns(columns), wanted);
  for (size_t i = first; i < records.size(); ++i) {
    DelimitedRecord& record = records[i];
    const size_t found = record.cells.size();
    if (!record.ended || found >= wanted || found + lost.most < wanted || found < certain) continue;
    const auto at = record.cells.end() - static_cast<std::ptrdiff_t>(certain);
    record.cells.insert(at, wanted - found, {.text = "", .line = record.line});
    record.refilled = true;
  }
}

std::shared_ptr<const TableColumns> NoColumns(const TableSource& source) {
  auto columns = std::make_shared<TableColumns>();
  columns->file = source.path;
  columns->sheet = source.sheet;
  return columns;
}

bool CheckRowCount(const std::vector<DelimitedRecord>& records, const FilePlace& whole,
                   Problems& problems) {
  if (records.size() <= kMaxTableRows + 2) return true;
  problems.AddInvalid(whole, "", "Tệp có quá nhiều dòng; hãy chia nhỏ",
                      "The file has too many rows; split it", Concat(kMaxTableRows, " rows"));
  return false;
}

// The cells of a record as they stand, but for those of the columns in `dropped`.
std::string RawOf(const DelimitedRecord& record, const Records& read,
                  const std::vector<bool>& dropped) {
  std::string raw;
  bool first = true;
  for (size_t i = 0; i < record.cells.size(); ++i) {
    if (i < dropped.size() && dropped[i]) continue;
    const DelimitedCell& cell = record.cells[i];
    if (!first) raw += read.delimiter;
    first = false;
    raw += read.text.empty() ? DelimitedCellText(cell.text, read.delimiter)
                             : read.text.substr(cell.begin, cell.end - cell.begin);
  }
  return raw;
}

// Hands the faults that were found while the records were told apart to the records in which they
// lie; those of the headings and of the whole file to `problems`.
void ShareOut(const Problems& found, const std::vector<DelimitedRecord>& records, size_t first,
              std::vector<std::unique_ptr<Problems>>& own, Problems& problems) {
  for (const Problem& problem : found.list()) {
    const auto after = std::upper_bound(
        records.begin(), records.end(), problem.place.line,
        [](int line, const DelimitedRecord& record) { return line < record.line; });
    const auto index = static_cast<size_t>(after - records.begin());
    (index <= first ? problems : *own[index - 1]).Add(problem);
  }
}

}  // namespace

TableRow::TableRow(std::shared_ptr<const TableColumns> columns, DelimitedRecord record,
                   Problems& problems)
    : columns_(std::move(columns)), record_(std::move(record)), problems_(&problems) {
  HL_CHECK(record_.cells.size() == columns_->headings.size());
}

FilePlace TableRow::place() const {
  return {columns_->file, record_.line, 0, "", columns_->sheet};
}

const DelimitedCell* TableRow::Find(std::string_view key) const {
  const auto found = columns_->index_by_key.find(key);
  return found == columns_->index_by_key.end() ? nullptr : &record_.cells[found->second];
}

FilePlace TableRow::PlaceOf(std::string_view key) const {
  const auto found = columns_->index_by_key.find(key);
  if (found == columns_->index_by_key.end()) return place();
  const size_t index = found->second;
  return {columns_->file, record_.cells[index].line, static_cast<int>(index) + 1,
          columns_->headings[index], columns_->sheet};
}

bool TableRow::Has(std::string_view key) const {
  const DelimitedCell* const cell = Find(key);
  return cell != nullptr && !cell->text.empty();
}

bool TableRow::IsNumber(std::string_view key) const {
  const DelimitedCell* const cell = Find(key);
  return cell != nullptr && cell->is_number;
}

std::string TableRow::PlainNumberOf(std::string_view key) const {
  return PlainNumber(Find(key)->number);
}

int TableRow::ColumnOf(std::string_view key) const {
  const auto found = columns_->index_by_key.find(key);
  return found == columns_->index_by_key.end() ? 0 : static_cast<int>(found->second) + 1;
}

const std::string& TableRow::Text(std::string_view key) const {
  const DelimitedCell* const cell = Find(key);
  return cell == nullptr ? Blank() : cell->text;
}

std::string TableRow::Name(std::string_view key) const {
  return CollapseSpaces(Text(key));
}

std::string TableRow::RequiredName(std::string_view key) const {
  if (!Has(key)) RefuseBlank(key);
  return Name(key);
}

std::string TableRow::Id(std::string_view key) const {
  const std::string& id = Text(key);
  if (id.empty() || IsValidId(id)) return id;
  problems_->AddStatus(PlaceOf(key), id, RequireId(PlaceOf(key).heading, id));
  return "";
}

std::optional<v1::PrintedNumber> TableRow::PrintedCount(std::string_view key) const {
  if (!Has(key)) return std::nullopt;
  if (Find(key)->is_number) return WholeNumber(key);
  std::optional<v1::PrintedNumber> number = ReadPrintedCount(Text(key));
  if (!number) {
    Refuse(key, "Không đọc chắc chắn được số này; viết 1163 hoặc 1.163",
           "The figure can not be read with certainty; write 1163 or 1.163", kCountExpected);
  }
  return number;
}

std::optional<v1::PrintedNumber> TableRow::WholeNumber(std::string_view key) const {
  // "1.14" has a mark and is no count; no printed form is kept: the cell holds the number itself.
  const std::string digits = PlainNumber(Find(key)->number);
  const std::optional<int64_t> value =
      digits.find('.') == std::string::npos ? ReadCount(digits) : std::nullopt;
  if (!value) {
    problems_->AddInvalid(
        PlaceOf(key), digits, Concat("Ô chứa số ", digits, ", không phải số nguyên từ 0 trở lên"),
        Concat("The cell holds the number ", digits, ", which is no whole number from 0 on"),
        "a whole number");
    return std::nullopt;
  }
  v1::PrintedNumber number;
  number.set_value(*value);
  return number;
}

std::optional<int64_t> TableRow::Count(std::string_view key, int64_t lowest,
                                       int64_t highest) const {
  const std::optional<v1::PrintedNumber> number = PrintedCount(key);
  if (!number) return std::nullopt;
  if (number->value() >= lowest && number->value() <= highest) return number->value();
  problems_->AddStatus(
      PlaceOf(key), Text(key),
      MakeError(ERROR_REASON_COUNT_OUT_OF_RANGE,
                {{"field", PlaceOf(key).heading}, {"value", Text(key)}, {"limit", highest}}));
  return std::nullopt;
}

std::string TableRow::PercentText(std::string_view key) const {
  if (!Has(key)) return "";
  if (ReadPercent(Text(key))) return Text(key);
  Refuse(key, "Không đọc được tỷ lệ này", "The percentage can not be read", kPercentExpected);
  return "";
}

int32_t TableRow::Date(std::string_view key) const {
  if (!Has(key)) return 0;
  if (const std::optional<int32_t> date = ParseDate(Text(key))) return *date;
  problems_->AddStatus(PlaceOf(key), Text(key),
                       MakeError(ERROR_REASON_DATE_INVALID,
                                 {{"field", PlaceOf(key).heading}, {"value", Text(key)}}));
  return 0;
}

std::optional<CivilInterval> TableRow::Interval(std::string_view key) const {
  if (!Has(key)) return std::nullopt;
  if (std::optional<CivilInterval> interval = ParseInterval(Text(key))) return interval;
  Refuse(key, "Không có ngày, tháng hoặc khoảng thời gian này, hoặc viết sai",
         "There is no such day, month or period, or it is written otherwise", kIntervalExpected);
  return std::nullopt;
}

std::optional<int> TableRow::Word(std::string_view key, const WordList& words) const {
  if (!Has(key)) return std::nullopt;
  const std::optional<int> value = words.Find(Text(key));
  if (!value) {
    const std::string& list = words.all();
    Refuse(key, Concat("Chỉ dùng một trong các từ: ", list), Concat("Use one of: ", list), list);
  }
  return value;
}

void TableRow::Refuse(std::string_view key, std::string_view vi, std::string_view en,
                      std::string_view expected) const {
  problems_->AddInvalid(PlaceOf(key), Text(key), vi, en, expected);
}

void TableRow::RefuseBlank(std::string_view key) const {
  problems_->AddInvalid(PlaceOf(key), "", "Ô này không được để trống", "The cell must not be blank",
                        "a value");
}

void TableRow::RefuseDuplicate(std::string_view key, std::string_view value,
                               int earlier_line) const {
  Problem problem;
  problem.place = PlaceOf(key);
  problem.value = value;
  problem.reason = ERROR_REASON_DUPLICATE;
  problem.message_vi = Concat("\"", value, "\" đã có ở dòng ", earlier_line);
  problem.message_en = Concat("\"", value, "\" stands already in line ", earlier_line);
  problem.fields = {{"field", problem.place.heading}, {"value", std::string(value)}};
  problems_->Add(std::move(problem));
}

TableFile ReadTableFile(TableSource source, std::span<const ColumnSpec> specs,
                        const HeadingRule& rule, Problems& problems, const LostCells* lost) {
  TableFile table;
  const HeadingIndex index(specs, rule);
  absl::StatusOr<std::string> bytes = ReadInputFile(source.path);
  Records read;
  if (bytes.ok()) read = ReadRecords(*std::move(bytes), source, index, problems);
  table.columns = NoColumns(source);
  const FilePlace whole = {source.path, 0, 0, "", source.sheet};
  if (!bytes.ok()) problems.AddStatus(whole, "", bytes.status());
  if (!read.readable || !CheckRowCount(read.records, whole, problems)) return table;

  std::vector<DelimitedRecord>& records = read.records;
  TableHeadings headings;
  if (records.size() > 1) headings = ReadHeadings(records, source, specs, index, problems);
  if (records.size() <= headings.record_count) {
    problems.AddInvalid(whole, "", "Tệp phải có một dòng tiêu đề và ít nhất một dòng",
                        "The file must have a row of headings and at least one row", "rows");
    return table;
  }
  table.columns = headings.columns;
  if (read.tabs() && lost != nullptr) {
    RefillRecords(records, headings.record_count, *lost, *headings.columns);
  }
  FitRecords(records, headings.record_count, read.tabs(), lost == nullptr, *headings.columns,
             problems);
  for (size_t i = headings.record_count; i < records.size(); ++i) {
    table.rows.emplace_back(table.columns, std::move(records[i]), problems);
  }
  return table;
}

LooseTable ReadLooseTable(std::string bytes, TableSource source, std::span<const ColumnSpec> specs,
                          const HeadingRule& rule, std::string_view dropped_prefix,
                          Problems& problems) {
  LooseTable table;
  const HeadingIndex index(specs, rule);
  Problems found;
  Records read = ReadRecords(std::move(bytes), source, index, found);
  std::vector<DelimitedRecord>& records = read.records;
  table.columns = NoColumns(source);
  table.delimiter = read.delimiter;
  const FilePlace whole = {source.path, 0, 0, "", source.sheet};
  const bool untold = found.total() > found.list().size();
  if (!read.readable || untold || (!records.empty() && records.back().open_quote)) {
    for (const Problem& problem : found.list()) problems.Add(problem);
    return table;
  }
  if (!CheckRowCount(records, whole, problems)) return table;
  if (records.empty()) {
    problems.AddInvalid(whole, "", "Tệp không có dòng nào; dòng đầu phải là tiêu đề",
                        "The file is empty; its first row must hold the headings", "headings");
    return table;
  }
  const TableHeadings headings = ReadHeadings(records, source, specs, index, problems);
  table.columns = headings.columns;
  std::vector<bool> dropped(headings.columns->headings.size(), false);
  for (const auto& [key, column] : headings.columns->index_by_key) {
    dropped[column] = key.starts_with(dropped_prefix);
  }
  std::vector<std::unique_ptr<Problems>> own;
  for (size_t i = 0; i < records.size(); ++i) own.push_back(std::make_unique<Problems>());
  ShareOut(found, records, headings.record_count, own, problems);
  for (size_t i = 0; i < records.size(); ++i) {
    std::string raw = RawOf(records[i], read, dropped);
    if (i < headings.record_count) {
      table.headings.push_back(std::move(raw));
      continue;
    }
    LooseRow loose{.line = records[i].line,
                   .raw = std::move(raw),
                   .problems = std::move(own[i]),
                   .row = std::nullopt};
    std::vector<DelimitedRecord> one;
    one.push_back(std::move(records[i]));
    const bool readable = loose.problems->empty();
    FitRecords(one, 0, read.tabs(), false, *headings.columns, *loose.problems);
    if (one.empty() && loose.problems->empty()) continue;
    if (!one.empty() && readable) {
      loose.row.emplace(table.columns, std::move(one[0]), *loose.problems);
    }
    table.rows.push_back(std::move(loose));
  }
  return table;
}

}  // namespace hemoledger
