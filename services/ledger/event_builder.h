// Writes stored events: the bytes of a v1::Event around a submission that is copied as it is, never
// serialised again.
//
// The bytes are those that protobuf itself would write (fields in the order of their numbers,
// defaults left out); a test compares them. Pure, thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "hemoledger/v1/events.pb.h"

namespace hemoledger {

// The parts of an event that its submission does not hold.
struct EventHead {
  uint64_t position = 0;
  int64_t record_time_micros = 0;
  std::string_view principal;
  // nullptr: nothing was resolved.
  const v1::Resolved* resolved = nullptr;
};

// Bytes of the event. Caches sizes inside `resolved`, which must not change until WriteEvent.
size_t EventSize(const EventHead& head, std::string_view submission);

// Writes the event's bytes: `size` of them, as EventSize said, at `out`.
void WriteEvent(const EventHead& head, std::string_view submission, size_t size, char* out);

}  // namespace hemoledger
