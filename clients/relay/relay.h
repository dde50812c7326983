// Takes a consumer group's events to a target, each until the target has it.
//
// At least once: an event is acknowledged after the target took it. In order per key: the group
// delivers the next of a key only then. While the target is away events are held here and tried
// again and again; only what the target refuses for good is parked.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "absl/status/status.h"
#include "clients/lib/consumer_connection.h"
#include "clients/lib/retry_policy.h"
#include "clients/relay/cloud_event.h"
#include "clients/relay/relay_target.h"

namespace hemoledger {

// An event that did not go through.
struct RelayTrouble {
  // Absent: the target could not be reached before any event was taken.
  std::optional<uint64_t> position;
  std::string reason;
  // Until the next attempt; where `parked`: 0.
  std::chrono::milliseconds wait{0};
  bool parked = false;
};

struct RelayOptions {
  std::string group_id;
  // Name for people, at most 128 bytes; may be blank.
  std::string consumer;
  // Events under way at once, 1 to 256. A key that is tried again holds one of them.
  int concurrency = 8;
  LedgerIdentity ledger;
  EventData data = EventData::kJson;
  // See MakeCloudEvent.
  EventJsonWriter json;

  // Of the connection to the ledger.
  RetryPolicy retry;
  // Of the target: before attempt n + 1 the wait is drawn from half of to the whole of
  // min(max_backoff, min_backoff × 2^(n-1)); at least what the target asked for.
  std::chrono::milliseconds min_backoff{500};
  std::chrono::milliseconds max_backoff{60'000};
  // An event that was tried for so long is parked; 0: never.
  std::chrono::milliseconds park_after{0};

  // Once requested nothing new begins and no wait goes on; attempts under way are given up after
  // `grace`. What did not go through stays the group's.
  std::stop_token stop;
  std::chrono::milliseconds grace{30'000};

  // Called from `concurrency` threads at once; may be empty.
  std::function<void(const RelayTrouble&)> on_trouble;
};

struct RelayCounts {
  uint64_t delivered = 0;
  uint64_t parked = 0;
};

// Blocks until `stop` (then OK), or an error that trying again does not mend: as ConsumeGroup, but
// a reset of the group is gone along with; FIELD_INVALID where the target wants no more. `counts`
// is right at every end.
absl::Status RunRelay(ConsumerConnection& connection, RelayTarget& target,
                      const RelayOptions& options, Clock& clock, Random& random,
                      RelayCounts& counts);

}  // namespace hemoledger
