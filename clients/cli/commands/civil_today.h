// Today, for what refers to it.
#pragma once

#include <cstdint>

#include "clients/cli/commands/context.h"
#include "services/domain/civil_date.h"

namespace hemoledger {

// The day in Asia/Ho_Chi_Minh by this machine's clock, YYYYMMDD.
inline int32_t CivilToday(Context& context) {
  return DateOfMicros(context.clock().NowMicros());
}

}  // namespace hemoledger
