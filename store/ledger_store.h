// The ledger on disk: events by position, and the rows that decisions rest on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "store/event_cursor.h"
#include "store/group.h"
#include "store/limits.h"
#include "store/rows.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace hemoledger {

struct StoreOptions {
  // The data folder. The store owns "FORMAT", "LOCK" and "ledger/" in it, nothing else
  // ("attachments/": store/attachments.h, "snapshots/": store/snapshots.h).
  std::string path;
  // Files, not owned, outlives the store. nullptr: the machine's. Tests pass
  // store/testing/fault_env.h.
  rocksdb::Env* env = nullptr;
  // Makes the folder and an empty ledger where there is none; one that is there is opened.
  bool create_if_missing = false;
  // For fsck: writes nothing; Append must not be called. Takes the lock all the same.
  bool read_only = false;
  // Reads the end of the ledger at opening (below). Off only for fsck, which reads everything.
  bool check_tail = true;
  // Called when RocksDB reports an error of a background job or of a write: the process must end
  // soon, since what stands in memory may never reach the disk. From any thread, also from within
  // Append; at most once; it must not call the store. Blank: nothing is called.
  std::function<void(const absl::Status&)> on_fatal = nullptr;
  // Cache of blocks read.
  size_t block_cache_bytes = size_t{256} << 20;
  // A memtable of frames; three of them may exist. Small in tests, so that flushes and compactions
  // happen.
  size_t write_buffer_bytes = size_t{64} << 20;
};

// What the store takes on disk and in memory, for status pages. Bytes; rows are estimates.
struct StoreSizes {
  struct Kind {
    RowKind kind;
    uint64_t table_file_bytes = 0;
    uint64_t memtable_bytes = 0;
    uint64_t row_count = 0;
  };
  std::vector<Kind> kinds;
  uint64_t wal_bytes = 0;
  // Tables and WALs together.
  uint64_t total_bytes = 0;
};

// One process opens a ledger at a time (an exclusive lock).
//
// Threads: Append is called by one thread at a time, the committer. All other methods are const and
// may be called from any thread, also while Append runs; they see a group whole or not at all, and
// only once it is durable. Close (the destructor) when no call runs and no cursor is alive.
//
// Positions: next_position() is the number of events, and the position that the next one gets. A
// new ledger is empty: the first group begins with LedgerCreated at position 0, appended by the
// caller.
//
// Errors: DATA_FOLDER_IN_USE, FORMAT_UNKNOWN, TAIL_TORN, STORE_DAMAGED (bytes that are not what was
// written), FILE_UNREADABLE (an input or output error).
class LedgerStore {
 public:
  // Opens or creates the ledger, in this order: lock, format version, RocksDB, tail. Another format
  // version is refused before RocksDB is opened.
  //
  // The tail: the last kTailFrames frames are whole and follow each other; the events of the last
  // kTailIndexedFrames parse, say their own positions, and have their index rows. Errors:
  // - FILE_UNREADABLE: no ledger at path and not create_if_missing; or input/output.
  // - DATA_FOLDER_IN_USE.
  // - FORMAT_UNKNOWN.
  // - TAIL_TORN: the WAL holds a record that can not be read (store/repair_tail.h is the way). A
  //   record that was only begun, as a killed process leaves it, is no error: it was never synced,
  //   so never acknowledged, and is dropped.
  // - STORE_DAMAGED: all else; fsck tells more.
  static absl::StatusOr<std::unique_ptr<LedgerStore>> Open(StoreOptions options);

  ~LedgerStore();
  LedgerStore(const LedgerStore&) = delete;
  LedgerStore& operator=(const LedgerStore&) = delete;

  uint64_t next_position() const;

  // Writes the group in one WriteBatch and syncs it: after OK it is durable, and readable. Blocks
  // for one sync.
  //
  // Anything but OK (FILE_UNREADABLE, its detail in RocksDB's words) is fatal: the group may or may
  // not be there after a restart (its callers are told OUTCOME_UNKNOWN), and the caller ends the
  // process. The store then refuses every further append with the same status; reads go on and do
  // not see the group.
  //
  // REQUIRES (aborts otherwise): group.base_position() == next_position(); not empty; size_bytes()
  // <= kMaxGroupBytes; not read_only.
  absl::Status Append(const Group& group);

  // The bytes of one event, its frame checked. Errors: POSITION_PAST_HEAD, STORE_DAMAGED.
  absl::StatusOr<std::string> ReadEvent(uint64_t position) const;

  // Events from `position` to the end as it is now. At or past the end: none.
  EventCursor ReadFrom(uint64_t position) const;

  // The run that holds a number of a source (0: its opening); absent: the number was not used.
  absl::StatusOr<std::optional<RunRow>> FindRun(std::string_view source_id,
                                                uint64_t sequence) const;
  // A source's last run: last_sequence() is its mark. Absent: no such source.
  absl::StatusOr<std::optional<RunRow>> LastRun(std::string_view source_id) const;

  // Position of the (first) event with an id; absent: none.
  absl::StatusOr<std::optional<uint64_t>> FindId(IdScope scope, std::string_view scope_name,
                                                 std::string_view id) const;

  // What became of the receipt first recorded at a position; absent: never corrected or voided.
  absl::StatusOr<std::optional<VersionRow>> FindVersion(uint64_t original_position) const;

  // The documents of a plan (by id) or of the tree (name blank), oldest first, from number `from`
  // on, at most `limit`.
  absl::StatusOr<std::vector<RevisionRow>> Revisions(RevisionSubject subject, std::string_view name,
                                                     uint64_t from = 0,
                                                     size_t limit = SIZE_MAX) const;

  // Salt and text, or the tombstone; absent: the event has no such text.
  absl::StatusOr<std::optional<TextRow>> GetText(uint64_t position, uint32_t ordinal) const;
  // All texts of one event, by ordinal.
  struct NumberedText {
    uint32_t ordinal = 0;
    TextRow row;
  };
  absl::StatusOr<std::vector<NumberedText>> GetTexts(uint64_t position) const;

  // Position of the last event recorded at or before a time (microseconds since
  // 1970-01-01T00:00:00Z); absent: none. Binary search: about log2(next_position()) frames are
  // read.
  absl::StatusOr<std::optional<uint64_t>> FindPositionAtTime(int64_t record_time_micros) const;

  StoreSizes Sizes() const;
  // Free bytes of the data folder's disk; below kMinFreeDiskBytes nothing more should be taken.
  absl::StatusOr<uint64_t> FreeDiskBytes() const;

  // Inside; for fsck and tests of this folder.
  class Impl;
  const Impl& impl() const { return *impl_; }

 private:
  explicit LedgerStore(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace hemoledger
