// A proposer that a test holds, lets conflict or lose its answer; otherwise it writes to the store.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>

#include "proto/base/mutex.h"
#include "services/ledger/proposer.h"
#include "store/ledger_store.h"

namespace hemoledger {

// Thread-safe.
class FakeProposer : public Proposer {
 public:
  explicit FakeProposer(LedgerStore& store) : real_(store) {}

  ProposeResult Propose(uint64_t base, const Group& group) override {
    std::function<void()> before_conflict;
    bool unknown = false;
    {
      MutexLock lock(mutex_);
      ++proposals_;
      ++inside_;
      changed_.NotifyAll();
      changed_.Wait(mutex_, [this] {
        mutex_.AssertHeld();
        return !hold_ || passes_ > 0;
      });
      if (hold_) --passes_;
      --inside_;
      if (!conflicts_.empty()) {
        before_conflict = std::move(conflicts_.front());
        conflicts_.pop_front();
      }
      unknown = unknown_;
    }
    if (unknown) return {ProposeOutcome::kUnknown, absl::OkStatus()};
    if (before_conflict) {
      before_conflict();
      return {ProposeOutcome::kConflict, absl::OkStatus()};
    }
    return real_.Propose(base, group);
  }

  // From now on proposals wait.
  void Hold() {
    Set([this] { hold_ = true; });
  }
  void Release() {
    Set([this] { hold_ = false; });
  }
  // The one that waits goes on, later ones still wait.
  void ReleaseOne() {
    Set([this] { ++passes_; });
  }
  // The next proposal conflicts, after `before` was called (it may write to the store).
  void ConflictOnce(std::function<void()> before) {
    Set([this, &before] { conflicts_.push_back(std::move(before)); });
  }
  // From now on the outcome of every proposal is unknown.
  void LoseAnswers() {
    Set([this] { unknown_ = true; });
  }

  // Waits until a proposal is being held.
  void AwaitHeld() {
    MutexLock lock(mutex_);
    changed_.Wait(mutex_, [this] {
      mutex_.AssertHeld();
      return inside_ > 0;
    });
  }
  int proposals() const {
    MutexLock lock(mutex_);
    return proposals_;
  }

 private:
  void Set(const std::function<void()>& change) {
    MutexLock lock(mutex_);
    change();
    changed_.NotifyAll();
  }

  StoreProposer real_;
  mutable Mutex mutex_;
  CondVar changed_;
  bool hold_ = false;
  int passes_ = 0;
  bool unknown_ = false;
  std::deque<std::function<void()>> conflicts_;
  int inside_ = 0;
  int proposals_ = 0;
};

}  // namespace hemoledger
