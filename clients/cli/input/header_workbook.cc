#include "clients/cli/input/header_workbook.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "clients/cli/input/text_forms.h"
#include "clients/cli/input/workbook_file.h"
#include "proto/base/strings.h"
#include "services/domain/civil_date.h"

namespace hemoledger {
namespace {

using Kind = HeaderValue::Kind;

constexpr int kKeyColumn = 1;
constexpr int kValueColumn = 2;
constexpr size_t kMaxKeyDepth = 8;
constexpr size_t kMaxKeyBytes = 128;

// "groups.1.id" in its parts; empty: no key.
std::vector<std::string> SplitKey(const std::string& key) {
  std::vector<std::string> parts;
  size_t begin = 0;
  while (begin <= key.size()) {
    const size_t end = std::min(key.find('.', begin), key.size());
    const std::string part = key.substr(begin, end - begin);
    constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789_-";
    if (part.empty() || part.find_first_not_of(kAllowed) != std::string::npos) return {};
    parts.push_back(part);
    begin = end + 1;
  }
  return parts.size() > kMaxKeyDepth || key.size() > kMaxKeyBytes ? std::vector<std::string>()
                                                                  : parts;
}

// A number of a list's table: 1, 2, …; 0: the part is a name.
int ListNumber(std::string_view part) {
  int number = 0;
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
  return error == std::errc() && end == part.data() + part.size() ? number : 0;
}

HeaderValue ToValue(const SheetCell& cell) {
  HeaderValue value;
  value.kind = Kind::kText;
  value.text = TextOf(cell);
  if (cell.kind == SheetCell::Kind::kBoolean) {
    value.kind = Kind::kBoolean;
    value.boolean = cell.number != 0;
  } else if (cell.kind == SheetCell::Kind::kDay) {
    value.kind = Kind::kDate;
    value.date = DateOfDayNumber(cell.day);
  } else if (cell.kind == SheetCell::Kind::kNumber &&
             cell.format.kind == NumberFormat::Kind::kNumber) {
    const std::string digits = PlainNumber(cell.number);
    const char* const end = digits.data() + digits.size();
    if (std::from_chars(digits.data(), end, value.integer).ptr == end) value.kind = Kind::kInteger;
  }
  return value;
}

class WorkbookHeaderReader {
 public:
  WorkbookHeaderReader(std::string path, std::string sheet, Problems& problems)
      : path_(std::move(path)), sheet_(std::move(sheet)), problems_(problems) {
    root_.kind = Kind::kTable;
    root_.line = root_.column = 1;
    root_.sheet = sheet_;
  }

  HeaderValue Read(const std::vector<SheetRow>& rows) {
    bool first = true;
    for (const SheetRow& row : rows) {
      const SheetCell* key = nullptr;
      const SheetCell* value = nullptr;
      for (const SheetCell& cell : row.cells) {
        if (cell.column == kKeyColumn) key = &cell;
        if (cell.column == kValueColumn) value = &cell;
      }
      const bool heading = first && key != nullptr && IsHeadingKey(TextOf(*key));
      first = false;
      if (!heading) ReadRow(row.number, key, value);
    }
    MakeLists(root_);
    return std::move(root_);
  }

 private:
  FilePlace Place(int row, int column, std::string key = "") const {
    return {path_, row, column, std::move(key), sheet_};
  }

  static bool IsHeadingKey(std::string_view text) {
    return IsSheetName(text, "Mục") || IsSheetName(text, "Khóa") || IsSheetName(text, "Key");
  }

  void ReadRow(int row, const SheetCell* key_cell, const SheetCell* value_cell) {
    if (value_cell == nullptr) return;
    const std::string key = key_cell == nullptr ? "" : TextOf(*key_cell);
    const std::optional<CellFault> fault = FaultOf(*value_cell);
    if (fault && value_cell->kind != SheetCell::Kind::kBoolean) {
      problems_.AddInvalid(Place(row, kValueColumn, key), fault->value, fault->vi, fault->en,
                           "a text, a figure or a date");
      return;
    }
    HeaderValue value = ToValue(*value_cell);
    if (value.kind == Kind::kText && value.text.empty()) return;
    value.line = row;
    value.column = kValueColumn;
    value.sheet = sheet_;
    const std::vector<std::string> parts = SplitKey(key);
    if (parts.empty()) {
      problems_.AddInvalid(Place(row, kKeyColumn), key,
                           key.empty() ? "Có nội dung ở cột B nhưng cột A không ghi khóa"
                                       : "Cột A phải là một khóa như id hoặc period.from",
                           key.empty() ? "Column B holds a value, but column A no key"
                                       : "Column A must hold a key such as id or period.from",
                           "a key");
      return;
    }
    Put(parts, key, std::move(value));
  }

