// Limits of the sequencer, each with its unit and reason.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "store/limits.h"

namespace hemoledger {

struct LedgerLimits {
  // Unary calls that wait to be decided, bytes and number: above either they are refused with
  // OVERLOADED. About a second of work.
  size_t max_waiting_call_bytes = 64u << 20;
  size_t max_waiting_calls = 8192;
  // The same for batches of streams, bytes, what they are parsed into included. About 800 batches
  // of 1024 receipts, a second of work; above it a stream ends with OVERLOADED.
  size_t max_waiting_batch_bytes = 512u << 20;
  // Groups decided and not yet durable, the one that syncs included. Two keep the disk busy; more
  // only add to what a conflict throws away.
  size_t max_groups_in_flight = 2;
  // Free bytes on the data folder's disk below which nothing is written (store/limits.h says why).
  int64_t min_free_disk_bytes = kMinFreeDiskBytes;
  // Versions of corrected receipts that are remembered beyond their group, number.
  size_t max_cached_versions = 1u << 16;
  // A jump of the wall clock against the boot clock, or a start behind the last record time, above
  // which writing stops (DESIGN "Bytes"), microseconds.
  int64_t max_clock_jump_micros = int64_t{5} * 60 * 1'000'000;
  // Conflicts in a row that bring no new event: a fault of the proposer, fatal.
  int max_empty_conflicts = 100;
  // After so many events a snapshot of the state is taken; 0: none is. A start then replays at most
  // about so many: ten seconds of the slowest machine.
  uint64_t snapshot_events = 4'000'000;
  // A stop takes one where so many came since the last, so that the next start is quick: an eighth
  // of the above, and at most this, some tenths of a second's replay.
  uint64_t max_snapshot_stop_events = 50'000;
  // A stop waits no longer than this for snapshots, microseconds: systemd gives 90 seconds for all
  // of it.
  int64_t snapshot_stop_micros = int64_t{30} * 1'000'000;

  uint64_t SnapshotStopEvents() const {
    return std::clamp<uint64_t>(snapshot_events / 8, 1, max_snapshot_stop_events);
  }
};

// What a submission that waits holds besides its bytes, bytes: parsed, and its answer.
inline constexpr size_t kWaitingSubmissionBytes = 512;

// Principal of the server's own events (events.proto).
inline constexpr char kServerPrincipal[] = "hemoledgerd";
// A principal's name, bytes.
inline constexpr size_t kMaxPrincipalBytes = 128;
// A request id, bytes (contract).
inline constexpr size_t kMaxRequestIdBytes = 128;

}  // namespace hemoledger
