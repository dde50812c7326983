// The consumer groups on disk: a RocksDB database of their own beside the ledger's, "consumers/" in
// the data folder (why apart: docs/adr/0011-consumer-groups-beside-the-ledger.md).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "store/consumer_rows.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace hemoledger {

// Changes of the rows of one or more groups, in order. Movable, used by one thread.
class ConsumerBatch {
 public:
  ConsumerBatch();
  ~ConsumerBatch();
  ConsumerBatch(ConsumerBatch&&) noexcept;
  ConsumerBatch& operator=(ConsumerBatch&&) noexcept;

  // `definition`: a serialised v1::ConsumerGroup, without what is output only but its create_time.
  void PutGroup(std::string_view group_id, std::string_view definition);
  void PutCursor(std::string_view group_id, const CursorRow& row);
  void PutSettled(std::string_view group_id, uint64_t position);
  void DeleteSettled(std::string_view group_id, uint64_t position);
  void PutOpen(std::string_view group_id, const OpenRow& row);
  void DeleteOpen(std::string_view group_id, uint64_t position);
  void PutParked(std::string_view group_id, const ParkedRow& row);
  void DeleteParked(std::string_view group_id, uint64_t position);
  // All rows of one kind.
  void DeleteAll(std::string_view group_id, ConsumerRowKind kind);
  // All rows of the group.
  void DeleteGroup(std::string_view group_id);
  // What `later` says, after what stands here.
  void Append(ConsumerBatch later);

  bool empty() const;

 private:
  friend class ConsumerStore;
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// What is stored of one group.
struct StoredGroup {
  std::string group_id;
  std::string definition;
  CursorRow cursor;
  // Positions, ascending.
  std::vector<uint64_t> settled;
  std::vector<OpenRow> open;
  std::vector<uint64_t> parked;
};

struct ConsumerStoreOptions {
  // The data folder. It must be there, and its lock (LedgerStore) be held by the caller.
  std::string path;
  // As in StoreOptions.
  rocksdb::Env* env = nullptr;
  // For fsck: makes and changes nothing; Write must not be called.
  bool read_only = false;
  // As in StoreOptions.
  std::function<void(const absl::Status&)> on_fatal = nullptr;
};

// Threads: Write is called by one thread at a time; the const methods by any.
class ConsumerStore {
 public:
  // Opens the groups' database, or makes it where it is missing: a data folder that never had
  // groups opens. A log torn at its end by a power cut is read up to the tear: what stood behind it
  // was never answered. Errors: STORE_DAMAGED, FILE_UNREADABLE.
  static absl::StatusOr<std::unique_ptr<ConsumerStore>> Open(ConsumerStoreOptions options);
  ~ConsumerStore();
  ConsumerStore(const ConsumerStore&) = delete;
  ConsumerStore& operator=(const ConsumerStore&) = delete;

  // All groups by id. Errors: STORE_DAMAGED (a row that can not be read, or belongs to no group).
  absl::StatusOr<std::vector<StoredGroup>> ReadAll() const;

  // Parked events from `from` on, at most `limit`. Errors: STORE_DAMAGED.
  absl::StatusOr<std::vector<ParkedRow>> ReadParked(std::string_view group_id, uint64_t from,
                                                    size_t limit) const;

  // Writes the batch whole and syncs it: after OK it is durable. Anything else is fatal (on_fatal
  // was told): whether it is there shows after a restart only.
  absl::Status Write(const ConsumerBatch& batch);

 private:
  class Impl;
  explicit ConsumerStore(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

// Compares the rows of all groups with their grammar, with each other, and with the ledger's number
// of events. Gives a line for people for each thing wrong: nothing of it touches the ledger, and
// deleting the group mends it. `group_count` gets the number of groups. Errors: as
// ConsumerStore::Open.
absl::StatusOr<std::vector<std::string>> CheckConsumerRows(const std::string& data_path,
                                                           rocksdb::Env* env, uint64_t event_count,
                                                           uint64_t& group_count);

}  // namespace hemoledger
