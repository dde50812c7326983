// One writer and fifty subscribers of Hemoledger, each filtered to one province.
#pragma once

#include "tests/bench/queue/fan_out_work.h"
#include "tests/bench/whole/hemoledger_client.h"

namespace hemoledger::bench {

// Writes `work` at full speed while the first `subscribers` subscribers are connected, each over a
// connection of its own. Ends the process unless each live subscriber got every event of its
// province once and in order.
// REQUIRES: `server` was loaded with two sources at least, and holds no receipt.
FanOutOutcome FanOut(const Server& server, const FanOutWork& work, uint32_t subscribers);

// Ends the process where `with` subscribers the server took more memory beyond what it took
// `alone` than its limits let subscriptions have.
void CheckMemory(const FanOutOutcome& alone, const FanOutOutcome& with);

}  // namespace hemoledger::bench
