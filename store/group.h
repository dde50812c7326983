// What is appended in one go: consecutive events and all the index rows that decisions rest on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/limits.h"
#include "store/rows.h"

namespace hemoledger {

// Built by one thread, then read by one or more (const methods are thread-safe among themselves).
// Reset keeps the buffers: a few groups used in turn allocate nothing.
//
// Events are written into the very buffer that becomes the frames; a receipt costs two stores and
// its bytes. Rows may come in any order, before or after their events; of two rows with one key the
// later one holds. The store does not ask whether rows fit the events: fsck does.
//
//   group.Reset(store.next_position());
//   char* out = group.AllocateEvent(event.ByteSizeLong());
//   event.SerializeWithCachedSizesToArray(reinterpret_cast<uint8_t*>(out));
//   group.AddRun("tram-y-te-1", 17, group.base_position(), 1);
//
// To keep within kMaxGroupBytes:
//   const Group::Mark mark = group.mark();
//   … add an item with all its rows …
//   if (group.size_bytes() > kMaxGroupBytes) { group.Rewind(mark); … the next group takes it … }
class Group {
 public:
  // State to go back to.
  struct Mark {
    size_t event_bytes = 0;
    size_t event_count = 0;
    size_t frame_count = 0;
    size_t row_bytes = 0;
    size_t row_count = 0;
  };

  explicit Group(uint64_t base_position = 0);

  // Begins anew, empty.
  void Reset(uint64_t base_position);

  // Position of the first event.
  uint64_t base_position() const { return base_position_; }
  // Position that the next event added gets.
  uint64_t next_position() const { return base_position_ + event_count(); }
  size_t event_count() const { return event_ends_.size(); }
  bool empty() const { return event_ends_.empty(); }

  // Space for the next event, to be filled by the caller: all of it, before anything else is
  // called. REQUIRES: 1 <= size_bytes <= kMaxEventBytes.
  char* AllocateEvent(size_t size_bytes);
  // The same with a copy.
  void AddEvent(std::string_view event);

  // The bytes of the index-th event; valid until the group is changed. REQUIRES: index <
  // event_count().
  std::string_view event(size_t index) const;

  // Numbers first_sequence … of a source at first_position …. The opening of a source:
  // first_sequence 0, count 1. REQUIRES: source_id of 1 to kMaxNameBytes; count >= 1.
  void AddRun(std::string_view source_id, uint64_t first_sequence, uint64_t first_position,
              uint32_t count);
  // Of several events with one RequestIdentity only the first gets a row. REQUIRES: scope_name of 1
  // to kMaxNameBytes, id of 1 to kMaxRowIdBytes.
  void AddId(IdScope scope, std::string_view scope_name, std::string_view id, uint64_t position);
  // REQUIRES: row.version >= 2, row.latest_position > original_position.
  void AddVersion(uint64_t original_position, const VersionRow& row);
  // REQUIRES: name of 1 to kMaxNameBytes for a plan, blank for the tree; event_count >= 1.
  void AddRevision(RevisionSubject subject, std::string_view name, const RevisionRow& row);
  // REQUIRES: salt of 32 bytes.
  void AddText(uint64_t position, uint32_t ordinal, std::string_view salt, std::string_view text);

  // Never less than what the WriteBatch has. At most kMaxGroupBytes for Append.
  size_t size_bytes() const;

  Mark mark() const;
  // Drops all that was added since. REQUIRES: `mark` is of this group since its last Reset, and
  // nothing before it was dropped.
  void Rewind(const Mark& mark);

  // --- For the store ---

  // A frame's two variable parts as they stand in its value (FORMAT.md "frame").
  struct FrameParts {
    uint64_t first_position;
    uint32_t event_count;
    // Length-prefixed events.
    std::string_view events;
    // Their offsets.
    std::string_view offsets;
  };
  size_t frame_count() const { return frames_.size(); }
  FrameParts frame(size_t index) const;

  struct EncodedRow {
    RowKind kind;
    std::string_view key;
    std::string_view value;
  };
  size_t row_count() const { return rows_.size(); }
  EncodedRow row(size_t index) const;

 private:
  struct Frame {
    size_t first_event;
    size_t first_byte;
  };
  struct Row {
    RowKind kind;
    size_t begin;
    size_t key_end;
    size_t value_end;
  };

  void BeginFrame();
  // Adds what stands in row_bytes_ from `begin` as a row.
  void EndRow(RowKind kind, size_t begin, size_t key_end);

  uint64_t base_position_ = 0;
  // All events, each after its two-byte length.
  std::vector<char> event_bytes_;
  // End of each event in event_bytes_.
  std::vector<size_t> event_ends_;
  // Four bytes an event: its offset in its frame, big-endian.
  std::vector<char> offset_bytes_;
  std::vector<Frame> frames_;
  // Keys and values, one after the other.
  std::string row_bytes_;
  std::vector<Row> rows_;
};

}  // namespace hemoledger
