// The window of a receipt stream: sends batches, keeps what is not acknowledged, and begins again
// when the stream breaks.
//
// Submissions carry consecutive numbers. At most `max_batches_in_flight` batches are not answered
// at any time. When the stream ends with UNAVAILABLE (or stalls) a new one is opened after a wait
// and everything not acknowledged is sent again, same bytes, oldest first. Memory: the window.
//
// Three threads for as long as a stream is open: the caller's writes and calls `next`; one reads
// and calls `on_runs`; one watches for stalls. `on_opened` and `next` are called in the caller's
// thread, `on_runs` and `on_progress` in the reader's, never two of these at once with themselves.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/lib/connection.h"
#include "clients/lib/stream_types.h"
#include "proto/base/mutex.h"

namespace hemoledger::internal {

// A submission on its way.
struct WindowItem {
  // One more than the one before.
  uint64_t number = 0;
  // Serialised, at most kMaxSubmissionBytes.
  std::string bytes;
  // `submission_index` is set when it is sent.
  std::vector<v1::AccompanyingText> texts;
};

class StreamSession {
 public:
  struct Callbacks {
    // The opening for a new stream, with what is known now.
    std::function<v1::StreamOpening()> make_opening;
    // The server's answer to it; an error ends the run.
    std::function<absl::Status(const v1::StreamOpened&)> on_opened;
    // The next submission; absent: no more. An error ends the run, after the answers to what was
    // sent have come.
    std::function<absl::StatusOr<std::optional<WindowItem>>()> next;
    // The answers of one acknowledgement; a `first_number` is a WindowItem::number in both modes.
    // An error ends the run.
    std::function<absl::Status(std::span<const v1::OutcomeRun>)> on_runs;
  };

  // Keeps references to connection, clock and random.
  StreamSession(Connection& connection, StreamTuning tuning, Clock& clock, Random& random,
                Callbacks callbacks);

  // Until `next` has no more and all is answered, or until an error that trying again does not
  // mend; CANCELLED where StreamTuning::stop ended it. Once.
  absl::Status Run();

  // Also during Run, from any thread.
  StreamProgress progress() const EXCLUDES(mutex_);

 private:
  // One stream from its opening to its end. Sets `progressed` when the server answered anything.
  absl::Status RunOneStream(bool& progressed);
  // Writes batches until all is sent; false: the stream has broken.
  bool WriteAll(ReceiptStream& stream) EXCLUDES(mutex_);
  // The next batch of the window that this stream has not carried; false: there is none.
  bool ComposeBatch(v1::StreamReceiptsRequest& request) EXCLUDES(mutex_);
  // Adds up to a batch of new submissions to the window; sets exhausted_ when there are no more.
  absl::Status PullBatch() EXCLUDES(mutex_);
  void ReadAnswers(ReceiptStream& stream) EXCLUDES(mutex_);
  absl::Status Accept(const v1::Acknowledgement& acknowledgement) EXCLUDES(mutex_);
  // Forgets what `run` answers and counts it.
  void Forget(const v1::OutcomeRun& run) REQUIRES(mutex_);
  void WatchForStall(ReceiptStream& stream) EXCLUDES(mutex_);
  void Fail(absl::Status status) EXCLUDES(mutex_);

  Connection& connection_;
  const StreamTuning tuning_;
  Clock& clock_;
  Random& random_;
  const Callbacks callbacks_;

  // Only the caller's thread.
  bool exhausted_ = false;
  std::optional<WindowItem> held_back_;
  uint64_t last_number_ = 0;

  mutable Mutex mutex_;
  CondVar changed_;
  // Sent or about to be sent, not acknowledged; oldest first.
  std::deque<WindowItem> window_ GUARDED_BY(mutex_);
  // Last number of each batch of this stream that is not wholly acknowledged.
  std::deque<uint64_t> batches_in_flight_ GUARDED_BY(mutex_);
  // Number of the first submission that this stream carried; 0: none yet. EXTERNAL_ID: number =
  // base + place in the stream - 1.
  uint64_t stream_base_ GUARDED_BY(mutex_) = 0;
  uint64_t next_to_send_ GUARDED_BY(mutex_) = 0;
  bool external_id_mode_ GUARDED_BY(mutex_) = false;
  // Since the stream was opened: answers so far, for the watch.
  uint64_t answers_ GUARDED_BY(mutex_) = 0;
  bool stream_ended_ GUARDED_BY(mutex_) = false;
  bool stalled_ GUARDED_BY(mutex_) = false;
  // What ends the run whatever the stream says.
  absl::Status fatal_ GUARDED_BY(mutex_);
  uint64_t highest_sent_ GUARDED_BY(mutex_) = 0;
  StreamProgress progress_ GUARDED_BY(mutex_);
};

}  // namespace hemoledger::internal
