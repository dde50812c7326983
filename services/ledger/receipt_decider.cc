#include "services/ledger/receipt_decider.h"

#include <utility>

#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "services/domain/receipt_rules.h"

namespace hemoledger {
namespace {

absl::Status CheckReplaces(const v1::ReceiptReference& reference, uint32_t replaces_version,
                           const ReceiptTarget& target) {
  if (target.voided) {
    return MakeError(ERROR_REASON_RECEIPT_VOIDED, {{"receipt", ReceiptName(reference)}});
  }
  if (target.version != replaces_version) {
    return MakeError(ERROR_REASON_RECEIPT_VERSION_STALE, {{"receipt", ReceiptName(reference)},
                                                          {"stated", replaces_version},
                                                          {"current", target.version}});
  }
  return absl::OkStatus();
}

// Facts and resolved ids of a receipt.
absl::Status DecideFacts(const v1::Receipt& receipt, const DecisionState& state,
                         ReceiptDecision* decision) {
  ASSIGN_OR_RETURN(DecidedReceipt decided, DecideReceipt(receipt, *state.tree(), *state.plans()));
  decision->added = decided.facts;
  if (decided.unit_id.empty() && decided.collecting_unit_id.empty() &&
      decided.credited_to_id.empty()) {
    return absl::OkStatus();
  }
  if (!decision->resolved.has_value()) decision->resolved.emplace();
  decision->resolved->set_unit_id(std::move(decided.unit_id));
  decision->resolved->set_collecting_unit_id(std::move(decided.collecting_unit_id));
  decision->resolved->set_credited_to_id(std::move(decided.credited_to_id));
  return absl::OkStatus();
}

// What a correction and a void have in common: the version replaced.
absl::Status DecideReplaced(const v1::ReceiptReference& reference, uint32_t replaces_version,
                            const ReceiptTarget* hint, DecisionState& state,
                            ReceiptDecision* decision) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const ReceiptTarget> target,
                   state.FindTarget(reference, hint));
  RETURN_IF_ERROR(CheckReplaces(reference, replaces_version, *target));
  decision->removed = FactsOfRecorded(target->receipt, v1::Resolved::default_instance(),
                                      *state.tree(), *state.plans());
  v1::Replaced* replaced = decision->resolved.emplace().mutable_replaced();
  replaced->set_original_position(target->original_position);
  replaced->set_replaced_position(target->current_position);
  *replaced->mutable_receipt() = target->receipt;
  decision->version = std::make_shared<ReceiptTarget>();
  decision->version->original_position = target->original_position;
  decision->version->version = target->version + 1;
  return absl::OkStatus();
}

}  // namespace

absl::Status DecideReceiptSubmission(const v1::Submission& submission, const ReceiptTarget* hint,
                                     DecisionState& state, ReceiptDecision* decision) {
  decision->resolved.reset();
  decision->version.reset();
  switch (submission.body_case()) {
    case v1::Submission::kReceiptRecorded:
      decision->fold = FoldKind::kAdd;
      return DecideFacts(submission.receipt_recorded().receipt(), state, decision);
    case v1::Submission::kReceiptCorrected: {
      decision->fold = FoldKind::kReplace;
      const v1::ReceiptCorrected& correction = submission.receipt_corrected();
      RETURN_IF_ERROR(DecideReplaced(correction.target(), correction.replaces_version(), hint,
                                     state, decision));
      RETURN_IF_ERROR(DecideFacts(correction.receipt(), state, decision));
      v1::Receipt& receipt = decision->version->receipt;
      receipt = ReplaceableReceipt(correction.receipt(), *decision->resolved);
      receipt.DiscardUnknownFields();
      return absl::OkStatus();
    }
    case v1::Submission::kReceiptVoided: {
      decision->fold = FoldKind::kRemove;
      const v1::ReceiptVoided& voided = submission.receipt_voided();
      RETURN_IF_ERROR(
          DecideReplaced(voided.target(), voided.replaces_version(), hint, state, decision));
      decision->version->voided = true;
      decision->version->receipt = decision->resolved->replaced().receipt();
      return absl::OkStatus();
    }
    default:
      return MakeError(ERROR_REASON_SUBMISSION_UNREADABLE);
  }
}

uint64_t AddReceiptEvent(std::string_view principal, std::string_view submission_bytes,
                         std::span<const v1::AccompanyingText* const> texts,
                         ReceiptDecision& decision, DecidedGroup& group) {
  const v1::Resolved* resolved = decision.resolved.has_value() ? &*decision.resolved : nullptr;
  const bool adds = decision.fold != FoldKind::kRemove;
  const bool removes = decision.fold != FoldKind::kAdd;
  const uint64_t position =
      group.AddEvent(principal, submission_bytes, resolved, decision.fold,
                     adds ? &decision.added : nullptr, removes ? &decision.removed : nullptr);
  if (!texts.empty()) group.AddTexts(position, texts);
  if (decision.version != nullptr) {
    decision.version->current_position = position;
    group.rows().AddVersion(
        decision.version->original_position,
        VersionRow{position, decision.version->version, decision.version->voided});
  }
  return position;
}

void KnowReceipt(const ReceiptDecision& decision, DecidedGroup& group) {
  if (decision.version != nullptr) group.KnowVersion(decision.version);
}

bool IsRefusal(const absl::Status& status) {
  switch (ReasonOf(status)) {
    case ERROR_REASON_UNSPECIFIED:
    case ERROR_REASON_STORE_DAMAGED:
    case ERROR_REASON_FILE_UNREADABLE:
    case ERROR_REASON_POSITION_PAST_HEAD:
    case ERROR_REASON_OUTCOME_UNKNOWN:
    case ERROR_REASON_INTERNAL:
      return false;
    default:
      return true;
  }
}

}  // namespace hemoledger
