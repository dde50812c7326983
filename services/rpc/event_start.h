// Where reading of the ledger begins: EventStart of the contract.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "hemoledger/v1/event_service.pb.h"
#include "store/ledger_store.h"

namespace hemoledger {

// The first position wanted, at most `next_position` (of the view that is read): then reading
// begins with what comes next. A time costs a binary search over the log. Errors:
// POSITION_PAST_HEAD, STORE_DAMAGED.
absl::StatusOr<uint64_t> StartPosition(const v1::EventStart& start, const LedgerStore& store,
                                       uint64_t next_position);

}  // namespace hemoledger
