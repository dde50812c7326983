// Where followers of a measurement stop.
#pragma once

#include <atomic>
#include <cstdint>

#include "tests/bench/whole/hemoledger_client.h"

namespace hemoledger::bench {

// The last position of the ledger.
uint64_t HeadOf(const Server& server);

// Sets `last_position` to the head, then records one receipt in each province from `source`: who
// gets a receipt beyond `last_position` has got all before it, and nothing twice.
void EndHere(const Server& server, uint32_t source, std::atomic<uint64_t>& last_position);

}  // namespace hemoledger::bench
