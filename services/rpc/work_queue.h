// Threads for reads that had to wait: the thread that tells of a new position is the committer's,
// and must not be kept.
#pragma once

#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "proto/base/mutex.h"

namespace hemoledger {

// Runs work in the order in which it came, on a few threads of its own. Thread-safe.
class WorkQueue {
 public:
  explicit WorkQueue(int thread_count);
  // As Stop.
  ~WorkQueue();
  WorkQueue(const WorkQueue&) = delete;
  WorkQueue& operator=(const WorkQueue&) = delete;

  // Runs `work` soon. After Stop it is dropped unrun.
  void Post(std::function<void()> work);
  // Runs all that was posted before, then ends. Not from within work.
  void Stop();

 private:
  void Run();

  Mutex mutex_;
  CondVar wake_;
  std::deque<std::function<void()>> waiting_ GUARDED_BY(mutex_);
  bool stopping_ GUARDED_BY(mutex_) = false;
  // Last: they use all of the above.
  std::vector<std::thread> threads_;
};

}  // namespace hemoledger
