#include "services/rpc/event_start.h"

#include <algorithm>
#include <optional>

#include "proto/base/errors.h"
#include "proto/base/status_macros.h"

namespace hemoledger {

absl::StatusOr<uint64_t> StartPosition(const v1::EventStart& start, const LedgerStore& store,
                                       uint64_t next_position) {
  switch (start.start_case()) {
    case v1::EventStart::kRecordTimeMicros: {
      // Nothing was recorded before 1970.
      if (start.record_time_micros() <= 0) return 0;
      ASSIGN_OR_RETURN(const std::optional<uint64_t> before,
                       store.FindPositionAtTime(start.record_time_micros() - 1));
      // The store may be ahead of the view.
      return before.has_value() ? std::min(*before + 1, next_position) : 0;
    }
    case v1::EventStart::kNow:
      return start.now() ? next_position : 0;
    case v1::EventStart::kPosition:
    case v1::EventStart::START_NOT_SET:
      break;
  }
  if (start.position() > next_position) {
    return MakeError(ERROR_REASON_POSITION_PAST_HEAD,
                     {{"position", start.position()}, {"head", next_position - 1}});
  }
  return start.position();
}

}  // namespace hemoledger
