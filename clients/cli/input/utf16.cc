#include "clients/cli/input/utf16.h"

#include <cstddef>
#include <cstdint>

#include "proto/base/strings.h"

namespace hemoledger {
namespace {

constexpr int kMaxTold = 100;
constexpr size_t kMarkBytes = 2;
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool IsHighSurrogate(uint32_t unit) {
  return unit >= 0xD800 && unit <= 0xDBFF;
}
bool IsLowSurrogate(uint32_t unit) {
  return unit >= 0xDC00 && unit <= 0xDFFF;
}

void AppendUtf8(uint32_t code, std::string& text) {
  const auto tail = [&](int shift) { text += static_cast<char>(0x80 | ((code >> shift) & 0x3F)); };
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code < 0x800) {
    text += static_cast<char>(0xC0 | (code >> 6));
    tail(0);
  } else if (code < 0x10000) {
    text += static_cast<char>(0xE0 | (code >> 12));
    tail(6);
    tail(0);
  } else {
    text += static_cast<char>(0xF0 | (code >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

}  // namespace

std::string DecodeUtf16(std::string_view bytes, bool big_endian, const std::string& file,
                        Problems& problems) {
  std::string text;
  text.reserve(bytes.size());
  int line = 1;
  int told = 0;
  const auto tell = [&](size_t at, std::string_view vi, std::string_view en) {
    text += kReplacement;
    if (++told > kMaxTold) return;
    const size_t byte = at + kMarkBytes + 1;
    problems.AddInvalid(
        {file, line, 0, ""}, "", Concat(vi, " (byte thứ ", byte, " của tệp); hãy lưu lại tệp"),
        Concat(en, " (byte ", byte, " of the file); save the file again"), "UTF-16");
  };
  const auto unit_at = [&](size_t at) {
    const uint32_t first = static_cast<unsigned char>(bytes[at]);
    const uint32_t second = static_cast<unsigned char>(bytes[at + 1]);
    return big_endian ? first << 8 | second : second << 8 | first;
  };
  size_t at = 0;
  for (; at + 1 < bytes.size(); at += 2) {
    const uint32_t unit = unit_at(at);
    if (IsHighSurrogate(unit) && at + 3 < bytes.size() && IsLowSurrogate(unit_at(at + 2))) {
      AppendUtf8(0x10000 + ((unit - 0xD800) << 10) + (unit_at(at + 2) - 0xDC00), text);
      at += 2;
    } else if (IsHighSurrogate(unit) || IsLowSurrogate(unit)) {
      tell(at, "Ký tự UTF-16 bị hỏng: nửa ký tự đứng một mình",
           "Broken UTF-16: half a character stands alone");
    } else {
      AppendUtf8(unit, text);
      if (unit == '\n') ++line;
    }
  }
  if (at < bytes.size()) {
    tell(at, "Tệp UTF-16 bị cụt: số byte lẻ",
         "The UTF-16 file is truncated: it has an odd number of bytes");
  }
  return text;
}

}  // namespace hemoledger
