#include "services/ledger/pipeline.h"

#include <utility>

#include "proto/base/errors.h"

namespace hemoledger {

absl::Status Pipeline::Put(Work work) {
  MutexLock lock(mutex);
  if (stopping || dead) {
    return MakeError(ERROR_REASON_SERVER_STOPPING, {{"retry_after_seconds", 1}});
  }
  const size_t bytes = work.byte_size();
  const bool full =
      work.command != nullptr
          ? waiting_calls >= limits.max_waiting_calls ||
                waiting_call_bytes + bytes > limits.max_waiting_call_bytes
          : waiting_bytes - waiting_call_bytes + bytes > limits.max_waiting_batch_bytes;
  if (full) return MakeError(ERROR_REASON_OVERLOADED, {{"retry_after_seconds", 1}});
  Count(work);
  queue.push_back(std::move(work));
  decide.NotifyOne();
  return absl::OkStatus();
}

void Pipeline::Count(const Work& work) {
  waiting_bytes += work.byte_size();
  if (work.command != nullptr) {
    ++waiting_calls;
    waiting_call_bytes += work.byte_size();
  } else {
    ++waiting_batches;
  }
}

void Pipeline::Discount(const Work& work) {
  waiting_bytes -= work.byte_size();
  if (work.command != nullptr) {
    --waiting_calls;
    waiting_call_bytes -= work.byte_size();
  } else {
    --waiting_batches;
  }
}

void Pipeline::Die() {
  MutexLock lock(mutex);
  dead = true;
  decide.NotifyAll();
  commit.NotifyAll();
}

}  // namespace hemoledger
