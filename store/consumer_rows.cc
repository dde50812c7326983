#include "store/consumer_rows.h"

#include "proto/base/check.h"
#include "store/codec.h"
#include "store/limits.h"

namespace hemoledger {
namespace {

constexpr size_t kPositionBytes = 8;

bool HasPosition(ConsumerRowKind kind) {
  return kind != ConsumerRowKind::kGroup && kind != ConsumerRowKind::kCursor;
}

// TakeName into a string of its own.
bool TakeOwnName(std::string_view& bytes, std::string& name) {
  std::string_view taken;
  if (!TakeName(bytes, taken)) return false;
  name = taken;
  return true;
}

std::string KindPrefix(std::string_view group_id, uint8_t kind) {
  std::string prefix;
  PutName(group_id, prefix);
  PutU8(kind, prefix);
  return prefix;
}

}  // namespace

void EncodeConsumerKey(const ConsumerRowKey& key, std::string& out) {
  HL_CHECK(!key.group_id.empty());
  PutName(key.group_id, out);
  PutU8(static_cast<uint8_t>(key.kind), out);
  if (HasPosition(key.kind)) PutU64(key.position, out);
}

std::string ConsumerKeyBegin(std::string_view group_id, ConsumerRowKind kind) {
  return KindPrefix(group_id, static_cast<uint8_t>(kind));
}

std::string ConsumerKeyEnd(std::string_view group_id, ConsumerRowKind kind) {
  return KindPrefix(group_id, static_cast<uint8_t>(static_cast<uint8_t>(kind) + 1));
}

bool DecodeConsumerKey(std::string_view bytes, ConsumerRowKey& key) {
  if (!TakeName(bytes, key.group_id) || key.group_id.empty() || bytes.empty()) return false;
  const auto kind = static_cast<uint8_t>(bytes[0]);
  if (kind < static_cast<uint8_t>(ConsumerRowKind::kGroup) ||
      kind > static_cast<uint8_t>(ConsumerRowKind::kParked)) {
    return false;
  }
  key.kind = static_cast<ConsumerRowKind>(kind);
  bytes.remove_prefix(1);
  key.position = 0;
  if (!HasPosition(key.kind)) return bytes.empty();
  if (bytes.size() != kPositionBytes) return false;
  key.position = GetU64(bytes.data());
  return true;
}

void EncodeCursorValue(const CursorRow& row, std::string& out) {
  PutU64(row.next_position, out);
}

bool DecodeCursorValue(std::string_view bytes, CursorRow& row) {
  if (bytes.size() != 8) return false;
  row.next_position = GetU64(bytes.data());
  return true;
}

void EncodeOpenValue(const OpenRow& row, std::string& out) {
  PutU32(row.attempts, out);
  PutU64(static_cast<uint64_t>(row.not_before_micros), out);
  PutName(row.key, out);
  out.append(row.reason);
}

bool DecodeOpenValue(std::string_view bytes, OpenRow& row) {
  if (bytes.size() < 12) return false;
  row.attempts = GetU32(bytes.data());
  row.not_before_micros = static_cast<int64_t>(GetU64(bytes.data() + 4));
  bytes.remove_prefix(12);
  if (row.not_before_micros < 0 || !TakeOwnName(bytes, row.key) || row.key.empty()) return false;
  row.reason = bytes;
  return true;
}

void EncodeParkedValue(const ParkedRow& row, std::string& out) {
  PutU32(row.attempts, out);
  PutU8(row.attempts_used_up ? 1 : 0, out);
  PutU64(static_cast<uint64_t>(row.park_time_micros), out);
  PutName(row.key, out);
  PutName(row.consumer, out);
  out.append(row.reason);
}

bool DecodeParkedValue(std::string_view bytes, ParkedRow& row) {
  if (bytes.size() < 13) return false;
  row.attempts = GetU32(bytes.data());
  const char used_up = bytes[4];
  row.park_time_micros = static_cast<int64_t>(GetU64(bytes.data() + 5));
  bytes.remove_prefix(13);
  if (used_up < 0 || used_up > 1 || row.park_time_micros < 0) return false;
  row.attempts_used_up = used_up == 1;
  if (!TakeOwnName(bytes, row.key) || row.key.empty() || !TakeOwnName(bytes, row.consumer))
    return false;
  row.reason = bytes;
  return true;
}

}  // namespace hemoledger
