#include "services/ledger/group_former.h"

#include <utility>

#include "absl/container/flat_hash_set.h"
#include "proto/base/check.h"
#include "proto/base/errors.h"

namespace hemoledger {

absl::Status CheckDisk(DiskSpace& disk, int64_t needed_bytes) {
  const int64_t free_bytes = disk.FreeBytes();
  if (free_bytes < 0 || free_bytes >= needed_bytes) return absl::OkStatus();
  return MakeError(ERROR_REASON_DISK_NEARLY_FULL,
                   {{"free_bytes", free_bytes}, {"needed_bytes", needed_bytes}});
}

GroupFormer::GroupFormer(Pipeline& pipeline, const LedgerStore& store, CommittedState& committed,
                         ClockGuard& clock_guard, DiskSpace& disk,
                         std::function<void(const absl::Status&)> on_fatal)
    : pipeline_(pipeline),
      committed_(committed),
      clock_guard_(clock_guard),
      disk_(disk),
      on_fatal_(std::move(on_fatal)),
      state_(store, pipeline.limits),
      batch_decider_(state_) {
  committed_.With([this](const DomainState& domain) { state_.Reset(domain); });
  pipeline_.decided_count = state_.next_position();
}

void GroupFormer::Run() {
  while (true) {
    switch (AwaitNext()) {
      case Next::kDecide:
        DecideCurrent();
        break;
      case Next::kSeal:
        Seal();
        break;
      case Next::kRewind:
        Rewind();
        break;
      case Next::kFail:
        FailAll();
        return;
      case Next::kEnd: {
        MutexLock lock(pipeline_.mutex);
        pipeline_.drained = true;
        pipeline_.commit.NotifyAll();
        return;
      }
    }
  }
}

GroupFormer::Next GroupFormer::AwaitNext() {
  const bool has_group = state_.has_open_group() && !state_.open_group().idle();
  Next next = Next::kDecide;
  size_t finished = 0;
  {
    MutexLock lock(pipeline_.mutex);
    pipeline_.decide.Wait(pipeline_.mutex, [this, has_group, &next] {
      pipeline_.mutex.AssertHeld();
      const size_t in_flight = pipeline_.sealed.size();
      if (pipeline_.dead) {
        next = Next::kFail;
      } else if (pipeline_.conflict) {
        next = Next::kRewind;
      } else if (has_group && in_flight == 0) {
        next = Next::kSeal;
      } else if (group_full_) {
        if (in_flight >= pipeline_.limits.max_groups_in_flight) return false;
        next = Next::kSeal;
      } else if (has_current_ || !pipeline_.queue.empty()) {
        next = Next::kDecide;
      } else if (pipeline_.stopping && in_flight == 0) {
        next = Next::kEnd;
      } else {
        return false;
      }
      return true;
    });
    finished = std::exchange(pipeline_.finished, 0);
  }
  for (; finished > 0; --finished) {
    state_.RetireGroup();
    empty_conflicts_ = 0;
  }
  if (next == Next::kDecide) TakeWork();
  return next;
}

void GroupFormer::TakeWork() {
  if (has_current_) return;
  MutexLock lock(pipeline_.mutex);
  current_ = std::move(pipeline_.queue.front());
  pipeline_.queue.pop_front();
  has_current_ = true;
}

void GroupFormer::DecideCurrent() {
  const Fit fit = Decide(current_);
  pipeline_.decided_count = state_.next_position();
  if (fit == Fit::kGroupFull) {
    HL_CHECK(!state_.open_group().idle()) << "an empty group without room";
    group_full_ = true;
    return;
  }
  MutexLock lock(pipeline_.mutex);
  pipeline_.Discount(current_);
  current_ = {};
  has_current_ = false;
}

Fit GroupFormer::Decide(const Work& work) {
  const ClockGuard::Reading clock = clock_guard_.Read();
  const bool stopped = !clock.status.ok();
  // Asked once a group: it is two system calls, and a group holds at most 900 KiB.
  if (!state_.has_open_group()) {
    disk_status_ = CheckDisk(disk_, pipeline_.limits.min_free_disk_bytes);
  }
  // A clock in doubt gives no time.
  state_.OpenGroup(stopped ? 0 : clock.now_micros);
  if (stopped && !(work.command != nullptr && work.command->while_stopped())) {
    Refuse(work, clock.status);
    return Fit::kDone;
  }
  if (!disk_status_.ok()) {
    Refuse(work, disk_status_);
    return Fit::kDone;
  }
  if (work.batch != nullptr) return batch_decider_.Decide(work.batch);
  const Fit fit = work.command->Decide(state_, state_.open_group());
  state_.EndReading();
  if (fit == Fit::kDone) {
    Piece piece;
    piece.command = work.command;
    state_.open_group().pieces.push_back(std::move(piece));
  }
  return fit;
}

void GroupFormer::Refuse(const Work& work, absl::Status status) {
  Piece piece;
  piece.command = work.command;
  piece.batch = work.batch;
  if (work.batch != nullptr) {
    piece.begin = work.batch->next;
    piece.last = true;
    piece.status = std::move(status);
  } else {
    work.command->Refuse(std::move(status));
  }
  state_.open_group().pieces.push_back(std::move(piece));
}

void GroupFormer::Seal() {
  DecidedGroup* const group = state_.SealGroup();
  group_full_ = false;
  MutexLock lock(pipeline_.mutex);
  pipeline_.sealed.push_back(group);
  pipeline_.commit.NotifyOne();
}

std::vector<Work> GroupFormer::TakeBack() {
  std::vector<Work> works;
  absl::flat_hash_set<const BatchWork*> batches;
  const auto take = [&works, &batches](const Work& work, size_t begin) {
    if (work.batch != nullptr) {
      // Of a batch's pieces the first one says where deciding begins again.
      if (!batches.insert(work.batch.get()).second) return;
      work.batch->next = begin;
    }
    works.push_back(work);
  };
  for (const DecidedGroup* group : state_.groups()) {
    for (const Piece& piece : group->pieces) take({piece.batch, piece.command}, piece.begin);
  }
  if (has_current_) take(current_, current_.batch != nullptr ? current_.batch->next : 0);
  return works;
}

void GroupFormer::Rewind() {
  std::vector<Work> works = TakeBack();
  uint64_t applied = 0;
  absl::Status status = committed_.CatchUp(&applied);
  empty_conflicts_ = applied > 0 ? 0 : empty_conflicts_ + 1;
  if (status.ok() && empty_conflicts_ > pipeline_.limits.max_empty_conflicts) {
    status = MakeError(ERROR_REASON_INTERNAL,
                       {{"detail", "proposals conflict again and again with nothing"}});
  }
  if (!status.ok()) {
    on_fatal_(status);
    pipeline_.Die();
    return;
  }
  committed_.With([this](const DomainState& domain) { state_.Reset(domain); });
  pipeline_.decided_count = state_.next_position();
  group_full_ = false;
  MutexLock lock(pipeline_.mutex);
  if (has_current_) pipeline_.Discount(current_);
  current_ = {};
  has_current_ = false;
  for (auto work = works.rbegin(); work != works.rend(); ++work) {
    pipeline_.Count(*work);
    pipeline_.queue.push_front(std::move(*work));
  }
  pipeline_.sealed.clear();
  pipeline_.conflict = false;
  pipeline_.commit.NotifyOne();
}

void GroupFormer::FailAll() {
  std::vector<Work> works = TakeBack();
  {
    MutexLock lock(pipeline_.mutex);
    for (Work& work : pipeline_.queue) works.push_back(std::move(work));
    pipeline_.queue.clear();
    pipeline_.sealed.clear();
  }
  for (const Work& work : works) {
    absl::Status unknown = MakeError(ERROR_REASON_OUTCOME_UNKNOWN);
    if (work.command != nullptr) {
      work.command->Refuse(std::move(unknown));
      work.command->Answer();
    } else {
      std::exchange(work.batch->done,
                    nullptr)(BatchAnswer{std::move(work.batch->acknowledged), std::move(unknown)});
    }
  }
}

}  // namespace hemoledger
