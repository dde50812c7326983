#include "services/ledger/command.h"

#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/utf8.h"

namespace hemoledger {

absl::Status CheckRequestId(std::string_view request_id) {
  return CheckText("request_id", request_id, kMaxRequestIdBytes, /*required=*/true);
}

absl::Status CheckSubmissionSize(size_t bytes) {
  if (bytes <= kMaxSubmissionBytes) return absl::OkStatus();
  return MakeError(ERROR_REASON_SUBMISSION_TOO_LARGE,
                   {{"limit", kMaxSubmissionBytes}, {"actual", bytes}});
}

absl::Status CheckTexts(const google::protobuf::Message& message, const TextsBySubmission& texts) {
  RETURN_IF_ERROR(VerifyTexts(message, texts.Of(0)));
  if (texts.max_submission_index() <= 0) return absl::OkStatus();
  const auto index = static_cast<uint32_t>(texts.max_submission_index());
  return MakeError(ERROR_REASON_TEXT_COMMITMENT_MISMATCH,
                   {{"ordinal", texts.Of(index).front()->ordinal()}});
}

absl::StatusOr<StoredEvent> ReadStoredEvent(uint64_t position, DecisionState& state) {
  StoredEvent stored;
  stored.position = position;
  RETURN_IF_ERROR(state.ReadEvent(position, &stored.bytes));
  if (!stored.event.ParseFromString(stored.bytes) ||
      !stored.submission.ParseFromString(stored.event.submission())) {
    return MakeError(ERROR_REASON_STORE_DAMAGED,
                     {{"detail", Concat("event ", position, " can not be parsed")}});
  }
  return stored;
}

absl::StatusOr<std::vector<StoredEvent>> FindRequest(const CallIdentity& call,
                                                     DecisionState& state) {
  std::vector<StoredEvent> events;
  ASSIGN_OR_RETURN(const std::optional<uint64_t> first,
                   state.FindId(IdScope::kPrincipal, call.principal, call.request_id));
  if (!first.has_value()) return events;
  // The events of one request stand together (store/FORMAT.md).
  for (uint64_t position = *first; position < state.next_position(); ++position) {
    ASSIGN_OR_RETURN(StoredEvent stored, ReadStoredEvent(position, state));
    if (!stored.submission.has_request() || stored.event.principal() != call.principal ||
        stored.submission.request().request_id() != call.request_id) {
      break;
    }
    events.push_back(std::move(stored));
  }
  if (events.empty()) {
    return MakeError(ERROR_REASON_STORE_DAMAGED,
                     {{"detail", Concat("event ", *first, " is not of request ", call.request_id,
                                        " as its row says")}});
  }
  return events;
}

absl::Status RequestIdReused(const CallIdentity& call, uint64_t position) {
  return MakeError(ERROR_REASON_REQUEST_ID_REUSED,
                   {{"request_id", call.request_id}, {"position", position}});
}

Added FinishAdding(const DecidedGroup::Mark& mark, DecidedGroup& group, size_t* size) {
  *size = group.events().size_bytes();
  if (group.Fits()) return Added::kFits;
  group.Rewind(mark);
  return group.events().empty() ? Added::kTooLarge : Added::kGroupFull;
}

absl::Status DocumentTooLarge(size_t size) {
  return MakeError(ERROR_REASON_SUBMISSION_TOO_LARGE,
                   {{"limit", kMaxGroupBytes}, {"actual", size}});
}

v1::Submission SubmissionOf(const CallIdentity& call) {
  v1::Submission submission;
  submission.mutable_request()->set_request_id(call.request_id);
  return submission;
}

}  // namespace hemoledger
