// Decides the submissions of a stream's batch, one after the other, into the open group (DESIGN
// "The way of one receipt", "Refusals", "Identity").
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "services/ledger/decision_state.h"
#include "services/ledger/receipt_decider.h"
#include "services/ledger/work.h"

namespace hemoledger {

// Keeps buffers between batches. Used by the deciding thread alone.
class BatchDecider {
 public:
  // Borrows it.
  explicit BatchDecider(DecisionState& state) : state_(state) {}

  // Decides from `work->next` on, as far as the open group has room, and adds what became of it to
  // the group's pieces.
  Fit Decide(const std::shared_ptr<BatchWork>& work);

 private:
  // What became of one submission: taken note of in the piece, or the piece (and the stream) ended.
  enum class Step : uint8_t { kGoOn, kGroupFull, kEnded };

  Step DecideSequence(PreparedSubmission& submission);
  Step DecideExternalId(PreparedSubmission& submission);
  // Into `decision_`. Errors: as DecideReceiptSubmission.
  absl::Status DecideReceipt(PreparedSubmission& submission);
  // A number at or below the mark.
  Step AnswerFromSequence(const PreparedSubmission& submission);
  // An id that is there.
  Step AnswerFromId(PreparedSubmission& submission, uint64_t position);
  // Refuses a number for ever, by an event.
  Step RecordRefusal(const PreparedSubmission& submission, const absl::Status& refusal);
  Step End(absl::Status status);

  void Note(uint64_t number, v1::SubmissionOutcome outcome, uint64_t position);
  void NoteRefusal(uint64_t number, uint64_t position, v1::Refusal refusal);

  DecisionState& state_;

  // Of the batch at hand.
  StreamBatch* batch_ = nullptr;
  const StreamIdentity* stream_ = nullptr;
  DecisionState::Source* source_ = nullptr;
  DecidedGroup* group_ = nullptr;
  Piece* piece_ = nullptr;
  v1::OutcomeRun* run_ = nullptr;

  ReceiptDecision decision_;
  std::string event_bytes_;
  v1::Event event_;
  v1::Submission stored_;
};

}  // namespace hemoledger
