#include "services/rpc/recorded_event.h"

#include <string_view>

#include "proto/base/status_macros.h"
#include "services/domain/event_scan.h"
#include "services/domain/receipt_scan.h"

namespace hemoledger {
namespace {

// Whether it can have no texts: most are ordinary receipts, and looking for texts costs more than
// reading the event.
bool HasNoTexts(std::string_view event) {
  ScannedEvent outside;
  ScannedReceipt receipt;
  return ScanEvent(event, &outside) && ScanReceipt(outside.submission, &receipt);
}

}  // namespace

absl::Status AddTexts(const LedgerStore& store, uint64_t position, v1::RecordedEvent& recorded) {
  ASSIGN_OR_RETURN(const auto texts, store.GetTexts(position));
  for (const auto& [ordinal, row] : texts) {
    if (row.erased) continue;
    v1::AccompanyingText& text = *recorded.add_texts();
    text.set_ordinal(ordinal);
    text.set_salt(row.salt);
    text.set_text(row.text);
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::RecordedEvent> ReadRecordedEvent(const LedgerStore& store, NearReader& reader,
                                                    uint64_t position) {
  v1::RecordedEvent recorded;
  ASSIGN_OR_RETURN(*recorded.mutable_event(), reader.ReadEvent(position));
  if (HasNoTexts(recorded.event())) return recorded;
  RETURN_IF_ERROR(AddTexts(store, position, recorded));
  return recorded;
}

}  // namespace hemoledger
