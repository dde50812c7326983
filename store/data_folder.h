// The folder around RocksDB: the lock, and the file that says which format is in it.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rocksdb/env.h"

namespace hemoledger::internal {

// Layout (FORMAT.md "The data folder"): LOCK, FORMAT, ledger/, and attachments/ and snapshots/,
// which are made once there is a ledger: a folder that has them and no ledger has lost it, and gets
// no new one. FORMAT is a file beside RocksDB, so that a ledger of another format
// is refused before RocksDB, which would change it, is opened. It is written last when a ledger is
// made: a folder without it holds no event.
class DataFolder {
 public:
  // Takes the exclusive lock and reads FORMAT. With create_if_missing the folder and ledger/ are
  // made where they are missing. Errors: as LedgerStore::Open.
  static absl::StatusOr<std::unique_ptr<DataFolder>> Open(const std::string& path,
                                                          rocksdb::Env* env,
                                                          bool create_if_missing);
  ~DataFolder();
  DataFolder(const DataFolder&) = delete;
  DataFolder& operator=(const DataFolder&) = delete;

  // No FORMAT yet: a new folder, or one whose making was cut short.
  bool is_new() const { return is_new_; }
  // Ends the making: FORMAT is written, durably.
  absl::Status WriteFormat();

  rocksdb::Env* env() const { return env_; }
  const std::string& path() const { return path_; }
  std::string ledger_path() const { return path_ + "/ledger"; }
  // Makes entries created, renamed or removed in `path` durable.
  absl::Status SyncFolder(const std::string& path) const;

 private:
  DataFolder(std::string path, rocksdb::Env* env) : path_(std::move(path)), env_(env) {}

  absl::Status Make();
  // FILE_UNREADABLE where a new ledger would stand among somebody else's files.
  absl::Status CheckForNothingElse() const;
  absl::Status ReadFormat(bool create_if_missing);

  const std::string path_;
  rocksdb::Env* const env_;
  rocksdb::FileLock* lock_ = nullptr;
  bool is_new_ = false;
};

}  // namespace hemoledger::internal
