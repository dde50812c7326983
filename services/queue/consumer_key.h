// The key of an event: within what consumers get events in order (ConsumerKey in
// proto/hemoledger/v1/consumer_service.proto).
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "hemoledger/v1/consumer_service.pb.h"
#include "hemoledger/v1/events.pb.h"

namespace hemoledger {

// The plan of a round; blank: no such round.
using PlanOfRound = std::function<std::string(std::string_view round_id)>;

// True: the event changes a receipt that was changed before, so that its key is that of the event
// at `event.resolved().replaced().original_position()`, the receipt as first recorded.
bool HasKeyOfOriginal(const v1::Event& event);

// Such as "unit:tan-hiep", "plan:kien-giang-2021", "type:source_opened". Pure. `submission` is the
// event's. REQUIRES: not HasKeyOfOriginal(event).
std::string ConsumerKeyOf(v1::ConsumerKey kind, const v1::Event& event,
                          const v1::Submission& submission, const PlanOfRound& plan_of_round);

}  // namespace hemoledger
