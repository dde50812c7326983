#include "services/rpc/recorded_event.h"

#include <string>

#include "proto/base/status_macros.h"

namespace hemoledger {

absl::StatusOr<v1::RecordedEvent> ReadRecordedEvent(const LedgerStore& store, uint64_t position) {
  v1::RecordedEvent recorded;
  ASSIGN_OR_RETURN(*recorded.mutable_event(), store.ReadEvent(position));
  ASSIGN_OR_RETURN(const auto texts, store.GetTexts(position));
  for (const auto& [ordinal, row] : texts) {
    if (row.erased) continue;
    v1::AccompanyingText& text = *recorded.add_texts();
    text.set_ordinal(ordinal);
    text.set_salt(row.salt);
    text.set_text(row.text);
  }
  return recorded;
}

}  // namespace hemoledger
