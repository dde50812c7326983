// The first event of a ledger.
#pragma once

#include "absl/status/status.h"
#include "proto/base/clock.h"
#include "proto/base/random.h"
#include "services/ledger/proposer.h"

namespace hemoledger {

// Proposes LedgerCreated at position 0, with a new random id and epoch 1. OK also where another one
// came first: it holds.
absl::Status CreateLedger(Clock& clock, Random& random, Proposer& proposer);

}  // namespace hemoledger
