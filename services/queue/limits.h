// Limits of one consumer group's schedule, each with its reason.
#pragma once

#include <cstddef>
#include <cstdint>

namespace hemoledger {

struct ScheduleLimits {
  // Events known to the schedule and not settled; with as many the scan of the log waits. About 25
  // bytes each while they wait behind another of their key, and some 300 bytes a key. So the tail
  // of a stuck key stands here, and the others go on beside it, until it is this long.
  size_t max_unsettled = 1'000'000;
  // Keys whose next event can be delivered at once; with as many the scan waits: consumers have
  // enough.
  size_t max_ready = 10'000;
  // Positions settled beyond the cursor, each a row on disk; with more the cursor steps over the
  // events that hold it, which get rows of their own.
  size_t max_settled_ahead = 100'000;
  // Parked events; with as many the scan waits until a person has looked. 8 bytes and a row each.
  size_t max_parked = 1'000'000;
};

// Credit that one consumer may have open (contract of ConsumerService).
inline constexpr uint32_t kMaxCredit = 10'000;
// A reason is cut at so many bytes (contract of SettledEvent).
inline constexpr size_t kMaxReasonBytes = 1'024;
// The cursor is written down at least as often, positions, where nothing else is.
inline constexpr uint64_t kCursorWriteInterval = 16'384;

}  // namespace hemoledger
