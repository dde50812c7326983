// Which events a reader wants, and where it begins: EventFilter and EventStart of the contract, as
// consumer groups use them.
#pragma once

#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "hemoledger/v1/event_service.pb.h"
#include "hemoledger/v1/events.pb.h"
#include "services/ledger/views.h"
#include "store/ledger_store.h"

namespace hemoledger {

// Used by one thread at a time.
class EventMatcher {
 public:
  virtual ~EventMatcher() = default;
  // `submission` is the event's, parsed. The newest view includes the position.
  virtual bool Matches(uint64_t position, const v1::Event& event,
                       const v1::Submission& submission) = 0;
};

// `views` outlives it. Errors: FIELD_INVALID.
absl::StatusOr<std::unique_ptr<EventMatcher>> MakeEventMatcher(const v1::EventFilter& filter,
                                                               Views& views);

// The first position wanted, at most the store's next_position(). Errors: POSITION_PAST_HEAD,
// STORE_DAMAGED.
absl::StatusOr<uint64_t> ResolveEventStart(const v1::EventStart& start, const LedgerStore& store);

}  // namespace hemoledger
