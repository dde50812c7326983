#include "clients/cli/spreadsheet/rich_text.h"

#include <charconv>
#include <cstdint>

namespace hemoledger {
namespace {

constexpr size_t kEscapeBytes = 7;  // _xHHHH_

// The code of an escape at the beginning of `text`; 0: none that stands for one character.
uint32_t EscapedCode(std::string_view text) {
  if (text.size() < kEscapeBytes || text[0] != '_' || text[1] != 'x' || text[6] != '_') return 0;
  uint32_t code = 0;
  const auto [end, error] = std::from_chars(text.data() + 2, text.data() + 6, code, 16);
  if (error != std::errc() || end != text.data() + 6) return 0;
  return code >= 0xD800 && code <= 0xDFFF ? 0 : code;
}

void AppendUtf8(uint32_t code, std::string& text) {
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code < 0x800) {
    text += static_cast<char>(0xC0 | (code >> 6));
    text += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    text += static_cast<char>(0xE0 | (code >> 12));
    text += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    text += static_cast<char>(0x80 | (code & 0x3F));
  }
}

}  // namespace

void RichText::Clear() {
  text_.clear();
  in_text_ = false;
  in_reading_ = 0;
}

void RichText::Start(std::string_view name) {
  if (name == "rPh") ++in_reading_;
  if (name == "t") in_text_ = in_reading_ == 0;
}

void RichText::End(std::string_view name) {
  if (name == "rPh") --in_reading_;
  if (name == "t") in_text_ = false;
}

void RichText::Text(std::string_view text) {
  if (in_text_) text_ += text;
}

std::string DecodeSpreadsheetText(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    uint32_t code = 0;
    if (text[i] == '_') code = EscapedCode(text.substr(i));
    if (code != 0) {
      i += kEscapeBytes - 1;
      AppendUtf8(code, decoded);
    } else {
      decoded += text[i];
    }
    if (decoded.ends_with("\r\n")) decoded.erase(decoded.size() - 2, 1);
  }
  return decoded;
}

}  // namespace hemoledger
