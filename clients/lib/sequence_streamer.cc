#include "clients/lib/sequence_streamer.h"

#include <deque>
#include <limits>
#include <optional>
#include <span>
#include <utility>

#include "clients/lib/internal/open_source.h"
#include "clients/lib/internal/stream_session.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

// Reads the spool forward, a batch at a time.
class SpoolReader {
 public:
  SpoolReader(const Spool& spool, const StreamLimits& limits)
      : spool_(spool), limits_(limits), next_(spool.state().acknowledged_sequence + 1) {}

  // The next one below the number `end`; absent: there is none.
  absl::StatusOr<std::optional<internal::WindowItem>> Next(uint64_t end) {
    if (next_ >= end) return std::optional<internal::WindowItem>();
    if (read_.empty()) {
      ASSIGN_OR_RETURN(std::vector<SpoolItem> items,
                       spool_.Read(next_, limits_.max_batch_submissions, limits_.max_batch_bytes));
      for (SpoolItem& item : items) read_.push_back(std::move(item));
      if (read_.empty()) return std::optional<internal::WindowItem>();
    }
    SpoolItem item = std::move(read_.front());
    read_.pop_front();
    if (item.sequence != next_) {
      return MakeError(ERROR_REASON_STORE_DAMAGED,
                       {{"detail", "a number of the spool is missing"}});
    }
    ++next_;
    return std::optional(
        internal::WindowItem{item.sequence, std::move(item.bytes), std::move(item.texts)});
  }

 private:
  const Spool& spool_;
  const StreamLimits limits_;
  uint64_t next_;
  std::deque<SpoolItem> read_;
};

}  // namespace

SequenceStreamer::SequenceStreamer(Connection& connection, Spool& spool,
                                   SequenceStreamerOptions options, Clock& clock, Random& random)
    : connection_(connection),
      spool_(spool),
      options_(std::move(options)),
      clock_(clock),
      random_(random) {}

absl::StatusOr<StreamProgress> SequenceStreamer::Run() {
  RETURN_IF_ERROR(OpenSource());
  SpoolReader reader(spool_, options_.tuning.limits);
  internal::StreamSession session(
      connection_, options_.tuning, clock_, random_,
      {.make_opening =
           [&] {
             const SpoolState state = spool_.state();
             v1::StreamOpening opening;
             opening.set_ledger_id(state.ledger_id);
             opening.set_epoch(state.epoch);
             opening.mutable_sequence()->set_source_id(state.source_id);
             opening.mutable_sequence()->set_acknowledged_sequence(state.acknowledged_sequence);
             return opening;
           },
       .on_opened = [&](const v1::StreamOpened& opened) -> absl::Status {
         RETURN_IF_ERROR(spool_.RememberLedger(opened.ledger_id(), opened.epoch()));
         const SpoolState state = spool_.state();
         server_next_sequence_ = opened.next_sequence();
         if (opened.next_sequence() > state.next_sequence && !options_.compare_only) {
           return MakeError(ERROR_REASON_SPOOL_BEHIND_SERVER,
                            {{"source_id", state.source_id},
                             {"next_sequence", state.next_sequence},
                             {"server_next_sequence", opened.next_sequence()}});
         }
         if (opened.next_sequence() <= state.acknowledged_sequence) {
           // A server compares this itself; one that did not is not believed.
           return MakeError(ERROR_REASON_SERVER_LOST_HISTORY,
                            {{"source_id", state.source_id},
                             {"client_acknowledged", state.acknowledged_sequence},
                             {"server_mark", opened.next_sequence() - 1}});
         }
         return absl::OkStatus();
       },
       .next =
           [&] {
             return reader.Next(options_.compare_only ? server_next_sequence_
                                                      : std::numeric_limits<uint64_t>::max());
           },
       .on_runs = [&](std::span<const v1::OutcomeRun> runs) -> absl::Status {
         RETURN_IF_ERROR(spool_.Acknowledge(runs));
         if (options_.on_answers) options_.on_answers(runs);
         return absl::OkStatus();
       }});
  const absl::Status status = session.Run();
  progress_ = session.progress();
  RETURN_IF_ERROR(status);
  return progress_;
}

absl::Status SequenceStreamer::OpenSource() {
  const SpoolState state = spool_.state();
  // Acknowledged once: the source is there, or the server has lost it, which the stream's opening
  // tells.
  if (state.acknowledged_sequence > 0) return absl::OkStatus();
  return internal::OpenSourceIfMissing(connection_, state.source_id, options_.label,
                                       options_.unit_id);
}

}  // namespace hemoledger
