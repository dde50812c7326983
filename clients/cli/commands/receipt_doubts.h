// What looks unlikely about a receipt before it is recorded: a person confirms it, or finds a slip.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/lib/spool.h"
#include "hemoledger/v1/receipts.pb.h"
#include "proto/base/language.h"

namespace hemoledger {

// Without an earlier receipt of the unit, more blood units than this are asked about; with one,
// more than kTimesLargest times the largest, though never so few as kNeverLarge.
inline constexpr int64_t kLargeUnits = 500;
inline constexpr int64_t kTimesLargest = 5;
inline constexpr int64_t kNeverLarge = 100;
// A receipt is recorded soon after its day.
inline constexpr int32_t kLongPastDays = 365;
// The clock against the moment of the receipt that was recorded last.
inline constexpr int64_t kClockBackMicros = 5LL * 60 * 1'000'000;
inline constexpr int64_t kClockAheadMicros = 86'400LL * 1'000'000;

// One line each, in the order of weight: the clock, a receipt of the same unit, time and number
// that the spool holds (not one that was refused), a day in the future or long past, a large
// number. `unit_name` is what the receipt's unit is called, for those that were recorded by name.
// Errors: those of Spool::VisitKept.
absl::StatusOr<std::vector<std::string>> FindDoubts(const v1::Receipt& receipt,
                                                    const std::string& unit_name,
                                                    const Spool& spool, int64_t now_micros,
                                                    Language language);

// Same unit (by id, or by name where one of them has only that), time and bags together.
bool LikelyTheSame(const v1::Receipt& a, const std::string& a_unit_name, const v1::Receipt& b,
                   const std::string& b_unit_name);

}  // namespace hemoledger
