// The calls that end only when told to (receipt streams, subscriptions, uploads, downloads):
// counted, bounded, and told to end when the server stops. Thread-safe.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "proto/base/mutex.h"
#include "proto/base/strings.h"

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
  struct Limits {
    // What errors call it, and the operator's flag where there is one.
    std::string_view name;
    int max_open = 0;
    // Of them by one connection: nobody can take all of them from everyone. What errors call it.
    std::string_view share_name;
    int max_per_connection = 0;
  };

  explicit StreamRegistry(const Limits& limits) : limits_(limits) {}

  // Takes note of a call until Remove. `connection`: gRPC's name of the peer. Errors: LIMIT_REACHED
  // with `name` and `limit` (too many are open, of this connection or in all), SERVER_STOPPING
  // (after StopAll).
  absl::Status Add(const std::shared_ptr<LongCall>& call, std::string_view connection);
  void Remove(const LongCall* call);
  // Tells all calls, and refuses those that come later.
  void StopAll();
  int open() const;

 private:
  struct Open {
    std::weak_ptr<LongCall> call;
    std::string connection;
  };

  const Limits limits_;
  mutable Mutex mutex_;
  absl::flat_hash_map<const LongCall*, Open> calls_ GUARDED_BY(mutex_);
  // Calls by connection; none that has none.
  StringMap<int> by_connection_ GUARDED_BY(mutex_);
  bool stopping_ GUARDED_BY(mutex_) = false;
};

}  // namespace hemoledger
