#include "services/domain/event_scan.h"

#include <algorithm>

#include "hemoledger/v1/events.pb.h"
#include "services/domain/wire_cursor.h"

namespace hemoledger {
namespace {

constexpr uint8_t kPositionTag = v1::Event::kPositionFieldNumber << 3;
constexpr uint8_t kRecordTimeTag = v1::Event::kRecordTimeMicrosFieldNumber << 3;
constexpr uint8_t kPrincipalTag = v1::Event::kPrincipalFieldNumber << 3 | 2;
constexpr uint8_t kSubmissionTag = v1::Event::kSubmissionFieldNumber << 3 | 2;

}  // namespace

bool ScanEvent(std::string_view event, ScannedEvent* scanned) {
  *scanned = {};
  // Fields come in the order of their numbers, as they are written.
  uint8_t last_tag = 0;
  for (WireCursor cursor(event); !cursor.AtEnd();) {
    uint8_t tag = 0;
    if (!cursor.ReadTag(&tag) || tag <= last_tag) return false;
    last_tag = tag;
    uint64_t number = 0;
    std::string_view principal;
    switch (tag) {
      case kPositionTag:
        if (!cursor.ReadVarint(&scanned->position)) return false;
        break;
      case kRecordTimeTag:
        if (!cursor.ReadVarint(&number)) return false;
        scanned->record_time_micros = static_cast<int64_t>(number);
        break;
      case kPrincipalTag:
        // Strings are UTF-8; ASCII surely is.
        if (!cursor.ReadBytes(&principal) ||
            !std::all_of(principal.begin(), principal.end(), [](char c) { return c >= 0; })) {
          return false;
        }
        break;
      case kSubmissionTag:
        if (!cursor.ReadBytes(&scanned->submission)) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

}  // namespace hemoledger
