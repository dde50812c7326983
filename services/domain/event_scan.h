// Events of ordinary receipts, read straight from their bytes (see receipt_scan.h).
#pragma once

#include <cstdint>
#include <string_view>

namespace hemoledger {

struct ScannedEvent {
  uint64_t position = 0;
  // Microseconds since 1970-01-01T00:00:00Z.
  int64_t record_time_micros = 0;
  // Points into the event's bytes.
  std::string_view submission;
};

// True: `event` is an Event without anything resolved and without unknown fields. False: anything
// else; it is to be parsed. Pure, thread-safe.
bool ScanEvent(std::string_view event, ScannedEvent* scanned);

}  // namespace hemoledger
