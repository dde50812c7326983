// Inside of EventCursor. Included by .cc files of store/ only.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "rocksdb/iterator.h"
#include "store/codec.h"
#include "store/event_cursor.h"
#include "store/rocks.h"

namespace hemoledger {

class EventCursor::Impl {
 public:
  // `rocks` outlives it.
  Impl(const internal::Rocks& rocks, uint64_t position);

  bool Next();
  uint64_t position() const { return position_; }
  std::string_view event() const { return event_; }
  uint64_t left_in_frame() const { return frame_.next_position() - next_position_; }
  const absl::Status& status() const { return status_; }

 private:
  // Goes to the frame that holds next_position_. False at the end, and on damage.
  bool LoadFrame();

  const std::string path_;
  std::unique_ptr<rocksdb::Iterator> it_;
  // A view of the iterator's value.
  FrameView frame_;
  bool has_frame_ = false;
  bool at_end_ = false;
  uint64_t next_position_;
  uint64_t position_ = 0;
  std::string_view event_;
  absl::Status status_;
};

namespace internal {

// STORE_DAMAGED at a row.
absl::Status DamagedRow(RowKind kind, std::string_view key, std::string_view problem);

// A row of the frame family, checked. Errors: STORE_DAMAGED.
absl::Status ParseFrameRow(std::string_view key, std::string_view value, FrameView& frame);

}  // namespace internal
}  // namespace hemoledger
