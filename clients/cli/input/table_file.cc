#include "clients/cli/input/table_file.h"

#include <utility>

#include "absl/status/statusor.h"
#include "clients/cli/input/cell_values.h"
#include "clients/cli/input/text_file.h"
#include "clients/cli/input/text_forms.h"
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

// Finds the keys of headings. Folds what the specs know once.
class HeadingIndex {
 public:
  HeadingIndex(std::span<const ColumnSpec> specs, const HeadingRule& rule) : rule_(rule) {
    for (const ColumnSpec& spec : specs) {
      for (const std::string_view heading : spec.headings) {
        key_by_heading_.emplace(FoldText(heading), spec.key);
      }
    }
  }

  // Blank: not known.
  std::string KeyOf(const std::string& heading) const {
    const auto found = key_by_heading_.find(FoldText(heading));
    if (found != key_by_heading_.end()) return std::string(found->second);
    return rule_ && !heading.empty() ? rule_(heading) : "";
  }

 private:
  const HeadingRule& rule_;
  StringMap<std::string_view> key_by_heading_;
};

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

// Reads the headings. Columns without a heading have no key: their cells must be blank.
std::shared_ptr<TableColumns> ReadHeadings(const DelimitedRecord& record, const std::string& file,
                                           std::span<const ColumnSpec> specs,
                                           const HeadingIndex& index, Problems& problems) {
  auto columns = std::make_shared<TableColumns>();
  columns->file = file;
  for (size_t i = 0; i < record.cells.size(); ++i) {
    const std::string heading = CollapseSpaces(record.cells[i].text);
    columns->headings.push_back(heading);
    if (heading.empty()) continue;
    const FilePlace place = {file, record.cells[i].line, static_cast<int>(i) + 1, heading};
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
    problems.AddInvalid(
        {file, record.line, 0, ""}, "", Concat("Thiếu cột \"", spec.headings[1], "\""),
        Concat("The column \"", spec.headings[0], "\" is missing"), spec.headings[0]);
  }
  return columns;
}

// Whether a record has a cell for every heading and none besides; else tells it.
bool CheckCells(const DelimitedRecord& record, const TableColumns& columns, Problems& problems) {
  const size_t wanted = columns.headings.size();
  const size_t found = record.cells.size();
  if (found < wanted && !record.ended) {
    problems.AddInvalid(
        {columns.file, record.line, 0, ""}, "",
        Concat("Tệp bị cụt: dòng cuối chỉ có ", found, " ô thay vì ", wanted, " và không kết thúc"),
        Concat("The file is truncated: its last row has ", found, " cells instead of ", wanted,
               " and no line end"),
        Concat(wanted, " cells"));
    return false;
  }
  if (found != wanted) {
    problems.AddInvalid({columns.file, record.line, 0, ""}, "",
                        Concat("Dòng có ", found, " ô, trong khi có ", wanted,
                               " tiêu đề; kiểm tra dấu phân cách và dấu ngoặc kép"),
                        Concat("The row has ", found, " cells under ", wanted,
                               " headings; check separators and quotes"),
                        Concat(wanted, " cells"));
    return false;
  }
  for (size_t i = 0; i < wanted; ++i) {
    if (!columns.headings[i].empty() || record.cells[i].text.empty()) continue;
    problems.AddInvalid({columns.file, record.cells[i].line, static_cast<int>(i) + 1, ""},
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

}  // namespace

TableRow::TableRow(std::shared_ptr<const TableColumns> columns, DelimitedRecord record,
                   Problems& problems)
    : columns_(std::move(columns)), record_(std::move(record)), problems_(&problems) {
  HL_CHECK(record_.cells.size() == columns_->headings.size());
}

FilePlace TableRow::place() const {
  return {columns_->file, record_.line, 0, ""};
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
          columns_->headings[index]};
}

bool TableRow::Has(std::string_view key) const {
  const DelimitedCell* const cell = Find(key);
  return cell != nullptr && !cell->text.empty();
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
  std::optional<v1::PrintedNumber> number = ReadPrintedCount(Text(key));
  if (!number) {
    Refuse(key, "Không đọc chắc chắn được số này; viết 1163 hoặc 1.163",
           "The figure can not be read with certainty; write 1163 or 1.163", kCountExpected);
  }
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

TableFile ReadTableFile(const std::string& path, std::span<const ColumnSpec> specs,
                        const HeadingRule& rule, Problems& problems) {
  TableFile table;
  auto no_columns = std::make_shared<TableColumns>();
  no_columns->file = path;
  table.columns = no_columns;

  const size_t before = problems.total();
  const absl::StatusOr<std::string> text = ReadTextFile(path, problems);
  if (!text.ok()) {
    problems.AddStatus({path, 0, 0, ""}, "", text.status());
    return table;
  }
  if (problems.total() != before) return table;

  const HeadingIndex index(specs, rule);
  const auto is_heading = [&](const std::string& cell) { return !index.KeyOf(cell).empty(); };
  const char delimiter = DetectDelimiter(*text, is_heading);
  std::vector<DelimitedRecord> records = ParseDelimited(*text, delimiter, path, problems);
  if (records.size() < 2) {
    problems.AddInvalid({path, 0, 0, ""}, "", "Tệp phải có một dòng tiêu đề và ít nhất một dòng",
                        "The file must have a row of headings and at least one row", "rows");
    return table;
  }
  if (records.size() > kMaxTableRows + 1) {
    problems.AddInvalid({path, 0, 0, ""}, "", "Tệp có quá nhiều dòng; hãy chia nhỏ",
                        "The file has too many rows; split it", Concat(kMaxTableRows, " rows"));
    return table;
  }
  table.columns = ReadHeadings(records[0], path, specs, index, problems);
  for (size_t i = 1; i < records.size(); ++i) {
    if (AllBlank(records[i])) continue;
    if (!CheckCells(records[i], *table.columns, problems)) continue;
    table.rows.emplace_back(table.columns, std::move(records[i]), problems);
  }
  return table;
}

}  // namespace hemoledger
