// Ctrl-C (SIGINT): what is said before it ends the process.
#pragma once

#include <functional>
#include <thread>

#include "proto/base/mutex.h"

namespace hemoledger {

// One a process, made in main before any other thread (they must inherit that SIGINT is blocked),
// living as long as the process does. Without anything to say Ctrl-C ends the process as ever; a
// process that was started with SIGINT ignored (nohup, a job in the background) goes on ignoring
// it.
class Interrupts {
 public:
  Interrupts();
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  // At Ctrl-C `tell` is called in a thread of its own, then SIGINT ends the process. Empty: nothing
  // is said. Waits for a `tell` that runs, and the process then ends before this returns.
  void Set(std::function<void()> tell) EXCLUDES(mutex_);

 private:
  void Wait();

  Mutex mutex_;
  std::function<void()> tell_ GUARDED_BY(mutex_);
  // A signalfd of SIGINT and an eventfd that ends the thread; below 0: SIGINT is ignored.
  int signals_ = -1;
  int stop_ = -1;
  std::thread thread_;
};

}  // namespace hemoledger
