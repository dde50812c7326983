#include "services/rpc/receipt_reader.h"

#include <utility>

#include "proto/base/errors.h"
#include "proto/base/sha256.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "services/domain/receipt_rules.h"

namespace hemoledger {
namespace {

absl::Status Damaged(uint64_t position, std::string_view what) {
  return MakeError(ERROR_REASON_STORE_DAMAGED,
                   {{"detail", Concat("event ", position, ": ", what)}});
}

// The receipt that an event states, every unit reference as an id, its note kept. REQUIRES: it
// states one.
v1::Receipt StatedReceipt(const v1::Event& event, const v1::Submission& submission) {
  const v1::Receipt& receipt = submission.has_receipt_corrected()
                                   ? submission.receipt_corrected().receipt()
                                   : submission.receipt_recorded().receipt();
  v1::Receipt stated = ReplaceableReceipt(receipt, event.resolved());
  if (receipt.has_note()) *stated.mutable_note() = receipt.note();
  return stated;
}

}  // namespace

absl::Status ParseStored(std::string_view bytes, v1::Event* event, v1::Submission* submission) {
  if (!event->ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ||
      !submission->ParseFromString(event->submission())) {
    return MakeError(ERROR_REASON_STORE_DAMAGED, {{"detail", "an event can not be parsed"}});
  }
  return absl::OkStatus();
}

absl::StatusOr<ReadEvent> ReceiptReader::ReadAt(uint64_t position) {
  ReadEvent read;
  ASSIGN_OR_RETURN(read.bytes, store_.ReadEvent(position));
  RETURN_IF_ERROR(ParseStored(read.bytes, &read.event, &read.submission));
  return read;
}

absl::StatusOr<v1::ReceiptView> ReceiptReader::Read(uint64_t position, std::string_view bytes,
                                                    const v1::Event& event,
                                                    const v1::Submission& submission,
                                                    std::vector<ReadEvent>* life) {
  v1::ReceiptView receipt;
  receipt.set_position(position);
  receipt.set_leaf_hash(ToBytes(LeafHash(bytes)));
  switch (submission.identity_case()) {
    case v1::Submission::kSource:
      *receipt.mutable_source() = submission.source();
      break;
    case v1::Submission::kFeed:
      *receipt.mutable_feed() = submission.feed();
      break;
    case v1::Submission::kRequest:
      *receipt.mutable_request() = submission.request();
      break;
    case v1::Submission::IDENTITY_NOT_SET:
      return Damaged(position, "a receipt without identity");
  }
  receipt.set_version(1);
  ASSIGN_OR_RETURN(const std::optional<VersionRow> row, store_.FindVersion(position));
  uint64_t at = row.has_value() ? row->latest_position : position;
  uint32_t version = row.has_value() ? row->version : 1;
  bool current = true;
  // From the newest version back; what the view does not have yet is passed over.
  while (at != position) {
    ASSIGN_OR_RETURN(ReadEvent read, ReadAt(at));
    const v1::Replaced& replaced = read.event.resolved().replaced();
    if (replaced.original_position() != position || replaced.replaced_position() >= at ||
        version < 2) {
      return Damaged(at, Concat("it should replace a version of the receipt at ", position));
    }
    const uint64_t before = replaced.replaced_position();
    if (at < view_.next_position) {
      if (current) {
        receipt.set_version(version);
        receipt.set_voided(read.submission.has_receipt_voided());
        *receipt.mutable_receipt() =
            receipt.voided() ? replaced.receipt() : StatedReceipt(read.event, read.submission);
        current = false;
      }
      if (life == nullptr) return receipt;
      life->push_back(std::move(read));
    }
    at = before;
    --version;
  }
  if (current) *receipt.mutable_receipt() = StatedReceipt(event, submission);
  if (life != nullptr) life->push_back({std::string(bytes), event, submission});
  return receipt;
}

absl::Status ReceiptReader::FillText(uint64_t position, const v1::Text& text, std::string* into,
                                     bool* erased) {
  ASSIGN_OR_RETURN(auto row, store_.GetText(position, text.ordinal()));
  if (!row.has_value()) return Damaged(position, Concat("text ", text.ordinal(), " is missing"));
  *into = std::move(row->text);
  *erased = row->erased;
  return absl::OkStatus();
}

absl::StatusOr<v1::ReceiptVersion> ReceiptReader::DescribeVersion(const ReadEvent& read,
                                                                  uint32_t version) {
  v1::ReceiptVersion described;
  const uint64_t position = read.event.position();
  described.set_version(version);
  described.set_position(position);
  described.set_leaf_hash(ToBytes(LeafHash(read.bytes)));
  described.set_record_time_micros(read.event.record_time_micros());
  described.set_principal(read.event.principal());
  const v1::Text* reason = nullptr;
  if (read.submission.has_receipt_voided()) {
    reason = &read.submission.receipt_voided().reason();
  } else {
    *described.mutable_receipt() = StatedReceipt(read.event, read.submission);
    if (read.submission.has_receipt_corrected()) {
      reason = &read.submission.receipt_corrected().reason();
    }
  }
  bool erased = false;
  if (reason != nullptr) {
    RETURN_IF_ERROR(FillText(position, *reason, described.mutable_reason(), &erased));
    described.set_reason_erased(erased);
  }
  if (described.receipt().has_note()) {
    RETURN_IF_ERROR(
        FillText(position, described.receipt().note(), described.mutable_note(), &erased));
    described.set_note_erased(erased);
  }
  return described;
}

}  // namespace hemoledger
