// One event of the log as it is sent.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hemoledger/v1/event_service.pb.h"
#include "store/ledger_store.h"
#include "store/near_reader.h"

namespace hemoledger {

// Adds the texts of the event at a position where not erased. Errors: STORE_DAMAGED.
absl::Status AddTexts(const LedgerStore& store, uint64_t position, v1::RecordedEvent& recorded);

// The event at a position, byte for byte, with its texts where not erased. `reader`: of `store`,
// for events that stand near each other. Errors: STORE_DAMAGED, POSITION_PAST_HEAD.
absl::StatusOr<v1::RecordedEvent> ReadRecordedEvent(const LedgerStore& store, NearReader& reader,
                                                    uint64_t position);

}  // namespace hemoledger
