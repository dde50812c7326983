// Receipts with their lives, read from the log as one state has them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hemoledger/v1/events.pb.h"
#include "hemoledger/v1/receipt_service.pb.h"
#include "services/ledger/views.h"
#include "store/ledger_store.h"

namespace hemoledger {

// An event of the log, parsed.
struct ReadEvent {
  std::string bytes;
  v1::Event event;
  v1::Submission submission;
};

// Parses what a log holds. Errors: STORE_DAMAGED.
absl::Status ParseStored(std::string_view bytes, v1::Event* event, v1::Submission* submission);

// Used by one thread; borrows both.
class ReceiptReader {
 public:
  ReceiptReader(const LedgerStore& store, const View& view) : store_(store), view_(view) {}

  // The receipt whose first event is `original` (a ReceiptRecorded), as the view has it: `versions`
  // and `unit_name` left out. `life`, unless null, gets its events, the newest first, the original
  // last. Errors: STORE_DAMAGED.
  absl::StatusOr<v1::ReceiptView> Read(uint64_t position, std::string_view bytes,
                                       const v1::Event& event, const v1::Submission& submission,
                                       std::vector<ReadEvent>* life);

  // One version of a life for people, with its texts.
  absl::StatusOr<v1::ReceiptVersion> DescribeVersion(const ReadEvent& read, uint32_t version);

  absl::StatusOr<ReadEvent> ReadAt(uint64_t position);

 private:
  // Puts the text that stands at (position, text.ordinal) where it belongs.
  absl::Status FillText(uint64_t position, const v1::Text& text, std::string* into, bool* erased);

  const LedgerStore& store_;
  const View& view_;
};

}  // namespace hemoledger
