// The rows that stand beside the events, as values. What each is for and how it is written:
// FORMAT.md.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hemoledger {

// Whose ids they are. The numbers are stored.
enum class IdScope : uint8_t {
  // FeedIdentity.external_id; the scope's name is the feed.
  kFeed = 1,
  // RequestIdentity.request_id; the scope's name is the event's principal.
  kPrincipal = 2,
};

// What a history is of. The numbers are stored.
enum class RevisionSubject : uint8_t {
  // A plan; its id names it; rows are numbered by revision, 1 is the plan as issued.
  kPlan = 1,
  // The tree of units; its name is blank; a row is one call's changes, numbered by the position of
  // the first.
  kTree = 2,
  // The corrections of a plan's entries; the plan's id names it; rows are numbered by EntryNumber.
  kEntry = 3,
  // A record beside a plan; RecordSubjectName names it; rows are numbered by version.
  kRecord = 4,
};

// The number of an entry's row: what is corrected and the version that comes of it, 2 for the first
// correction.
inline uint64_t EntryNumber(uint32_t revision, uint32_t entry_version) {
  return (uint64_t{revision} << 32) | entry_version;
}

// The name of a record's subject. Neither id holds a slash.
inline std::string RecordSubjectName(std::string_view plan_id, std::string_view record_id) {
  return std::string(plan_id).append("/").append(record_id);
}

// Consecutive numbers of a source at consecutive positions: number first_sequence + i stands at
// first_position + i. The opening of a source is its number 0, in a row of its own.
struct RunRow {
  uint64_t first_sequence = 0;
  uint64_t first_position = 0;
  uint32_t count = 0;

  // The last number that the row covers.
  uint64_t last_sequence() const { return first_sequence + count - 1; }

  friend bool operator==(const RunRow&, const RunRow&) = default;
};

// What a receipt has become.
struct VersionRow {
  // Position of the event that last corrected or voided it.
  uint64_t latest_position = 0;
  // Its version by that event: 2 for the first correction.
  uint32_t version = 0;
  bool voided = false;

  friend bool operator==(const VersionRow&, const VersionRow&) = default;
};

// One document in a history.
struct RevisionRow {
  // As RevisionSubject says.
  uint64_t number = 0;
  // Its events stand at first_position … first_position + event_count - 1.
  uint64_t first_position = 0;
  uint32_t event_count = 0;

  friend bool operator==(const RevisionRow&, const RevisionRow&) = default;
};

// Salt and text behind a commitment.
struct TextRow {
  // 32 bytes; blank when erased.
  std::string salt;
  // Blank when erased.
  std::string text;
  // A tombstone: the text is gone for good.
  bool erased = false;

  friend bool operator==(const TextRow&, const TextRow&) = default;
};

// The kinds of rows, one column family each. The names are stored (FORMAT.md).
enum class RowKind : uint8_t { kFrame, kRun, kId, kVersion, kRevision, kText, kMeta };
inline constexpr int kRowKindCount = 7;

// "frame", "run", "id", "version", "revision", "text", "meta".
std::string_view RowKindName(RowKind kind);

}  // namespace hemoledger
