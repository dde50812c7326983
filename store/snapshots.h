// Files that hold a state made of the log, so that a start need not read all of it (FORMAT.md
// "Snapshots"). Knows bytes, positions and hashes; what the state means is the caller's.
//
// All of it is derived: whoever removes the folder loses time at the next start and nothing else. A
// file gets its name only when it is whole and durable.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proto/base/sha256.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace hemoledger {

// Version of the file around the state (FORMAT.md "Snapshots").
inline constexpr uint32_t kSnapshotFormatVersion = 1;
// So many are kept, the newest: should the last ones be bad, an older one still saves most of a
// replay.
inline constexpr size_t kKeptSnapshots = 3;

// Whose state it is.
struct SnapshotHeader {
  // Of the fold that made the state.
  uint32_t projection_version = 0;
  // 16 bytes.
  std::string ledger_id;
  uint32_t epoch = 0;
  // The state is that of all events below it; at least 1.
  uint64_t next_position = 0;
  // When the last of them was recorded, microseconds since 1970-01-01T00:00:00Z.
  int64_t record_time_micros = 0;
  // SHA-256 of its stored bytes: a log that has another event there has another history.
  Hash256 last_event_sha256{};

  friend bool operator==(const SnapshotHeader&, const SnapshotHeader&) = default;
};

// Used by one thread at a time, writers and readers too. Outlives them.
class SnapshotStore {
 public:
  class Writer;
  class Reader;

  // A file by its name.
  struct File {
    std::string name;
    // As the name says.
    uint64_t next_position = 0;
    friend bool operator==(const File&, const File&) = default;
  };

  // Of a data folder whose ledger is open in this process (that holds the lock). Makes snapshots/
  // where it is missing and removes what a writer that was cut short left. `env`: as in
  // StoreOptions. Errors: FILE_UNREADABLE.
  static absl::StatusOr<std::unique_ptr<SnapshotStore>> Open(const std::string& data_path,
                                                             rocksdb::Env* env = nullptr);
  // The same for reading alone: makes and removes nothing; a folder that is not there holds
  // nothing.
  static std::unique_ptr<SnapshotStore> OpenToRead(const std::string& data_path,
                                                   rocksdb::Env* env = nullptr);
  SnapshotStore(const SnapshotStore&) = delete;
  SnapshotStore& operator=(const SnapshotStore&) = delete;

  // All, newest position first; other files of the folder are not told. Errors: FILE_UNREADABLE.
  absl::StatusOr<std::vector<File>> List() const;

  // Begins a file. REQUIRES: a ledger id of 16 bytes, next_position above 0. Errors:
  // FILE_UNREADABLE.
  absl::StatusOr<std::unique_ptr<Writer>> Begin(const SnapshotHeader& header);

  // Opens a file and reads it once whole: what Reader then gives has the digest that was written.
  // Errors: FORMAT_UNKNOWN (another kSnapshotFormatVersion), STORE_DAMAGED (other bytes than were
  // written, with what is wrong), FILE_UNREADABLE.
  absl::StatusOr<std::unique_ptr<Reader>> Read(const File& file) const;

  // Removes all but the kKeptSnapshots newest of those at or below `newest`. Those above it go too:
  // when the state at `newest` was just written they are of a history that was lost (the folder is
  // a backup's), and would else stand in the places of good ones. Errors: FILE_UNREADABLE.
  absl::Status RemoveOld(uint64_t newest);

 private:
  SnapshotStore(std::string folder, rocksdb::Env* env);

  std::string PathOf(std::string_view name) const;
  absl::Status MakeFolder(const std::string& data_path) const;
  absl::Status RemoveCutShort() const;
  absl::Status SyncFolder(const std::string& path) const;

  const std::string folder_;
  rocksdb::Env* const env_;
};

// One file on its way to the disk. Dropped before Commit it leaves nothing.
class SnapshotStore::Writer {
 public:
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // Appends to the state. Syncs now and then, so that the last sync is a short one: a ledger that
  // syncs its groups on the same disk would wait behind a long one. Errors: FILE_UNREADABLE; the
  // writer is then to be dropped.
  absl::Status Add(std::string_view bytes);
  // Of the whole file so far.
  uint64_t size_bytes() const { return size_bytes_; }

  // Ends the state, makes the file durable and gives it its name, in which it takes the place of
  // one that is there. Once. Errors: FILE_UNREADABLE; the file may be there or not.
  absl::Status Commit();

 private:
  friend class SnapshotStore;
  struct Output;
  Writer(SnapshotStore* store, std::string name, std::unique_ptr<Output> output);
  absl::Status Flush();

  SnapshotStore* const store_;
  const std::string name_;
  std::unique_ptr<Output> output_;
  Sha256Stream sha256_;
  std::string buffer_;
  uint64_t size_bytes_ = 0;
  uint64_t unsynced_bytes_ = 0;
};

// The bytes of one file, known to be those that were written.
class SnapshotStore::Reader {
 public:
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  const SnapshotHeader& header() const { return header_; }
  // Of the state.
  uint64_t state_bytes() const { return state_bytes_; }
  // The next `size` bytes of the state. Errors: STORE_DAMAGED (it has fewer), FILE_UNREADABLE.
  absl::Status Next(size_t size, std::string& bytes);

 private:
  friend class SnapshotStore;
  struct Input;
  explicit Reader(std::unique_ptr<Input> input);
  // Reads the file whole, checks it, and goes to the beginning of the state.
  absl::Status Check(uint64_t next_position_of_name);
  // Exactly so many bytes. Errors: as Next.
  absl::Status Take(size_t size, std::string& bytes);

  std::unique_ptr<Input> input_;
  SnapshotHeader header_;
  uint64_t state_bytes_ = 0;
  uint64_t remaining_bytes_ = 0;
};

}  // namespace hemoledger
