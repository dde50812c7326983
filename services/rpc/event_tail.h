// The end of the log, read and decoded once for all who follow it live.
//
// Fifty subscribers that each want one province look at the same events. The first of them to ask
// for a piece reads it, parses its events and works out what filters decide by; the others find it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "proto/base/mutex.h"
#include "services/domain/event_traits.h"
#include "services/domain/event_types.h"
#include "services/ledger/views.h"
#include "store/ledger_store.h"

namespace hemoledger {

// Consecutive events. Immutable, safe from many threads.
struct TailPiece {
  struct Entry {
    // In `bytes`.
    uint32_t offset = 0;
    uint32_t size = 0;
    bool has_texts = false;
    // Its views point into `bytes`.
    EventSketch sketch;
    EventTraits traits;
  };

  uint64_t next_position() const { return first_position + entries.size(); }
  std::string_view EventOf(const Entry& entry) const {
    return std::string_view(bytes).substr(entry.offset, entry.size);
  }
  size_t size_bytes() const {
    return bytes.capacity() + entries.capacity() * sizeof(Entry) +
           plain.capacity() * sizeof(PlainReceipt);
  }

  uint64_t first_position = 0;
  std::vector<Entry> entries;
  // One an entry, apart from them: most readers pass over most events by this alone, and an entry
  // is twenty times as large.
  std::vector<PlainReceipt> plain;
  std::string bytes;
};

// Thread-safe. Pieces are made one at a time: who wants the one that is being made waits for it.
class EventTail {
 public:
  // The oldest positions go first where more than `max_bytes` are kept.
  explicit EventTail(size_t max_bytes) : max_bytes_(max_bytes) {}

  // A piece that holds `position`: it begins there or before, and ends before `head` at the
  // latest when it is new. REQUIRES: position < head.next_position. Errors: STORE_DAMAGED.
  absl::StatusOr<std::shared_ptr<const TailPiece>> Find(const LedgerStore& store,
                                                        const ViewHead& head, uint64_t position)
      EXCLUDES(mutex_);

  // Pieces made so far: what tests look at.
  uint64_t pieces_made() const;

 private:
  void DropOldest() REQUIRES(mutex_);

  const size_t max_bytes_;
  mutable Mutex mutex_;
  // By first position; they do not overlap.
  std::map<uint64_t, std::shared_ptr<const TailPiece>> pieces_ GUARDED_BY(mutex_);
  size_t bytes_ GUARDED_BY(mutex_) = 0;
  uint64_t pieces_made_ GUARDED_BY(mutex_) = 0;
};

}  // namespace hemoledger
