// The seam under the sequencer: how a decided group becomes the next part of the one order of
// events (DESIGN "Groups", "More than one machine").
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "store/group.h"

namespace hemoledger {

class LedgerStore;

enum class ProposeOutcome : uint8_t {
  // The group is durable, and the ledger's store has it.
  kCommitted,
  // Something else stands at `base`: nothing of the group is there and never will be. What is there
  // can be read from the
  // store.
  kConflict,
  // It may be there or not.
  kUnknown,
};

struct ProposeResult {
  ProposeOutcome outcome = ProposeOutcome::kUnknown;
  // Of kUnknown: why.
  absl::Status status;
};

// Called by one thread at a time, one group at a time, in the order of their bases.
class Proposer {
 public:
  virtual ~Proposer() = default;
  // Blocks until the outcome is known, or known to be unknown. REQUIRES: `group` is not empty and
  // begins at `base`.
  virtual ProposeResult Propose(uint64_t base, const Group& group) = 0;
};

// One machine: the order is that of its own store.
class StoreProposer final : public Proposer {
 public:
  // Borrows it.
  explicit StoreProposer(LedgerStore& store) : store_(store) {}
  ProposeResult Propose(uint64_t base, const Group& group) override;

 private:
  LedgerStore& store_;
};

}  // namespace hemoledger
