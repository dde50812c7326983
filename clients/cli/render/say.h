// The words for one thing in both languages, side by side where they are used.
#pragma once

#include <string>
#include <string_view>

#include "proto/base/language.h"

namespace hemoledger {

inline std::string Say(Language language, std::string_view vi, std::string_view en) {
  return std::string(language == Language::kVietnamese ? vi : en);
}

}  // namespace hemoledger
