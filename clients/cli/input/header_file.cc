#include "clients/cli/input/header_file.h"

#include <algorithm>
#include <utility>

#include "clients/cli/input/cell_values.h"
#include "proto/base/errors.h"
#include "proto/base/ids.h"
#include "proto/base/strings.h"
#include "services/domain/civil_date.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

using Kind = HeaderValue::Kind;

// What was written, for messages.
std::string Written(const HeaderValue& value) {
  switch (value.kind) {
    case Kind::kText:
      return value.text;
    case Kind::kInteger:
      return Concat(value.integer);
    case Kind::kBoolean:
      return value.boolean ? "true" : "false";
    case Kind::kDate:
      return FormatDate(value.date, Language::kEnglish);
    case Kind::kTable:
    case Kind::kArray:
    case Kind::kOther:
      return "";
  }
  return "";
}

}  // namespace

HeaderTable::HeaderTable(const HeaderValue& table, std::string file, std::string path,
                         Problems& problems)
    : table_(&table), file_(std::move(file)), path_(std::move(path)), problems_(&problems) {}

std::string HeaderTable::PathOf(std::string_view key) const {
  if (key.empty()) return path_;
  return path_.empty() ? std::string(key) : Concat(path_, ".", key);
}

const std::string& HeaderTable::TextOf(const HeaderValue& value) const {
  return exact_ && !value.untrimmed.empty() ? value.untrimmed : value.text;
}

HeaderTable HeaderTable::Child(const HeaderValue& table, std::string path) const {
  HeaderTable child(table, file_, std::move(path), *problems_);
  child.exact_ = exact_;
  return child;
}

bool HeaderTable::Has(std::string_view key) {
  return Find(key, Need::kOptional) != nullptr;
}

bool HeaderTable::IsNone(std::string_view key) {
  const HeaderValue* const value = Find(key, Need::kOptional);
  return value != nullptr && value->kind == Kind::kBoolean && !value->boolean;
}

bool HeaderTable::IsTable(std::string_view key) {
  const HeaderValue* const value = Find(key, Need::kOptional);
  return value != nullptr && value->kind == Kind::kTable;
}

bool HeaderTable::IsInteger(std::string_view key) {
  const HeaderValue* const value = Find(key, Need::kOptional);
  return value != nullptr && value->kind == Kind::kInteger;
}

bool HeaderTable::IsDate(std::string_view key) {
  const HeaderValue* const value = Find(key, Need::kOptional);
  return value != nullptr && value->kind == Kind::kDate;
}

FilePlace HeaderTable::PlaceOf(std::string_view key) const {
  for (const auto& [name, value] : table_->entries) {
    if (name == key) return {file_, value.line, value.column, PathOf(key), value.sheet};
  }
  return {file_, table_->line, table_->column, PathOf(key), table_->sheet};
}

const HeaderValue* HeaderTable::Find(std::string_view key, Need need) {
  asked_.insert(std::string(key));
  for (const auto& [name, value] : table_->entries) {
    if (name != key) continue;
    // A blank text says nothing.
    if (value.kind == Kind::kText && TextOf(value).empty()) break;
    return &value;
  }
  if (need == Need::kRequired) {
    problems_->AddInvalid(PlaceOf(key), "",
                          Concat("Thiếu khóa \"", PathOf(key), "\" hoặc để trống"),
                          Concat("The key \"", PathOf(key), "\" is missing or blank"), "a value");
  }
  return nullptr;
}

void HeaderTable::Refuse(std::string_view key, const HeaderValue& value, std::string_view vi,
                         std::string_view en, std::string_view expected) {
  problems_->AddInvalid({file_, value.line, value.column, PathOf(key), value.sheet}, Written(value),
                        vi, en, expected);
}

