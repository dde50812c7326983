// Events of the log for those who follow it: filtered, with their texts.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "hemoledger/v1/event_service.pb.h"
#include "hemoledger/v1/events.pb.h"
#include "services/domain/event_matcher.h"
#include "services/domain/event_types.h"
#include "services/ledger/views.h"
#include "services/rpc/event_tail.h"
#include "services/rpc/limits.h"
#include "store/ledger_store.h"

namespace hemoledger {

struct EventScan {
  // Where it begins, and before which position it ends.
  uint64_t begin = 0;
  uint64_t end = 0;
  // Events at most.
  int max_events = 0;
  // Bytes of events at most, but for one event that is larger.
  size_t max_bytes = kMaxEventBatchBytes;
};

// Appends events of the wanted types, oldest first, until the scan's end, `max_events`, `max_bytes`
// or kMaxScanEvents looked at. Returns the position to go on from. Errors: STORE_DAMAGED.
absl::StatusOr<uint64_t> ReadEventsInto(
    const LedgerStore& store, const EventTypes& types, const EventScan& scan,
    google::protobuf::RepeatedPtrField<v1::RecordedEvent>* events);

// The same of what `wanted` wants, which goes over to `head` first: the newest one, which holds all
// up to the scan's end. Near the head events are read and decoded once for all who follow
// (`tail`), further back each reader reads for itself. Errors: STORE_DAMAGED.
absl::StatusOr<uint64_t> ReadMatchesInto(
    const LedgerStore& store, EventTail& tail, const ViewHead& head, EventMatcher& wanted,
    const EventScan& scan, google::protobuf::RepeatedPtrField<v1::RecordedEvent>* events);

}  // namespace hemoledger
