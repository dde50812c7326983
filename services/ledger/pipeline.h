// What the deciding and the committing thread share: the work that waits, the groups that were
// decided, and how both end.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>

#include "absl/status/status.h"
#include "proto/base/mutex.h"
#include "services/ledger/decided_group.h"
#include "services/ledger/limits.h"
#include "services/ledger/work.h"

namespace hemoledger {

// Passive: a lock, and what it guards. The owner of each step is told beside it.
struct Pipeline {
  explicit Pipeline(const LedgerLimits& limits) : limits(limits) {}

  const LedgerLimits limits;
  // Number of events decided. Written by the deciding thread.
  std::atomic<uint64_t> decided_count{0};

  Mutex mutex;
  // The deciding thread waits for: work, an idle committer, a conflict, an end.
  CondVar decide;
  // The committing thread waits for: a sealed group, the end of a conflict, an end.
  CondVar commit;

  // Callers put work in at the back, the deciding thread takes it from the front (and puts it back
  // after a conflict).
  std::deque<Work> queue GUARDED_BY(mutex);
  // Work taken and not yet decided, the one being decided included.
  size_t waiting_bytes GUARDED_BY(mutex) = 0;
  size_t waiting_call_bytes GUARDED_BY(mutex) = 0;
  size_t waiting_calls GUARDED_BY(mutex) = 0;
  size_t waiting_batches GUARDED_BY(mutex) = 0;

  // Groups in flight, oldest first; the front one is being committed. Owned by the decision state.
  std::deque<DecidedGroup*> sealed GUARDED_BY(mutex);
  // Groups committed and answered that the deciding thread has not yet retired.
  size_t finished GUARDED_BY(mutex) = 0;

  // Set by the committing thread, which then waits; cleared by the deciding thread after it went
  // back.
  bool conflict GUARDED_BY(mutex) = false;
  // No more work is taken; what is there is finished.
  bool stopping GUARDED_BY(mutex) = false;
  // All work is decided and committed: set by the deciding thread as it ends.
  bool drained GUARDED_BY(mutex) = false;
  // It can not go on; what waits ends with OUTCOME_UNKNOWN.
  bool dead GUARDED_BY(mutex) = false;

  // Takes work in. Errors: SERVER_STOPPING, OVERLOADED.
  absl::Status Put(Work work) EXCLUDES(mutex);
  // Counts work in and out.
  void Count(const Work& work) REQUIRES(mutex);
  void Discount(const Work& work) REQUIRES(mutex);
  // Marks it dead and wakes everybody.
  void Die() EXCLUDES(mutex);
};

}  // namespace hemoledger
