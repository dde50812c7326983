// Questions about attainment that come again and again, each kept up with the ledger
// (running_attainment.h): a screen that asks every second costs what changed in that second.
//
// Thread-safe.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>

#include "absl/status/statusor.h"
#include "proto/base/mutex.h"
#include "services/domain/running_attainment.h"
#include "services/ledger/views.h"

namespace hemoledger {

class RunningAnswers {
 public:
  // At most `max_kept` questions are remembered, the ones asked last; one that was not asked for
  // kMaxIdle is forgotten when another is asked. Each holds the counters of the state that it was
  // asked of last alive, so this bounds memory too.
  explicit RunningAnswers(size_t max_kept) : max_kept_(max_kept) {}

  // As ComputeAttainment for that state.
  absl::StatusOr<v1::GetAttainmentResponse> Answer(const View& view, const AttainmentQuery& query);

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::seconds kMaxIdle{30};

  struct Question {
    AttainmentQuery query;
    // What it was asked under.
    std::shared_ptr<const OrgTree> tree;
    std::shared_ptr<const PlanBook> plans;
    Clock::time_point asked_last;

    Mutex mutex;
    // nullptr: it was asked once only; nobody may ask again.
    std::unique_ptr<RunningAttainment> running GUARDED_BY(mutex);
    // As View::next_position, of the state asked of last.
    uint64_t next_position GUARDED_BY(mutex) = 0;
  };

  // The question if it was asked before; else remembers it, and nullptr.
  std::shared_ptr<Question> FindOrRemember(const View& view, const AttainmentQuery& query);

  const size_t max_kept_;
  Mutex mutex_;
  // Asked last first.
  std::list<std::shared_ptr<Question>> questions_ GUARDED_BY(mutex_);
};

}  // namespace hemoledger
