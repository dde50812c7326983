// Small forms of text that every reader of this folder shares. Pure.
#pragma once

#include <string>
#include <string_view>

namespace hemoledger {

// NFC of valid UTF-8; other bytes as they are.
std::string NormalizeCell(std::string_view text);
// Without white space at both ends: blanks, tabs, line breaks, no-break and zero-width spaces.
std::string TrimSpaces(std::string_view text);
// The same, and every run of white space inside as one blank: names and headings, which a word
// processor wraps.
std::string CollapseSpaces(std::string_view text);
// Control characters other than LF.
bool HasControlCharacters(std::string_view text);
// The form in which headings and words are compared: that of the names of units
// (services/domain/names.h).
std::string FoldText(std::string_view text);

}  // namespace hemoledger
