// fsck of snapshots: each is loaded as a start would load it, and what comes out is compared with a
// replay's state at its position.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/domain/domain_state.h"
#include "store/ledger_store.h"
#include "store/snapshots.h"

namespace hemoledger {

class SnapshotCheck {
 public:
  struct Problem {
    std::string name;
    // A start would load it and be wrong, or its bytes changed. Else it is only of no use.
    bool damaged = false;
    // In English.
    std::string why;
  };

  // Loads all of them, one after the other, and keeps the digests of their states. Errors: the
  // folder can not be read.
  absl::Status Load(const SnapshotStore& snapshots, const LedgerStore& log);

  // The replay's state, before every event and at the end.
  void Compare(DomainState& replayed);

  const std::vector<Problem>& problems() const { return problems_; }
  // How many are sound and equal to the replay's states.
  uint64_t sound_count() const { return sound_count_; }

 private:
  struct Loaded {
    SnapshotStore::File file;
    std::string digest;
  };

  // Of those not yet compared, the one with the lowest position last.
  std::vector<Loaded> loaded_;
  std::vector<Problem> problems_;
  uint64_t sound_count_ = 0;
};

}  // namespace hemoledger
