#include "clients/lib/internal/stream_session.h"

#include <algorithm>
#include <stop_token>
#include <thread>
#include <utility>

#include "clients/lib/internal/backoff.h"
#include "clients/lib/internal/wait.h"
#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"

namespace hemoledger::internal {
namespace {

// What a submission takes in a SubmissionBatch beside its own bytes and texts: tags and lengths.
constexpr size_t kItemOverheadBytes = 16;

size_t SizeInBatch(const WindowItem& item) {
  size_t size = item.bytes.size() + kItemOverheadBytes;
  for (const v1::AccompanyingText& text : item.texts)
    size += text.ByteSizeLong() + kItemOverheadBytes;
  return size;
}

// A stream that says it is done, or that answers what was never sent.
absl::Status ProtocolFault(std::string_view detail) {
  return MakeError(ERROR_REASON_INTERNAL, {{"detail", detail}});
}

}  // namespace

StreamSession::StreamSession(Connection& connection, StreamTuning tuning, Clock& clock,
                             Random& random, Callbacks callbacks)
    : connection_(connection),
      tuning_(std::move(tuning)),
      clock_(clock),
      random_(random),
      callbacks_(std::move(callbacks)) {}

absl::Status StreamSession::Run() {
  Backoff backoff(tuning_.retry, clock_, random_);
  while (!tuning_.stop.stop_requested()) {
    bool progressed = false;
    const absl::Status status = RunOneStream(progressed);
    if (status.ok()) return status;
    // What was cancelled here looks like a broken connection; what else is wrong is told.
    if (tuning_.stop.stop_requested() && absl::IsUnavailable(status)) break;
    if (progressed) backoff.Reset();
    const auto wait = backoff.Next(status);
    if (!wait.has_value()) return status;
    StreamProgress now;
    {
      MutexLock lock(mutex_);
      ++progress_.reconnects;
      now = progress_;
    }
    if (tuning_.on_progress) tuning_.on_progress(now);
    if (tuning_.retry.on_wait) tuning_.retry.on_wait(status, *wait);
    WaitUnlessStopped(*wait, tuning_.stop);
  }
  return FromWire(static_cast<int>(absl::StatusCode::kCancelled), "stopped by its caller", "");
}

StreamProgress StreamSession::progress() const {
  MutexLock lock(mutex_);
  return progress_;
}

absl::Status StreamSession::RunOneStream(bool& progressed) {
  v1::StreamReceiptsRequest request;
  *request.mutable_open() = callbacks_.make_opening();
  {
    MutexLock lock(mutex_);
    external_id_mode_ = request.open().has_external_id();
    batches_in_flight_.clear();
    stream_base_ = 0;
    answers_ = 0;
    stream_ended_ = false;
    stalled_ = false;
  }
  const std::unique_ptr<ReceiptStream> stream = connection_.OpenReceiptStream();
  const std::stop_callback cancel(tuning_.stop, [&stream] { stream->Cancel(); });
  std::thread watch([this, &stream] { WatchForStall(*stream); });

  v1::StreamReceiptsResponse response;
  bool opened = stream->Write(request) && stream->Read(response);
  if (opened && !response.has_opened()) {
    Fail(ProtocolFault("the stream's first answer is not `opened`"));
    opened = false;
  }
  if (opened) {
    if (absl::Status status = callbacks_.on_opened(response.opened()); !status.ok()) {
      Fail(std::move(status));
      opened = false;
    }
  }
  if (opened) {
    {
      MutexLock lock(mutex_);
      ++answers_;
    }
    changed_.NotifyAll();
    std::thread reader([this, &stream] { ReadAnswers(*stream); });
    if (WriteAll(*stream)) stream->WritesDone();
    reader.join();
  } else {
    MutexLock lock(mutex_);
    if (!fatal_.ok()) stream->Cancel();
    stream_ended_ = true;
  }
  changed_.NotifyAll();
  watch.join();
  absl::Status status = stream->Finish();

  MutexLock lock(mutex_);
  progressed = answers_ > 1;
  if (!fatal_.ok()) return fatal_;
  if (stalled_)
    return FromWire(static_cast<int>(absl::StatusCode::kUnavailable),
                    "nothing was acknowledged in time", "");
  if (status.ok() && (!window_.empty() || !exhausted_)) {
    // The server ended in good order without answering all that it was sent.
    return FromWire(static_cast<int>(absl::StatusCode::kUnavailable),
                    "the stream ended before all was answered", "");
  }
  return status;
}

bool StreamSession::WriteAll(ReceiptStream& stream) {
  v1::StreamReceiptsRequest request;
  while (true) {
    {
      MutexLock lock(mutex_);
      changed_.Wait(mutex_, [this] {
        mutex_.AssertHeld();
        return stream_ended_ || !fatal_.ok() ||
               batches_in_flight_.size() < tuning_.limits.max_batches_in_flight;
      });
      if (stream_ended_ || !fatal_.ok()) return false;
    }
    if (!ComposeBatch(request)) {
      if (exhausted_) return true;
      if (absl::Status status = PullBatch(); !status.ok()) {
        Fail(std::move(status));
        return true;  // what was sent is still answered
      }
      continue;
    }
    changed_.NotifyAll();
    if (!stream.Write(request)) return false;
  }
}

bool StreamSession::ComposeBatch(v1::StreamReceiptsRequest& request) {
  request.Clear();
  v1::SubmissionBatch& batch = *request.mutable_batch();
  MutexLock lock(mutex_);
  if (window_.empty()) return false;
  if (stream_base_ == 0) {
    stream_base_ = window_.front().number;
    next_to_send_ = stream_base_;
  }
  // Acknowledgements shorten the window at its front, but never past what this stream has carried.
  HL_CHECK(next_to_send_ >= window_.front().number);
  size_t bytes = 0;
  for (size_t i = static_cast<size_t>(next_to_send_ - window_.front().number);
       i < window_.size() &&
       static_cast<size_t>(batch.submissions_size()) < tuning_.limits.max_batch_submissions;
       ++i) {
    const WindowItem& item = window_[i];
    bytes += SizeInBatch(item);
    if (batch.submissions_size() > 0 && bytes > tuning_.limits.max_batch_bytes) break;
    for (const v1::AccompanyingText& text : item.texts) {
      v1::AccompanyingText& added = *batch.add_texts();
      added = text;
      added.set_submission_index(static_cast<uint32_t>(batch.submissions_size()));
    }
    batch.add_submissions(item.bytes);
  }
  if (batch.submissions_size() == 0) return false;
  next_to_send_ += static_cast<uint64_t>(batch.submissions_size());
  const uint64_t last = next_to_send_ - 1;
  batches_in_flight_.push_back(last);
  if (last > highest_sent_) {
    const uint64_t first = next_to_send_ - static_cast<uint64_t>(batch.submissions_size());
    progress_.sent += last - std::max(highest_sent_, first - 1);
    highest_sent_ = last;
  }
  return true;
}

absl::Status StreamSession::PullBatch() {
  std::vector<WindowItem> pulled;
  size_t bytes = 0;
  while (pulled.size() < tuning_.limits.max_batch_submissions) {
    std::optional<WindowItem> item = std::exchange(held_back_, std::nullopt);
    if (!item.has_value()) {
      ASSIGN_OR_RETURN(item, callbacks_.next());
    }
    if (!item.has_value()) {
      exhausted_ = true;
      break;
    }
    HL_CHECK(item->bytes.size() <= kMaxSubmissionBytes);
    bytes += SizeInBatch(*item);
    if (!pulled.empty() && bytes > tuning_.limits.max_batch_bytes) {
      held_back_ = std::move(item);
      break;
    }
    HL_CHECK(last_number_ == 0 || item->number == last_number_ + 1)
        << item->number << " after " << last_number_;
    last_number_ = item->number;
    pulled.push_back(std::move(*item));
  }
  MutexLock lock(mutex_);
  for (WindowItem& item : pulled) window_.push_back(std::move(item));
  return absl::OkStatus();
}

void StreamSession::ReadAnswers(ReceiptStream& stream) {
  v1::StreamReceiptsResponse response;
  while (stream.Read(response)) {
    absl::Status status = response.has_acknowledgement()
                              ? Accept(response.acknowledgement())
                              : ProtocolFault("a second `opened`, or an answer of an unknown kind");
    if (!status.ok()) {
      Fail(std::move(status));
      stream.Cancel();
      break;
    }
    if (tuning_.on_progress) tuning_.on_progress(progress());
  }
  {
    MutexLock lock(mutex_);
    stream_ended_ = true;
  }
  changed_.NotifyAll();
}

absl::Status StreamSession::Accept(const v1::Acknowledgement& acknowledgement) {
  std::vector<v1::OutcomeRun> runs(acknowledgement.runs().begin(), acknowledgement.runs().end());
  {
    MutexLock lock(mutex_);
    uint64_t expected = window_.empty() ? 0 : window_.front().number;
    const uint64_t last_sent = batches_in_flight_.empty() ? 0 : batches_in_flight_.back();
    for (v1::OutcomeRun& run : runs) {
      if (external_id_mode_) run.set_first_number(stream_base_ + run.first_number() - 1);
      if (expected == 0 || run.count() == 0 || run.first_number() != expected ||
          expected + run.count() - 1 > last_sent) {
        return ProtocolFault(Concat("numbers ", run.first_number(), " + ", run.count(),
                                    " were acknowledged that are not the next ones sent"));
      }
      expected += run.count();
    }
  }
  // The owner makes them durable before the window forgets them.
  RETURN_IF_ERROR(callbacks_.on_runs(runs));
  {
    MutexLock lock(mutex_);
    for (const v1::OutcomeRun& run : runs) Forget(run);
    ++answers_;
    while (!batches_in_flight_.empty() &&
           (window_.empty() || batches_in_flight_.front() < window_.front().number)) {
      batches_in_flight_.pop_front();
    }
  }
  changed_.NotifyAll();
  return absl::OkStatus();
}

void StreamSession::Forget(const v1::OutcomeRun& run) {
  window_.erase(window_.begin(), window_.begin() + static_cast<std::ptrdiff_t>(run.count()));
  switch (run.outcome()) {
    case v1::SUBMISSION_OUTCOME_CREATED:
      progress_.created += run.count();
      break;
    case v1::SUBMISSION_OUTCOME_EXISTS:
      progress_.exists += run.count();
      break;
    case v1::SUBMISSION_OUTCOME_EXISTS_WITH_DIFFERENT_CONTENT:
      progress_.different += run.count();
      break;
    default:
      progress_.rejected += run.count();
      break;
  }
  if (run.first_position() > 0) {
    progress_.last_position =
        std::max(progress_.last_position, run.first_position() + run.count() - 1);
  }
}

void StreamSession::WatchForStall(ReceiptStream& stream) {
  {
    MutexLock lock(mutex_);
    while (true) {
      const uint64_t seen = answers_;
      const bool moved = changed_.WaitFor(mutex_, tuning_.stall_timeout, [this, seen] {
        mutex_.AssertHeld();
        return stream_ended_ || answers_ != seen;
      });
      if (stream_ended_) return;
      // Before the opening is answered there is always something to wait for.
      if (!moved && (answers_ == 0 || !batches_in_flight_.empty())) break;
    }
    stalled_ = true;
  }
  // Pending reads and writes return, and the stream ends as any that breaks.
  stream.Cancel();
}

void StreamSession::Fail(absl::Status status) {
  {
    MutexLock lock(mutex_);
    if (fatal_.ok()) fatal_ = std::move(status);
  }
  changed_.NotifyAll();
}

}  // namespace hemoledger::internal
