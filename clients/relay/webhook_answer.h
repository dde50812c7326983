// What a receiver's answer means. The table and its reasons: docs/adr/0016. Pure, thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "clients/relay/relay_target.h"

namespace hemoledger {

// A receiver that asks for more than this is asked again after this.
inline constexpr std::chrono::hours kMaxRetryAfter{1};

// `retry_after` is the header's value, seconds or a date of HTTP; blank or unreadable: not given.
Attempt MeaningOf(int http_status, std::string_view retry_after, int64_t now_micros);

}  // namespace hemoledger
