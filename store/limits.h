// Limits of the stored format. Bytes unless said otherwise. Changing one of the first five changes
// what other readers rely on: store/FORMAT.md names them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace hemoledger {

// Version of keys, values and the layout of the data folder (store/FORMAT.md).
inline constexpr uint32_t kFormatVersion = 1;

// A stored event. Its length stands in two bytes, as in the entry bundles of C2SP tlog-tiles, which
// can hold no longer ones.
inline constexpr size_t kMaxEventBytes = 65'535;

// A submission: what is left of an event after the server's own fields, with a margin for a
// correction's replaced receipt.
inline constexpr size_t kMaxSubmissionBytes = 61'440;

// A frame with its table of offsets and trailer. Large enough that a row costs little per event,
// small enough that reading one event (which reads its whole frame) stays cheap.
inline constexpr size_t kMaxFrameBytes = 128 * 1024;

// A group: all keys and values of its one WriteBatch and what RocksDB adds to each. Below the 1 MiB
// that a NATS message may have, since a group is what is replicated.
inline constexpr size_t kMaxGroupBytes = 900 * 1024;

// A scope of identities, a source id or the subject of a revision: its length stands in one byte.
inline constexpr size_t kMaxNameBytes = 255;

// An external id or a request id. The contract allows 128.
inline constexpr size_t kMaxRowIdBytes = 128;

// Free bytes below which a server takes nothing more (DISK_NEARLY_FULL). What may still have to be
// written with no further append: memtables being flushed (at most 4 × 64 MiB a column family that
// is in use), WAL kept until then (kMaxWalBytes), and one compaction beside its inputs.
inline constexpr uint64_t kMinFreeDiskBytes = uint64_t{2} << 30;

// WAL bytes after which the families that still need the oldest log file are flushed, so that
// start-up replays little more than this.
inline constexpr uint64_t kMaxWalBytes = uint64_t{256} << 20;

// Frames at the end of the ledger that Open reads whole (trailer, table, positions): what the WAL
// holds and more, since a hole could stand wherever one of its files ends. A second at most.
inline constexpr size_t kTailFrames = 4'096;

// Frames at the end whose events Open parses and whose index rows it looks up: a group and more.
inline constexpr size_t kTailIndexedFrames = 8;

}  // namespace hemoledger
