// Ctrl-C (SIGINT) and SIGTERM: what is said or finished before they end the process.
#pragma once

#include <signal.h>

#include <functional>
#include <stop_token>
#include <thread>

#include "proto/base/mutex.h"

namespace hemoledger {

// One a process, made in main before any other thread (they must inherit that both signals are
// blocked), living as long as the process does. Without anything to say or to finish they end the
// process as ever; one that was ignored when the process began (nohup, a job in the background) is
// ignored on.
class Interrupts {
 public:
  Interrupts();
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  // At Ctrl-C `tell` is called in a thread of its own, then SIGINT ends the process. Empty: nothing
  // is said. SIGTERM says nothing. Waits for a `tell` that runs, and the process then ends before
  // this returns.
  void Set(std::function<void()> tell) EXCLUDES(mutex_);

  // For a command that runs until it is told to end: from now on the first SIGINT or SIGTERM only
  // requests a stop on the token (nothing is said), and the second ends the process as ever. Every
  // call gives the same token. Thread-safe.
  std::stop_token TakeOver() EXCLUDES(mutex_);

 private:
  void Wait();
  // Whether a signal that came is the first one for the token.
  bool RequestedStop() EXCLUDES(mutex_);
  void EndProcess(int signal_number) EXCLUDES(mutex_);

  Mutex mutex_;
  std::function<void()> tell_ GUARDED_BY(mutex_);
  bool taken_over_ GUARDED_BY(mutex_) = false;
  std::stop_source stop_source_;
  // Those that were not ignored.
  sigset_t watched_;
  // A signalfd of them and an eventfd that ends the thread; below 0: all are ignored.
  int signals_ = -1;
  int end_ = -1;
  std::thread thread_;
};

}  // namespace hemoledger
