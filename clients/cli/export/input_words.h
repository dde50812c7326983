// The words of enums as input files take them.
#pragma once

#include <string>

#include "clients/cli/input/words.h"
#include "clients/cli/render/enum_words.h"
#include "proto/base/language.h"

namespace hemoledger {

// What people call the value where `words` knows that, else its key. REQUIRES: `words` is the list
// of the enum, and the value is one of it.
template <typename Enum>
std::string InputWord(Enum value, const WordList& words, Language language) {
  const std::string word = WordFor(value, language);
  return words.Find(word) == static_cast<int>(value) ? word : KeyFor(value);
}

}  // namespace hemoledger
