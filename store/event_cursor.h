// Reading events one after the other.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "absl/status/status.h"

namespace hemoledger {

// Goes over consecutive events, a frame at a time, and checks each frame (checksum, table, that it
// follows the one before). It sees the ledger as it was when it was made: one that follows the head
// is made anew from position() + 1 after next_position() has grown. Cheap to make (microseconds).
//
// Used by one thread at a time. It must not outlive its LedgerStore. It keeps RocksDB's files and
// memtables of its moment alive: drop it rather than letting it idle.
//
//   for (EventCursor cursor = store.ReadFrom(position); cursor.Next();) Use(cursor.event());
//   … then cursor.status() …
class EventCursor {
 public:
  class Impl;
  explicit EventCursor(std::unique_ptr<Impl> impl);
  EventCursor(EventCursor&&) noexcept;
  EventCursor& operator=(EventCursor&&) noexcept;
  ~EventCursor();

  // Goes to the next event (the first call: to the first). False at the end, and when the next one
  // can not be read: then status() is not OK, and stays so.
  bool Next();

  // REQUIRES: Next() gave true.
  uint64_t position() const;
  // Its bytes as stored. REQUIRES: Next() gave true.
  std::string_view event() const;

  // How many events more the present one's frame has. What event() gave lives until the Next that
  // leaves the frame. REQUIRES: Next() gave true.
  uint64_t left_in_frame() const;

  // OK, also at the end. Errors: STORE_DAMAGED with the position and what is wrong.
  const absl::Status& status() const;

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace hemoledger
