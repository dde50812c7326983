#include "clients/lib/receipt_streamer.h"

#include <deque>
#include <span>
#include <utility>

#include "clients/lib/internal/stream_session.h"
#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/mutex.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

// The identities of what is on its way, for the answers; shared by the writing and the reading
// thread.
class Pending {
 public:
  explicit Pending(const ReceiptStreamerOptions& options) : options_(options) {}

  // The next item of the caller that is to be sent, numbered from 1; those too large are answered
  // here.
  absl::StatusOr<std::optional<internal::WindowItem>> Take(
      const std::function<absl::StatusOr<std::optional<FeedItem>>()>& next) EXCLUDES(mutex_) {
    while (true) {
      ASSIGN_OR_RETURN(std::optional<FeedItem> item, next());
      if (!item.has_value()) return std::optional<internal::WindowItem>();
      const uint64_t index = taken_++;
      v1::FeedIdentity& identity = *item->submission.mutable_feed();
      identity.set_feed(options_.feed);
      identity.set_external_id(item->external_id);
      std::string bytes = item->submission.SerializeAsString();
      MutexLock lock(mutex_);
      if (bytes.size() > kMaxSubmissionBytes) {
        ++refused_here_;
        SubmissionAnswer answer{
            .outcome = v1::SUBMISSION_OUTCOME_REJECTED, .position = 0, .refusal = {}};
        answer.refusal =
            ToRefusal(MakeError(ERROR_REASON_SUBMISSION_TOO_LARGE,
                                {{"limit", kMaxSubmissionBytes}, {"actual", bytes.size()}}));
        if (options_.on_answer) options_.on_answer(index, item->external_id, answer);
        continue;
      }
      on_their_way_.push_back({index, std::move(item->external_id)});
      return std::optional(
          internal::WindowItem{++numbered_, std::move(bytes), std::move(item->texts)});
    }
  }

  void Answer(const v1::OutcomeRun& run) EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    SubmissionAnswer answer{
        .outcome = run.outcome(), .position = run.first_position(), .refusal = run.refusal()};
    for (uint32_t i = 0; i < run.count(); ++i) {
      HL_CHECK(!on_their_way_.empty());
      const auto [index, external_id] = std::move(on_their_way_.front());
      on_their_way_.pop_front();
      if (options_.on_answer) options_.on_answer(index, external_id, answer);
      if (answer.position > 0) ++answer.position;
    }
  }

  uint64_t refused_here() const EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    return refused_here_;
  }

 private:
  const ReceiptStreamerOptions& options_;
  // Only the writing thread.
  uint64_t taken_ = 0;
  uint64_t numbered_ = 0;
  mutable Mutex mutex_;
  std::deque<std::pair<uint64_t, std::string>> on_their_way_ GUARDED_BY(mutex_);
  uint64_t refused_here_ GUARDED_BY(mutex_) = 0;
};

}  // namespace

ReceiptStreamer::ReceiptStreamer(Connection& connection, ReceiptStreamerOptions options,
                                 Clock& clock, Random& random)
    : connection_(connection), options_(std::move(options)), clock_(clock), random_(random) {}

absl::StatusOr<StreamProgress> ReceiptStreamer::Run(
    const std::function<absl::StatusOr<std::optional<FeedItem>>()>& next) {
  Pending pending(options_);
  // Learnt from the first opening, so that a server that was exchanged meanwhile is noticed.
  std::string ledger_id = options_.ledger_id;
  uint32_t epoch = options_.epoch;
  internal::StreamSession session(connection_, options_.tuning, clock_, random_,
                                  {.make_opening =
                                       [&] {
                                         v1::StreamOpening opening;
                                         opening.set_ledger_id(ledger_id);
                                         opening.set_epoch(epoch);
                                         opening.mutable_external_id()->set_feed(options_.feed);
                                         return opening;
                                       },
                                   .on_opened =
                                       [&](const v1::StreamOpened& opened) {
                                         ledger_id = opened.ledger_id();
                                         epoch = opened.epoch();
                                         return absl::OkStatus();
                                       },
                                   .next = [&] { return pending.Take(next); },
                                   .on_runs =
                                       [&](std::span<const v1::OutcomeRun> runs) {
                                         for (const v1::OutcomeRun& run : runs) pending.Answer(run);
                                         return absl::OkStatus();
                                       }});
  const absl::Status status = session.Run();
  progress_ = session.progress();
  progress_.rejected += pending.refused_here();
  RETURN_IF_ERROR(status);
  return progress_;
}

}  // namespace hemoledger
