// Reading snapshots: which of them are of this ledger's history, and making a state of one.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "services/domain/domain_state.h"
#include "services/ledger/committed_state.h"
#include "services/ledger/log_level.h"
#include "store/ledger_store.h"
#include "store/snapshots.h"

namespace hemoledger {

// Why a snapshot is not used.
struct SnapshotFault {
  // The file is not what was written, or tells an impossible state. Else it is sound and of another
  // version, ledger or history.
  bool damaged = false;
  // In English, without the file's name.
  std::string why;
};

// Makes `state` that of the snapshot; absent: done. Asked of it, in this order: its bytes, the
// versions, the ledger's id and epoch, that it is not beyond the log's head, that the log has the
// event before its position that it had then, the state itself. REQUIRES: nothing was applied to
// `state`; after a fault it is not to be used.
std::optional<SnapshotFault> LoadSnapshot(const SnapshotStore& snapshots,
                                          const SnapshotStore::File& file, const LedgerStore& log,
                                          DomainState& state);

// Lets `committed` begin from the newest snapshot that can be used, and gives its position; 0:
// there is none, and nothing was done. Every one that can not be used is told, as a warning, with
// why. A folder that can not be read is told too: a start never fails for a snapshot.
uint64_t BeginFromSnapshot(const SnapshotStore& snapshots, const LedgerStore& log,
                           const std::function<void(LogLevel, std::string_view)>& tell,
                           CommittedState& committed);

}  // namespace hemoledger
