// One consumer's stream, without gRPC: what is read, settled, delivered and how it ends. The
// reactor (consumer_service.cc) only hands over.
//
// Reading and writing go on beside each other. No more is read while kMaxUnansweredSettlements are
// taken and not answered; of events the stream holds one message and what its credit lets the
// schedule hand out. The end is one of: the client closed its side (what it holds is given back,
// all it sent is answered, OK), a message that can not be taken, the end of the group, Stop (each
// after the answers to what was taken), or cancellation (at once).
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "hemoledger/v1/consumer_service.pb.h"
#include "proto/base/mutex.h"
#include "services/rpc/consumer_groups.h"
#include "services/rpc/stream_registry.h"
#include "services/rpc/work_queue.h"

namespace hemoledger {

// The call as gRPC sees it. Called with the stream's lock held: must not call back from inside.
class ConsumerStreamTransport {
 public:
  virtual ~ConsumerStreamTransport() = default;
  // Reads the next message; ConsumerStream::OnRead follows.
  virtual void StartRead(v1::ConsumeRequest* request) = 0;
  // Writes a message; ConsumerStream::OnWritten follows.
  virtual void StartWrite(const v1::ConsumeResponse* response) = 0;
  // Ends the call; nothing is started after it.
  virtual void Finish(const absl::Status& status) = 0;
  // Whether the call is over for its client already.
  virtual bool IsCancelled() = 0;
};

// Thread-safe.
class ConsumerStream final : public LongCall,
                             public ConsumerListener,
                             public std::enable_shared_from_this<ConsumerStream> {
 public:
  // All outlive the stream, but `transport`: until it saw Finish and the end of what it started.
  ConsumerStream(ConsumerGroups* groups, const LedgerStore* store, WorkQueue* work,
                 ConsumerStreamTransport* transport);

  // Begins to read.
  void Start();
  // Ends a stream that may not begin.
  void Refuse(const absl::Status& status);
  // `ok` false: the client closed its side, or the connection broke.
  void OnRead(bool ok);
  // `ok` false: the connection broke.
  void OnWritten(bool ok);
  void OnCancelled();
  void Stop() override;

  void OnReady() override;
  void OnTick() override;
  void OnEnd(const absl::Status& status) override;

 private:
  absl::Status TakeOpening(const v1::ConsumeOpening& opening);
  absl::Status TakeSettlement(const v1::Settlement& settlement);
  void OnSettled(v1::Settled settled);
  // Nothing more will be read.
  void OnClosed();
  // Takes events and reads them, outside the lock. REQUIRES: stepping_, which only this leaves.
  void Step();
  // Starts what can be started: a write, a step, the end, the next read.
  void Continue() REQUIRES(mutex_);
  void Write() REQUIRES(mutex_);
  void FinishNow(const absl::Status& status) REQUIRES(mutex_);

  ConsumerGroups* const groups_;
  const LedgerStore* const store_;
  WorkQueue* const work_;

  // The message being read. Only OnRead looks into it.
  v1::ConsumeRequest request_;
  // Set by the first message, before anything else uses them.
  std::shared_ptr<ServedGroup> group_;
  ServedGroup::ConsumerId consumer_ = 0;
  // Taken and not yet sent. Of the step.
  std::deque<Assignment> backlog_;

  Mutex mutex_;
  // nullptr once finished.
  ConsumerStreamTransport* transport_ GUARDED_BY(mutex_);
  bool opened_ GUARDED_BY(mutex_) = false;
  bool reading_ GUARDED_BY(mutex_) = false;
  bool writing_ GUARDED_BY(mutex_) = false;
  bool stepping_ GUARDED_BY(mutex_) = false;
  // There may be something to take or to send.
  bool woken_ GUARDED_BY(mutex_) = false;
  // What is being written.
  v1::ConsumeResponse response_ GUARDED_BY(mutex_);
  std::optional<v1::ConsumeOpened> opened_answer_ GUARDED_BY(mutex_);
  std::deque<v1::Settled> settled_ GUARDED_BY(mutex_);
  std::optional<v1::Delivery> delivery_ GUARDED_BY(mutex_);
  // Settlements handed in and not yet answered.
  int unanswered_ GUARDED_BY(mutex_) = 0;
  // Set: how the stream will end.
  std::optional<absl::Status> end_ GUARDED_BY(mutex_);
  // It ends in good order: what it holds is given back uncounted.
  bool gives_back_ GUARDED_BY(mutex_) = false;
  Views::Deadline progress_due_ GUARDED_BY(mutex_);
};

}  // namespace hemoledger