  void Put(const std::vector<std::string>& parts, const std::string& key, HeaderValue value) {
    HeaderValue* table = &root_;
    for (size_t i = 0; i + 1 < parts.size(); ++i) {
      HeaderValue& inner = Child(*table, parts[i], value);
      if (inner.kind == Kind::kOther) inner.kind = Kind::kTable;
      if (inner.kind != Kind::kTable) return TellConflict(key, value);
      table = &inner;
    }
    HeaderValue& target = Child(*table, parts.back(), value);
    switch (target.kind) {
      case Kind::kOther:
        target = std::move(value);
        return;
      case Kind::kTable:
        return TellConflict(key, value);
      case Kind::kArray:
        target.elements.push_back(std::move(value));
        return;
      case Kind::kText:
      case Kind::kInteger:
      case Kind::kBoolean:
      case Kind::kDate: {
        HeaderValue list = value;
        list.kind = Kind::kArray;
        list.elements.push_back(std::move(target));
        list.elements.push_back(std::move(value));
        target = std::move(list);
        return;
      }
    }
  }

  // The entry of that name, made where it is not there (its kind is kOther then).
  static HeaderValue& Child(HeaderValue& table, const std::string& name, const HeaderValue& from) {
    for (auto& [known, child] : table.entries) {
      if (known == name) return child;
    }
    HeaderValue child;
    child.line = from.line;
    child.column = from.column;
    child.sheet = from.sheet;
    return table.entries.emplace_back(name, std::move(child)).second;
  }

  void TellConflict(const std::string& key, const HeaderValue& value) {
    problems_.AddInvalid(Place(value.line, kKeyColumn, key), key,
                         "Khóa này vừa có giá trị vừa có khóa con; hãy bỏ một",
                         "The key has both a value and keys below it; remove one", "one of both");
  }

  // Tables whose keys are all numbers become lists, in the order of the numbers.
  void MakeLists(HeaderValue& value) {
    for (auto& [name, child] : value.entries) MakeLists(child);
    const auto is_number = [](const auto& entry) { return ListNumber(entry.first) > 0; };
    if (&value == &root_ || value.kind != Kind::kTable ||
        !std::all_of(value.entries.begin(), value.entries.end(), is_number)) {
      return;
    }
    std::stable_sort(value.entries.begin(), value.entries.end(), [](const auto& a, const auto& b) {
      return ListNumber(a.first) < ListNumber(b.first);
    });
    value.kind = Kind::kArray;
    for (auto& [name, child] : value.entries) value.elements.push_back(std::move(child));
    value.entries.clear();
  }

  const std::string path_;
  const std::string sheet_;
  Problems& problems_;
  HeaderValue root_;
};

}  // namespace

std::unique_ptr<HeaderValue> ReadHeaderWorkbook(std::string bytes, const std::string& path,
                                                Problems& problems) {
  const size_t before = problems.total();
  const std::unique_ptr<Workbook> workbook = OpenWorkbook(std::move(bytes), path, problems);
  if (workbook == nullptr) return nullptr;
  std::optional<size_t> header;
  std::vector<std::string> others;
  for (size_t i = 0; i < workbook->sheets().size(); ++i) {
    const SheetInfo& sheet = workbook->sheets()[i];
    if (!header && (IsSheetName(sheet.name, "Thông tin") || IsSheetName(sheet.name, "Info"))) {
      header = i;
    } else if (!sheet.hidden) {
      others.push_back(sheet.name);
    }
  }
  if (!header) {
    const std::string list = ListSheets(*workbook);
    problems.AddInvalid(
        {path, 0, 0, ""}, "",
        Concat("Bảng tính thiếu trang \"Thông tin\" (cột A: khóa, cột B: giá trị); các trang: ",
               list),
        Concat("The workbook lacks a sheet \"Info\" (column A: key, column B: value); its sheets: ",
               list),
        "Thông tin, Info");
    return nullptr;
  }
  const std::string& sheet = workbook->sheets()[*header].name;
  const auto rows = ReadSheetRows(*workbook, *header, path, problems);
  if (!rows) return nullptr;
  if (rows->size() > kMaxHeaderRows) {
    problems.AddInvalid({path, 0, 0, "", sheet}, "", "Trang có quá nhiều dòng",
                        "The sheet has too many rows", Concat("at most ", kMaxHeaderRows));
    return nullptr;
  }
  HeaderValue root = WorkbookHeaderReader(path, sheet, problems).Read(*rows);
  if (problems.total() != before) return nullptr;
  root.other_sheets = std::move(others);
  return std::make_unique<HeaderValue>(std::move(root));
}

}  // namespace hemoledger
