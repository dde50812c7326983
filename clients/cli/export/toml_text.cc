#include "clients/cli/export/toml_text.h"

#include <array>

#include "absl/strings/str_format.h"
#include "clients/cli/input/cell_values.h"
#include "clients/cli/input/text_forms.h"
#include "proto/base/strings.h"
#include "proto/base/utf8.h"
#include "services/domain/civil_date.h"

namespace hemoledger {
namespace {

// Above it a list has a line for each text.
constexpr size_t kMaxListColumns = 90;

struct Escape {
  std::string_view bytes;
  std::string_view written;
};

// What a text may hold and nobody sees, and what ends a string.
constexpr std::array<Escape, 21> kEscapes = {{
    {"\"", "\\\""},
    {"\\", "\\\\"},
    {"\n", "\\n"},
    {"\xC2\xA0", "\\u00A0"},      // no-break blank
    {"\xC2\xAD", "\\u00AD"},      // soft hyphen
    {"\xE2\x80\x87", "\\u2007"},  // figure blank
    {"\xE2\x80\x8B", "\\u200B"},  // zero width
    {"\xE2\x80\x8C", "\\u200C"},
    {"\xE2\x80\x8D", "\\u200D"},
    {"\xE2\x80\x8E", "\\u200E"},  // direction marks
    {"\xE2\x80\x8F", "\\u200F"},
    {"\xE2\x80\xA8", "\\u2028"},  // line and paragraph separators
    {"\xE2\x80\xA9", "\\u2029"},
    {"\xE2\x80\xAA", "\\u202A"},
    {"\xE2\x80\xAB", "\\u202B"},
    {"\xE2\x80\xAC", "\\u202C"},
    {"\xE2\x80\xAD", "\\u202D"},
    {"\xE2\x80\xAE", "\\u202E"},
    {"\xE2\x80\xAF", "\\u202F"},  // narrow no-break blank
    {"\xE2\x81\xA0", "\\u2060"},
    {"\xEF\xBB\xBF", "\\uFEFF"},
}};

const Escape* EscapeAtFront(std::string_view text) {
  for (const Escape& escape : kEscapes) {
    if (text.starts_with(escape.bytes)) return &escape;
  }
  return nullptr;
}

}  // namespace

std::string TomlText::Quoted(std::string_view text) {
  if (TrimSpaces(text) != text) exact_ = true;
  std::string quoted = "\"";
  while (!text.empty()) {
    if (const Escape* const escape = EscapeAtFront(text)) {
      quoted += escape->written;
      text.remove_prefix(escape->bytes.size());
    } else {
      quoted += text.front();
      text.remove_prefix(1);
    }
  }
  return quoted + "\"";
}

std::string TomlText::List(const std::vector<std::string>& texts) {
  std::string short_form;
  std::string long_form = "[\n";
  for (const std::string& text : texts) {
    const std::string quoted = Quoted(text);
    short_form += (short_form.empty() ? "" : ", ") + quoted;
    long_form += "  " + quoted + ",\n";
  }
  if (DisplayWidth(short_form) <= kMaxListColumns) return "[" + short_form + "]";
  return long_form + "]";
}

std::string TomlText::Number(const v1::PrintedNumber& number) {
  if (number.has_value() && number.text().empty()) return Concat(number.value());
  if (number.has_value() && TrimSpaces(number.text()) == number.text()) {
    const auto read = ReadPrintedCount(number.text());
    if (read && read->value() == number.value() && read->text() == number.text()) {
      return Quoted(number.text());
    }
  }
  std::string parts;
  if (number.has_value()) parts = Concat("value = ", number.value());
  if (!number.text().empty()) {
    parts += Concat(parts.empty() ? "" : ", ", "text = ", Quoted(number.text()));
  }
  return parts.empty() ? "{}" : Concat("{ ", parts, " }");
}

std::string TomlDate(int32_t date) {
  const YearMonthDay parts = SplitDate(date);
  return absl::StrFormat("%04d-%02d-%02d", parts.year, parts.month, parts.day);
}

std::string TomlComment(std::string_view text) {
  std::string comment = "# ";
  for (const char c : CollapseSpaces(text)) {
    comment += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
  }
  return comment + "\n";
}

}  // namespace hemoledger
