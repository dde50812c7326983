#include "services/rpc/pinned_views.h"

#include <utility>

namespace hemoledger {

void PinnedViews::Pin(std::shared_ptr<const View> view) {
  // Destroyed after the lock is given back: a view may own much.
  std::shared_ptr<const View> dropped;
  MutexLock lock(mutex_);
  const uint64_t position = view->next_position - 1;
  if (const auto found = by_position_.find(position); found != by_position_.end()) {
    views_.splice(views_.begin(), views_, found->second);
    return;
  }
  views_.push_front(std::move(view));
  by_position_.emplace(position, views_.begin());
  if (views_.size() <= max_views_) return;
  dropped = std::move(views_.back());
  by_position_.erase(dropped->next_position - 1);
  views_.pop_back();
}

std::shared_ptr<const View> PinnedViews::Find(uint64_t position) {
  MutexLock lock(mutex_);
  const auto found = by_position_.find(position);
  if (found == by_position_.end()) return nullptr;
  views_.splice(views_.begin(), views_, found->second);
  return *found->second;
}

}  // namespace hemoledger
