// Limits of following the ledger (Subscribe, WatchAttainment) beside those of limits.h, each with
// its unit and reason.
#pragma once

#include <cstddef>
#include <cstdint>

namespace hemoledger {

// The tail that all who follow share. So many events behind the head they read it from there: what
// a reader is behind in a quarter of a second of full ingest, a few times over. A piece of it ends
// at so many events or bytes; so many bytes are kept of all pieces, with what was worked out of
// them.
inline constexpr uint64_t kTailEvents = 1 << 16;
inline constexpr uint64_t kTailPieceEvents = 4096;
inline constexpr size_t kTailPieceBytes = 1 << 20;
inline constexpr size_t kMaxTailBytes = size_t{48} << 20;

// Between two messages of a watch, milliseconds (contract of AttainmentService).
inline constexpr uint32_t kMinWatchIntervalMillis = 100;
inline constexpr uint32_t kMaxWatchIntervalMillis = 60'000;
inline constexpr uint32_t kDefaultWatchIntervalMillis = 1'000;

}  // namespace hemoledger
