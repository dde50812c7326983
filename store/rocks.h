// RocksDB as this folder uses it: opening, options, statuses. Included by .cc files of store/ and
// its tests only.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "rocksdb/db.h"
#include "rocksdb/options.h"
#include "store/ledger_store.h"
#include "store/rows.h"

namespace hemoledger::internal {

// Every rocksdb::Status (which is not nodiscard) goes through this. Corruption: STORE_DAMAGED; all
// else that is not OK: FILE_UNREADABLE with `path` and RocksDB's words.
[[nodiscard]] absl::Status ToStatus(const rocksdb::Status& status, std::string_view path);

inline rocksdb::Slice ToSlice(std::string_view bytes) {
  return {bytes.data(), bytes.size()};
}
inline std::string_view ToView(const rocksdb::Slice& slice) {
  return {slice.data(), slice.size()};
}

// An open database with a column family a row kind. The default family, which RocksDB demands, is
// that of kMeta. Closes itself.
class Rocks {
 public:
  struct Options {
    // RocksDB's own folder.
    std::string path;
    // nullptr: the machine's.
    rocksdb::Env* env = nullptr;
    // The ledger is being made.
    bool create = false;
    bool read_only = false;
    rocksdb::WALRecoveryMode recovery = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
    size_t block_cache_bytes = size_t{8} << 20;
    size_t write_buffer_bytes = size_t{64} << 20;
    // Compares closed log files with what was noted of them when they were closed. Off for
    // repair-tail.
    bool verify_wal_sizes = true;
    // Told of background errors; may be nullptr.
    std::shared_ptr<rocksdb::EventListener> listener = nullptr;
  };

  // RocksDB's own status, since what it says decides what is tried next.
  static rocksdb::Status Open(const Options& options, std::unique_ptr<Rocks>& rocks);
  ~Rocks();
  Rocks(const Rocks&) = delete;
  Rocks& operator=(const Rocks&) = delete;

  rocksdb::DB& db() const { return *db_; }
  rocksdb::ColumnFamilyHandle* family(RowKind kind) const {
    return families_[static_cast<size_t>(kind)];
  }
  const std::string& path() const { return path_; }

  std::unique_ptr<rocksdb::Iterator> NewIterator(RowKind kind,
                                                 const rocksdb::ReadOptions& options = {}) const;
  // Found: whether there is such a row.
  absl::Status Get(RowKind kind, std::string_view key, rocksdb::PinnableSlice& value,
                   bool& found) const;

  // Reads the number of events from the last frame. Errors: STORE_DAMAGED, FILE_UNREADABLE.
  absl::StatusOr<uint64_t> NextPosition() const;

 private:
  Rocks() = default;

  std::string path_;
  std::unique_ptr<rocksdb::DB> db_;
  std::array<rocksdb::ColumnFamilyHandle*, kRowKindCount> families_{};
};

// Creates the one meta row, synced.
absl::Status WriteMeta(const Rocks& rocks);
// FORMAT_UNKNOWN when the meta row says another version, STORE_DAMAGED when it is not there.
absl::Status CheckMeta(const Rocks& rocks);

}  // namespace hemoledger::internal
