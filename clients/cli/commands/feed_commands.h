// hemo feed …: what comes into the ledger by itself.
#pragma once

#include "clients/cli/commands/command_line.h"

namespace hemoledger {

void AddFeedCsv(Command& feed, CommandLine& line);

}  // namespace hemoledger
