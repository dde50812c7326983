// One WatchAttainment call, without gRPC: the whole answer, then what changes, at most one message
// an interval, each from one view.
//
// There is one step at a time: it takes a state of the query, and writes what differs from what was
// told last, or a mark when nothing was told for long. After that it rests until its next moment,
// and then until something new was committed. A slow reader holds one message; the next step goes
// to the newest state.
//
// Watches with equal intervals have their moments together, so that those of one query share a
// state.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "grpcpp/support/slice.h"
#include "proto/base/mutex.h"
#include "services/ledger/views.h"
#include "services/rpc/stream_registry.h"
#include "services/rpc/watched_attainment.h"
#include "services/rpc/work_queue.h"

namespace hemoledger {

// The call as gRPC sees it. Called with the watch's lock held: must not call back from inside.
class WatchTransport {
 public:
  virtual ~WatchTransport() = default;
  // Writes a serialised WatchAttainmentResponse; AttainmentWatch::OnWritten follows.
  virtual void StartWrite(const grpc::Slice& message) = 0;
  // Ends the call; nothing is started after it.
  virtual void Finish(const absl::Status& status) = 0;
};

// Thread-safe.
class AttainmentWatch final : public LongCall,
                              public std::enable_shared_from_this<AttainmentWatch> {
 public:
  struct Options {
    std::shared_ptr<WatchedAttainment> query;
    std::chrono::milliseconds min_interval{0};
    // The first message waits for this position (ReadOptions), kMaxPositionWait at most.
    uint64_t min_position = 0;
  };

  // All outlive the watch, but `transport`: until it saw Finish and the end of what it started.
  AttainmentWatch(Views* views, WorkQueue* work, WatchTransport* transport);

  // Begins. Errors end the call: POSITION_NOT_REACHED, those of the query.
  void Start(Options options);
  // Ends a call that may not begin.
  void Refuse(const absl::Status& status);
  // `ok` false: the connection broke.
  void OnWritten(bool ok);
  void OnCancelled();
  void Stop() override;

 private:
  using Time = std::chrono::steady_clock::time_point;
  // What is under way.
  enum class State : uint8_t { kStepping, kWriting, kWaiting, kFinished };
  // What a wait is for.
  enum class WaitFor : uint8_t { kFirstPosition, kNextMoment, kNewEvents };

  // Outside the lock. REQUIRES: state kStepping, which only this thread leaves.
  void Step(Time not_before);
  // REQUIRES: as Step. Goes over to kWaiting.
  void Rest();
  void Wait(WaitFor what, uint64_t position, Time deadline);
  void OnWaited(WaitFor what, const absl::Status& status);
  // The first common moment at or after `time`.
  Time MomentFrom(Time time) const;
  void FinishNow(const absl::Status& status) REQUIRES(mutex_);

  Views* const views_;
  WorkQueue* const work_;

  // Touched by the step, and while nothing else is under way.
  Options options_;
  // The state whose figures were told last; nullptr: none.
  WatchedAttainment::StatePtr told_;
  // Up to where was looked.
  uint64_t looked_next_position_ = 0;
  grpc::Slice message_;
  // Before it nothing more is told.
  Time next_moment_;
  // When a mark is due unless something else is told.
  Time mark_due_;

  Mutex mutex_;
  WatchTransport* transport_ GUARDED_BY(mutex_);
  State state_ GUARDED_BY(mutex_) = State::kStepping;
  // The newest wait; it may be over.
  Views::WaitId wait_ GUARDED_BY(mutex_) = 0;
  // Set: the call ends with it as soon as nothing is being written.
  absl::Status end_ GUARDED_BY(mutex_);
};

}  // namespace hemoledger
