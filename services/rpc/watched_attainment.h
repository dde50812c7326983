// Queries about attainment that are being watched: each worked out and serialised once a state,
// however many watch it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "grpcpp/support/slice.h"
#include "hemoledger/v1/attainment_service.pb.h"
#include "proto/base/mutex.h"
#include "proto/base/strings.h"
#include "services/ledger/views.h"

namespace hemoledger {

// The answer from one view. Immutable, safe from many threads.
struct WatchedState {
  // Of the view.
  uint64_t next_position = 0;
  // It was the newest one then.
  std::chrono::steady_clock::time_point pinned_at;
  // Of the figures, from 1: equal in states with equal figures.
  uint64_t version = 0;
  // With `whole`.
  v1::WatchAttainmentResponse message;
  // The serialised message that leads from version - 1 to this one.
  grpc::Slice step;
};

// One query. Thread-safe; working out holds the lock, so that who wants the same state waits for it
// instead of working it out too.
class WatchedAttainment {
 public:
  using Compute =
      std::function<absl::StatusOr<v1::GetAttainmentResponse>(const std::shared_ptr<const View>&)>;
  using StatePtr = std::shared_ptr<const WatchedState>;

  // Borrows `views`.
  WatchedAttainment(const Views* views, Compute compute)
      : views_(views), compute_(std::move(compute)) {}

  // A state with all below `min_next_position` that is the newest, or was at `not_before` or later.
  // REQUIRES: a view with so many events was published. Errors: those of the query.
  absl::StatusOr<StatePtr> At(uint64_t min_next_position,
                              std::chrono::steady_clock::time_point not_before) EXCLUDES(mutex_);
  // The state's `whole`, serialised.
  grpc::Slice WholeOf(const StatePtr& state) EXCLUDES(mutex_);

  // How often the answer was worked out: what tests look at.
  uint64_t computed() const;

 private:
  const Views* const views_;
  const Compute compute_;
  mutable Mutex mutex_;
  StatePtr newest_ GUARDED_BY(mutex_);
  StatePtr whole_of_ GUARDED_BY(mutex_);
  grpc::Slice whole_ GUARDED_BY(mutex_);
  uint64_t computed_ GUARDED_BY(mutex_) = 0;
};

// What leads a reader who was told `told` (nullptr: nothing yet) to `state`, serialised; absent:
// the figures are the same.
std::optional<grpc::Slice> StepFrom(const WatchedAttainment::StatePtr& told,
                                    const WatchedAttainment::StatePtr& state,
                                    WatchedAttainment& query);

// All queries that are being watched, found by what is asked. Thread-safe.
class WatchedQueries {
 public:
  // The query of `key`; made with `compute` unless somebody watches it. It is kept as long as
  // anybody holds it.
  std::shared_ptr<WatchedAttainment> Open(const Views* views, const std::string& key,
                                          WatchedAttainment::Compute compute);

 private:
  Mutex mutex_;
  StringMap<std::weak_ptr<WatchedAttainment>> by_key_ GUARDED_BY(mutex_);
};

}  // namespace hemoledger
