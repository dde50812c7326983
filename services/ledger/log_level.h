// How grave a line of the log is.
#pragma once

#include <cstdint>

namespace hemoledger {

enum class LogLevel : uint8_t { kInfo, kWarning, kError };

}  // namespace hemoledger
