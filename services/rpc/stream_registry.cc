#include "services/rpc/stream_registry.h"

#include <utility>
#include <vector>

#include "proto/base/errors.h"

namespace hemoledger {
namespace {

absl::Status LimitReached(std::string_view name, int limit) {
  return MakeError(ERROR_REASON_LIMIT_REACHED, {{"name", name}, {"limit", limit}});
}

}  // namespace

absl::Status StreamRegistry::Add(const std::shared_ptr<LongCall>& call,
                                 std::string_view connection) {
  MutexLock lock(mutex_);
  if (stopping_) return MakeError(ERROR_REASON_SERVER_STOPPING, {{"retry_after_seconds", 1}});
  const auto share = by_connection_.find(connection);
  if (share != by_connection_.end() && share->second >= limits_.max_per_connection) {
    return LimitReached(limits_.share_name, limits_.max_per_connection);
  }
  if (static_cast<int>(calls_.size()) >= limits_.max_open) {
    return LimitReached(limits_.name, limits_.max_open);
  }
  if (share != by_connection_.end()) {
    ++share->second;
  } else {
    by_connection_.emplace(connection, 1);
  }
  calls_.emplace(call.get(), Open{call, std::string(connection)});
  return absl::OkStatus();
}

void StreamRegistry::Remove(const LongCall* call) {
  MutexLock lock(mutex_);
  const auto found = calls_.find(call);
  // One that was refused was never added.
  if (found == calls_.end()) return;
  const auto share = by_connection_.find(found->second.connection);
  if (--share->second == 0) by_connection_.erase(share);
  calls_.erase(found);
}

void StreamRegistry::StopAll() {
  // Stop is called without the lock: a call may end, and be removed, at once.
  std::vector<std::shared_ptr<LongCall>> calls;
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    for (const auto& [unused, open] : calls_) {
      if (auto call = open.call.lock()) calls.push_back(std::move(call));
    }
  }
  for (const auto& call : calls) call->Stop();
}

int StreamRegistry::open() const {
  MutexLock lock(mutex_);
  return static_cast<int>(calls_.size());
}

}  // namespace hemoledger
