// What `hemo` exits with. docs/clerks.md tells it to people.
#pragma once

#include "absl/status/status.h"

namespace hemoledger {

enum class ExitCode : int {
  // Done; also when everything was there already.
  kOk = 0,
  // The server refused something, or has something else under the same id.
  kRefused = 1,
  // The command line, an input file or a local folder is wrong; nothing was sent.
  kUsage = 2,
  // The server can not be reached, or does not take anything for now.
  kUnreachable = 3,
  // The server has lost history, or stored data is damaged: stop, and call the operator.
  kDataLoss = 4,
  // A fault of the program, or its output could not be written whole.
  kFault = 5,
};

// The code for a run that ended with this error.
ExitCode ExitCodeFor(const absl::Status& status);

}  // namespace hemoledger
