// Finds receipts by the three ways of naming them, and the version that holds now.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hemoledger/v1/events.pb.h"
#include "hemoledger/v1/receipts.pb.h"
#include "hemoledger/v1/values.pb.h"
#include "store/ledger_store.h"
#include "store/near_reader.h"

namespace hemoledger {

// A receipt and its current version.
struct ReceiptTarget {
  // Of the receipt as first recorded.
  uint64_t original_position = 0;
  // Of the event that made the current version; equal to `original_position` for version 1.
  uint64_t current_position = 0;
  // 1 for the receipt as first recorded; each correction, and a void, adds one.
  uint32_t version = 1;
  bool voided = false;
  // As it stands now, every unit reference as an id, without note; when voided, as it stood before.
  v1::Receipt receipt;
};

// Where looking up may read an event from: the store, or the groups in flight before it.
class EventSource {
 public:
  virtual ~EventSource() = default;
  // Position of a number of a source, of an id; NOT_FOUND with RECEIPT_NOT_FOUND: none.
  virtual absl::StatusOr<uint64_t> FindSequence(const v1::SourceIdentity& identity) = 0;
  virtual absl::StatusOr<uint64_t> FindExternalId(const v1::FeedIdentity& identity) = 0;
  // What became of a receipt; absent: it was never corrected or voided.
  virtual absl::StatusOr<std::optional<VersionRow>> FindVersion(uint64_t original_position) = 0;
  // The stored bytes. `*bytes` is replaced. RECEIPT_NOT_FOUND: past the head.
  virtual absl::Status ReadEvent(uint64_t position, std::string* bytes) = 0;
};

// Position of the receipt that `reference` names, and its event: a ReceiptRecorded, its leaf hash
// checked where the reference states it. Errors: RECEIPT_NOT_FOUND (none there, or what stands
// there is no receipt as first recorded), RECEIPT_HASH_MISMATCH, FIELD_REQUIRED (no reference, or a
// position without leaf hash), STORE_DAMAGED.
struct FoundReceipt {
  uint64_t position = 0;
  std::string event_bytes;
  v1::Event event;
  v1::Submission submission;
};
absl::StatusOr<FoundReceipt> FindReceipt(const v1::ReceiptReference& reference,
                                         EventSource& events);

// The current version of a receipt found.
absl::StatusOr<ReceiptTarget> CurrentVersion(const FoundReceipt& original, EventSource& events);

// The version that `row` tells of.
absl::StatusOr<ReceiptTarget> VersionAt(uint64_t original_position, const VersionRow& row,
                                        EventSource& events);

// How errors name a receipt: "source/12", "feed/id" or "position 7".
std::string ReceiptName(const v1::ReceiptReference& reference);

// What is durable, for the look-ups of one batch: those near each other cost one read. One thread
// at a time.
class NearEvents final : public EventSource {
 public:
  // Borrows it.
  explicit NearEvents(const LedgerStore& store) : store_(store), reader_(store) {}
  absl::StatusOr<uint64_t> FindSequence(const v1::SourceIdentity& identity) override;
  absl::StatusOr<uint64_t> FindExternalId(const v1::FeedIdentity& identity) override;
  absl::StatusOr<std::optional<VersionRow>> FindVersion(uint64_t original_position) override;
  absl::Status ReadEvent(uint64_t position, std::string* bytes) override;

 private:
  const LedgerStore& store_;
  NearReader reader_;
};

// What is durable. Thread-safe.
class StoredEvents final : public EventSource {
 public:
  // Borrows it.
  explicit StoredEvents(const LedgerStore& store) : store_(store) {}
  absl::StatusOr<uint64_t> FindSequence(const v1::SourceIdentity& identity) override;
  absl::StatusOr<uint64_t> FindExternalId(const v1::FeedIdentity& identity) override;
  absl::StatusOr<std::optional<VersionRow>> FindVersion(uint64_t original_position) override;
  absl::Status ReadEvent(uint64_t position, std::string* bytes) override;

 private:
  const LedgerStore& store_;
};

}  // namespace hemoledger
