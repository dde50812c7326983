#include "services/rpc/watched_attainment.h"

#include <utility>

#include "proto/base/status_macros.h"
#include "services/rpc/attainment_change.h"

namespace hemoledger {

absl::StatusOr<WatchedAttainment::StatePtr> WatchedAttainment::At(
    uint64_t min_next_position, std::chrono::steady_clock::time_point not_before) {
  const MutexLock lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  const std::shared_ptr<const View> view = views_->Pin();
  if (newest_ != nullptr &&
      (newest_->next_position == view->next_position ||
       (newest_->pinned_at >= not_before && newest_->next_position >= min_next_position))) {
    return newest_;
  }
  auto state = std::make_shared<WatchedState>();
  state->next_position = view->next_position;
  state->pinned_at = now;
  ASSIGN_OR_RETURN(*state->message.mutable_whole(), compute_(view));
  ++computed_;
  if (newest_ == nullptr) {
    state->version = 1;
  } else {
    const auto step = AttainmentStep(newest_->message.whole(), state->message.whole());
    state->version = newest_->version + (step.has_value() ? 1 : 0);
    state->step = step.has_value() ? grpc::Slice(step->SerializeAsString()) : newest_->step;
  }
  newest_ = std::move(state);
  return newest_;
}

grpc::Slice WatchedAttainment::WholeOf(const StatePtr& state) {
  const MutexLock lock(mutex_);
  if (whole_of_ != state) {
    whole_of_ = state;
    whole_ = grpc::Slice(state->message.SerializeAsString());
  }
  return whole_;
}

uint64_t WatchedAttainment::computed() const {
  const MutexLock lock(mutex_);
  return computed_;
}

std::optional<grpc::Slice> StepFrom(const WatchedAttainment::StatePtr& told,
                                    const WatchedAttainment::StatePtr& state,
                                    WatchedAttainment& query) {
  if (told == nullptr) return query.WholeOf(state);
  if (state->version == told->version) return std::nullopt;
  if (state->version == told->version + 1) return state->step;
  // A reader that passed over some: what it was told may also be what is so again.
  const auto step = AttainmentStep(told->message.whole(), state->message.whole());
  if (!step.has_value()) return std::nullopt;
  return grpc::Slice(step->SerializeAsString());
}

std::shared_ptr<WatchedAttainment> WatchedQueries::Open(const Views* views, const std::string& key,
                                                        WatchedAttainment::Compute compute) {
  const MutexLock lock(mutex_);
  if (const auto found = by_key_.find(key); found != by_key_.end()) {
    if (auto query = found->second.lock()) return query;
  }
  // Those that nobody watches any more go when a new one comes.
  for (auto at = by_key_.begin(); at != by_key_.end();) {
    if (at->second.expired()) {
      by_key_.erase(at++);
    } else {
      ++at;
    }
  }
  auto query = std::make_shared<WatchedAttainment>(views, std::move(compute));
  by_key_[key] = query;
  return query;
}

}  // namespace hemoledger
