// Sends a spool to the server in SEQUENCE mode: what is recorded and not acknowledged, in order,
// until all is.
//
//   SequenceStreamer streamer(connection, *spool, {.label = "Máy của trạm y tế xã Thạnh Lộc"},
//   clock, random); absl::StatusOr<StreamProgress> done = streamer.Run();
//
// The source is opened on the server first where it is not yet. Each acknowledgement is durable in
// the spool before it is forgotten here, so a run may be killed at any moment and repeated: what
// the server has is answered with EXISTS.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "absl/status/statusor.h"
#include "clients/lib/connection.h"
#include "clients/lib/spool.h"
#include "clients/lib/stream_types.h"

namespace hemoledger {

struct SequenceStreamerOptions {
  // For opening the source: what a person would call it, and the unit that uses it; both may be
  // blank.
  std::string label = {};
  std::string unit_id = {};
  // Sends only what the server has a number of already, so that nothing new is recorded: what is
  // the same is EXISTS, what differs EXISTS_WITH_DIFFERENT_CONTENT. Also where the spool is behind
  // the server; server_next_sequence tells.
  bool compare_only = false;
  StreamTuning tuning = {};
  // The answers of one acknowledgement, after they are durable in the spool; from another thread
  // than Run's, one at a time; may be empty.
  std::function<void(std::span<const v1::OutcomeRun> runs)> on_answers = {};
};

class SequenceStreamer {
 public:
  // Keeps references to all but the options.
  SequenceStreamer(Connection& connection, Spool& spool, SequenceStreamerOptions options,
                   Clock& clock, Random& random);

  // OK when everything recorded is answered, also when some was refused (Spool::Refusals).
  // Submissions recorded meanwhile are sent too. Errors: those of StreamReceipts that trying again
  // does not mend, among them
  // - DATA_LOSS (SERVER_LOST_HISTORY): the server has lost what it acknowledged. Stop and call the
  // operator; the spool keeps everything;
  // - LEDGER_MISMATCH: this is another ledger, or one restored to an older state;
  // - SPOOL_BEHIND_SERVER: the server has numbers of this source that the spool never gave: an old
  // copy of the spool, a clone, or the id of another device. Nothing was sent (see compare_only).
  // Once.
  absl::StatusOr<StreamProgress> Run();

  const StreamProgress& progress() const { return progress_; }

  // The number that the source's next submission had to have at the last opening; 0: none yet.
  uint64_t server_next_sequence() const { return server_next_sequence_; }

 private:
  absl::Status OpenSource();

  Connection& connection_;
  Spool& spool_;
  const SequenceStreamerOptions options_;
  Clock& clock_;
  Random& random_;
  StreamProgress progress_;
  uint64_t server_next_sequence_ = 0;
};

}  // namespace hemoledger
