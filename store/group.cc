#include "store/group.h"

#include <cstring>

#include "proto/base/check.h"
#include "store/codec.h"

namespace hemoledger {
namespace {

// RocksDB's header of a WriteBatch: sequence number and count.
constexpr size_t kBatchHeaderBytes = 12;
// What a WriteBatch adds to a row at most: tag, column family, two lengths (one byte each but for a
// frame's or a text's value).
constexpr size_t kBatchBytesPerRow = 1 + 1 + 3 + 3;
constexpr size_t kFrameKeyBytes = 8;

}  // namespace

Group::Group(uint64_t base_position) {
  // A full group without growing: the events and the table of small ones.
  event_bytes_.reserve(kMaxGroupBytes);
  event_ends_.reserve(kMaxGroupBytes / 128);
  offset_bytes_.reserve(kMaxGroupBytes / 32);
  Reset(base_position);
}

void Group::Reset(uint64_t base_position) {
  base_position_ = base_position;
  event_bytes_.clear();
  event_ends_.clear();
  offset_bytes_.clear();
  frames_.clear();
  row_bytes_.clear();
  rows_.clear();
}

void Group::BeginFrame() {
  frames_.push_back({.first_event = event_ends_.size(), .first_byte = event_bytes_.size()});
}

char* Group::AllocateEvent(size_t size_bytes) {
  HL_CHECK(size_bytes >= 1 && size_bytes <= kMaxEventBytes) << size_bytes << " bytes";
  if (frames_.empty()) {
    BeginFrame();
  } else {
    const Frame& frame = frames_.back();
    const size_t frame_bytes = event_bytes_.size() - frame.first_byte +
                               4 * (event_ends_.size() - frame.first_event) + kFrameTrailerBytes;
    if (frame_bytes + kFrameBytesPerEvent + size_bytes > kMaxFrameBytes) BeginFrame();
  }
  const size_t begin = event_bytes_.size();
  const auto offset = static_cast<uint32_t>(begin - frames_.back().first_byte);
  for (const int shift : {24, 16, 8, 0})
    offset_bytes_.push_back(static_cast<char>(offset >> shift));
  event_bytes_.resize(begin + 2 + size_bytes);
  event_bytes_[begin] = static_cast<char>(size_bytes >> 8);
  event_bytes_[begin + 1] = static_cast<char>(size_bytes);
  event_ends_.push_back(event_bytes_.size());
  return event_bytes_.data() + begin + 2;
}

void Group::AddEvent(std::string_view event) {
  std::memcpy(AllocateEvent(event.size()), event.data(), event.size());
}

std::string_view Group::event(size_t index) const {
  HL_CHECK(index < event_count()) << index << " of " << event_count();
  const size_t begin = (index == 0 ? 0 : event_ends_[index - 1]) + 2;
  return {event_bytes_.data() + begin, event_ends_[index] - begin};
}

void Group::EndRow(RowKind kind, size_t begin, size_t key_end) {
  rows_.push_back(
      {.kind = kind, .begin = begin, .key_end = key_end, .value_end = row_bytes_.size()});
}

void Group::AddRun(std::string_view source_id, uint64_t first_sequence, uint64_t first_position,
                   uint32_t count) {
  HL_CHECK(first_sequence > 0 || count == 1) << "an opening stands alone";
  const size_t begin = row_bytes_.size();
  EncodeRunKey(source_id, first_sequence, row_bytes_);
  const size_t key_end = row_bytes_.size();
  EncodeRunValue(first_position, count, row_bytes_);
  EndRow(RowKind::kRun, begin, key_end);
}

void Group::AddId(IdScope scope, std::string_view scope_name, std::string_view id,
                  uint64_t position) {
  const size_t begin = row_bytes_.size();
  EncodeIdKey(scope, scope_name, id, row_bytes_);
  const size_t key_end = row_bytes_.size();
  EncodeIdValue(position, row_bytes_);
  EndRow(RowKind::kId, begin, key_end);
}

void Group::AddVersion(uint64_t original_position, const VersionRow& row) {
  HL_CHECK(row.version >= 2 && row.latest_position > original_position)
      << row.version << " at " << row.latest_position << " of " << original_position;
  const size_t begin = row_bytes_.size();
  EncodePositionKey(original_position, row_bytes_);
  const size_t key_end = row_bytes_.size();
  EncodeVersionValue(row, row_bytes_);
  EndRow(RowKind::kVersion, begin, key_end);
}

void Group::AddRevision(RevisionSubject subject, std::string_view name, const RevisionRow& row) {
  const size_t begin = row_bytes_.size();
  EncodeRevisionKey(subject, name, row.number, row_bytes_);
  const size_t key_end = row_bytes_.size();
  EncodeRevisionValue(row, row_bytes_);
  EndRow(RowKind::kRevision, begin, key_end);
}

void Group::AddText(uint64_t position, uint32_t ordinal, std::string_view salt,
                    std::string_view text) {
  const size_t begin = row_bytes_.size();
  EncodeTextKey(position, ordinal, row_bytes_);
  const size_t key_end = row_bytes_.size();
  EncodeTextValue({.salt = std::string(salt), .text = std::string(text)}, row_bytes_);
  EndRow(RowKind::kText, begin, key_end);
}

size_t Group::size_bytes() const {
  return kBatchHeaderBytes + event_bytes_.size() + offset_bytes_.size() +
         frames_.size() * (kFrameKeyBytes + kFrameTrailerBytes + kBatchBytesPerRow) +
         row_bytes_.size() + rows_.size() * kBatchBytesPerRow;
}

Group::Mark Group::mark() const {
  return {.event_bytes = event_bytes_.size(),
          .event_count = event_ends_.size(),
          .frame_count = frames_.size(),
          .row_bytes = row_bytes_.size(),
          .row_count = rows_.size()};
}

void Group::Rewind(const Mark& mark) {
  HL_CHECK(mark.event_count <= event_ends_.size() && mark.event_bytes <= event_bytes_.size() &&
           mark.frame_count <= frames_.size() && mark.row_bytes <= row_bytes_.size() &&
           mark.row_count <= rows_.size())
      << "a mark of another group";
  event_bytes_.resize(mark.event_bytes);
  event_ends_.resize(mark.event_count);
  offset_bytes_.resize(4 * mark.event_count);
  frames_.resize(mark.frame_count);
  row_bytes_.resize(mark.row_bytes);
  rows_.resize(mark.row_count);
}

Group::FrameParts Group::frame(size_t index) const {
  HL_CHECK(index < frames_.size()) << index << " of " << frames_.size();
  const Frame& frame = frames_[index];
  const bool is_last = index + 1 == frames_.size();
  const size_t end_event = is_last ? event_ends_.size() : frames_[index + 1].first_event;
  const size_t end_byte = is_last ? event_bytes_.size() : frames_[index + 1].first_byte;
  return {
      .first_position = base_position_ + frame.first_event,
      .event_count = static_cast<uint32_t>(end_event - frame.first_event),
      .events = {event_bytes_.data() + frame.first_byte, end_byte - frame.first_byte},
      .offsets = {offset_bytes_.data() + 4 * frame.first_event,
                  4 * (end_event - frame.first_event)},
  };
}

Group::EncodedRow Group::row(size_t index) const {
  HL_CHECK(index < rows_.size()) << index << " of " << rows_.size();
  const Row& row = rows_[index];
  const std::string_view bytes = row_bytes_;
  return {.kind = row.kind,
          .key = bytes.substr(row.begin, row.key_end - row.begin),
          .value = bytes.substr(row.key_end, row.value_end - row.key_end)};
}

}  // namespace hemoledger
