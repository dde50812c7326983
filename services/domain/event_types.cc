#include "services/domain/event_types.h"

#include <string>

#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"
#include "proto/base/errors.h"

namespace hemoledger {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

v1::EventType TypeOfBody(int body) {
  switch (body) {
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
    default:
      return v1::EVENT_TYPE_UNSPECIFIED;
  }
}

// Calls on_bytes(field number, content) for each length-delimited field, in order. False: no
// message.
template <typename OnBytes>
bool ForEachBytesField(std::string_view message, const OnBytes& on_bytes) {
  CodedInputStream in(reinterpret_cast<const uint8_t*>(message.data()),
                      static_cast<int>(message.size()));
  while (const uint32_t tag = in.ReadTag()) {
    if (WireFormatLite::GetTagWireType(tag) != WireFormatLite::WIRETYPE_LENGTH_DELIMITED) {
      if (!WireFormatLite::SkipField(&in, tag)) return false;
      continue;
    }
    uint32_t size = 0;
    if (!in.ReadVarint32(&size)) return false;
    const auto at = static_cast<size_t>(in.CurrentPosition());
    if (size > message.size() - at) return false;
    on_bytes(WireFormatLite::GetTagFieldNumber(tag), message.substr(at, size));
    if (!in.Skip(static_cast<int>(size))) return false;
  }
  return in.ConsumedEntireMessage();
}

// The first field of SourceIdentity, FeedIdentity and SourceOpened: the id.
std::string_view IdIn(std::string_view message) {
  std::string_view id;
  const bool is_message = ForEachBytesField(message, [&](int field, std::string_view content) {
    if (field == 1) id = content;
  });
  return is_message ? id : std::string_view();
}

static_assert(v1::SourceIdentity::kSourceIdFieldNumber == 1);
static_assert(v1::FeedIdentity::kFeedFieldNumber == 1);
static_assert(v1::SourceOpened::kSourceIdFieldNumber == 1);

}  // namespace

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
  return TypeOfBody(submission.body_case());
}

bool SketchEvent(std::string_view event, EventSketch& sketch) {
  sketch = EventSketch();
  std::string_view submission;
  const bool is_event = ForEachBytesField(event, [&](int field, std::string_view content) {
    if (field == v1::Event::kSubmissionFieldNumber) submission = content;
  });
  if (!is_event) return false;
  std::string_view opened;
  const bool is_submission = ForEachBytesField(submission, [&](int field, std::string_view in) {
    // Of what excludes each other the last one holds.
    switch (field) {
      case v1::Submission::kSourceFieldNumber:
        sketch.source_id = IdIn(in);
        sketch.feed = {};
        return;
      case v1::Submission::kFeedFieldNumber:
        sketch.source_id = {};
        sketch.feed = IdIn(in);
        return;
      case v1::Submission::kRequestFieldNumber:
        sketch.source_id = {};
        sketch.feed = {};
        return;
      default:
        break;
    }
    const v1::EventType type = TypeOfBody(field);
    if (type == v1::EVENT_TYPE_UNSPECIFIED) return;
    sketch.type = type;
    opened = type == v1::EVENT_TYPE_SOURCE_OPENED ? IdIn(in) : std::string_view();
  });
  if (!opened.empty()) sketch.source_id = opened;
  return is_submission;
}

}  // namespace hemoledger
