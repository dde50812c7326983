#include "clients/cli/input/text_forms.h"

#include <array>

#include "proto/base/utf8.h"
#include "services/domain/names.h"

namespace hemoledger {
namespace {

// White space of Word and spreadsheets: bytes of each in UTF-8.
constexpr std::array<std::string_view, 9> kSpaces = {" ",
                                                     "\t",
                                                     "\n",
                                                     "\r",
                                                     "\xC2\xA0" /* no-break */,
                                                     "\xE2\x80\xAF",
                                                     "\xE2\x80\x8B",
                                                     "\xEF\xBB\xBF",
                                                     "\xE2\x80\x87"};

// Bytes of the white space at the beginning of `text`; 0: none.
size_t SpaceAtFront(std::string_view text) {
  for (const std::string_view space : kSpaces) {
    if (text.starts_with(space)) return space.size();
  }
  return 0;
}

size_t SpaceAtBack(std::string_view text) {
  for (const std::string_view space : kSpaces) {
    if (text.ends_with(space)) return space.size();
  }
  return 0;
}

}  // namespace

std::string NormalizeCell(std::string_view text) {
  return ToNfc(text).value_or(std::string(text));
}

std::string TrimSpaces(std::string_view text) {
  while (const size_t bytes = SpaceAtFront(text)) text.remove_prefix(bytes);
  while (const size_t bytes = SpaceAtBack(text)) text.remove_suffix(bytes);
  return std::string(text);
}

std::string CollapseSpaces(std::string_view text) {
  const std::string trimmed = TrimSpaces(text);
  std::string_view rest = trimmed;
  std::string collapsed;
  while (!rest.empty()) {
    if (const size_t bytes = SpaceAtFront(rest)) {
      rest.remove_prefix(bytes);
      if (collapsed.back() != ' ') collapsed.push_back(' ');
    } else {
      collapsed.push_back(rest.front());
      rest.remove_prefix(1);
    }
  }
  return collapsed;
}

bool HasControlCharacters(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    if ((c < 0x20 && c != '\n') || c == 0x7F) return true;
    // C1 controls, U+0080 to U+009F.
    if (c == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) {
      return true;
    }
  }
  return false;
}

std::string FoldText(std::string_view text) {
  return MatchingKey(text);
}

}  // namespace hemoledger
