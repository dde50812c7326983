#include "services/ledger/snapshotter.h"

#include <sys/resource.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "services/ledger/group_former.h"
#include "services/ledger/snapshot_write.h"

namespace hemoledger {
namespace {

// Added to the thread's nice value: it gets what the others leave.
constexpr int kNice = 15;

void LowerPriority() {
  // On Linux this is of the calling thread alone. Where it is refused snapshots come all the same.
  const int now = getpriority(PRIO_PROCESS, 0);
  static_cast<void>(setpriority(PRIO_PROCESS, 0, now + kNice));
}

}  // namespace

struct Snapshotter::Signal {
  Mutex mutex;
  CondVar changed;
  // The wait that is under way ended: the events are there, or the views stopped.
  bool wait_ended GUARDED_BY(mutex) = false;
  bool stopping GUARDED_BY(mutex) = false;
};

Snapshotter::Snapshotter(const Parts& parts, const LedgerLimits& limits,
                         std::function<void(LogLevel, std::string_view)> tell,
                         uint64_t last_position)
    : parts_(parts),
      limits_(limits),
      tell_(std::move(tell)),
      signal_(std::make_shared<Signal>()),
      last_position_(last_position),
      tried_position_(last_position),
      thread_([this] { Run(); }) {}

Snapshotter::~Snapshotter() {
  Stop();
}

void Snapshotter::Stop() {
  if (!thread_.joinable()) return;
  give_up_micros_ = parts_.clock.BootMicros() + limits_.snapshot_stop_micros;
  {
    MutexLock lock(signal_->mutex);
    signal_->stopping = true;
    signal_->changed.NotifyAll();
  }
  thread_.join();
}

void Snapshotter::Run() {
  LowerPriority();
  while (AwaitEvents()) Take();
  const uint64_t head = parts_.views.Pin()->next_position;
  if (head >= last_position_ + limits_.SnapshotStopEvents()) Take();
}

bool Snapshotter::AwaitEvents() {
  {
    MutexLock lock(signal_->mutex);
    if (signal_->stopping) return false;
    signal_->wait_ended = false;
  }
  const uint64_t due = tried_position_ + limits_.snapshot_events;
  const Views::WaitId wait =
      parts_.views.WaitForPosition(due - 1, std::nullopt, [signal = signal_](const absl::Status&) {
        MutexLock lock(signal->mutex);
        signal->wait_ended = true;
        signal->changed.NotifyAll();
      });
  bool stopping = false;
  {
    MutexLock lock(signal_->mutex);
    signal_->changed.Wait(signal_->mutex, [this] {
      signal_->mutex.AssertHeld();
      return signal_->stopping || signal_->wait_ended;
    });
    stopping = signal_->stopping;
  }
  if (stopping) {
    parts_.views.CancelWait(wait);
    return false;
  }
  // It ended without its events: the views have stopped, and the stop of this follows.
  if (parts_.views.Pin()->next_position < due) {
    MutexLock lock(signal_->mutex);
    signal_->changed.Wait(signal_->mutex, [this] {
      signal_->mutex.AssertHeld();
      return signal_->stopping;
    });
    return false;
  }
  return true;
}

void Snapshotter::Take() {
  const std::shared_ptr<const View> view = parts_.views.Pin();
  tried_position_ = view->next_position;
  const absl::Status written = Write(*view);
  if (written.ok()) {
    last_position_ = view->next_position;
    return;
  }
  tell_(LogLevel::kWarning, Concat("no snapshot at position ", view->next_position, ": ",
                                   MessageOf(written, Language::kEnglish)));
  // Whoever sees the count finds the warning.
  ++failure_count_;
}

absl::Status Snapshotter::Write(const View& view) {
  RETURN_IF_ERROR(CheckRoom(SnapshotBytes(view)));
  const int64_t began = parts_.clock.BootMicros();
  const std::vector<uint64_t> documents = parts_.committed.DocumentPositions(view.next_position);
  const auto may_go_on = [this] {
    const int64_t give_up = give_up_micros_;
    if (give_up != 0 && parts_.clock.BootMicros() > give_up) {
      return MakeError(ERROR_REASON_SERVER_STOPPING);
    }
    return CheckRoom(0);
  };
  ASSIGN_OR_RETURN(const uint64_t bytes,
                   WriteSnapshot(view, documents, parts_.log, parts_.snapshots, may_go_on));
  tell_(LogLevel::kInfo, Concat("snapshot at position ", view.next_position, ": ", bytes,
                                " bytes in ", (parts_.clock.BootMicros() - began) / 1000, " ms"));
  return absl::OkStatus();
}

absl::Status Snapshotter::CheckRoom(uint64_t bytes) {
  return CheckDisk(parts_.disk, limits_.min_free_disk_bytes + static_cast<int64_t>(bytes));
}

}  // namespace hemoledger
