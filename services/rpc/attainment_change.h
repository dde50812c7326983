// What differs between two answers about attainment, as WatchAttainment tells it.
#pragma once

#include <optional>

#include "hemoledger/v1/attainment_service.pb.h"

namespace hemoledger {

// The message that leads a reader who has `before` to `after`: a `change`, or the `whole` anew
// where lines come, go or change their order, or what the figures mean differs. Absent: all figures
// are the same, whatever position they reflect. Both answers are of one query.
std::optional<v1::WatchAttainmentResponse> AttainmentStep(const v1::GetAttainmentResponse& before,
                                                          const v1::GetAttainmentResponse& after);

}  // namespace hemoledger
