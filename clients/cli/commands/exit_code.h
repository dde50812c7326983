// What `hemo` exits with. docs/clerks.md tells it to people.
#pragma once

namespace hemoledger {

enum class ExitCode : int {
  // Done; also when everything was there already.
  kOk = 0,
  // The server refused something, or has something else under the same id.
  kRefused = 1,
  // The command line or an input file is wrong; nothing was sent.
  kUsage = 2,
  // The server can not be reached, or not for now.
  kUnreachable = 3,
  // The server has lost history, or stored data is damaged: stop, and call the operator.
  kDataLoss = 4,
  // A fault of the program, of the spool or of the machine.
  kFault = 5,
};

}  // namespace hemoledger
