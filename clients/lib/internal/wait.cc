#include "clients/lib/internal/wait.h"

#include "proto/base/mutex.h"

namespace hemoledger::internal {

bool WaitUnlessStopped(std::chrono::milliseconds wait, const std::stop_token& stop) {
  Mutex mutex;
  CondVar woken;
  const std::stop_callback wake(stop, [&] {
    // Not between the waiter's look at the token and its sleep.
    { const MutexLock lock(mutex); }
    woken.NotifyAll();
  });
  const MutexLock lock(mutex);
  return !woken.WaitFor(mutex, wait, [&] { return stop.stop_requested(); });
}

}  // namespace hemoledger::internal
