// Another program, run on one piece of input.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace hemoledger {

// Runs `command` by /bin/sh with `input` on its standard input, and waits for its end. Its output
// goes where ours does. Gives its exit code; 128 + n where signal n ended it. A program that does
// not read its input is fine. Thread-safe. REQUIRES: SIGPIPE is ignored. Errors: INTERNAL (no
// process could be made).
absl::StatusOr<int> RunWithInput(const std::string& command, std::string_view input);

}  // namespace hemoledger