std::string HeaderTable::Text(std::string_view key, Need need) {
  const HeaderValue* const value = Find(key, need);
  if (value == nullptr) return "";
  if (value->kind == Kind::kText) return TextOf(*value);
  if (value->kind == Kind::kInteger) return Concat(value->integer);
  if (value->kind == Kind::kArray) {
    Refuse(key, *value, "Khóa này chỉ có một giá trị", "The key has one value only", "one value");
    return "";
  }
  if (!value->sheet.empty()) {
    Refuse(key, *value, "Ô này phải là chữ", "The cell must be a text", "a text");
    return "";
  }
  Refuse(key, *value, "Giá trị phải là chữ trong dấu ngoặc kép", "The value must be a quoted text",
         "\"text\"");
  return "";
}

std::string HeaderTable::Id(std::string_view key, Need need) {
  std::string id = Text(key, need);
  if (id.empty() || IsValidId(id)) return id;
  problems_->AddStatus(PlaceOf(key), id, RequireId(PathOf(key), id));
  return "";
}

std::optional<int64_t> HeaderTable::Integer(std::string_view key, int64_t lowest, int64_t highest,
                                            Need need) {
  const HeaderValue* const value = Find(key, need);
  if (value == nullptr) return std::nullopt;
  std::optional<int64_t> number;
  if (value->kind == Kind::kInteger) number = value->integer;
  if (value->kind == Kind::kText) number = ReadCount(value->text);
  if (number && *number >= lowest && *number <= highest) return number;
  Refuse(key, *value, Concat("Giá trị phải là số nguyên từ ", lowest, " đến ", highest),
         Concat("The value must be a whole number from ", lowest, " to ", highest),
         Concat(lowest, " to ", highest));
  return std::nullopt;
}

bool HeaderTable::Boolean(std::string_view key) {
  const HeaderValue* const value = Find(key, Need::kOptional);
  if (value == nullptr) return false;
  if (value->kind == Kind::kBoolean) return value->boolean;
  if (value->kind == Kind::kText) {
    if (value->text == "true" || value->text == "false") return value->text == "true";
    if (const std::optional<int> word = YesNoWords().Find(value->text)) return *word == 1;
  }
  Refuse(key, *value, "Giá trị phải là true hoặc false", "The value must be true or false",
         "true, false");
  return false;
}

int32_t HeaderTable::Date(std::string_view key, Need need) {
  const HeaderValue* const value = Find(key, need);
  if (value == nullptr) return 0;
  if (value->kind == Kind::kDate && IsValidDate(value->date)) return value->date;
  if (value->kind == Kind::kText) {
    if (const std::optional<int32_t> date = ParseDate(value->text)) return *date;
  }
  problems_->AddStatus(
      {file_, value->line, value->column, PathOf(key), value->sheet}, Written(*value),
      MakeError(ERROR_REASON_DATE_INVALID, {{"field", PathOf(key)}, {"value", Written(*value)}}));
  return 0;
}

std::optional<v1::Interval> HeaderTable::Period(std::string_view key) {
  std::optional<HeaderTable> table = Table(key);
  if (!table) return std::nullopt;
  v1::Interval interval;
  const bool single_day = table->Has("date");
  if (single_day) {
    interval.set_first_date(table->Date("date"));
  } else {
    interval.set_first_date(table->Date("from", Need::kRequired));
    interval.set_last_date(table->Date("to", Need::kRequired));
  }
  table->RefuseUnknownKeys();
  if (interval.first_date() == 0 || (interval.last_date() == 0 && !single_day)) return std::nullopt;
  if (const absl::Status status = CheckInterval(PathOf(key), interval); !status.ok()) {
    problems_->AddStatus(PlaceOf(key), "", status);
    return std::nullopt;
  }
  return interval;
}

