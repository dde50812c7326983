#include "services/rpc/event_reader.h"

#include <algorithm>
#include <utility>

#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "proto/base/text_commitment.h"
#include "services/rpc/limits.h"
#include "services/rpc/receipt_reader.h"

namespace hemoledger {

absl::StatusOr<EventTypes> EventTypes::Make(const google::protobuf::RepeatedField<int>& types) {
  EventTypes wanted;
  if (types.empty()) return wanted;
  wanted.bits_ = 0;
  for (const int type : types) {
    if (type == v1::EVENT_TYPE_UNSPECIFIED || !v1::EventType_IsValid(type)) {
      return MakeError(ERROR_REASON_FIELD_INVALID,
                       {{"field", "types"}, {"value", type}, {"expected", "an EventType"}});
    }
    wanted.bits_ |= uint64_t{1} << type;
  }
  return wanted;
}

v1::EventType TypeOf(const v1::Submission& submission) {
  switch (submission.body_case()) {
    case v1::Submission::kReceiptRecorded:
      return v1::EVENT_TYPE_RECEIPT_RECORDED;
    case v1::Submission::kReceiptCorrected:
      return v1::EVENT_TYPE_RECEIPT_CORRECTED;
    case v1::Submission::kReceiptVoided:
      return v1::EVENT_TYPE_RECEIPT_VOIDED;
    case v1::Submission::kReceiptRejected:
      return v1::EVENT_TYPE_RECEIPT_REJECTED;
    case v1::Submission::kSourceOpened:
      return v1::EVENT_TYPE_SOURCE_OPENED;
    case v1::Submission::kUnitChanged:
      return v1::EVENT_TYPE_UNIT_CHANGED;
    case v1::Submission::kPlanIssued:
      return v1::EVENT_TYPE_PLAN_ISSUED;
    case v1::Submission::kPlanAmended:
      return v1::EVENT_TYPE_PLAN_AMENDED;
    case v1::Submission::kLedgerCreated:
      return v1::EVENT_TYPE_LEDGER_CREATED;
    case v1::Submission::kClockConfirmed:
      return v1::EVENT_TYPE_CLOCK_CONFIRMED;
    case v1::Submission::kPlanEntryCorrected:
      return v1::EVENT_TYPE_PLAN_ENTRY_CORRECTED;
    case v1::Submission::kPlanRecorded:
      return v1::EVENT_TYPE_PLAN_RECORDED;
    case v1::Submission::BODY_NOT_SET:
      break;
  }
  return v1::EVENT_TYPE_UNSPECIFIED;
}

absl::StatusOr<uint64_t> ReadEventsInto(
    const LedgerStore& store, const EventTypes& types, const EventScan& scan,
    google::protobuf::RepeatedPtrField<v1::RecordedEvent>* events) {
  const uint64_t end = std::min(scan.end, scan.begin + kMaxScanEvents);
  const int max_events = events->size() + scan.max_events;
  uint64_t next = scan.begin;
  size_t bytes = 0;
  v1::Event event;
  v1::Submission submission;
  EventCursor cursor = store.ReadFrom(scan.begin);
  while (next < end && events->size() < max_events && cursor.Next()) {
    RETURN_IF_ERROR(ParseStored(cursor.event(), &event, &submission));
    if (types.all() || types.Contains(TypeOf(submission))) {
      v1::RecordedEvent recorded;
      recorded.set_event(cursor.event().data(), cursor.event().size());
      if (!CollectTexts(submission).empty()) {
        ASSIGN_OR_RETURN(const auto texts, store.GetTexts(next));
        for (const auto& [ordinal, row] : texts) {
          if (row.erased) continue;
          v1::AccompanyingText& text = *recorded.add_texts();
          text.set_ordinal(ordinal);
          text.set_salt(row.salt);
          text.set_text(row.text);
        }
      }
      const size_t size = recorded.ByteSizeLong();
      // The first one always fits: an event and its texts are far below the limit, but for very
      // many texts.
      if (bytes > 0 && bytes + size > kMaxEventBatchBytes) return next;
      bytes += size;
      *events->Add() = std::move(recorded);
    }
    ++next;
  }
  RETURN_IF_ERROR(cursor.status());
  if (next == scan.begin && next < end && scan.max_events > 0) {
    return MakeError(ERROR_REASON_STORE_DAMAGED,
                     {{"detail", Concat("the log ends before position ", next)}});
  }
  return next;
}

}  // namespace hemoledger
