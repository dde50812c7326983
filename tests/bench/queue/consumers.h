// Eight consumers of one group that share receipts of many units.
#pragma once

#include <cstdint>
#include <string>

#include "tests/bench/queue/trouble.h"
#include "tests/bench/whole/hemoledger_client.h"

namespace hemoledger::bench {

// Records receipts that go round `keys` units, about `events`; how many they are. REQUIRES:
// `server` was loaded with kConsumers sources, which have sent nothing.
uint64_t RecordRounds(const Server& server, uint32_t keys, uint64_t events);

struct ConsumersOutcome {
  // Events settled for good, durably, a second.
  double acks_per_second = 0;
  uint64_t retries = 0;
  uint64_t broken_connections = 0;
  // Deliveries beyond the first of an event.
  uint64_t redeliveries = 0;
};

// A new group `group_id` works all receipts off, from the first one on, at most `credit` events
// with each consumer. Ends the process unless every receipt was delivered and acknowledged, and
// each unit's in order: none before the one before it was acknowledged.
// REQUIRES: RecordRounds(server, keys, …) gave `events`.
ConsumersOutcome WorkOff(const Server& server, const std::string& group_id, uint32_t keys,
                         uint64_t events, uint32_t credit, const Trouble& trouble);

}  // namespace hemoledger::bench
