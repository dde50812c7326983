// The ledger of a data folder with the machine's clock, randomness and disk, and the scans beside
// it.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "proto/base/clock.h"
#include "proto/base/random.h"
#include "services/ledger/ledger.h"
#include "services/server/config.h"
#include "store/attachments.h"
#include "store/consumer_store.h"
#include "store/ledger_store.h"
#include "store/snapshots.h"

namespace hemoledger {

// Owns what a ledger borrows. Members in the order of building: the ledger goes first.
struct OpenedLedger {
  std::unique_ptr<SystemClock> clock;
  std::unique_ptr<SystemRandom> random;
  std::unique_ptr<LedgerStore> store;
  std::unique_ptr<AttachmentStore> attachments;
  // nullptr: the folder could not be used, which was told.
  std::unique_ptr<SnapshotStore> snapshots;
  std::unique_ptr<ConsumerStore> consumers;
  std::unique_ptr<Ledger> ledger;
};

// Opens the folder and replays it from its newest usable snapshot on, then removes scans that no
// event names (OpenAttachments). From then on a failed write or sync, or a state that can not be
// continued, ends the process at once with kExitFatal and one line that says why: no answer leaves
// after it. Errors: those of LedgerStore::Open and Ledger::Open.
absl::StatusOr<OpenedLedger> OpenLedger(const ServerConfig& config, bool create_if_missing);

}  // namespace hemoledger
