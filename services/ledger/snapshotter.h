// Takes snapshots of the published state in the background, so that the next start replays little.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <thread>

#include "absl/status/status.h"
#include "proto/base/clock.h"
#include "proto/base/mutex.h"
#include "services/ledger/committed_state.h"
#include "services/ledger/disk_space.h"
#include "services/ledger/limits.h"
#include "services/ledger/log_level.h"
#include "services/ledger/views.h"
#include "store/ledger_store.h"
#include "store/snapshots.h"

namespace hemoledger {

// One thread of low priority takes one snapshot after the other: each time that so many events came
// since the last, and at Stop (LedgerLimits::snapshot_*). It pins a view and reads the log: who
// decides and commits waits for it nowhere, but for the copy of the documents' positions.
//
// A snapshot that can not be written is a warning and a count, never the end of the ledger: the
// next is tried so many events later. With too little room on the disk none is begun, and one that
// was begun is given up.
//
// Memory: a pinned view keeps the pages of counters that change while it is written, at most as
// much again as all counters take.
class Snapshotter {
 public:
  // All borrowed; all outlive it.
  struct Parts {
    SnapshotStore& snapshots;
    const LedgerStore& log;
    CommittedState& committed;
    Views& views;
    DiskSpace& disk;
    Clock& clock;
  };

  // Begins. `last_position`: of the newest usable snapshot; 0: there is none. `tell`: as
  // Ledger::Options::log, not blank.
  Snapshotter(const Parts& parts, const LedgerLimits& limits,
              std::function<void(LogLevel, std::string_view)> tell, uint64_t last_position);
  // As Stop.
  ~Snapshotter();
  Snapshotter(const Snapshotter&) = delete;
  Snapshotter& operator=(const Snapshotter&) = delete;

  // Ends what is being written, takes a last one where enough came since, and waits for both, at
  // most about LedgerLimits::snapshot_stop_micros; what is not ready then is given up. REQUIRES:
  // nothing is published any more. Called by one thread; more than once is fine.
  void Stop();

  // Position of the newest one written, or that the ledger began from; 0: none.
  uint64_t last_position() const { return last_position_; }
  // How many could not be written, those for want of room included.
  uint64_t failure_count() const { return failure_count_; }

 private:
  // Shared with a wait for a position, which may end after this has gone.
  struct Signal;

  void Run();
  // Waits until so many events have come since `tried_position_`. False: it is to stop.
  bool AwaitEvents();
  void Take();
  absl::Status Write(const View& view);
  // Whether the disk has so many bytes above what is kept free.
  absl::Status CheckRoom(uint64_t bytes);

  const Parts parts_;
  const LedgerLimits limits_;
  const std::function<void(LogLevel, std::string_view)> tell_;
  const std::shared_ptr<Signal> signal_;
  std::atomic<uint64_t> last_position_;
  std::atomic<uint64_t> failure_count_{0};
  // Of the thread: of the last one that was written or tried.
  uint64_t tried_position_;
  // Of the boot clock; 0: it is not stopping.
  std::atomic<int64_t> give_up_micros_{0};
  // Last: it uses all of the above.
  std::thread thread_;
};

}  // namespace hemoledger