std::optional<v1::PrintedNumber> HeaderTable::Count(std::string_view key, Need need) {
  const HeaderValue* const value = Find(key, need);
  if (value == nullptr) return std::nullopt;
  if (value->kind == Kind::kInteger && value->integer >= 0 && value->integer <= kMaxCount) {
    v1::PrintedNumber number;
    number.set_value(value->integer);
    return number;
  }
  if (value->kind == Kind::kText) {
    if (std::optional<v1::PrintedNumber> number = ReadPrintedCount(value->text)) return number;
  }
  if (value->kind == Kind::kTable) {
    HeaderTable parts = Child(*value, PathOf(key));
    v1::PrintedNumber number;
    if (const auto figure = parts.Integer("value", 0, kMaxCount)) number.set_value(*figure);
    number.set_text(parts.Text("text"));
    parts.RefuseUnknownKeys();
    return number;
  }
  Refuse(key, *value, "Không đọc chắc chắn được số này; viết 1163 hoặc \"1.163\"",
         "The figure can not be read with certainty; write 1163 or \"1.163\"", kCountExpected);
  return std::nullopt;
}

std::vector<std::string> HeaderTable::Texts(std::string_view key) {
  const HeaderValue* const value = Find(key, Need::kOptional);
  if (value == nullptr) return {};
  if (value->kind == Kind::kText) return {TextOf(*value)};
  if (value->kind == Kind::kInteger) return {Concat(value->integer)};
  std::vector<std::string> texts;
  for (const HeaderValue& element : value->elements) {
    if (element.kind == Kind::kText && !TextOf(element).empty()) {
      texts.push_back(TextOf(element));
      continue;
    }
    if (element.kind == Kind::kInteger || element.kind == Kind::kDate) {
      texts.push_back(Written(element));
      continue;
    }
    Refuse(key, element, "Mỗi phần tử phải là chữ trong dấu ngoặc kép",
           "Every element must be a quoted text", "[\"text\", …]");
  }
  if (value->kind != Kind::kArray) {
    Refuse(key, *value, "Giá trị phải là một danh sách chữ", "The value must be a list of texts",
           "[\"text\", …]");
  }
  return texts;
}

std::optional<HeaderTable> HeaderTable::Table(std::string_view key, Need need) {
  const HeaderValue* const value = Find(key, need);
  if (value == nullptr) return std::nullopt;
  if (value->kind == Kind::kTable) return Child(*value, PathOf(key));
  Refuse(key, *value, "Giá trị phải là một bảng", "The value must be a table", "{ key = value }");
  return std::nullopt;
}

std::vector<HeaderTable> HeaderTable::Tables(std::string_view key) {
  const HeaderValue* const value = Find(key, Need::kOptional);
  if (value == nullptr) return {};
  std::vector<HeaderTable> tables;
  const bool all_tables = std::all_of(value->elements.begin(), value->elements.end(),
                                      [](const HeaderValue& e) { return e.kind == Kind::kTable; });
  if (value->kind != Kind::kArray || !all_tables) {
    Refuse(key, *value,
           Concat("Giá trị phải là các bảng, mỗi bảng dưới một dòng [[", PathOf(key), "]]"),
           Concat("The value must be tables, each under a line [[", PathOf(key), "]]"),
           Concat("[[", PathOf(key), "]]"));
    return {};
  }
  for (size_t i = 0; i < value->elements.size(); ++i) {
    tables.push_back(Child(value->elements[i], Concat(PathOf(key), "[", i, "]")));
  }
  return tables;
}

std::optional<int> HeaderTable::Word(std::string_view key, const WordList& words, Need need) {
  const HeaderValue* const value = Find(key, need);
  if (value == nullptr) return std::nullopt;
  std::optional<int> number;
  if (value->kind == Kind::kText) number = words.Find(value->text);
  if (!number) {
    const std::string& list = words.all();
    Refuse(key, *value, Concat("Chỉ dùng một trong các từ: ", list), Concat("Use one of: ", list),
           list);
  }
  return number;
}

void HeaderTable::RefuseUnknownKeys() {
  for (const auto& [name, value] : table_->entries) {
    if (asked_.contains(name)) continue;
    Refuse(name, value, Concat("Không có khóa \"", PathOf(name), "\" trong loại tệp này"),
           Concat("There is no key \"", PathOf(name), "\" in this kind of file"), "a known key");
  }
}

}  // namespace hemoledger
