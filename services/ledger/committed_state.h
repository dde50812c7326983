// What is committed, folded: the state that views are made of and that decisions begin from.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "proto/base/mutex.h"
#include "services/domain/domain_state.h"
#include "services/ledger/decided_group.h"
#include "services/ledger/source_marks.h"
#include "services/ledger/views.h"
#include "store/ledger_store.h"

namespace hemoledger {

// Thread-safe: a lock stands around all of it. Views are announced outside it.
class CommittedState final : public ViewMaker {
 public:
  // Borrows both.
  CommittedState(const LedgerStore& store, Views& views) : store_(store), views_(views) {}
  // Leaves the newest view to `views`. No Pin may be under way.
  ~CommittedState() override;
  CommittedState(const CommittedState&) = delete;
  CommittedState& operator=(const CommittedState&) = delete;

  // Begins from `state` instead of nothing, and announces it. REQUIRES: nothing was applied to
  // this; `state` is that of the store's events below its next_position().
  void Begin(DomainState state);

  // Applies all that the store has beyond it, and publishes. `*applied`: how many events. Errors:
  // STORE_DAMAGED, those of the store.
  absl::Status CatchUp(uint64_t* applied);

  // Applies a group that the store has just got, without reading it back, and publishes. Errors:
  // STORE_DAMAGED: a fault of ours.
  absl::Status Apply(const DecidedGroup& group);

  std::shared_ptr<const View> MakeView() override;

  // Positions of the documents applied that stand below `next_position`, ascending. Copies them.
  std::vector<uint64_t> DocumentPositions(uint64_t next_position);

  // SHA-256 over the state.
  std::string Digest();
  // Calls `use` with the state while nothing changes it.
  void With(const std::function<void(const DomainState&)>& use);

 private:
  absl::Status ApplyAll(const DecidedGroup& group) REQUIRES(mutex_);
  void NoteSources() REQUIRES(mutex_);
  // Events of the log from where the state stands; to the end of the log.
  absl::Status ReadOn() REQUIRES(mutex_);
  absl::Status ApplyBytes(std::string_view event) REQUIRES(mutex_);
  void Announce();

  const LedgerStore& store_;
  Views& views_;
  Mutex mutex_;
  DomainState domain_ GUARDED_BY(mutex_);
  SourceMarks marks_ GUARDED_BY(mutex_);
  // Made last.
  std::shared_ptr<const View> view_ GUARDED_BY(mutex_);
  // Reused.
  v1::Event event_ GUARDED_BY(mutex_);
  v1::Submission submission_ GUARDED_BY(mutex_);
};

}  // namespace hemoledger
