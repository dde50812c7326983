#include "clients/cli/input/sheet_table.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "clients/cli/input/text_forms.h"
#include "clients/cli/input/workbook_file.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

// Absent: told.
std::optional<size_t> ChooseSheet(const Workbook& workbook, const TableSource& source,
                                  Problems& problems) {
  const auto& sheets = workbook.sheets();
  std::vector<size_t> visible;
  for (size_t i = 0; i < sheets.size(); ++i) {
    if (!source.sheet.empty() && IsSheetName(sheets[i].name, source.sheet)) return i;
    if (!sheets[i].hidden) visible.push_back(i);
  }
  const std::string list = ListSheets(workbook);
  if (!source.sheet.empty()) {
    problems.AddInvalid({source.path, 0, 0, ""}, source.sheet,
                        Concat("Không có trang tính \"", source.sheet, "\"; các trang: ", list),
                        Concat("There is no sheet \"", source.sheet, "\"; the sheets are: ", list),
                        list);
    return std::nullopt;
  }
  if (sheets.size() == 1) return 0;
  if (visible.size() == 1) return visible[0];
  problems.AddInvalid(
      {source.path, 0, 0, ""}, "",
      Concat("Bảng tính có nhiều trang; hãy ghi tên một trang ở khóa \"sheet\": ", list),
      Concat("The workbook has several sheets; name one by the key \"sheet\": ", list), list);
  return std::nullopt;
}

}  // namespace

std::vector<DelimitedRecord> ReadSheetTable(std::string bytes, TableSource& source,
                                            Problems& problems) {
  std::vector<DelimitedRecord> records;
  const std::unique_ptr<Workbook> workbook = OpenWorkbook(std::move(bytes), source.path, problems);
  if (workbook == nullptr) return records;
  const std::optional<size_t> sheet = ChooseSheet(*workbook, source, problems);
  if (!sheet) return records;
  source.sheet = workbook->sheets()[*sheet].name;
  const auto rows = ReadSheetRows(*workbook, *sheet, source.path, problems);
  if (!rows) return records;

  size_t width = 0;
  for (const SheetRow& row : *rows) {
    width = std::max(width, static_cast<size_t>(row.cells.back().column));
  }
  if (rows->size() * width > kMaxSheetTableCells) {
    problems.AddInvalid({source.path, 0, 0, "", source.sheet}, "",
                        "Bảng có quá nhiều ô; hãy chia nhỏ",
                        "The table has too many cells; split it",
                        Concat("at most ", kMaxSheetTableCells, " cells"));
    return records;
  }
  for (const SheetRow& row : *rows) {
    DelimitedRecord record;
    record.line = row.number;
    record.cells.resize(width);
    for (DelimitedCell& cell : record.cells) cell.line = row.number;
    bool blank = true;
    for (const SheetCell& from : row.cells) {
      const auto at = static_cast<size_t>(from.column) - 1;
      DelimitedCell& to = record.cells[at];
      to.text = TextOf(from);
      to.is_number =
          from.kind == SheetCell::Kind::kNumber && from.format.kind == NumberFormat::Kind::kNumber;
      to.number = from.number;
      const std::optional<CellFault> fault = FaultOf(from);
      blank = blank && to.text.empty() && !fault;
      if (!fault) continue;
      const std::string heading = records.empty() ? "" : CollapseSpaces(records[0].cells[at].text);
      problems.AddInvalid({source.path, row.number, from.column, heading, source.sheet},
                          fault->value, fault->vi, fault->en, "a text, a figure or a date");
    }
    if (!blank) records.push_back(std::move(record));
  }
  return records;
}

}  // namespace hemoledger
