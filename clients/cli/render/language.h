// The two languages of the command line.
#pragma once

#include <string>
#include <string_view>

namespace hemoledger {

enum class Language { kVietnamese, kEnglish };

// The words for one thing in both languages, side by side where they are used.
inline std::string_view Say(Language language, std::string_view vi, std::string_view en) {
  return language == Language::kVietnamese ? vi : en;
}

// The same, as an owned text for joining.
inline std::string SayText(Language language, std::string_view vi, std::string_view en) {
  return std::string(Say(language, vi, en));
}

}  // namespace hemoledger
