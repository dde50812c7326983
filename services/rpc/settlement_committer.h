// Writes the changes of all consumer groups in order: what gathers while one write syncs is the
// next one, so that a sync is shared by all streams.
#pragma once

#include <functional>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "proto/base/mutex.h"
#include "store/consumer_store.h"

namespace hemoledger {

// Thread-safe.
class SettlementCommitter {
 public:
  using Done = std::function<void(const absl::Status&)>;

  // `store` outlives it.
  explicit SettlementCommitter(ConsumerStore* store);
  // As Stop.
  ~SettlementCommitter();
  SettlementCommitter(const SettlementCommitter&) = delete;
  SettlementCommitter& operator=(const SettlementCommitter&) = delete;

  // Calls `done` when the batch, and all that were given before it, are on disk; also for an empty
  // one. From a thread of its own, with no lock held; in order.
  void Commit(ConsumerBatch batch, Done done);
  // Ends when all that was given before is written and answered; what is given later is dropped.
  void Stop();

 private:
  struct Waiting {
    ConsumerBatch batch;
    Done done;
  };

  void Run();

  ConsumerStore* const store_;
  Mutex mutex_;
  CondVar wake_;
  std::vector<Waiting> waiting_ GUARDED_BY(mutex_);
  bool stopping_ GUARDED_BY(mutex_) = false;
  // Last: it uses all of the above.
  std::thread thread_;
};

}  // namespace hemoledger
