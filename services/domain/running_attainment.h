// An answer about attainment that is kept up as receipts come: what a query costs again and again
// while the ledger is written is what changed, not what there is.
//
// Sums are linear: a cell that grew adds its growth. Only a cell that falls back to zero (its last
// receipt was voided) can take a line away; then all cells are added anew.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "services/domain/attainment.h"

namespace hemoledger {

// Not thread-safe. Holds the snapshot asked last alive.
class RunningAttainment {
 public:
  // Errors: those of ComputeAttainment.
  static absl::StatusOr<std::unique_ptr<RunningAttainment>> Begin(
      std::shared_ptr<const OrgTree> tree, std::shared_ptr<const PlanBook> book,
      const AttainmentQuery& query);
  ~RunningAttainment();
  RunningAttainment(const RunningAttainment&) = delete;
  RunningAttainment& operator=(const RunningAttainment&) = delete;

  // As ComputeAttainment with these cells. REQUIRES: they are of the same FactCells as those
  // before, and what they name is in the tree and book that it began with.
  v1::GetAttainmentResponse At(const FactCells::Snapshot& cells);

 private:
  class Impl;
  explicit RunningAttainment(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace hemoledger
