// Texts that must fit into columns of a terminal.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hemoledger {

// `text` if it fits into `columns` (DisplayWidth of proto/base/utf8.h), else its first grapheme
// clusters (Unicode UAX #29) and "…", together at most `columns` wide: a letter is never parted
// from its marks. REQUIRES: columns >= 1.
std::string CutToWidth(std::string_view text, int columns);

// `text` on lines of at most `columns`, broken at spaces; a longer word stands alone and is wider.
// At least one line. REQUIRES: columns >= 1.
std::vector<std::string> WrapToWidth(std::string_view text, int columns);

// `text` with a space for each control character, line breaks among them: one line, which can not
// steer the terminal.
std::string OneLine(std::string_view text);

}  // namespace hemoledger
