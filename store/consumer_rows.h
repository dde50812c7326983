// The rows of consumer groups, as values, and their bytes (FORMAT.md "Consumer groups").
//
// All functions are pure and thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hemoledger {

// The kinds of a group's rows. The numbers are stored.
enum class ConsumerRowKind : uint8_t {
  // The group itself; one.
  kGroup = 1,
  // How far it is settled; one.
  kCursor = 2,
  // A position at or beyond the cursor that is settled.
  kSettled = 3,
  // An event that is not settled although it stands before the cursor, or that was tried before.
  kOpen = 4,
  // An event that was parked.
  kParked = 5,
};

// Every position before it is settled, unless the group has an open row for it; every position from
// it on is not, unless the group has a settled row for it.
struct CursorRow {
  uint64_t next_position = 0;

  friend bool operator==(const CursorRow&, const CursorRow&) = default;
};

struct OpenRow {
  uint64_t position = 0;
  std::string key;
  // How often it was delivered.
  uint32_t attempts = 0;
  // Not delivered before this, microseconds since 1970-01-01T00:00:00Z; 0: at once.
  int64_t not_before_micros = 0;
  // Why the last attempt failed; may be blank.
  std::string reason;

  friend bool operator==(const OpenRow&, const OpenRow&) = default;
};

struct ParkedRow {
  uint64_t position = 0;
  std::string key;
  uint32_t attempts = 0;
  bool attempts_used_up = false;
  // Microseconds since 1970-01-01T00:00:00Z.
  int64_t park_time_micros = 0;
  // 0 to 128 bytes.
  std::string consumer;
  std::string reason;

  friend bool operator==(const ParkedRow&, const ParkedRow&) = default;
};

// What a key says. `position` is 0 for the kinds of which a group has one.
struct ConsumerRowKey {
  std::string_view group_id;
  ConsumerRowKind kind = ConsumerRowKind::kGroup;
  uint64_t position = 0;
};

// Append to `out`. REQUIRES: group_id is an id.
void EncodeConsumerKey(const ConsumerRowKey& key, std::string& out);
// All rows of a group, or of one kind of it, lie in [first, end).
std::string ConsumerKeyBegin(std::string_view group_id, ConsumerRowKind kind);
std::string ConsumerKeyEnd(std::string_view group_id, ConsumerRowKind kind);
void EncodeCursorValue(const CursorRow& row, std::string& out);
void EncodeOpenValue(const OpenRow& row, std::string& out);
void EncodeParkedValue(const ParkedRow& row, std::string& out);

// False for bytes that no Encode… makes. What stands in the key is not touched by the values.
[[nodiscard]] bool DecodeConsumerKey(std::string_view bytes, ConsumerRowKey& key);
[[nodiscard]] bool DecodeCursorValue(std::string_view bytes, CursorRow& row);
[[nodiscard]] bool DecodeOpenValue(std::string_view bytes, OpenRow& row);
[[nodiscard]] bool DecodeParkedValue(std::string_view bytes, ParkedRow& row);

}  // namespace hemoledger
