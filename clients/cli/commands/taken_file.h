// A file that a command is to write and that is there already.
#pragma once

#include <string>

#include "clients/cli/commands/context.h"

namespace hemoledger {

// Whether anything stands at `path`, a link included; told then, with what to do. For commands
// whose --force replaces it.
bool TellIfTaken(const std::string& path, Context& context);

}  // namespace hemoledger
