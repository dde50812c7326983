#include "services/server/snapshot_check.h"

#include <optional>
#include <utility>

#include "proto/base/status_macros.h"
#include "services/ledger/snapshot_load.h"

namespace hemoledger {

absl::Status SnapshotCheck::Load(const SnapshotStore& snapshots, const LedgerStore& log) {
  // The newest first.
  ASSIGN_OR_RETURN(const std::vector<SnapshotStore::File> files, snapshots.List());
  for (const SnapshotStore::File& file : files) {
    DomainState state;
    std::optional<SnapshotFault> fault = LoadSnapshot(snapshots, file, log, state);
    if (fault.has_value()) {
      problems_.push_back({file.name, fault->damaged, std::move(fault->why)});
    } else {
      loaded_.push_back({file, state.Digest()});
    }
  }
  return absl::OkStatus();
}

void SnapshotCheck::Compare(DomainState& replayed) {
  if (loaded_.empty() || loaded_.back().file.next_position != replayed.next_position()) return;
  if (loaded_.back().digest == replayed.Digest()) {
    ++sound_count_;
  } else {
    problems_.push_back(
        {loaded_.back().file.name, /*damaged=*/true, "a replay makes another state"});
  }
  loaded_.pop_back();
}

}  // namespace hemoledger
