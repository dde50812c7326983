#include "services/ledger/receipt_lookup.h"

#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/ids.h"
#include "proto/base/sha256.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "services/domain/receipt_rules.h"

namespace hemoledger {
namespace {

absl::Status NotFound(const v1::ReceiptReference& reference) {
  return MakeError(ERROR_REASON_RECEIPT_NOT_FOUND, {{"receipt", ReceiptName(reference)}});
}

// Of a look-up that found nothing; whoever asked knows the name.
absl::Status None() {
  return MakeError(ERROR_REASON_RECEIPT_NOT_FOUND, {{"receipt", ""}});
}

absl::Status Unreadable(uint64_t position) {
  return MakeError(ERROR_REASON_STORE_DAMAGED,
                   {{"detail", Concat("event ", position, " can not be parsed")}});
}

absl::Status ParseEvent(uint64_t position, const std::string& bytes, v1::Event* event,
                        v1::Submission* submission) {
  if (!event->ParseFromString(bytes) || !submission->ParseFromString(event->submission())) {
    return Unreadable(position);
  }
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> PositionOf(const v1::ReceiptReference& reference, EventSource& events) {
  switch (reference.by_case()) {
    case v1::ReceiptReference::kSource:
      return events.FindSequence(reference.source());
    case v1::ReceiptReference::kFeed:
      return events.FindExternalId(reference.feed());
    case v1::ReceiptReference::kPosition:
      if (reference.leaf_hash().empty()) {
        return MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", "leaf_hash"}});
      }
      return reference.position();
    case v1::ReceiptReference::BY_NOT_SET:
      break;
  }
  return MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", "receipt"}});
}

// `runs`: the store, or a reader of it.
template <typename Runs>
absl::StatusOr<uint64_t> PositionOfSequence(const v1::SourceIdentity& identity, Runs& runs) {
  // Number 0 is the source's opening.
  if (!IsValidId(identity.source_id()) || identity.sequence() == 0) return None();
  ASSIGN_OR_RETURN(const std::optional<RunRow> run,
                   runs.FindRun(identity.source_id(), identity.sequence()));
  if (!run.has_value()) return None();
  return run->first_position + (identity.sequence() - run->first_sequence);
}

absl::StatusOr<uint64_t> PositionOfExternalId(const v1::FeedIdentity& identity,
                                              const LedgerStore& store) {
  if (!IsValidId(identity.feed()) || identity.external_id().empty() ||
      identity.external_id().size() > kMaxRowIdBytes) {
    return None();
  }
  ASSIGN_OR_RETURN(const std::optional<uint64_t> position,
                   store.FindId(IdScope::kFeed, identity.feed(), identity.external_id()));
  if (!position.has_value()) return None();
  return *position;
}

}  // namespace

std::string ReceiptName(const v1::ReceiptReference& reference) {
  switch (reference.by_case()) {
    case v1::ReceiptReference::kSource:
      return Concat(reference.source().source_id(), "/", reference.source().sequence());
    case v1::ReceiptReference::kFeed:
      return Concat(reference.feed().feed(), "/", reference.feed().external_id());
    case v1::ReceiptReference::kPosition:
      return Concat(reference.position());
    case v1::ReceiptReference::BY_NOT_SET:
      break;
  }
  return "";
}

absl::StatusOr<FoundReceipt> FindReceipt(const v1::ReceiptReference& reference,
                                         EventSource& events) {
  absl::StatusOr<uint64_t> position = PositionOf(reference, events);
  if (!position.ok()) {
    return ReasonOf(position.status()) == ERROR_REASON_RECEIPT_NOT_FOUND ? NotFound(reference)
                                                                         : position.status();
  }
  FoundReceipt found;
  found.position = *position;
  const absl::Status read = events.ReadEvent(found.position, &found.event_bytes);
  if (ReasonOf(read) == ERROR_REASON_RECEIPT_NOT_FOUND) return NotFound(reference);
  RETURN_IF_ERROR(read);
  RETURN_IF_ERROR(ParseEvent(found.position, found.event_bytes, &found.event, &found.submission));
  // The hash first: after a restore something else may stand at that position.
  if (!reference.leaf_hash().empty() &&
      !ConstantTimeEqual(AsBytes(LeafHash(found.event_bytes)), reference.leaf_hash())) {
    return MakeError(ERROR_REASON_RECEIPT_HASH_MISMATCH, {{"receipt", ReceiptName(reference)}});
  }
  if (!found.submission.has_receipt_recorded()) return NotFound(reference);
  return found;
}

absl::StatusOr<ReceiptTarget> CurrentVersion(const FoundReceipt& original, EventSource& events) {
  ASSIGN_OR_RETURN(const std::optional<VersionRow> row, events.FindVersion(original.position));
  if (row.has_value()) return VersionAt(original.position, *row, events);
  ReceiptTarget target;
  target.original_position = original.position;
  target.current_position = original.position;
  target.receipt = ReplaceableReceipt(original.submission.receipt_recorded().receipt(),
                                      original.event.resolved());
  target.receipt.DiscardUnknownFields();
  return target;
}

absl::StatusOr<ReceiptTarget> VersionAt(uint64_t original_position, const VersionRow& row,
                                        EventSource& events) {
  ReceiptTarget target;
  target.original_position = original_position;
  target.current_position = row.latest_position;
  target.version = row.version;
  target.voided = row.voided;
  std::string bytes;
  v1::Event event;
  v1::Submission submission;
  RETURN_IF_ERROR(events.ReadEvent(row.latest_position, &bytes));
  RETURN_IF_ERROR(ParseEvent(row.latest_position, bytes, &event, &submission));
  if (submission.has_receipt_corrected() && !row.voided) {
    target.receipt = ReplaceableReceipt(submission.receipt_corrected().receipt(), event.resolved());
    // An event has room for one version's unknown fields, not for two.
    target.receipt.DiscardUnknownFields();
  } else if (submission.has_receipt_voided() && row.voided) {
    target.receipt = event.resolved().replaced().receipt();
  } else {
    return MakeError(
        ERROR_REASON_STORE_DAMAGED,
        {{"detail", Concat("event ", row.latest_position, " is not the version of receipt ",
                           original_position, " that its row says")}});
  }
  return target;
}

absl::StatusOr<uint64_t> StoredEvents::FindSequence(const v1::SourceIdentity& identity) {
  return PositionOfSequence(identity, store_);
}
absl::StatusOr<uint64_t> StoredEvents::FindExternalId(const v1::FeedIdentity& identity) {
  return PositionOfExternalId(identity, store_);
}
absl::StatusOr<std::optional<VersionRow>> StoredEvents::FindVersion(uint64_t original_position) {
  return store_.FindVersion(original_position);
}
absl::Status StoredEvents::ReadEvent(uint64_t position, std::string* bytes) {
  if (position >= store_.next_position()) return None();
  ASSIGN_OR_RETURN(*bytes, store_.ReadEvent(position));
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> NearEvents::FindSequence(const v1::SourceIdentity& identity) {
  return PositionOfSequence(identity, reader_);
}
absl::StatusOr<uint64_t> NearEvents::FindExternalId(const v1::FeedIdentity& identity) {
  return PositionOfExternalId(identity, store_);
}
absl::StatusOr<std::optional<VersionRow>> NearEvents::FindVersion(uint64_t original_position) {
  return store_.FindVersion(original_position);
}
absl::Status NearEvents::ReadEvent(uint64_t position, std::string* bytes) {
  if (position >= store_.next_position()) return None();
  ASSIGN_OR_RETURN(*bytes, reader_.ReadEvent(position));
  return absl::OkStatus();
}

}  // namespace hemoledger
