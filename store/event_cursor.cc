#include "store/event_cursor.h"

#include <utility>

#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/strings.h"
#include "store/event_cursor_impl.h"

namespace hemoledger {
namespace {

// A few frames at once.
constexpr size_t kReadaheadBytes = size_t{1} << 20;

}  // namespace

namespace internal {

absl::Status DamagedRow(RowKind kind, std::string_view key, std::string_view problem) {
  return MakeError(ERROR_REASON_STORE_DAMAGED,
                   {{"detail", Concat(DescribeKey(kind, key), ": ", problem)}});
}

absl::Status ParseFrameRow(std::string_view key, std::string_view value, FrameView& frame) {
  uint64_t first_position = 0;
  if (!DecodePositionKey(key, first_position)) {
    return DamagedRow(RowKind::kFrame, key, "not a key of a frame");
  }
  std::string problem;
  if (!FrameView::Parse(first_position, value, frame, problem)) {
    return DamagedRow(RowKind::kFrame, key, problem);
  }
  return absl::OkStatus();
}

}  // namespace internal

EventCursor::EventCursor(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
EventCursor::EventCursor(EventCursor&&) noexcept = default;
EventCursor& EventCursor::operator=(EventCursor&&) noexcept = default;
EventCursor::~EventCursor() = default;

bool EventCursor::Next() {
  return impl_->Next();
}
uint64_t EventCursor::position() const {
  return impl_->position();
}
std::string_view EventCursor::event() const {
  return impl_->event();
}
uint64_t EventCursor::left_in_frame() const {
  return impl_->left_in_frame();
}
const absl::Status& EventCursor::status() const {
  return impl_->status();
}

EventCursor::Impl::Impl(const internal::Rocks& rocks, uint64_t position)
    : path_(rocks.path()), next_position_(position) {
  rocksdb::ReadOptions options;
  // A scan must not drive out of the cache what single reads need.
  options.fill_cache = false;
  options.readahead_size = kReadaheadBytes;
  it_ = rocks.NewIterator(RowKind::kFrame, options);
  std::string key;
  EncodePositionKey(position, key);
  it_->SeekForPrev(internal::ToSlice(key));
  // No frame begins at or before the position: the first one shows the hole.
  if (!it_->Valid() && it_->status().ok()) it_->SeekToFirst();
}

bool EventCursor::Impl::Next() {
  if (!status_.ok() || at_end_) return false;
  const bool in_frame = has_frame_ && next_position_ < frame_.next_position();
  if (!in_frame && !LoadFrame()) return false;
  position_ = next_position_++;
  event_ = frame_.event(static_cast<uint32_t>(position_ - frame_.first_position()));
  return true;
}

bool EventCursor::Impl::LoadFrame() {
  const bool is_first = !has_frame_;
  if (!is_first) it_->Next();
  // At most two: where the position is past the end of the frame sought, the next one is tried.
  for (int tried = 0; tried < 2; ++tried) {
    if (!it_->Valid()) {
      status_ = internal::ToStatus(it_->status(), path_);
      at_end_ = true;
      return false;
    }
    status_ = internal::ParseFrameRow(internal::ToView(it_->key()), internal::ToView(it_->value()),
                                      frame_);
    if (!status_.ok()) return false;
    if (is_first && tried == 0 && frame_.next_position() <= next_position_) {
      it_->Next();
      continue;
    }
    break;
  }
  const bool follows = is_first ? frame_.first_position() <= next_position_ &&
                                      next_position_ < frame_.next_position()
                                : frame_.first_position() == next_position_;
  if (!follows) {
    status_ = internal::DamagedRow(RowKind::kFrame, internal::ToView(it_->key()),
                                   Concat("does not hold position ", next_position_));
    return false;
  }
  has_frame_ = true;
  return true;
}

}  // namespace hemoledger
