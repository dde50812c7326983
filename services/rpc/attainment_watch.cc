#include "services/rpc/attainment_watch.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "services/rpc/limits.h"

namespace hemoledger {
namespace {

// No view will ever include it: waiting for it is waiting for the deadline.
constexpr uint64_t kNoPosition = UINT64_MAX;

absl::Status Cancelled() {
  return MakeError(ERROR_REASON_INTERNAL, {{"detail", "the call was cancelled by its caller"}});
}

absl::Status Stopping() {
  return MakeError(ERROR_REASON_SERVER_STOPPING, {{"retry_after_seconds", 1}});
}

}  // namespace

AttainmentWatch::AttainmentWatch(Views* views, WorkQueue* work, WatchTransport* transport)
    : views_(views), work_(work), transport_(transport) {}

void AttainmentWatch::Start(Options options) {
  options_ = std::move(options);
  const Time now = std::chrono::steady_clock::now();
  if (options_.min_position < views_->head().next_position) {
    Step(now);
    return;
  }
  {
    MutexLock lock(mutex_);
    if (!end_.ok()) {
      FinishNow(end_);
      return;
    }
    if (state_ == State::kFinished) return;
    state_ = State::kWaiting;
  }
  Wait(WaitFor::kFirstPosition, options_.min_position, now + kMaxPositionWait);
}

void AttainmentWatch::Refuse(const absl::Status& status) {
  MutexLock lock(mutex_);
  FinishNow(status);
}

void AttainmentWatch::Step(Time not_before) {
  const absl::StatusOr<WatchedAttainment::StatePtr> state =
      options_.query->At(looked_next_position_ + 1, not_before);
  const Time now = std::chrono::steady_clock::now();
  std::optional<grpc::Slice> message;
  if (state.ok()) {
    looked_next_position_ = (*state)->next_position;
    message = StepFrom(told_, *state, *options_.query);
    if (message.has_value()) {
      told_ = *state;
    } else if (now >= mark_due_) {
      v1::WatchAttainmentResponse mark;
      *mark.mutable_unchanged() = (*state)->message.whole().reflects();
      message = grpc::Slice(mark.SerializeAsString());
    }
  }
  // From moment to moment where this step is that moment's, else from when it was.
  const bool on_time = not_before == next_moment_ && now - next_moment_ < options_.min_interval / 2;
  next_moment_ = MomentFrom((on_time ? next_moment_ : now) + options_.min_interval);
  {
    MutexLock lock(mutex_);
    if (state_ == State::kFinished) return;
    if (end_.ok()) end_ = state.status();
    if (!end_.ok()) {
      FinishNow(end_);
      return;
    }
    if (message.has_value()) {
      message_ = *std::move(message);
      mark_due_ = now + kProgressInterval;
      state_ = State::kWriting;
      transport_->StartWrite(message_);
      return;
    }
  }
  Rest();
}

AttainmentWatch::Time AttainmentWatch::MomentFrom(Time time) const {
  const Time::duration interval = options_.min_interval;
  const auto past = time.time_since_epoch() % interval;
  return past == Time::duration::zero() ? time : time + (interval - past);
}

void AttainmentWatch::Rest() {
  {
    MutexLock lock(mutex_);
    if (state_ == State::kFinished) return;
    if (!end_.ok()) {
      FinishNow(end_);
      return;
    }
    state_ = State::kWaiting;
  }
  Wait(WaitFor::kNextMoment, kNoPosition, next_moment_);
}

void AttainmentWatch::Wait(WaitFor what, uint64_t position, Time deadline) {
  // The watch lives as long as it waits.
  const Views::WaitId wait = views_->WaitForPosition(
      position, deadline, [self = shared_from_this(), what](const absl::Status& status) {
        self->OnWaited(what, status);
      });
  MutexLock lock(mutex_);
  // The wait may be over already, and a later one under way.
  wait_ = std::max(wait_, wait);
  if (state_ == State::kFinished) views_->CancelWait(wait);
}

void AttainmentWatch::OnWaited(WaitFor what, const absl::Status& status) {
  const bool late = !status.ok() && ReasonOf(status) == ERROR_REASON_POSITION_NOT_REACHED;
  Time not_before = Time::min();
  bool step = true;
  {
    MutexLock lock(mutex_);
    if (state_ != State::kWaiting) return;
    if (!status.ok() && (!late || what == WaitFor::kFirstPosition)) {
      FinishNow(status);
      return;
    }
    if (what == WaitFor::kNextMoment) {
      step = views_->head().next_position > looked_next_position_;
      // Of moments that passed while a message was on its way only the last one counts.
      const Time last = MomentFrom(std::chrono::steady_clock::now()) - options_.min_interval;
      next_moment_ = std::max(next_moment_, last);
      not_before = next_moment_;
    }
    if (step) state_ = State::kStepping;
  }
  if (!step) {
    Wait(WaitFor::kNewEvents, looked_next_position_, mark_due_);
    return;
  }
  // This is the committer's thread, or the timer's.
  work_->Post([self = shared_from_this(), not_before] { self->Step(not_before); });
}

void AttainmentWatch::OnWritten(bool ok) {
  {
    MutexLock lock(mutex_);
    if (state_ == State::kFinished) return;
    HL_CHECK(state_ == State::kWriting);
    if (!ok) {
      FinishNow(Cancelled());
      return;
    }
  }
  Rest();
}

void AttainmentWatch::OnCancelled() {
  MutexLock lock(mutex_);
  FinishNow(Cancelled());
}

void AttainmentWatch::Stop() {
  MutexLock lock(mutex_);
  // A step or a write that is under way ends first.
  if (state_ == State::kWaiting) {
    FinishNow(Stopping());
  } else if (end_.ok()) {
    end_ = Stopping();
  }
}

void AttainmentWatch::FinishNow(const absl::Status& status) {
  if (transport_ == nullptr) return;
  state_ = State::kFinished;
  // Clients that come and go leave nothing behind.
  views_->CancelWait(wait_);
  std::exchange(transport_, nullptr)->Finish(status);
}

}  // namespace hemoledger
