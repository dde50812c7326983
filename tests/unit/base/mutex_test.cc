#include "proto/base/mutex.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace hemoledger {
namespace {

// Run under the tsan preset: the wrapper must be visible to it.
class Counter {
 public:
  void Add() EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    ++value_;
    changed_.NotifyAll();
  }
  void WaitFor(int value) EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    changed_.Wait(mutex_, [this, value] {
      mutex_.AssertHeld();
      return value_ >= value;
    });
  }
  bool WaitUntil(int value, std::chrono::steady_clock::time_point deadline) EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    return changed_.WaitUntil(mutex_, deadline, [this, value] {
      mutex_.AssertHeld();
      return value_ >= value;
    });
  }
  int value() EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    return value_;
  }

 private:
  Mutex mutex_;
  CondVar changed_;
  int value_ GUARDED_BY(mutex_) = 0;
};

TEST(MutexTest, ThreadsAddUpAndAWaiterIsWoken) {
  constexpr int kThreads = 4;
  constexpr int kAdds = 1000;
  Counter counter;
  std::thread waiter([&counter] { counter.WaitFor(kThreads * kAdds); });
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&counter] {
      for (int j = 0; j < kAdds; ++j) counter.Add();
    });
  }
  for (std::thread& thread : threads) thread.join();
  waiter.join();
  EXPECT_EQ(counter.value(), kThreads * kAdds);
}

TEST(MutexTest, AWaitWithADeadlineInThePastOnlyLooks) {
  Counter counter;
  EXPECT_FALSE(counter.WaitUntil(1, std::chrono::steady_clock::now()));
  counter.Add();
  EXPECT_TRUE(counter.WaitUntil(1, std::chrono::steady_clock::now()));
}

TEST(MutexTest, TryLockFailsWhileAnotherThreadHolds) {
  Mutex mutex;
  mutex.Lock();
  std::thread other([&mutex] {
    const bool taken = mutex.TryLock();
    EXPECT_FALSE(taken);
    if (taken) mutex.Unlock();
  });
  other.join();
  mutex.Unlock();
  const bool taken = mutex.TryLock();
  EXPECT_TRUE(taken);
  if (taken) mutex.Unlock();
}

}  // namespace
}  // namespace hemoledger
