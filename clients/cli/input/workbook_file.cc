#include "clients/cli/input/workbook_file.h"

#include <utility>

#include "clients/cli/input/text_forms.h"
#include "proto/base/strings.h"
#include "proto/base/utf8.h"
#include "services/domain/civil_date.h"

namespace hemoledger {
namespace {

using Kind = SheetCell::Kind;

void Tell(const WorkbookFault& fault, const std::string& path, Problems& problems) {
  problems.AddInvalid({path, fault.row, fault.column, "", fault.sheet}, fault.value,
                      fault.message_vi, fault.message_en, fault.expected);
}

// Whether the contract has the day (1900 to 2999).
bool IsKnownDay(int32_t day) {
  return day >= DayNumber(MakeDate(kFirstYear, 1, 1)) &&
         day <= DayNumber(MakeDate(kLastYear, 12, 31));
}

}  // namespace

bool IsWorkbookFile(const std::string& path, std::string_view bytes) {
  return LooksLikeOfficeFile(bytes) || HasSpreadsheetEnding(path);
}

std::unique_ptr<Workbook> OpenWorkbook(std::string bytes, const std::string& path,
                                       Problems& problems) {
  WorkbookFault fault;
  std::unique_ptr<Workbook> workbook = Workbook::Open(std::move(bytes), fault);
  if (workbook == nullptr) Tell(fault, path, problems);
  return workbook;
}

std::optional<std::vector<SheetRow>> ReadSheetRows(const Workbook& workbook, size_t sheet,
                                                   const std::string& path, Problems& problems) {
  WorkbookFault fault;
  auto rows = workbook.ReadSheet(sheet, fault);
  if (!rows) Tell(fault, path, problems);
  return rows;
}

bool IsSheetName(std::string_view sheet, std::string_view name) {
  return CaseFold(CollapseSpaces(NormalizeCell(sheet))) ==
         CaseFold(CollapseSpaces(NormalizeCell(name)));
}

std::string ListSheets(const Workbook& workbook) {
  std::string list;
  for (const SheetInfo& sheet : workbook.sheets()) {
    list += Concat(list.empty() ? "" : ", ", "\"", sheet.name, "\"");
  }
  return list;
}

std::optional<CellFault> FaultOf(const SheetCell& cell) {
  switch (cell.kind) {
    case Kind::kText:
      if (!HasControlCharacters(TextOf(cell))) return std::nullopt;
      return CellFault{"Ô có ký tự điều khiển; hãy xóa ký tự đó",
                       "The cell holds a control character; remove it", TextOf(cell)};
    case Kind::kNumber:
      return std::nullopt;
    case Kind::kDay:
    case Kind::kMonth:
      if (IsKnownDay(cell.day)) return std::nullopt;
      [[fallthrough]];
    case Kind::kBadDate:
      return CellFault{"Ô có dạng ngày nhưng không phải ngày từ năm 1900 đến 2999",
                       "The cell has the form of a date, but holds none of the years 1900 to 2999",
                       ""};
    case Kind::kTime:
      return CellFault{"Ô chứa giờ, không phải ngày hay số; hãy sửa dạng ô",
                       "The cell holds a time of day, no date or figure; change its format", ""};
    case Kind::kPartOfDate:
      return CellFault{
          "Ô có dạng ngày nhưng không hiện đủ tháng và năm (Excel tự đổi số thành ngày?); hãy ghi "
          "đủ ngày/tháng/năm hoặc ghi dưới dạng chữ",
          "The cell is a date that does not show month and year (did the spreadsheet program turn "
          "a figure into a date?); write day, month and year, or a text",
          ""};
    case Kind::kBoolean:
      return CellFault{"Ô chứa giá trị đúng/sai của Excel; hãy ghi bằng chữ (có, không)",
                       "The cell holds a truth value; write it in words (yes, no)",
                       cell.number == 0 ? "FALSE" : "TRUE"};
    case Kind::kError:
      return CellFault{"Ô có lỗi công thức; hãy sửa công thức hoặc ghi số",
                       "The cell holds an error of its formula; mend it or write the figure",
                       ReplaceInvalidUtf8(cell.text)};
    case Kind::kNoResult:
      return CellFault{
          "Công thức chưa được tính; hãy mở tệp bằng Excel rồi lưu lại",
          "The formula was never reckoned; open the file in a spreadsheet program and save it", ""};
  }
  return std::nullopt;
}

std::string TextOf(const SheetCell& cell) {
  switch (cell.kind) {
    case Kind::kText:
      return TrimSpaces(NormalizeCell(cell.text));
    case Kind::kNumber:
      return ShownNumber(cell.number, cell.format);
    case Kind::kDay:
      return IsKnownDay(cell.day) ? FormatDate(DateOfDayNumber(cell.day), Language::kVietnamese)
                                  : "";
    case Kind::kMonth: {
      if (!IsKnownDay(cell.day)) return "";
      const YearMonthDay date = SplitDate(DateOfDayNumber(cell.day));
      return Concat(date.month, "/", date.year);
    }
    case Kind::kTime:
    case Kind::kPartOfDate:
    case Kind::kBadDate:
    case Kind::kBoolean:
    case Kind::kError:
    case Kind::kNoResult:
      return "";
  }
  return "";
}

}  // namespace hemoledger
