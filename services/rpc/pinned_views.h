// Views that the pages of a list are read from, so that all pages show one state. Thread-safe.
#pragma once

#include <list>
#include <memory>

#include "absl/container/flat_hash_map.h"
#include "proto/base/mutex.h"
#include "services/ledger/views.h"

namespace hemoledger {

// Keeps the last `max_views` views that a page token was given for, least recently used out first.
// A view shares all that did not change with its neighbours, so one costs what changed since.
class PinnedViews {
 public:
  explicit PinnedViews(size_t max_views) : max_views_(max_views) {}

  void Pin(std::shared_ptr<const View> view);
  // The view whose last event stands at `position`; nullptr: no longer, or never, kept.
  std::shared_ptr<const View> Find(uint64_t position);

 private:
  using Views = std::list<std::shared_ptr<const View>>;

  const size_t max_views_;
  Mutex mutex_;
  // Most recently used first.
  Views views_ GUARDED_BY(mutex_);
  absl::flat_hash_map<uint64_t, Views::iterator> by_position_ GUARDED_BY(mutex_);
};

}  // namespace hemoledger
