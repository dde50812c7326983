// The words that an option takes, kept with the option itself for completion. For command_line.cc,
// run_hemo.cc and completion.cc, which see CLI11.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace hemoledger {

// Keeps `words` ("table, json, csv"). Reading and help of the option stay as they are.
void SetChoices(CLI::Option& option, const std::string& words);

// Those of SetChoices; empty: any value.
std::vector<std::string> ChoicesOf(CLI::Option& option);

}  // namespace hemoledger
