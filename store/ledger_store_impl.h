// Inside of LedgerStore. Included by .cc files of store/ and its tests only.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proto/base/mutex.h"
#include "rocksdb/iterator.h"
#include "rocksdb/listener.h"
#include "rocksdb/write_batch.h"
#include "store/codec.h"
#include "store/data_folder.h"
#include "store/ledger_store.h"
#include "store/rocks.h"
#include "store/torn_tail.h"
#include "store/verified_frames.h"

namespace hemoledger {
namespace internal {

// The first error after which nothing more may be appended. Thread-safe.
class Poison {
 public:
  explicit Poison(std::function<void(const absl::Status&)> on_fatal)
      : on_fatal_(std::move(on_fatal)) {}

  // Keeps the first; gives that one.
  absl::Status Set(absl::Status status) EXCLUDES(mutex_);
  // The same, and tells on_fatal, once.
  void SetAndTell(absl::Status status) EXCLUDES(mutex_);
  // OK: not poisoned.
  absl::Status status() const EXCLUDES(mutex_);

 private:
  const std::function<void(const absl::Status&)> on_fatal_;
  mutable Mutex mutex_;
  absl::Status status_ GUARDED_BY(mutex_);
  bool told_ GUARDED_BY(mutex_) = false;
};

}  // namespace internal

class LedgerStore::Impl {
 public:
  // Members are destroyed from the last to the first: RocksDB before the lock is let go.
  const StoreOptions options;
  std::shared_ptr<internal::Poison> poison;
  std::unique_ptr<internal::DataFolder> folder;
  std::unique_ptr<internal::Rocks> rocks;
  // Of the committer's thread.
  rocksdb::WriteBatch batch;
  // Written by the committer after the sync, read by all.
  std::atomic<uint64_t> next_position{0};
  mutable internal::VerifiedFrames verified;

  explicit Impl(StoreOptions options);

  absl::Status Open();
  absl::Status Append(const Group& group);
  // A frame for a single read: checked unless it was lately. Thread-safe.
  absl::Status ParseFrame(std::string_view key, std::string_view value, FrameView& frame) const;
  // The frame that holds an event, a view of what `it` then stands at. Errors: POSITION_PAST_HEAD,
  // STORE_DAMAGED. Thread-safe.
  absl::Status SeekFrame(uint64_t position, std::unique_ptr<rocksdb::Iterator>& it,
                         FrameView& frame) const;

 private:
  // Opens RocksDB and, where it says that something is damaged, finds out what.
  absl::Status OpenRocks();
  // Makes a ledger, or ends the making of one that was cut short.
  absl::Status Make();
  // Opens a ledger whose making was cut short in the middle of a write: nothing was in it yet.
  absl::Status MendUnfinished(internal::Rocks::Options rocks_options, const internal::Tear& tear);
  absl::Status EventsWithoutFormat(uint64_t count) const;
};

namespace internal {

// An event's bytes out of its frame. REQUIRES: the frame has its position. Errors: STORE_DAMAGED.
absl::StatusOr<std::string> EventIn(const FrameView& frame, uint64_t position);

// LedgerStore::Open's check of the end of the ledger. Errors: STORE_DAMAGED.
absl::Status CheckTail(const LedgerStore& store);

}  // namespace internal
}  // namespace hemoledger
