// What a power cut tears: the last record of the WAL, or of RocksDB's MANIFEST (its list of files).
// Included by .cc files of store/ only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "rocksdb/env.h"
#include "store/rocks.h"

namespace hemoledger::internal {

// Where a ledger that RocksDB calls corrupt is torn.
struct Tear {
  enum class Where {
    // At no end: damage.
    kNowhere,
    // In the WAL: it can be read up to the tear.
    kWal,
    // In the MANIFEST. Its records are synced before anything rests on them, so a torn last one
    // changed
    // nothing yet; if it was synced and is damaged now, the log files that it let go are missing,
    // which RocksDB tells.
    kManifest,
  };
  Where where = Where::kNowhere;
  // kWal: the number of events before the tear.
  uint64_t next_position = 0;
  // kManifest: the file, and how many of its bytes are whole records.
  std::string manifest_path;
  uint64_t good_bytes = 0;
  // For people.
  std::string detail;
};

// REQUIRES: opening with `options` gave Corruption. Changes nothing.
Tear FindTear(const Rocks::Options& options);

// Cuts a file to its first `size` bytes, durably.
absl::Status CutFile(rocksdb::Env& env, const std::string& path, uint64_t size);

// Of bytes in the format of RocksDB's log files (32 KiB blocks of records, each after checksum,
// length and type): the end of the last whole record before the first that can not be read, or the
// size where all can.
uint64_t WholeRecordsEnd(std::string_view bytes);

}  // namespace hemoledger::internal
