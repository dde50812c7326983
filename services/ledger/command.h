// What calls have in common: the answer that is kept until it is durable, and what a request id is
// bound to.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hemoledger/v1/events.pb.h"
#include "proto/base/text_commitment.h"
#include "services/ledger/decided_group.h"
#include "services/ledger/decision_state.h"
#include "services/ledger/ledger.h"
#include "services/ledger/work.h"

namespace hemoledger {

// Who calls, and the call's own name.
struct CallIdentity {
  std::string principal;
  std::string request_id;
};

template <typename Response>
class CommandOf : public Command {
 public:
  CommandOf(size_t byte_size, WriteDone<Response> done)
      : Command(byte_size), answer_(Response()), done_(std::move(done)) {}
  void Refuse(absl::Status status) override { answer_ = std::move(status); }
  void Answer() override { std::exchange(done_, nullptr)(std::move(answer_)); }

 protected:
  absl::StatusOr<Response> answer_;

 private:
  WriteDone<Response> done_;
};

// --- Form ---

// FIELD_REQUIRED, TEXT_TOO_LONG, TEXT_NOT_NFC.
absl::Status CheckRequestId(std::string_view request_id);
// SUBMISSION_TOO_LARGE.
absl::Status CheckSubmissionSize(size_t bytes);
// Texts of one submission: TEXT_COMMITMENT_MISMATCH and the others of VerifyTexts, and for a text
// of another submission.
absl::Status CheckTexts(const google::protobuf::Message& message, const TextsBySubmission& texts);

// --- Request ids ---

// A recorded event.
struct StoredEvent {
  uint64_t position = 0;
  std::string bytes;
  v1::Event event;
  v1::Submission submission;
};

// The event at a position. Errors: STORE_DAMAGED.
absl::StatusOr<StoredEvent> ReadStoredEvent(uint64_t position, DecisionState& state);

// The events that a request recorded, in order; none: its id is not bound.
absl::StatusOr<std::vector<StoredEvent>> FindRequest(const CallIdentity& call,
                                                     DecisionState& state);
absl::Status RequestIdReused(const CallIdentity& call, uint64_t position);

// --- Adding ---

// What adding a document to the open group came to.
enum class Added : uint8_t {
  kFits,
  // Dropped again: the next group takes it.
  kGroupFull,
  // Dropped again: no group has room for it.
  kTooLarge,
};
// Whether all that was added since `mark` fits; if not, it is dropped. `*size` gets its bytes.
Added FinishAdding(const DecidedGroup::Mark& mark, DecidedGroup& group, size_t* size);
absl::Status DocumentTooLarge(size_t size);

// Serialises a unary call's submission.
v1::Submission SubmissionOf(const CallIdentity& call);

}  // namespace hemoledger
