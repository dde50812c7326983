#include "services/rpc/subscription.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "services/rpc/event_start.h"
#include "services/rpc/limits.h"

namespace hemoledger {
namespace {

absl::Status Cancelled() {
  return MakeError(ERROR_REASON_INTERNAL, {{"detail", "the call was cancelled by its caller"}});
}

void SetProgress(uint64_t position, uint64_t head, v1::Progress& progress) {
  progress.set_position(position);
  progress.set_head_position(head);
}

}  // namespace

EventSubscription::EventSubscription(const LedgerStore* store, Views* views, EventTail* tail,
                                     WorkQueue* work, SubscriptionTransport* transport)
    : store_(store), views_(views), tail_(tail), work_(work), transport_(transport) {}

void EventSubscription::Start(const v1::SubscribeRequest& request) {
  if (absl::Status status = Prepare(request); !status.ok()) {
    Refuse(status);
    return;
  }
  progress_due_ = std::chrono::steady_clock::now() + kProgressInterval;
  Step();
}

absl::Status EventSubscription::Prepare(const v1::SubscribeRequest& request) {
  const ViewHead head = views_->head();
  ASSIGN_OR_RETURN(wanted_,
                   EventMatcher::Make(request.filter(), head.books.tree, head.books.plans));
  ASSIGN_OR_RETURN(next_position_, StartPosition(request.start(), *store_, head.next_position));
  return absl::OkStatus();
}

void EventSubscription::Refuse(const absl::Status& status) {
  MutexLock lock(mutex_);
  FinishNow(status);
}

void EventSubscription::Step() {
  // Following needs no counters, so it never waits for a view to be made.
  const ViewHead newest = views_->head();
  const uint64_t head = newest.next_position;
  absl::Status failed;
  response_.Clear();
  bool write = false;
  if (next_position_ < head) {
    absl::StatusOr<uint64_t> next = ReadMatchesInto(*store_, *tail_, newest, wanted_,
                                                    {.begin = next_position_,
                                                     .end = head,
                                                     .max_events = kMaxPageSize,
                                                     .max_bytes = kMaxSubscriptionBatchBytes},
                                                    response_.mutable_batch()->mutable_events());
    response_.mutable_batch()->set_head_position(head - 1);
    if (next.ok()) {
      next_position_ = *next;
      write = response_.batch().events_size() > 0;
    } else {
      failed = next.status();
    }
  }
  if (failed.ok() && !write) {
    if (next_position_ == head && !caught_up_) {
      caught_up_ = true;
      SetProgress(next_position_ - 1, head - 1, *response_.mutable_caught_up());
      write = true;
    } else if (next_position_ < head || std::chrono::steady_clock::now() >= progress_due_) {
      // A long piece without a match, or none for long. Telling it also gives the reader the pace.
      SetProgress(next_position_ - 1, head - 1, *response_.mutable_progress());
      write = true;
    }
  }
  {
    MutexLock lock(mutex_);
    if (state_ == State::kFinished) return;
    if (end_.ok()) end_ = failed;
    if (!end_.ok()) {
      FinishNow(end_);
      return;
    }
    if (write) {
      Write();
      return;
    }
    state_ = State::kWaiting;
  }
  Wait(next_position_);
}

void EventSubscription::Write() {
  progress_due_ = std::chrono::steady_clock::now() + kProgressInterval;
  state_ = State::kWriting;
  transport_->StartWrite(&response_);
}

void EventSubscription::Wait(uint64_t position) {
  // The subscription lives as long as it waits.
  const Views::WaitId wait = views_->WaitForPosition(
      position, progress_due_,
      [self = shared_from_this()](const absl::Status& status) { self->OnWaited(status); });
  MutexLock lock(mutex_);
  // The wait may be over already, and a later one under way.
  wait_ = std::max(wait_, wait);
  if (state_ == State::kFinished) views_->CancelWait(wait);
}

void EventSubscription::OnWaited(const absl::Status& status) {
  {
    MutexLock lock(mutex_);
    if (state_ != State::kWaiting) return;
    if (!status.ok() && ReasonOf(status) != ERROR_REASON_POSITION_NOT_REACHED) {
      FinishNow(status);
      return;
    }
    state_ = State::kStepping;
  }
  // This is the committer's thread, or the timer's.
  work_->Post([self = shared_from_this()] { self->Step(); });
}

void EventSubscription::OnWritten(bool ok) {
  {
    MutexLock lock(mutex_);
    if (state_ == State::kFinished) return;
    HL_CHECK(state_ == State::kWriting);
    if (!ok) {
      FinishNow(Cancelled());
      return;
    }
    if (!end_.ok()) {
      FinishNow(end_);
      return;
    }
    state_ = State::kStepping;
  }
  Step();
}

void EventSubscription::OnCancelled() {
  MutexLock lock(mutex_);
  FinishNow(Cancelled());
}

void EventSubscription::Stop() {
  MutexLock lock(mutex_);
  const absl::Status stopping =
      MakeError(ERROR_REASON_SERVER_STOPPING, {{"retry_after_seconds", 1}});
  // A step or a write that is under way ends first.
  if (state_ == State::kWaiting) {
    FinishNow(stopping);
  } else if (end_.ok()) {
    end_ = stopping;
  }
}

void EventSubscription::FinishNow(const absl::Status& status) {
  if (transport_ == nullptr) return;
  state_ = State::kFinished;
  // Clients that come and go leave nothing behind.
  views_->CancelWait(wait_);
  std::exchange(transport_, nullptr)->Finish(status);
}

}  // namespace hemoledger
