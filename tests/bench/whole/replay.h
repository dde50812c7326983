// How fast a ledger is replayed, beside reading its bytes.
#pragma once

#include <filesystem>

namespace hemoledger::bench {

struct ReplayOutcome {
  // Events a second through every projection: what a start without a snapshot does.
  double replayed_per_second = 0;
  // Events a second when the frames are read and nothing is decoded.
  double scanned_per_second = 0;
};
// `folder`: a data folder that no server has open; it is read once before, so that both read from
// memory.
ReplayOutcome Replay(const std::filesystem::path& folder);

// Bytes of the ledger's files, and of all its events as they are served.
struct DiskOutcome {
  double disk_bytes = 0;
  double event_bytes = 0;
};
// Compacts it first.
DiskOutcome DiskUse(const std::filesystem::path& folder);

}  // namespace hemoledger::bench
