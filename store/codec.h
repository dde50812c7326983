// Keys and values as bytes, by the grammar of FORMAT.md. Integers are big-endian, so that keys sort
// by number.
//
// Encode* append to `out`. Decode* give false for bytes that no Encode* makes; what they give
// points into the bytes decoded. All functions are pure and thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "store/limits.h"
#include "store/rows.h"

namespace hemoledger {

// --- Integers ---

void PutU8(uint8_t value, std::string& out);
void PutU16(uint16_t value, std::string& out);
void PutU32(uint32_t value, std::string& out);
void PutU64(uint64_t value, std::string& out);
// REQUIRES: that many bytes at `bytes`.
uint16_t GetU16(const char* bytes);
uint32_t GetU32(const char* bytes);
uint64_t GetU64(const char* bytes);

// --- Names ---

// A name after its length (u8). REQUIRES: at most kMaxNameBytes.
void PutName(std::string_view name, std::string& out);
// Takes a name off the front of `bytes`. False: it is not there whole.
[[nodiscard]] bool TakeName(std::string_view& bytes, std::string_view& name);

// --- Frames ---

// Key of frame and version rows, and the beginning of a text row's key.
void EncodePositionKey(uint64_t position, std::string& out);
[[nodiscard]] bool DecodePositionKey(std::string_view key, uint64_t& position);

// A trailer: the number of events and the checksum.
inline constexpr size_t kFrameTrailerBytes = 8;
// A frame's bytes beside the event itself.
inline constexpr size_t kFrameBytesPerEvent = 2 + 4;

// The trailer of a frame whose first event stands at `first_position`. The checksum (CRC-32C)
// covers the key and all of the value before the checksum.
void EncodeFrameTrailer(uint64_t first_position, std::string_view events, std::string_view offsets,
                        uint32_t event_count, std::string& out);

// A frame's value, checked; a view of it.
class FrameView {
 public:
  FrameView() = default;

  // False: `problem` says what is wrong with it, in English. Checks size, checksum, that the table
  // fits the events' lengths, and that nothing else stands in it.
  [[nodiscard]] static bool Parse(uint64_t first_position, std::string_view value, FrameView& frame,
                                  std::string& problem);
  // The same without checksum and table, for a frame that was found right before: ask Holds for
  // each event.
  [[nodiscard]] static bool ParseUnchecked(uint64_t first_position, std::string_view value,
                                           FrameView& frame, std::string& problem);

  // Whether the event lies inside the frame: always, unless the frame was not checked.
  bool Holds(uint32_t index) const;

  uint64_t first_position() const { return first_position_; }
  uint32_t event_count() const { return event_count_; }
  uint64_t next_position() const { return first_position_ + event_count_; }
  // REQUIRES: index < event_count().
  std::string_view event(uint32_t index) const;

 private:
  uint64_t first_position_ = 0;
  uint32_t event_count_ = 0;
  std::string_view value_;
  const char* offsets_ = nullptr;
};

// --- Index rows ---

// Everything of a source begins with this.
void EncodeRunKeyPrefix(std::string_view source_id, std::string& out);
void EncodeRunKey(std::string_view source_id, uint64_t first_sequence, std::string& out);
[[nodiscard]] bool DecodeRunKey(std::string_view key, std::string_view& source_id,
                                uint64_t& first_sequence);
void EncodeRunValue(uint64_t first_position, uint32_t count, std::string& out);
[[nodiscard]] bool DecodeRunValue(std::string_view value, uint64_t& first_position,
                                  uint32_t& count);

void EncodeIdKey(IdScope scope, std::string_view scope_name, std::string_view id, std::string& out);
[[nodiscard]] bool DecodeIdKey(std::string_view key, IdScope& scope, std::string_view& scope_name,
                               std::string_view& id);
void EncodeIdValue(uint64_t position, std::string& out);
[[nodiscard]] bool DecodeIdValue(std::string_view value, uint64_t& position);

void EncodeVersionValue(const VersionRow& row, std::string& out);
[[nodiscard]] bool DecodeVersionValue(std::string_view value, VersionRow& row);

void EncodeRevisionKeyPrefix(RevisionSubject subject, std::string_view name, std::string& out);
void EncodeRevisionKey(RevisionSubject subject, std::string_view name, uint64_t number,
                       std::string& out);
[[nodiscard]] bool DecodeRevisionKey(std::string_view key, RevisionSubject& subject,
                                     std::string_view& name, uint64_t& number);
void EncodeRevisionValue(const RevisionRow& row, std::string& out);
// Does not touch row.number, which stands in the key.
[[nodiscard]] bool DecodeRevisionValue(std::string_view value, RevisionRow& row);

void EncodeTextKey(uint64_t position, uint32_t ordinal, std::string& out);
[[nodiscard]] bool DecodeTextKey(std::string_view key, uint64_t& position, uint32_t& ordinal);
void EncodeTextValue(const TextRow& row, std::string& out);
[[nodiscard]] bool DecodeTextValue(std::string_view value, TextRow& row);

// --- Meta ---

// The one meta row: this key, and kFormatVersion in four bytes.
inline constexpr std::string_view kMetaFormatVersionKey = "format_version";

// A row for people: "run tram-y-te-1 #17 -> position 4711, 3 events". Bytes that can not be decoded
// are shown in hexadecimal.
std::string DescribeRow(RowKind kind, std::string_view key, std::string_view value);
std::string DescribeKey(RowKind kind, std::string_view key);

}  // namespace hemoledger
