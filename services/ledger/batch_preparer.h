// What is done with a batch where it arrives, in parallel to the sequencer: parse, check form and
// texts, look up what corrections name.
#pragma once

#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "services/ledger/receipt_lookup.h"
#include "services/ledger/stream_batch.h"

namespace hemoledger {

// As Ledger::PrepareBatch. `events`: what is durable; `books`: the newest that is. Thread-safe.
absl::StatusOr<StreamBatch> PrepareStreamBatch(const StreamIdentity& stream, uint64_t next_number,
                                               std::unique_ptr<const ReceivedBatch> received,
                                               EventSource& events, RuleBooks books);

// The receipt that a correction or void names, as it stands; nullptr: it is none of both, or what
// it names is not durable yet.
std::unique_ptr<const ReceiptTarget> FindReceiptHint(const v1::Submission& submission,
                                                     EventSource& events);

}  // namespace hemoledger
