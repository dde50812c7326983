// The only file that knows toml++.
#include <algorithm>
#include <utility>

#include "clients/cli/input/header_file.h"
#include "clients/cli/input/header_workbook.h"
#include "clients/cli/input/text_file.h"
#include "clients/cli/input/text_forms.h"
#include "clients/cli/input/workbook_file.h"
#include "proto/base/status_macros.h"
#include "services/domain/civil_date.h"
#include "toml++/toml.h"

namespace hemoledger {
namespace {

using Kind = HeaderValue::Kind;

HeaderValue FromToml(const toml::node& node, int line, int column);

void TakePlace(const toml::node& node, HeaderValue& value) {
  if (node.source().begin.line == 0) return;
  value.line = static_cast<int>(node.source().begin.line);
  value.column = static_cast<int>(node.source().begin.column);
}

void TakeTable(const toml::table& table, HeaderValue& value) {
  value.kind = Kind::kTable;
  for (const auto& [key, node] : table) {
    value.entries.emplace_back(std::string(key.str()), FromToml(node, value.line, value.column));
  }
  std::stable_sort(value.entries.begin(), value.entries.end(), [](const auto& a, const auto& b) {
    return std::pair(a.second.line, a.second.column) < std::pair(b.second.line, b.second.column);
  });
}

// `line`, `column`: the place of what holds the node, for nodes that have none of their own.
HeaderValue FromToml(const toml::node& node, int line, int column) {
  HeaderValue value;
  value.line = line;
  value.column = column;
  TakePlace(node, value);
  if (const toml::table* const table = node.as_table()) {
    TakeTable(*table, value);
  } else if (const toml::array* const array = node.as_array()) {
    value.kind = Kind::kArray;
    for (const toml::node& element : *array) {
      value.elements.push_back(FromToml(element, value.line, value.column));
    }
  } else if (const auto* const text = node.as_string()) {
    value.kind = Kind::kText;
    value.untrimmed = NormalizeCell(text->get());
    value.text = TrimSpaces(value.untrimmed);
  } else if (const auto* const integer = node.as_integer()) {
    value.kind = Kind::kInteger;
    value.integer = integer->get();
  } else if (const auto* const boolean = node.as_boolean()) {
    value.kind = Kind::kBoolean;
    value.boolean = boolean->get();
  } else if (const auto* const date = node.as_date()) {
    value.kind = Kind::kDate;
    value.date = MakeDate(date->get().year, date->get().month, date->get().day);
  }
  return value;
}

}  // namespace

absl::StatusOr<std::unique_ptr<HeaderValue>> ReadHeaderFile(const std::string& path,
                                                            Problems& problems) {
  const size_t before = problems.total();
  ASSIGN_OR_RETURN(std::string bytes, ReadInputFile(path));
  if (IsWorkbookFile(path, bytes)) return ReadHeaderWorkbook(std::move(bytes), path, problems);
  if (path.ends_with(".csv") || path.ends_with(".tsv")) {
    // A TOML parser would complain about its first heading.
    problems.AddInvalid(
        {path, 0, 0, ""}, "",
        "Đây là bảng, còn thiếu phần đầu. Lệnh này nhận tệp TOML có khóa table = \"tên bảng\", "
        "hoặc bảng tính .xlsx có trang \"Thông tin\" (docs/input-files.md). Phiếu chỉ có bảng thì "
        "nạp bằng: hemo receipt import với tệp TOML ấy, hoặc hemo feed csv",
        "This is a table, and its header is missing. The command takes a TOML with the key table = "
        "\"name of the table\", or an .xlsx workbook with a sheet \"Info\" (docs/input-files.md). "
        "Receipts that are a table alone: hemo receipt import with such a TOML, or hemo feed csv",
        "TOML, .xlsx");
    return nullptr;
  }
  const std::string text = DecodeTextFile(std::move(bytes), path, problems);
  if (problems.total() != before) return nullptr;
  try {
    const toml::table table = toml::parse(std::string_view(text), path);
    HeaderValue root;
    root.line = 1;
    root.column = 1;
    TakeTable(table, root);
    return std::make_unique<HeaderValue>(std::move(root));
  } catch (const toml::parse_error& error) {
    problems.AddInvalid(
        {path, static_cast<int>(error.source().begin.line),
         static_cast<int>(error.source().begin.column), ""},
        "", std::string("Không đọc được tệp TOML: ") + std::string(error.description()),
        std::string("The TOML can not be read: ") + std::string(error.description()), "TOML");
    return nullptr;
  }
}

}  // namespace hemoledger
