#include "store/codec.h"

#include "absl/strings/str_format.h"
#include "proto/base/check.h"
#include "proto/base/sha256.h"
#include "store/crc32c.h"

namespace hemoledger {
namespace {

template <int kBytes>
void PutBigEndian(uint64_t value, std::string& out) {
  char bytes[kBytes];
  for (int i = 0; i < kBytes; ++i) {
    bytes[i] = static_cast<char>(value >> (8 * (kBytes - 1 - i)));
  }
  out.append(bytes, kBytes);
}

template <int kBytes>
uint64_t GetBigEndian(const char* bytes) {
  uint64_t value = 0;
  for (int i = 0; i < kBytes; ++i) value = value << 8 | static_cast<uint8_t>(bytes[i]);
  return value;
}

constexpr char kTextErased = 0;
constexpr char kTextPresent = 1;
constexpr size_t kTextSaltBytes = 32;

std::string Quoted(std::string_view bytes) {
  for (const char c : bytes) {
    if (static_cast<uint8_t>(c) < 0x20) return "0x" + Hex(bytes);
  }
  return std::string(bytes);
}

std::string DescribeValue(RowKind kind, std::string_view value) {
  uint64_t position = 0;
  uint32_t count = 0;
  VersionRow version;
  RevisionRow revision;
  TextRow text;
  switch (kind) {
    case RowKind::kFrame:
      return absl::StrFormat("%d bytes", value.size());
    case RowKind::kRun:
      if (!DecodeRunValue(value, position, count)) break;
      return absl::StrFormat("position %d, %d events", position, count);
    case RowKind::kId:
      if (!DecodeIdValue(value, position)) break;
      return absl::StrFormat("position %d", position);
    case RowKind::kVersion:
      if (!DecodeVersionValue(value, version)) break;
      return absl::StrFormat("position %d, version %d%s", version.latest_position, version.version,
                             version.voided ? ", voided" : "");
    case RowKind::kRevision:
      if (!DecodeRevisionValue(value, revision)) break;
      return absl::StrFormat("position %d, %d events", revision.first_position,
                             revision.event_count);
    case RowKind::kText:
      if (!DecodeTextValue(value, text)) break;
      // Never the text itself: it may be personal, and reports travel.
      return text.erased ? "erased" : absl::StrFormat("a text of %d bytes", text.text.size());
    case RowKind::kMeta:
      break;
  }
  return "0x" + Hex(value);
}

}  // namespace

std::string_view RowKindName(RowKind kind) {
  switch (kind) {
    case RowKind::kFrame:
      return "frame";
    case RowKind::kRun:
      return "run";
    case RowKind::kId:
      return "id";
    case RowKind::kVersion:
      return "version";
    case RowKind::kRevision:
      return "revision";
    case RowKind::kText:
      return "text";
    case RowKind::kMeta:
      return "meta";
  }
  HL_CHECK(false) << static_cast<int>(kind);
  return {};
}

void PutU8(uint8_t value, std::string& out) {
  out.push_back(static_cast<char>(value));
}
void PutU16(uint16_t value, std::string& out) {
  PutBigEndian<2>(value, out);
}
void PutU32(uint32_t value, std::string& out) {
  PutBigEndian<4>(value, out);
}
void PutU64(uint64_t value, std::string& out) {
  PutBigEndian<8>(value, out);
}
uint16_t GetU16(const char* bytes) {
  return static_cast<uint16_t>(GetBigEndian<2>(bytes));
}
uint32_t GetU32(const char* bytes) {
  return static_cast<uint32_t>(GetBigEndian<4>(bytes));
}
uint64_t GetU64(const char* bytes) {
  return GetBigEndian<8>(bytes);
}

void PutName(std::string_view name, std::string& out) {
  HL_CHECK(name.size() <= kMaxNameBytes) << name.size() << " bytes";
  PutU8(static_cast<uint8_t>(name.size()), out);
  out.append(name);
}

bool TakeName(std::string_view& bytes, std::string_view& name) {
  if (bytes.empty()) return false;
  const size_t size = static_cast<uint8_t>(bytes[0]);
  if (bytes.size() < 1 + size) return false;
  name = bytes.substr(1, size);
  bytes.remove_prefix(1 + size);
  return true;
}

void EncodePositionKey(uint64_t position, std::string& out) {
  PutU64(position, out);
}

bool DecodePositionKey(std::string_view key, uint64_t& position) {
  if (key.size() != 8) return false;
  position = GetU64(key.data());
  return true;
}

void EncodeFrameTrailer(uint64_t first_position, std::string_view events, std::string_view offsets,
                        uint32_t event_count, std::string& out) {
  HL_CHECK(offsets.size() == size_t{4} * event_count) << offsets.size();
  std::string key;
  PutU64(first_position, key);
  const size_t begin = out.size();
  PutU32(event_count, out);
  uint32_t crc = Crc32c(key);
  crc = ExtendCrc32c(crc, events);
  crc = ExtendCrc32c(crc, offsets);
  crc = ExtendCrc32c(crc, std::string_view(out).substr(begin));
  PutU32(crc, out);
}

bool FrameView::ParseUnchecked(uint64_t first_position, std::string_view value, FrameView& frame,
                               std::string& problem) {
  if (value.size() < kFrameTrailerBytes || value.size() > kMaxFrameBytes) {
    problem = absl::StrFormat("a frame of %d bytes", value.size());
    return false;
  }
  const uint32_t count = GetU32(value.data() + value.size() - kFrameTrailerBytes);
  const size_t body_bytes = value.size() - kFrameTrailerBytes;
  if (count == 0 || count > body_bytes / (kFrameBytesPerEvent + 1) ||
      first_position + count < first_position) {
    problem = absl::StrFormat("%d events in a frame of %d bytes", count, value.size());
    return false;
  }
  frame.first_position_ = first_position;
  frame.event_count_ = count;
  frame.value_ = value;
  frame.offsets_ = value.data() + body_bytes - size_t{4} * count;
  return true;
}

bool FrameView::Holds(uint32_t index) const {
  const auto events_bytes = static_cast<size_t>(offsets_ - value_.data());
  const size_t at = GetU32(offsets_ + size_t{4} * index);
  return at + 2 <= events_bytes && at + 2 + GetU16(value_.data() + at) <= events_bytes;
}

bool FrameView::Parse(uint64_t first_position, std::string_view value, FrameView& frame,
                      std::string& problem) {
  if (value.size() < kFrameTrailerBytes || value.size() > kMaxFrameBytes) {
    problem = absl::StrFormat("a frame of %d bytes", value.size());
    return false;
  }
  // The checksum first: of damaged bytes nothing else need be told.
  std::string key;
  PutU64(first_position, key);
  const std::string_view covered = value.substr(0, value.size() - 4);
  const uint32_t stated = GetU32(value.data() + covered.size());
  const uint32_t computed = ExtendCrc32c(Crc32c(key), covered);
  if (stated != computed) {
    problem = absl::StrFormat("checksum %08x stated, %08x computed", stated, computed);
    return false;
  }
  FrameView parsed;
  if (!ParseUnchecked(first_position, value, parsed, problem)) return false;
  const uint32_t count = parsed.event_count_;
  const char* const offsets = parsed.offsets_;
  const auto events_bytes = static_cast<size_t>(offsets - value.data());
  size_t at = 0;
  for (uint32_t i = 0; i < count; ++i) {
    if (GetU32(offsets + size_t{4} * i) != at || at + 2 > events_bytes) {
      problem = absl::StrFormat("offset %d of event %d does not fit",
                                GetU32(offsets + size_t{4} * i), first_position + i);
      return false;
    }
    const size_t size = GetU16(value.data() + at);
    at += 2 + size;
    if (size == 0 || at > events_bytes) {
      problem = absl::StrFormat("length %d of event %d does not fit", size, first_position + i);
      return false;
    }
  }
  if (at != events_bytes) {
    problem = absl::StrFormat("%d bytes too many", events_bytes - at);
    return false;
  }
  frame = parsed;
  return true;
}

std::string_view FrameView::event(uint32_t index) const {
  HL_CHECK(index < event_count_) << index << " of " << event_count_;
  const size_t at = GetU32(offsets_ + size_t{4} * index);
  return value_.substr(at + 2, GetU16(value_.data() + at));
}

void EncodeRunKeyPrefix(std::string_view source_id, std::string& out) {
  HL_CHECK(!source_id.empty());
  PutName(source_id, out);
}

void EncodeRunKey(std::string_view source_id, uint64_t first_sequence, std::string& out) {
  EncodeRunKeyPrefix(source_id, out);
  PutU64(first_sequence, out);
}

bool DecodeRunKey(std::string_view key, std::string_view& source_id, uint64_t& first_sequence) {
  if (!TakeName(key, source_id) || source_id.empty() || key.size() != 8) return false;
  first_sequence = GetU64(key.data());
  return true;
}

void EncodeRunValue(uint64_t first_position, uint32_t count, std::string& out) {
  HL_CHECK(count >= 1);
  PutU64(first_position, out);
  PutU32(count, out);
}

bool DecodeRunValue(std::string_view value, uint64_t& first_position, uint32_t& count) {
  if (value.size() != 12) return false;
  first_position = GetU64(value.data());
  count = GetU32(value.data() + 8);
  return count >= 1;
}

void EncodeIdKey(IdScope scope, std::string_view scope_name, std::string_view id,
                 std::string& out) {
  HL_CHECK(!scope_name.empty());
  HL_CHECK(!id.empty() && id.size() <= kMaxRowIdBytes) << id.size() << " bytes";
  PutU8(static_cast<uint8_t>(scope), out);
  PutName(scope_name, out);
  out.append(id);
}

bool DecodeIdKey(std::string_view key, IdScope& scope, std::string_view& scope_name,
                 std::string_view& id) {
  if (key.empty()) return false;
  scope = static_cast<IdScope>(key[0]);
  if (scope != IdScope::kFeed && scope != IdScope::kPrincipal) return false;
  key.remove_prefix(1);
  if (!TakeName(key, scope_name) || scope_name.empty()) return false;
  id = key;
  return !id.empty() && id.size() <= kMaxRowIdBytes;
}

void EncodeIdValue(uint64_t position, std::string& out) {
  PutU64(position, out);
}

bool DecodeIdValue(std::string_view value, uint64_t& position) {
  return DecodePositionKey(value, position);
}

void EncodeVersionValue(const VersionRow& row, std::string& out) {
  PutU64(row.latest_position, out);
  PutU32(row.version, out);
  PutU8(row.voided ? 1 : 0, out);
}

bool DecodeVersionValue(std::string_view value, VersionRow& row) {
  if (value.size() != 13) return false;
  row.latest_position = GetU64(value.data());
  row.version = GetU32(value.data() + 8);
  const auto voided = static_cast<uint8_t>(value[12]);
  row.voided = voided == 1;
  return row.version >= 2 && voided <= 1;
}

void EncodeRevisionKeyPrefix(RevisionSubject subject, std::string_view name, std::string& out) {
  HL_CHECK((subject == RevisionSubject::kTree) == name.empty());
  PutU8(static_cast<uint8_t>(subject), out);
  PutName(name, out);
}

void EncodeRevisionKey(RevisionSubject subject, std::string_view name, uint64_t number,
                       std::string& out) {
  EncodeRevisionKeyPrefix(subject, name, out);
  PutU64(number, out);
}

bool DecodeRevisionKey(std::string_view key, RevisionSubject& subject, std::string_view& name,
                       uint64_t& number) {
  if (key.empty()) return false;
  subject = static_cast<RevisionSubject>(key[0]);
  if (subject != RevisionSubject::kPlan && subject != RevisionSubject::kTree &&
      subject != RevisionSubject::kEntry && subject != RevisionSubject::kRecord) {
    return false;
  }
  key.remove_prefix(1);
  if (!TakeName(key, name) || key.size() != 8) return false;
  number = GetU64(key.data());
  return (subject == RevisionSubject::kTree) == name.empty();
}

void EncodeRevisionValue(const RevisionRow& row, std::string& out) {
  HL_CHECK(row.event_count >= 1);
  PutU64(row.first_position, out);
  PutU32(row.event_count, out);
}

bool DecodeRevisionValue(std::string_view value, RevisionRow& row) {
  if (value.size() != 12) return false;
  row.first_position = GetU64(value.data());
  row.event_count = GetU32(value.data() + 8);
  return row.event_count >= 1;
}

void EncodeTextKey(uint64_t position, uint32_t ordinal, std::string& out) {
  PutU64(position, out);
  PutU32(ordinal, out);
}

bool DecodeTextKey(std::string_view key, uint64_t& position, uint32_t& ordinal) {
  if (key.size() != 12) return false;
  position = GetU64(key.data());
  ordinal = GetU32(key.data() + 8);
  return true;
}

void EncodeTextValue(const TextRow& row, std::string& out) {
  if (row.erased) {
    HL_CHECK(row.salt.empty() && row.text.empty());
    out.push_back(kTextErased);
    return;
  }
  HL_CHECK(row.salt.size() == kTextSaltBytes) << row.salt.size() << " bytes";
  out.push_back(kTextPresent);
  out.append(row.salt);
  out.append(row.text);
}

bool DecodeTextValue(std::string_view value, TextRow& row) {
  if (value.empty()) return false;
  if (value[0] == kTextErased) {
    row = TextRow{.salt = "", .text = "", .erased = true};
    return value.size() == 1;
  }
  if (value[0] != kTextPresent || value.size() < 1 + kTextSaltBytes) return false;
  row.salt = value.substr(1, kTextSaltBytes);
  row.text = value.substr(1 + kTextSaltBytes);
  row.erased = false;
  return true;
}

std::string DescribeKey(RowKind kind, std::string_view key) {
  const std::string name(RowKindName(kind));
  uint64_t position = 0;
  uint32_t ordinal = 0;
  std::string_view first;
  std::string_view second;
  IdScope scope;
  RevisionSubject subject;
  switch (kind) {
    case RowKind::kFrame:
    case RowKind::kVersion:
      if (!DecodePositionKey(key, position)) break;
      return absl::StrFormat("%s %d", name, position);
    case RowKind::kRun:
      if (!DecodeRunKey(key, first, position)) break;
      return absl::StrFormat("%s %s #%d", name, Quoted(first), position);
    case RowKind::kId:
      if (!DecodeIdKey(key, scope, first, second)) break;
      return absl::StrFormat("%s %s %s / %s", name, scope == IdScope::kFeed ? "feed" : "principal",
                             Quoted(first), Quoted(second));
    case RowKind::kRevision:
      if (!DecodeRevisionKey(key, subject, first, position)) break;
      if (subject == RevisionSubject::kTree) return absl::StrFormat("%s tree #%d", name, position);
      if (subject == RevisionSubject::kEntry) {
        return absl::StrFormat("%s entry %s #%d version %d", name, Quoted(first), position >> 32,
                               static_cast<uint32_t>(position));
      }
      return absl::StrFormat("%s %s %s #%d", name,
                             subject == RevisionSubject::kRecord ? "record" : "plan", Quoted(first),
                             position);
    case RowKind::kText:
      if (!DecodeTextKey(key, position, ordinal)) break;
      return absl::StrFormat("%s %d.%d", name, position, ordinal);
    case RowKind::kMeta:
      return absl::StrFormat("%s %s", name, Quoted(key));
  }
  return absl::StrFormat("%s key 0x%s", name, Hex(key));
}

std::string DescribeRow(RowKind kind, std::string_view key, std::string_view value) {
  return DescribeKey(kind, key) + " -> " + DescribeValue(kind, value);
}

}  // namespace hemoledger
