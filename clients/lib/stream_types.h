// What the two streamers (receipt_streamer.h, sequence_streamer.h) share.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>

#include "clients/lib/retry_policy.h"
#include "hemoledger/v1/receipt_service.pb.h"

namespace hemoledger {

// A submission's serialised bytes at most (proto/hemoledger/v1/events.proto).
inline constexpr size_t kMaxSubmissionBytes = 61'440;

// Bounds of what is on its way. The defaults are the fastest that were measured; a server takes
// batches of 4,096 submissions and 1 MiB, and reads no further while 8 batches are not answered
// (256 small ones, docs of ReceiptService).
struct StreamLimits {
  size_t max_batch_submissions = 1'024;
  size_t max_batch_bytes = 1 << 20;
  size_t max_batches_in_flight = 8;
};

// How far a run has come. Every submission is counted once, by its last answer.
struct StreamProgress {
  // Sent at least once.
  uint64_t sent = 0;
  uint64_t created = 0;
  uint64_t exists = 0;
  // EXISTS_WITH_DIFFERENT_CONTENT.
  uint64_t different = 0;
  uint64_t rejected = 0;
  // Times that a stream was opened again.
  uint64_t reconnects = 0;
  // Highest position that an answer named; 0: none.
  uint64_t last_position = 0;

  uint64_t answered() const { return created + exists + different + rejected; }
};

struct StreamTuning {
  StreamLimits limits = {};
  // When a stream breaks. `give_up_after` counts from the last acknowledgement (or from the
  // beginning).
  RetryPolicy retry{.give_up_after = std::chrono::milliseconds(60'000), .on_wait = {}};
  // A stream on which nothing was acknowledged for this long, though something is on its way, is
  // given up and opened anew: a network that died without a word would else hold it for ever.
  std::chrono::milliseconds stall_timeout{60'000};
  // After each acknowledgement and each reconnect; may be empty.
  std::function<void(const StreamProgress&)> on_progress = {};
  // Ends the run at once with CANCELLED, also while it waits for a server that is away: nothing
  // more is sent, and answers to what is on its way are not waited for. None of that is lost, nor
  // recorded twice: the next run sends it again and is answered with EXISTS where it had arrived.
  // OK all the same where everything was answered by then. A `next` that blocks is not interrupted.
  std::stop_token stop = {};
};

// The server's answer for one submission.
struct SubmissionAnswer {
  v1::SubmissionOutcome outcome = v1::SUBMISSION_OUTCOME_UNSPECIFIED;
  // Of its event, or of what is there; 0 where there is none.
  uint64_t position = 0;
  // Only with REJECTED.
  v1::Refusal refusal;
};

}  // namespace hemoledger
