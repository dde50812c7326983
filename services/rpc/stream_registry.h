// The calls that end only when told to (receipt streams, subscriptions): counted, bounded, and told
// to end when the server stops. Thread-safe.
#pragma once

#include <memory>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "proto/base/mutex.h"

namespace hemoledger {

// A call that the server can ask to end.
class LongCall {
 public:
  virtual ~LongCall() = default;
  // The server stops: end in good order. May be called from any thread.
  virtual void Stop() = 0;
};

class StreamRegistry {
 public:
  explicit StreamRegistry(int max_open) : max_open_(max_open) {}

  // Takes note of a call until Remove. Errors: LIMIT_REACHED (too many are open), SERVER_STOPPING
  // (after StopAll).
  absl::Status Add(const std::shared_ptr<LongCall>& call);
  void Remove(const LongCall* call);
  // Tells all calls, and refuses those that come later.
  void StopAll();
  int open() const;

 private:
  const int max_open_;
  mutable Mutex mutex_;
  absl::flat_hash_map<const LongCall*, std::weak_ptr<LongCall>> calls_ GUARDED_BY(mutex_);
  bool stopping_ GUARDED_BY(mutex_) = false;
};

}  // namespace hemoledger
