// How soon subscribers and watchers learn what was recorded, while receipts come at half of what
// the server can take.
#pragma once

#include <cstdint>

#include "tests/bench/whole/hemoledger_client.h"

namespace hemoledger::bench {

// Percentile 99, seconds, in two ways between which the commit lies. "Recorded": from the moment
// that the event carries, when its group was begun, so that its sync is in the figure; too long.
// "Acknowledged": from the moment that its writer had the answer; too short by the answer's way.
struct LatencyOutcome {
  double subscriber_recorded = 0;
  double subscriber_acknowledged = 0;
  // Of the newest event that a watcher's message tells: watches are told at a stated rate, and wait
  // for nothing but that for older ones.
  double watcher_recorded = 0;
  double watcher_acknowledged = 0;
  uint64_t subscriber_samples = 0;
  uint64_t watcher_samples = 0;
};

// Ingests `events` at full speed first, then at half of that for `seconds`; a subscriber of one
// province and four watches of the plan look on. REQUIRES: `server` was loaded with
// kLatencySources sources, which have sent nothing.
LatencyOutcome MeasureLatency(const Server& server, const Workload& workload, uint64_t events,
                              double seconds);
inline constexpr int kLatencySources = 17;

}  // namespace hemoledger::bench
