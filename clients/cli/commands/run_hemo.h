// The whole program but its main: parses the command line, runs the command, tells errors.
#pragma once

#include <string>
#include <vector>

#include "clients/cli/commands/context.h"

namespace hemoledger {

// `arguments` without the program's name. Returns the exit code (exit_code.h).
int RunHemo(const std::vector<std::string>& arguments, const Environment& environment);

}  // namespace hemoledger
