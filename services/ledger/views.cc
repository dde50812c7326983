#include "services/ledger/views.h"

#include <utility>

#include "proto/base/check.h"
#include "proto/base/errors.h"

namespace hemoledger {

Views::Views() : timer_([this] { RunTimer(); }) {}

Views::~Views() {
  Stop();
  timer_.join();
}

std::shared_ptr<const View> Views::Pin() const {
  ViewMaker* maker = nullptr;
  {
    MutexLock lock(mutex_);
    const bool is_newest = view_ != nullptr && view_->next_position >= head_.next_position;
    if (is_newest || maker_ == nullptr) return view_;
    maker = maker_;
  }
  std::shared_ptr<const View> made = maker->MakeView();
  // What it replaces is let go outside the lock: it may be the last who holds it.
  std::shared_ptr<const View> old;
  MutexLock lock(mutex_);
  if (view_ != nullptr && view_->next_position >= made->next_position) return view_;
  if (made->next_position >= head_.next_position) old = std::exchange(view_, made);
  return made;
}

ViewHead Views::head() const {
  MutexLock lock(mutex_);
  return head_;
}

Views::WaitId Views::WaitForPosition(uint64_t position, std::optional<Deadline> deadline,
                                     WaitDone done) {
  absl::Status answer;
  {
    MutexLock lock(mutex_);
    const bool there = head_.next_position > position;
    if (!there && !stopping_) {
      const WaitId id = ++last_id_;
      const auto waiter =
          waiters_.emplace(position, Waiter{id, position, deadline, std::move(done)});
      by_id_.emplace(id, waiter);
      if (deadline.has_value()) {
        const auto timer = timers_.emplace(*deadline, id);
        if (timer == timers_.begin()) timer_wake_.NotifyOne();
      }
      return id;
    }
    if (!there) answer = MakeError(ERROR_REASON_SERVER_STOPPING, {{"retry_after_seconds", 1}});
  }
  done(answer);
  return 0;
}

bool Views::CancelWait(WaitId id) {
  Waiter cancelled;
  {
    MutexLock lock(mutex_);
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) return false;
    cancelled = TakeOut(found->second);
  }
  return true;
}

Views::Waiter Views::TakeOut(Waiters::iterator waiter) {
  Waiter taken = std::move(waiter->second);
  waiters_.erase(waiter);
  by_id_.erase(taken.id);
  if (taken.deadline.has_value()) {
    auto [first, last] = timers_.equal_range(*taken.deadline);
    while (first != last && first->second != taken.id) ++first;
    HL_CHECK(first != last) << "a wait lost its timer";
    timers_.erase(first);
  }
  return taken;
}

std::vector<Views::Waiter> Views::TakeFulfilled() {
  std::vector<Waiter> fulfilled;
  while (!waiters_.empty() && waiters_.begin()->first < head_.next_position) {
    fulfilled.push_back(TakeOut(waiters_.begin()));
  }
  return fulfilled;
}

void Views::Publish(std::shared_ptr<const View> view) {
  std::vector<Waiter> fulfilled;
  std::shared_ptr<const View> old;
  {
    MutexLock lock(mutex_);
    HL_CHECK(view->next_position >= head_.next_position) << "a view behind the published one";
    // Its version is known to the sequencer only, which announces instead.
    head_ = {view->next_position, {view->tree, view->plans, 0}};
    old = std::exchange(view_, std::move(view));
    fulfilled = TakeFulfilled();
  }
  for (const Waiter& waiter : fulfilled) waiter.done(absl::OkStatus());
}

void Views::Announce(ViewHead head, ViewMaker* maker) {
  std::vector<Waiter> fulfilled;
  // Let go outside the lock, as are the old books, with `head`. Whoever holds an old view keeps old
  // counters alive beside the new ones; here nobody needs it any more.
  std::shared_ptr<const View> old;
  {
    MutexLock lock(mutex_);
    HL_CHECK(head.next_position >= head_.next_position) << "a view behind the published one";
    if (head.next_position > head_.next_position) old = std::exchange(view_, nullptr);
    std::swap(head_, head);
    maker_ = maker;
    fulfilled = TakeFulfilled();
  }
  for (const Waiter& waiter : fulfilled) waiter.done(absl::OkStatus());
}

void Views::Detach() {
  MutexLock lock(mutex_);
  maker_ = nullptr;
}

void Views::Stop() {
  std::vector<Waiter> ended;
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    while (!waiters_.empty()) ended.push_back(TakeOut(waiters_.begin()));
    timer_wake_.NotifyOne();
  }
  for (const Waiter& waiter : ended) {
    waiter.done(MakeError(ERROR_REASON_SERVER_STOPPING, {{"retry_after_seconds", 1}}));
  }
}

void Views::RunTimer() {
  while (true) {
    std::vector<Waiter> late;
    uint64_t next_position = 0;
    {
      MutexLock lock(mutex_);
      timer_wake_.Wait(mutex_, [this] {
        mutex_.AssertHeld();
        return stopping_ || !timers_.empty();
      });
      if (stopping_) return;
      const Deadline deadline = timers_.begin()->first;
      const bool changed = timer_wake_.WaitUntil(mutex_, deadline, [this, deadline] {
        mutex_.AssertHeld();
        return stopping_ || timers_.empty() || timers_.begin()->first != deadline;
      });
      if (changed) continue;
      while (!timers_.empty() && timers_.begin()->first <= deadline) {
        late.push_back(TakeOut(by_id_.at(timers_.begin()->second)));
      }
      next_position = head_.next_position;
    }
    const uint64_t head = next_position == 0 ? 0 : next_position - 1;
    for (const Waiter& waiter : late) {
      waiter.done(MakeError(ERROR_REASON_POSITION_NOT_REACHED,
                            {{"position", waiter.position}, {"head", head}}));
    }
  }
}

}  // namespace hemoledger
