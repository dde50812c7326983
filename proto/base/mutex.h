// The one mutex of this project: std::mutex with annotations.
//
// std::mutex, since absl::Mutex is invisible to ThreadSanitizer in Debian's build of Abseil;
// wrapped, since libstdc++ does not annotate its own for clang's analysis. Not recursive.
// Predicates of CondVar read guarded members: begin them with mutex.AssertHeld(), which tells the
// analysis what holds there and costs nothing.
//
//   MutexLock lock(mutex_);
//   ready_.Wait(mutex_, [this] { mutex_.AssertHeld(); return !queue_.empty() || stopping_; });
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "proto/base/thread_annotations.h"

namespace hemoledger {

class CAPABILITY("mutex") Mutex {
 public:
  Mutex() = default;
  Mutex(const Mutex&) = delete;
  Mutex& operator=(const Mutex&) = delete;

  void Lock() ACQUIRE() { mutex_.lock(); }
  void Unlock() RELEASE() { mutex_.unlock(); }
  bool TryLock() TRY_ACQUIRE(true) { return mutex_.try_lock(); }
  // Tells the analysis that the calling thread holds the mutex. Checks nothing at run time.
  void AssertHeld() const ASSERT_CAPABILITY(this) {}

 private:
  friend class CondVar;
  std::mutex mutex_;
};

// Holds a mutex for its scope.
class SCOPED_CAPABILITY MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) ACQUIRE(mutex) : mutex_(mutex) { mutex_.Lock(); }
  ~MutexLock() RELEASE() { mutex_.Unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

// Condition variable of a Mutex. There is no waiting without a predicate: wake-ups may be spurious.
class CondVar {
 public:
  CondVar() = default;
  CondVar(const CondVar&) = delete;
  CondVar& operator=(const CondVar&) = delete;

  void NotifyOne() { condition_.notify_one(); }
  void NotifyAll() { condition_.notify_all(); }

  // Waits until predicate() holds; it is called with the mutex held.
  template <typename Predicate>
  void Wait(Mutex& mutex, Predicate predicate) REQUIRES(mutex) NO_THREAD_SAFETY_ANALYSIS {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    condition_.wait(lock, std::move(predicate));
    lock.release();
  }

  // The same, until `deadline` at the latest. Returns what predicate() says at the end.
  template <typename Predicate>
  [[nodiscard]] bool WaitUntil(Mutex& mutex, std::chrono::steady_clock::time_point deadline,
                               Predicate predicate) REQUIRES(mutex) NO_THREAD_SAFETY_ANALYSIS {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    const bool holds = condition_.wait_until(lock, deadline, std::move(predicate));
    lock.release();
    return holds;
  }

  // The same, for `duration` at most.
  template <typename Predicate>
  [[nodiscard]] bool WaitFor(Mutex& mutex, std::chrono::steady_clock::duration duration,
                             Predicate predicate) REQUIRES(mutex) {
    return WaitUntil(mutex, std::chrono::steady_clock::now() + duration, std::move(predicate));
  }

 private:
  std::condition_variable condition_;
};

}  // namespace hemoledger
