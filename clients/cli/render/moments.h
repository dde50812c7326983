// Moments, spans of time and sizes as the two languages write them, and figures and dates as
// programs read them. Counts, percentages and dates for people: services/domain/numbers.h,
// civil_date.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "proto/base/language.h"

namespace hemoledger {

// Microseconds since 1970-01-01T00:00:00Z as a moment in Asia/Ho_Chi_Minh (UTC+7): "17:25:03 ngày
// 24/11/2025", English "2025-11-24 17:25:03". 0: blank.
std::string FormatMoment(int64_t micros, Language language);

// Reads a moment as a person writes it, in Asia/Ho_Chi_Minh: a day ("24/11/2025", its beginning),
// or a day and a time of day in either order ("2025-11-24 08:00", "08:00:30 ngày 24/11/2025",
// "2025-11-24T08:00"); or RFC 3339 with its own zone ("2025-11-24T01:00:00Z"). Absent: it is none.
std::optional<int64_t> ParseMoment(std::string_view text);

// 93784: "1 ngày 2 giờ", "1 d 2 h": the two largest parts; below a minute in seconds.
std::string FormatDuration(int64_t seconds, Language language);

// 1610612736: "1,5 GiB" / "1.5 GiB".
std::string FormatBytes(int64_t bytes, Language language);

// For programs: "2021-04-05"; 0: blank.
std::string IsoDate(int32_t date);
// "2025-11-24T10:25:03.123456Z" (RFC 3339); 0: blank.
std::string IsoMoment(int64_t micros);
// 100 × numerator / denominator, rounded half up, with a point and no thousands mark: "104.51".
// REQUIRES: denominator > 0.
std::string PlainPercent(int64_t numerator, int64_t denominator, int decimals);

}  // namespace hemoledger
