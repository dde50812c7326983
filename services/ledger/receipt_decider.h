// Decides what one receipt, correction or void becomes: the part that streams and calls have in
// common.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "absl/status/status.h"
#include "hemoledger/v1/events.pb.h"
#include "services/ledger/decided_group.h"
#include "services/ledger/decision_state.h"

namespace hemoledger {

// What a submission becomes. Reused from one to the next.
struct ReceiptDecision {
  FoldKind fold = FoldKind::kAdd;
  ReceiptFacts added;
  ReceiptFacts removed;
  // Absent: nothing was resolved.
  std::optional<v1::Resolved> resolved;
  // Of a correction or void: what the receipt becomes; its position is set when the event is added.
  // nullptr: a new receipt.
  std::shared_ptr<ReceiptTarget> version;
};

// Decides it against `state`. REQUIRES: its form is right, and it is not there already. `hint`:
// what it names, found in advance; may be nullptr. Errors that are refusals (see IsRefusal): those
// of DecideReceipt, RECEIPT_NOT_FOUND, RECEIPT_HASH_MISMATCH, RECEIPT_VOIDED,
// RECEIPT_VERSION_STALE.
absl::Status DecideReceiptSubmission(const v1::Submission& submission, const ReceiptTarget* hint,
                                     DecisionState& state, ReceiptDecision* decision);

// Adds its event and the rows of its version and texts, and gives its position. What later
// decisions must know is for KnowReceipt, once it fits.
uint64_t AddReceiptEvent(std::string_view principal, std::string_view submission_bytes,
                         std::span<const v1::AccompanyingText* const> texts,
                         ReceiptDecision& decision, DecidedGroup& group);
void KnowReceipt(const ReceiptDecision& decision, DecidedGroup& group);

// Whether an error is about what was submitted, and so an answer to it; the others are failures of
// the server.
bool IsRefusal(const absl::Status& status);

}  // namespace hemoledger
