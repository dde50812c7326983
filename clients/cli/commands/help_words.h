// CLI11's help and faults in the chosen language.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "clients/cli/commands/context.h"

namespace hemoledger {

// The headings of a command's help, and columns that fit Vietnamese words.
void TranslateHelp(CLI::App& app, Context& context);

// A fault of the command line. CLI11 speaks English; the common faults are told anew in Vietnamese.
// `app` is the root command after parsing.
std::string UsageFault(const CLI::ParseError& error, const CLI::App& app, Context& context);

}  // namespace hemoledger
