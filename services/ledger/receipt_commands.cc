#include "services/ledger/receipt_commands.h"

#include <utility>

#include "proto/base/errors.h"
#include "proto/base/sha256.h"
#include "proto/base/status_macros.h"
#include "services/domain/receipt_rules.h"

namespace hemoledger {
namespace {

template <typename Request>
ReceiptCall BareCall(std::string_view principal, Request& request) {
  ReceiptCall receipt_call;
  receipt_call.call = {std::string(principal), request.request_id()};
  receipt_call.submission = SubmissionOf(receipt_call.call);
  receipt_call.texts.Swap(request.mutable_texts());
  receipt_call.validate_only = request.validate_only();
  return receipt_call;
}

// The receipt's version after an event.
uint32_t VersionAfter(const v1::Submission& submission) {
  if (submission.has_receipt_corrected()) {
    return submission.receipt_corrected().replaces_version() + 1;
  }
  if (submission.has_receipt_voided()) return submission.receipt_voided().replaces_version() + 1;
  return 1;
}

}  // namespace

ReceiptCall CallOf(std::string_view principal, v1::RecordReceiptRequest request) {
  ReceiptCall receipt_call = BareCall(principal, request);
  v1::ReceiptRecorded* recorded = receipt_call.submission.mutable_receipt_recorded();
  if (request.has_receipt()) recorded->mutable_receipt()->Swap(request.mutable_receipt());
  return receipt_call;
}

ReceiptCall CallOf(std::string_view principal, v1::CorrectReceiptRequest request) {
  ReceiptCall receipt_call = BareCall(principal, request);
  receipt_call.submission.mutable_receipt_corrected()->Swap(request.mutable_correction());
  return receipt_call;
}

ReceiptCall CallOf(std::string_view principal, v1::VoidReceiptRequest request) {
  ReceiptCall receipt_call = BareCall(principal, request);
  receipt_call.submission.mutable_receipt_voided()->Swap(request.mutable_void_());
  return receipt_call;
}

absl::Status ReceiptCommand::CheckForm(const ReceiptCall& receipt_call) {
  Violations problems;
  problems.Add("request_id", CheckRequestId(receipt_call.call.request_id));
  if (problems.empty()) {
    const absl::Status form = CheckSubmissionForm(receipt_call.submission);
    problems.Add(FieldOf(form, "field"), form);
  }
  problems.Add("", CheckSubmissionSize(receipt_call.submission.ByteSizeLong()));
  return problems.ToStatus();
}

ReceiptCommand::ReceiptCommand(ReceiptCall receipt_call, std::unique_ptr<const ReceiptTarget> hint,
                               WriteDone<v1::ReceiptWriteResponse> done)
    : CommandOf(receipt_call.submission.ByteSizeLong(), std::move(done)),
      receipt_call_(std::move(receipt_call)),
      submission_bytes_(receipt_call_.submission.SerializeAsString()),
      hint_(std::move(hint)),
      texts_(receipt_call_.texts),
      text_verdict_(CheckTexts(receipt_call_.submission, texts_)) {}

Fit ReceiptCommand::Decide(DecisionState& state, DecidedGroup& group) {
  const auto answer = [this](absl::StatusOr<v1::ReceiptWriteResponse> with) {
    answer_ = std::move(with);
    return Fit::kDone;
  };
  const CallIdentity& call = receipt_call_.call;
  const absl::StatusOr<std::vector<StoredEvent>> recorded = FindRequest(call, state);
  if (!recorded.ok()) return answer(recorded.status());
  if (!recorded->empty()) return answer(AnswerFrom(recorded->front(), state));
  if (!text_verdict_.ok()) return answer(text_verdict_);
  ReceiptDecision decision;
  const absl::Status decided =
      DecideReceiptSubmission(receipt_call_.submission, hint_.get(), state, &decision);
  if (!decided.ok()) return answer(decided);

  const DecidedGroup::Mark mark = group.mark();
  const uint64_t position =
      AddReceiptEvent(call.principal, submission_bytes_, texts_.Of(0), decision, group);
  group.rows().AddId(IdScope::kPrincipal, call.principal, call.request_id, position);
  size_t size = 0;
  switch (FinishAdding(mark, group, &size)) {
    case Added::kGroupFull:
      return Fit::kGroupFull;
    case Added::kTooLarge:
      return answer(DocumentTooLarge(size));
    case Added::kFits:
      break;
  }
  v1::ReceiptWriteResponse response;
  response.set_version(VersionAfter(receipt_call_.submission));
  if (receipt_call_.validate_only) {
    group.Rewind(mark);
    response.set_outcome(v1::WRITE_OUTCOME_VALID);
    return answer(std::move(response));
  }
  KnowReceipt(decision, group);
  group.KnowId(IdScope::kPrincipal, call.principal, call.request_id, position);
  response.set_outcome(v1::WRITE_OUTCOME_CREATED);
  response.set_position(position);
  response.set_leaf_hash(ToBytes(LeafHash(group.event(position))));
  return answer(std::move(response));
}

absl::StatusOr<v1::ReceiptWriteResponse> ReceiptCommand::AnswerFrom(const StoredEvent& recorded,
                                                                    DecisionState& state) const {
  ASSIGN_OR_RETURN(const bool same,
                   SameContent(receipt_call_.submission, texts_.Of(0), recorded.submission,
                               TextPlacesOf(recorded.submission, recorded.position), state));
  if (!same) return RequestIdReused(receipt_call_.call, recorded.position);
  v1::ReceiptWriteResponse response;
  response.set_outcome(v1::WRITE_OUTCOME_EXISTS);
  response.set_position(recorded.position);
  response.set_leaf_hash(ToBytes(LeafHash(recorded.bytes)));
  response.set_version(VersionAfter(recorded.submission));
  return response;
}

}  // namespace hemoledger
