// The deciding thread: takes work in its order, decides it into the open group, and hands the group
// on as soon as the committer is idle or the group is full. After a conflict it goes back: what was
// in flight is decided again.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "services/ledger/batch_decider.h"
#include "services/ledger/clock_guard.h"
#include "services/ledger/committed_state.h"
#include "services/ledger/decision_state.h"
#include "services/ledger/disk_space.h"
#include "services/ledger/pipeline.h"

namespace hemoledger {

// DISK_NEARLY_FULL when the disk has less than `needed_bytes` left.
absl::Status CheckDisk(DiskSpace& disk, int64_t needed_bytes);

class GroupFormer {
 public:
  // Borrows all. `on_fatal` as Ledger::Options::on_fatal, not blank.
  GroupFormer(Pipeline& pipeline, const LedgerStore& store, CommittedState& committed,
              ClockGuard& clock_guard, DiskSpace& disk,
              std::function<void(const absl::Status&)> on_fatal);

  // Until the pipeline stops and all is decided and committed, or it is dead.
  void Run();

 private:
  enum class Next : uint8_t { kDecide, kSeal, kRewind, kFail, kEnd };

  // Retires what was finished, and waits until there is something to do.
  Next AwaitNext();
  // Takes `current_` from the queue unless there is one.
  void TakeWork();
  void DecideCurrent();
  Fit Decide(const Work& work);
  // Answers without deciding: nothing may be written.
  void Refuse(const Work& work, absl::Status status);
  void Seal();
  void Rewind();
  // All work that waits or is in flight, in its order, each once.
  std::vector<Work> TakeBack();
  void FailAll();

  Pipeline& pipeline_;
  CommittedState& committed_;
  ClockGuard& clock_guard_;
  DiskSpace& disk_;
  // For the open group.
  absl::Status disk_status_;
  const std::function<void(const absl::Status&)> on_fatal_;

  DecisionState state_;
  BatchDecider batch_decider_;
  // What is being decided; it may need several groups. Blank: nothing.
  Work current_;
  bool has_current_ = false;
  // The open group has no room for `current_`.
  bool group_full_ = false;
  int empty_conflicts_ = 0;
};

}  // namespace hemoledger
