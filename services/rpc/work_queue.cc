#include "services/rpc/work_queue.h"

#include <utility>

namespace hemoledger {

WorkQueue::WorkQueue(int thread_count) {
  for (int i = 0; i < thread_count; ++i) threads_.emplace_back([this] { Run(); });
}

WorkQueue::~WorkQueue() {
  Stop();
}

void WorkQueue::Post(std::function<void()> work) {
  {
    MutexLock lock(mutex_);
    if (stopping_) return;
    waiting_.push_back(std::move(work));
  }
  wake_.NotifyOne();
}

void WorkQueue::Stop() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
  }
  wake_.NotifyAll();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void WorkQueue::Run() {
  while (true) {
    std::function<void()> work;
    {
      MutexLock lock(mutex_);
      wake_.Wait(mutex_, [this] {
        mutex_.AssertHeld();
        return stopping_ || !waiting_.empty();
      });
      if (waiting_.empty()) return;
      work = std::move(waiting_.front());
      waiting_.pop_front();
    }
    work();
  }
}

}  // namespace hemoledger
