#include "services/rpc/stream_registry.h"

#include <vector>

#include "proto/base/errors.h"

namespace hemoledger {

absl::Status StreamRegistry::Add(const std::shared_ptr<LongCall>& call) {
  MutexLock lock(mutex_);
  if (stopping_) return MakeError(ERROR_REASON_SERVER_STOPPING, {{"retry_after_seconds", 1}});
  if (static_cast<int>(calls_.size()) >= max_open_) {
    return MakeError(ERROR_REASON_LIMIT_REACHED, {{"limit", max_open_}});
  }
  calls_.emplace(call.get(), call);
  return absl::OkStatus();
}

void StreamRegistry::Remove(const LongCall* call) {
  MutexLock lock(mutex_);
  calls_.erase(call);
}

void StreamRegistry::StopAll() {
  // Stop is called without the lock: a call may end, and be removed, at once.
  std::vector<std::shared_ptr<LongCall>> calls;
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    for (const auto& [unused, weak] : calls_) {
      if (auto call = weak.lock()) calls.push_back(std::move(call));
    }
  }
  for (const auto& call : calls) call->Stop();
}

int StreamRegistry::open() const {
  MutexLock lock(mutex_);
  return static_cast<int>(calls_.size());
}

}  // namespace hemoledger
