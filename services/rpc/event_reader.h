// Events of the log for those who follow it: filtered by type, with their texts.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "hemoledger/v1/event_service.pb.h"
#include "hemoledger/v1/events.pb.h"
#include "store/ledger_store.h"

namespace hemoledger {

// The bodies that a reader wants. Copyable.
class EventTypes {
 public:
  // Empty: all. Errors: FIELD_INVALID (UNSPECIFIED, or none of the enum).
  static absl::StatusOr<EventTypes> Make(const google::protobuf::RepeatedField<int>& types);

  bool Contains(v1::EventType type) const { return (bits_ >> type & 1) != 0; }
  bool all() const { return bits_ == kAll; }

 private:
  static constexpr uint64_t kAll = ~uint64_t{0};
  uint64_t bits_ = kAll;
};

// The type of a submission's body; UNSPECIFIED: one that this program does not know.
v1::EventType TypeOf(const v1::Submission& submission);

struct EventScan {
  // Where it begins, and before which position it ends.
  uint64_t begin = 0;
  uint64_t end = 0;
  // Events at most.
  int max_events = 0;
};

// Appends wanted events, oldest first, until the scan's end, `max_events`, kMaxEventBatchBytes or
// kMaxScanEvents looked at. Returns the position to go on from. Errors: STORE_DAMAGED.
absl::StatusOr<uint64_t> ReadEventsInto(
    const LedgerStore& store, const EventTypes& types, const EventScan& scan,
    google::protobuf::RepeatedPtrField<v1::RecordedEvent>* events);

}  // namespace hemoledger
