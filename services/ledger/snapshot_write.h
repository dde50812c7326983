// Writing a snapshot of a published state.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/ledger/views.h"
#include "store/ledger_store.h"
#include "store/snapshots.h"

namespace hemoledger {

// Bytes of the snapshot of a view, about: without its documents, which are few.
uint64_t SnapshotBytes(const View& view);

// Writes the state of `view`, durably, and removes old snapshots; gives the file's bytes. Reads
// only what never changes: the view and events of the log, so it may take its time beside the
// committing thread. Cost: the bytes written, and reading one frame of the log a place where
// documents stand.
//
// `documents`: the positions of the view's documents, ascending. `may_go_on` is asked about every
// MiB; an error of it ends the writing with it, and nothing is left. Errors: those of the log and
// of SnapshotStore.
absl::StatusOr<uint64_t> WriteSnapshot(const View& view, const std::vector<uint64_t>& documents,
                                       const LedgerStore& log, SnapshotStore& snapshots,
                                       const std::function<absl::Status()>& may_go_on);

}  // namespace hemoledger
