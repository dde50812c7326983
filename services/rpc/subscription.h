// One subscription, without gRPC: history, `caught_up` once, then live, at the reader's pace.
//
// There is one step at a time: it reads a piece of the log and writes it, or tells progress, or
// waits for the next position. The next step begins when what was written has left, so a slow
// reader is slowed and a subscription holds one message at most.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "hemoledger/v1/event_service.pb.h"
#include "proto/base/mutex.h"
#include "services/ledger/views.h"
#include "services/rpc/event_reader.h"
#include "services/rpc/event_tail.h"
#include "services/rpc/stream_registry.h"
#include "services/rpc/work_queue.h"

namespace hemoledger {

// The call as gRPC sees it. Called with the subscription's lock held: must not call back from
// inside.
class SubscriptionTransport {
 public:
  virtual ~SubscriptionTransport() = default;
  // Writes a message; EventSubscription::OnWritten follows.
  virtual void StartWrite(const v1::SubscribeResponse* response) = 0;
  // Ends the call; nothing is started after it.
  virtual void Finish(const absl::Status& status) = 0;
};

// Thread-safe.
class EventSubscription final : public LongCall,
                                public std::enable_shared_from_this<EventSubscription> {
 public:
  // All outlive the subscription, but `transport`: until it saw Finish and the end of what it
  // started.
  EventSubscription(const LedgerStore* store, Views* views, EventTail* tail, WorkQueue* work,
                    SubscriptionTransport* transport);

  // Begins. Errors end the call: POSITION_PAST_HEAD, and those of EventMatcher::Make.
  void Start(const v1::SubscribeRequest& request);
  // Ends a call that may not begin.
  void Refuse(const absl::Status& status);
  // `ok` false: the connection broke.
  void OnWritten(bool ok);
  void OnCancelled();
  void Stop() override;

 private:
  // What is under way.
  enum class State : uint8_t { kStepping, kWriting, kWaiting, kFinished };

  // Where and what to read, by the newest view.
  absl::Status Prepare(const v1::SubscribeRequest& request);
  // Reads, outside the lock. REQUIRES: state kStepping, which only this thread leaves.
  void Step();
  void Wait(uint64_t position);
  void OnWaited(const absl::Status& status);
  void Write() REQUIRES(mutex_);
  void FinishNow(const absl::Status& status) REQUIRES(mutex_);

  const LedgerStore* const store_;
  Views* const views_;
  EventTail* const tail_;
  WorkQueue* const work_;

  // Touched by the step only.
  EventMatcher wanted_;
  uint64_t next_position_ = 0;
  bool caught_up_ = false;
  v1::SubscribeResponse response_;
  // Until when progress must be told if nothing else is.
  Views::Deadline progress_due_;

  Mutex mutex_;
  SubscriptionTransport* transport_ GUARDED_BY(mutex_);
  State state_ GUARDED_BY(mutex_) = State::kStepping;
  // The last wait for a position; 0: none yet.
  Views::WaitId wait_ GUARDED_BY(mutex_) = 0;
  // Set: the call ends with it as soon as nothing is being written.
  absl::Status end_ GUARDED_BY(mutex_);
};

}  // namespace hemoledger
