// What readers see: immutable states of the ledger, each after a whole committed group, and waiting
// for the next ones.
//
// A reader pins the newest view and keeps it as long as it likes; it never sees half a group. A
// view is made when somebody looks: groups that nobody looks at between cost nothing. Making one
// takes some microseconds, since it shares everything with the state (copy_on_write.h), and waits
// for the group that is being applied just then, some milliseconds at most.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "hemoledger/v1/receipts.pb.h"
#include "proto/base/mutex.h"
#include "services/domain/fact_cells.h"
#include "services/domain/org_tree.h"
#include "services/domain/plan_book.h"
#include "services/domain/record_book.h"
#include "services/ledger/rule_books.h"
#include "services/ledger/source_marks.h"

namespace hemoledger {

// The state after all events below `next_position`. Immutable, safe from many threads.
struct View {
  // Number of events it includes; the last one's position is `next_position - 1`.
  uint64_t next_position = 0;
  // When the last one was recorded, microseconds since 1970-01-01T00:00:00Z.
  int64_t record_time_micros = 0;
  // 16 bytes.
  std::string ledger_id;
  uint32_t epoch = 0;
  std::shared_ptr<const OrgTree> tree;
  std::shared_ptr<const PlanBook> plans;
  std::shared_ptr<const RecordBook> records;
  FactCells::Snapshot cells;
  SourceMarks::Snapshot sources;
};

// What is told of each group, at once: all but the counters.
struct ViewHead {
  // As View::next_position; 0: there is nothing yet.
  uint64_t next_position = 0;
  RuleBooks books;
};

// Where views come from.
class ViewMaker {
 public:
  virtual ~ViewMaker() = default;
  // The newest view; never behind what was announced before. Thread-safe.
  virtual std::shared_ptr<const View> MakeView() = 0;
};

// Thread-safe.
class Views {
 public:
  using Deadline = std::chrono::steady_clock::time_point;
  using WaitId = uint64_t;
  using WaitDone = std::function<void(const absl::Status&)>;

  Views();
  // Ends all waits as Stop does.
  ~Views();
  Views(const Views&) = delete;
  Views& operator=(const Views&) = delete;

  // The newest view. Never null once the ledger is open.
  std::shared_ptr<const View> Pin() const;
  // What is known of the newest view without making it: for whoever needs no counters.
  ViewHead head() const;

  // Calls `done` exactly once, when a view includes `position`: with OK; after `deadline`, if any,
  // with POSITION_NOT_REACHED; after Stop with SERVER_STOPPING. When the view is there already,
  // before this returns (the id is then 0). Else from the committing thread or the timer's, with no
  // lock held: it must be short, and may call anything here. A subscriber waits for the next
  // position that it wants, without a deadline.
  WaitId WaitForPosition(uint64_t position, std::optional<Deadline> deadline, WaitDone done);

  // True: `done` was not called and never will be. False: it was, or is being called.
  bool CancelWait(WaitId id);

  // Publishes a newer view, then ends the waits that it fulfils. Called by the sequencer only.
  void Publish(std::shared_ptr<const View> view);
  // The same for a view that `maker` makes when somebody pins it. `maker` must live until Detach.
  void Announce(ViewHead head, ViewMaker* maker);
  // From now on the view made last is the newest. No Pin may be under way.
  void Detach();

  // Ends all waits with SERVER_STOPPING; later ones end so at once unless fulfilled.
  void Stop();

 private:
  struct Waiter {
    WaitId id;
    uint64_t position;
    std::optional<Deadline> deadline;
    WaitDone done;
  };
  using Waiters = std::multimap<uint64_t, Waiter>;
  using Timers = std::multimap<Deadline, WaitId>;

  void RunTimer();
  // Takes a waiter out of all indexes.
  Waiter TakeOut(Waiters::iterator waiter) REQUIRES(mutex_);
  // Those that the head fulfils.
  std::vector<Waiter> TakeFulfilled() REQUIRES(mutex_);

  mutable Mutex mutex_;
  ViewHead head_ GUARDED_BY(mutex_);
  // Made last; nullptr until somebody looks.
  mutable std::shared_ptr<const View> view_ GUARDED_BY(mutex_);
  ViewMaker* maker_ GUARDED_BY(mutex_) = nullptr;
  // By position; found by id through `by_id_`, by deadline through `timers_`.
  Waiters waiters_ GUARDED_BY(mutex_);
  absl::flat_hash_map<WaitId, Waiters::iterator> by_id_ GUARDED_BY(mutex_);
  Timers timers_ GUARDED_BY(mutex_);
  WaitId last_id_ GUARDED_BY(mutex_) = 0;
  bool stopping_ GUARDED_BY(mutex_) = false;
  CondVar timer_wake_;
  // Last: it uses all of the above.
  std::thread timer_;
};

}  // namespace hemoledger
