// The only way to open a ledger whose log ends in a record that can not be read.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace hemoledger {

struct RepairTailOptions {
  // The data folder.
  std::string path;
  // As in StoreOptions.
  rocksdb::Env* env = nullptr;
};

struct RepairTailReport {
  // False: the ledger opens as it is; nothing was changed.
  bool repaired = false;
  // Number of events (position of the next one) that can be seen, with the torn record skipped:
  // events from new_next_position on stand behind it, or were only in part readable, and are
  // dropped.
  uint64_t old_next_position = 0;
  // Number of events kept: all before the torn record.
  uint64_t new_next_position = 0;
  // Folder with the untouched copies; blank: nothing was repaired.
  std::string copy_path;
};

// Copies the WAL files and RocksDB's list of files (MANIFEST) aside, into "torn-wal-<n>/" in the
// data folder (n the first free number), drops the torn record of either and all after it, and sees
// that the ledger opens. Every event before it stays. What was acknowledged and is dropped comes
// back from the clients, which keep what was acknowledged for 90 days.
//
// The server must not run. Errors: as LedgerStore::Open (DATA_FOLDER_IN_USE, FORMAT_UNKNOWN, …);
// STORE_DAMAGED when more than the tail is damaged: then restore a backup.
absl::StatusOr<RepairTailReport> RepairTail(const RepairTailOptions& options);

}  // namespace hemoledger
