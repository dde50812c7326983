// The commands that work on a data folder while no server runs on it. Each prints what it found or
// did in words and returns the exit code.
#pragma once

#include "services/server/config.h"

namespace hemoledger {

// Reads everything, changes nothing: the store's check, then a replay through the domain, with
// which snapshots are compared, then the scans that the events name.
int RunFsck(const ServerConfig& config);
// Cuts a torn end off the log, with copies aside.
int RunRepairTail(const ServerConfig& config);

}  // namespace hemoledger
