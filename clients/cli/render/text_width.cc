#include "clients/cli/render/text_width.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstddef>

#include "proto/base/utf8.h"

namespace hemoledger {
namespace {

struct CodePoint {
  utf8proc_int32_t value = 0;
  size_t bytes = 0;
};

// The first code point; a byte that is not UTF-8 stands for U+FFFD.
CodePoint FirstCodePoint(std::string_view text) {
  utf8proc_int32_t value = 0;
  const utf8proc_ssize_t bytes =
      utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                       static_cast<utf8proc_ssize_t>(text.size()), &value);
  if (bytes <= 0) return {0xFFFD, 1};
  return {value, static_cast<size_t>(bytes)};
}

// Bytes of the first grapheme cluster. REQUIRES: text is not empty.
size_t FirstClusterBytes(std::string_view text) {
  CodePoint current = FirstCodePoint(text);
  size_t bytes = current.bytes;
  utf8proc_int32_t state = 0;
  while (bytes < text.size()) {
    const CodePoint next = FirstCodePoint(text.substr(bytes));
    if (utf8proc_grapheme_break_stateful(current.value, next.value, &state)) break;
    bytes += next.bytes;
    current = next;
  }
  return bytes;
}

}  // namespace

std::string CutToWidth(std::string_view text, int columns) {
  const size_t limit = static_cast<size_t>(columns);
  if (DisplayWidth(text) <= limit) return std::string(text);
  size_t kept = 0;
  size_t used = 0;
  while (kept < text.size()) {
    const size_t bytes = FirstClusterBytes(text.substr(kept));
    const size_t width = DisplayWidth(text.substr(kept, bytes));
    if (used + width + 1 > limit) break;
    used += width;
    kept += bytes;
  }
  while (kept > 0 && text[kept - 1] == ' ') --kept;
  return std::string(text.substr(0, kept)) + "…";
}

std::vector<std::string> WrapToWidth(std::string_view text, int columns) {
  const size_t limit = static_cast<size_t>(columns);
  std::vector<std::string> lines(1);
  size_t used = 0;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    if (word.empty()) continue;
    const size_t width = DisplayWidth(word);
    if (used > 0 && used + 1 + width > limit) {
      lines.emplace_back();
      used = 0;
    }
    if (used > 0) {
      lines.back() += ' ';
      ++used;
    }
    lines.back() += word;
    used += width;
  }
  return lines;
}

std::string OneLine(std::string_view text) {
  std::string line;
  line.reserve(text.size());
  while (!text.empty()) {
    const CodePoint next = FirstCodePoint(text);
    if (next.value < 0x20 || (next.value >= 0x7F && next.value < 0xA0)) {
      line += ' ';
    } else if (next.value == 0xFFFD) {
      line += "\uFFFD";
    } else {
      line.append(text.substr(0, next.bytes));
    }
    text.remove_prefix(next.bytes);
  }
  return line;
}

}  // namespace hemoledger
