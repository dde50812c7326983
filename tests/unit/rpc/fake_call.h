// A call that streams to its client, as the server's part sees it; a test waits for what it starts.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "proto/base/mutex.h"

namespace hemoledger {

// One message is on its way at a time, from StartWrite until the test says Written. A fake
// transport hands its calls over to it. Thread-safe.
template <typename Message>
class FakeCall {
 public:
  void StartWrite(Message message) {
    MutexLock lock(mutex_);
    EXPECT_FALSE(writing_.has_value()) << "two writes at once";
    EXPECT_FALSE(finished_.has_value());
    writing_ = std::move(message);
    wake_.NotifyAll();
  }
  void Finish(const absl::Status& status) {
    MutexLock lock(mutex_);
    EXPECT_FALSE(finished_.has_value()) << "finished twice";
    finished_ = status;
    wake_.NotifyAll();
  }

  // The message on its way, as soon as there is one; a default one: the call has ended.
  Message Writing() {
    MutexLock lock(mutex_);
    wake_.Wait(mutex_, [this] {
      mutex_.AssertHeld();
      return writing_.has_value() || finished_.has_value();
    });
    return writing_.value_or(Message());
  }
  void Written() {
    MutexLock lock(mutex_);
    writing_.reset();
  }
  // How the call ended, as soon as it has.
  absl::Status Finished() {
    MutexLock lock(mutex_);
    wake_.Wait(mutex_, [this] {
      mutex_.AssertHeld();
      return finished_.has_value();
    });
    return *finished_;
  }
  bool finished() {
    MutexLock lock(mutex_);
    return finished_.has_value();
  }

 private:
  Mutex mutex_;
  CondVar wake_;
  std::optional<Message> writing_ GUARDED_BY(mutex_);
  std::optional<absl::Status> finished_ GUARDED_BY(mutex_);
};

}  // namespace hemoledger
