#include "proto/base/utf8.h"

#include <utf8proc.h>

#include <cstdlib>
#include <memory>

#include "proto/base/errors.h"

namespace hemoledger {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

struct FreeDeleter {
  void operator()(void* memory) const { std::free(memory); }
};

const utf8proc_uint8_t* Begin(std::string_view text) {
  return reinterpret_cast<const utf8proc_uint8_t*>(text.data());
}

// Reads one character from the front of `text` (not empty): its bytes, and the code point in
// `code_point`. 0: the front is not UTF-8.
size_t ReadCharacter(std::string_view text, utf8proc_int32_t& code_point) {
  const auto first = static_cast<unsigned char>(text.front());
  if (first < 0x80) {
    code_point = first;
    return 1;
  }
  const utf8proc_ssize_t size =
      utf8proc_iterate(Begin(text), static_cast<utf8proc_ssize_t>(text.size()), &code_point);
  return size > 0 ? static_cast<size_t>(size) : 0;
}

// utf8proc_map, which also finds bytes that are not UTF-8.
std::optional<std::string> Map(std::string_view text, int options) {
  utf8proc_uint8_t* mapped = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(Begin(text), static_cast<utf8proc_ssize_t>(text.size()), &mapped,
                   static_cast<utf8proc_option_t>(options));
  const std::unique_ptr<utf8proc_uint8_t, FreeDeleter> owner(mapped);
  if (size < 0) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(mapped), static_cast<size_t>(size));
}

// Characters that NFC leaves alone wherever they stand (Unicode: NFC_Quick_Check=Yes, combining
// class 0): Latin up to its extended letters, the precomposed letters of Vietnamese, dashes and
// quotation marks. Not all such, only those that our texts are made of.
bool IsNeverChangedByNfc(utf8proc_int32_t code_point) {
  return code_point < 0x300 || (code_point >= 0x1EA0 && code_point <= 0x1EF9) ||
         (code_point >= 0x2010 && code_point <= 0x2027);
}

enum class Walk { kNfc, kNotUtf8, kUnsure };

// Looks at each character once. `has_control` becomes true for a control character other than \n.
Walk WalkText(std::string_view text, bool& has_control) {
  Walk result = Walk::kNfc;
  while (!text.empty()) {
    utf8proc_int32_t code_point;
    const size_t size = ReadCharacter(text, code_point);
    if (size == 0) return Walk::kNotUtf8;
    if (!IsNeverChangedByNfc(code_point)) result = Walk::kUnsure;
    // Category Cc: C0, DEL and C1.
    if ((code_point < 0x20 && code_point != '\n') || (code_point >= 0x7F && code_point < 0xA0)) {
      has_control = true;
    }
    text.remove_prefix(size);
  }
  return result;
}

bool EqualsItsNfc(std::string_view text) {
  return Map(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE) == text;
}

}  // namespace

bool IsValidUtf8(std::string_view text) {
  bool ignored = false;
  return WalkText(text, ignored) != Walk::kNotUtf8;
}

bool IsNfc(std::string_view text) {
  bool ignored = false;
  const Walk walk = WalkText(text, ignored);
  return walk == Walk::kNfc || (walk == Walk::kUnsure && EqualsItsNfc(text));
}

std::optional<std::string> ToNfc(std::string_view text) {
  return Map(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

bool IsValidText(std::string_view text) {
  bool has_control = false;
  const Walk walk = WalkText(text, has_control);
  return !has_control && (walk == Walk::kNfc || (walk == Walk::kUnsure && EqualsItsNfc(text)));
}

absl::Status CheckText(std::string_view field, std::string_view text, size_t max_bytes,
                       bool required) {
  if (required && text.empty()) return MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", field}});
  if (text.size() > max_bytes) {
    return MakeError(ERROR_REASON_TEXT_TOO_LONG,
                     {{"field", field}, {"limit", max_bytes}, {"actual", text.size()}});
  }
  if (!IsValidText(text)) return MakeError(ERROR_REASON_TEXT_NOT_NFC, {{"field", field}});
  return absl::OkStatus();
}

size_t DisplayWidth(std::string_view text) {
  size_t width = 0;
  while (!text.empty()) {
    utf8proc_int32_t code_point;
    const size_t size = ReadCharacter(text, code_point);
    if (size == 0) {
      width += 1;
      text.remove_prefix(1);
      continue;
    }
    const int columns = utf8proc_charwidth(code_point);
    if (columns > 0) width += static_cast<size_t>(columns);
    text.remove_prefix(size);
  }
  return width;
}

std::string CaseFold(std::string_view text) {
  return Map(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD)
      .value_or(std::string(text));
}

std::string_view TruncateUtf8(std::string_view text, size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  size_t end = max_bytes;
  // Back over continuation bytes: the character that they belong to does not fit.
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

std::string ReplaceInvalidUtf8(std::string_view text) {
  std::string replaced;
  replaced.reserve(text.size());
  while (!text.empty()) {
    utf8proc_int32_t code_point;
    const size_t size = ReadCharacter(text, code_point);
    if (size == 0) {
      replaced += kReplacement;
      text.remove_prefix(1);
      continue;
    }
    replaced += text.substr(0, size);
    text.remove_prefix(size);
  }
  return replaced;
}

}  // namespace hemoledger
