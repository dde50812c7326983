#include "clients/lib/subscription.h"

#include <algorithm>
#include <utility>

#include "hemoledger/v1/events.pb.h"
#include "proto/base/check.h"

namespace hemoledger {

Subscription::Subscription(Connection& connection, FollowOptions options, Clock& clock,
                           Random& random)
    : connection_(connection) {
  if (!options.start.has_now() && !options.start.has_record_time_micros()) {
    next_position_ = options.start.position();
  }
  thread_ = std::thread([this, options = std::move(options), &clock, &random]() mutable {
    Run(std::move(options), clock, random);
  });
}

Subscription::~Subscription() {
  HL_CHECK(std::this_thread::get_id() != thread_.get_id()) << "destroyed by a callback of its own";
  Stop();
  thread_.join();
}

absl::StatusOr<std::optional<v1::RecordedEvent>> Subscription::Next() {
  std::optional<v1::RecordedEvent> event;
  {
    MutexLock lock(mutex_);
    changed_.Wait(mutex_, [this] {
      mutex_.AssertHeld();
      return ended_ || stop_.stop_requested() || !waiting_.empty();
    });
    if (stop_.stop_requested()) return std::optional<v1::RecordedEvent>();
    if (waiting_.empty()) {
      if (!end_.ok()) return end_;
      return std::optional<v1::RecordedEvent>();
    }
    event = std::move(waiting_.front().event);
    next_position_ = waiting_.front().then;
    waiting_.pop_front();
  }
  changed_.NotifyAll();
  return event;
}

std::optional<uint64_t> Subscription::next_position() const {
  MutexLock lock(mutex_);
  return next_position_;
}

void Subscription::Stop() {
  stop_.request_stop();
  // Not between somebody's look at the token and its sleep.
  { const MutexLock lock(mutex_); }
  changed_.NotifyAll();
}

absl::Status Subscription::Wait() {
  MutexLock lock(mutex_);
  changed_.Wait(mutex_, [this] {
    mutex_.AssertHeld();
    return ended_;
  });
  return end_;
}

void Subscription::Run(FollowOptions options, Clock& clock, Random& random) {
  const std::stop_callback chained(options.stop, [this] { Stop(); });
  options.stop = stop_.get_token();
  const auto tell = std::exchange(options.on_event, {});
  options.on_event = [&](const v1::RecordedEvent& recorded) {
    v1::Event event;
    // FollowEvents has read it before.
    HL_CHECK(event.ParseFromString(recorded.event()));
    if (!tell) return Enqueue(recorded, event.position());
    const bool wanted = tell(recorded);
    MoveOn(event.position() + 1);
    return wanted;
  };
  const auto on_progress = std::exchange(options.on_progress, {});
  options.on_progress = [&](const v1::Progress& progress) {
    MoveOn(progress.position() + 1);
    if (on_progress) on_progress(progress);
  };
  const absl::Status status = FollowEvents(connection_, options, clock, random);
  {
    MutexLock lock(mutex_);
    ended_ = true;
    end_ = status;
  }
  changed_.NotifyAll();
}

bool Subscription::Enqueue(const v1::RecordedEvent& event, uint64_t position) {
  {
    MutexLock lock(mutex_);
    changed_.Wait(mutex_, [this] {
      mutex_.AssertHeld();
      return stop_.stop_requested() || waiting_.size() < kMaxWaiting;
    });
    if (stop_.stop_requested()) return false;
    waiting_.push_back({event, position + 1});
  }
  changed_.NotifyAll();
  return true;
}

void Subscription::MoveOn(uint64_t position) {
  MutexLock lock(mutex_);
  if (!waiting_.empty()) {
    waiting_.back().then = std::max(waiting_.back().then, position);
  } else {
    next_position_ = std::max(next_position_.value_or(0), position);
  }
}

}  // namespace hemoledger
