#include "services/ledger/proposer.h"
#include "store/ledger_store.h"

namespace hemoledger {

ProposeResult StoreProposer::Propose(uint64_t base, const Group& group) {
  if (base != store_.next_position()) return {ProposeOutcome::kConflict, absl::OkStatus()};
  absl::Status appended = store_.Append(group);
  if (appended.ok()) return {ProposeOutcome::kCommitted, absl::OkStatus()};
  return {ProposeOutcome::kUnknown, std::move(appended)};
}

}  // namespace hemoledger
