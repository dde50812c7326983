#include "services/ledger/ledger_creation.h"

#include "proto/base/errors.h"
#include "services/ledger/event_builder.h"
#include "services/ledger/limits.h"

namespace hemoledger {

absl::Status CreateLedger(Clock& clock, Random& random, Proposer& proposer) {
  constexpr size_t kLedgerIdBytes = 16;
  v1::Submission submission;
  v1::LedgerCreated& created = *submission.mutable_ledger_created();
  created.set_ledger_id(random.Bytes(kLedgerIdBytes));
  created.set_epoch(1);
  created.set_format_version(kFormatVersion);
  const std::string bytes = submission.SerializeAsString();
  Group group(/*base_position=*/0);
  const EventHead head{0, clock.NowMicros(), kServerPrincipal, nullptr};
  const size_t size = EventSize(head, bytes);
  WriteEvent(head, bytes, size, group.AllocateEvent(size));
  const ProposeResult result = proposer.Propose(0, group);
  if (result.outcome != ProposeOutcome::kUnknown) return absl::OkStatus();
  return result.status.ok() ? MakeError(ERROR_REASON_OUTCOME_UNKNOWN) : result.status;
}

}  // namespace hemoledger
