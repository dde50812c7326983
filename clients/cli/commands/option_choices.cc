#include "clients/cli/commands/option_choices.h"

#include "absl/strings/str_split.h"

namespace hemoledger {
namespace {

constexpr char kName[] = "choices";

}  // namespace

void SetChoices(CLI::Option& option, const std::string& words) {
  // Not active: it checks nothing (the reader of the option does, in the user's language) and shows
  // nothing in the help.
  option.check(CLI::Validator(words).name(kName).active(false));
}

std::vector<std::string> ChoicesOf(CLI::Option& option) {
  for (int i = 0;; ++i) {
    const CLI::Validator* validator = nullptr;
    try {
      validator = option.get_validator(i);
    } catch (const CLI::OptionNotFound&) {
      return {};
    }
    if (validator->get_name() != kName) continue;
    return absl::StrSplit(CLI::Validator(*validator).active(true).get_description(), ", ",
                          absl::SkipEmpty());
  }
}

}  // namespace hemoledger
