// `hemoledgerd serve`.
#pragma once

#include "services/server/config.h"

namespace hemoledger {

// Serves until SIGTERM or SIGINT, then stops in good order. Returns the exit code. Call it from the
// main thread, before there are others: they inherit that it alone is told of signals.
int Serve(const ServerConfig& config);

}  // namespace hemoledger
