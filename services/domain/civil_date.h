// Civil dates in Asia/Ho_Chi_Minh as the contract has them (proto/hemoledger/v1/values.proto): an
// int32 YYYYMMDD, 20210405 for 5 April 2021; 0 is "not stated". Proleptic Gregorian, years 1900 to
// 2999. All functions are pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hemoledger/v1/values.pb.h"
#include "proto/base/language.h"

namespace hemoledger {

inline constexpr int kFirstYear = 1900;
inline constexpr int kLastYear = 2999;

struct YearMonthDay {
  int year = 0;
  int month = 0;
  int day = 0;
};

// --- Dates ---

// A date that exists, in 1900 to 2999; 0 is none.
bool IsValidDate(int32_t date);
// OK, or DATE_INVALID; with FIELD_REQUIRED for 0.
absl::Status RequireDate(std::string_view field, int32_t date);
// The same, and OK for 0.
absl::Status OptionalDate(std::string_view field, int32_t date);

YearMonthDay SplitDate(int32_t date);
constexpr int32_t MakeDate(int year, int month, int day) {
  return year * 10000 + month * 100 + day;
}

// Days since 1970-01-01 (negative before). REQUIRES: IsValidDate(date).
int32_t DayNumber(int32_t date);
// The inverse. REQUIRES: the day lies in 1900 to 2999.
int32_t DateOfDayNumber(int32_t day_number);
// REQUIRES: both dates are valid.
int32_t AddDays(int32_t date, int32_t days);

int DaysInMonth(int year, int month);
int32_t FirstOfMonth(int32_t date);
int32_t LastOfMonth(int32_t date);

// The last microsecond of the civil day: what "as of a day" means. Microseconds since
// 1970-01-01T00:00:00Z. Asia/Ho_Chi_Minh is UTC+7 without daylight saving since 13 June 1975 (IANA
// time zone database, file `asia`); earlier days are reckoned so too, since nothing was recorded
// then.
int64_t EndOfDayMicros(int32_t date);
// The civil day of a moment.
int32_t DateOfMicros(int64_t micros);

// --- Intervals: both ends included ---

struct CivilInterval {
  int32_t first = 0;
  int32_t last = 0;

  friend bool operator==(const CivilInterval&, const CivilInterval&) = default;
};

// With `last` filled in where it is blank.
CivilInterval ToCivil(const v1::Interval& interval);
v1::Interval ToProto(const CivilInterval& interval);
// OK, or FIELD_REQUIRED, DATE_INVALID, INTERVAL_REVERSED; `field` is the interval's place.
absl::Status CheckInterval(std::string_view field, const v1::Interval& interval);

bool IsDay(const CivilInterval& interval);
// Exactly a whole calendar month.
bool IsMonth(const CivilInterval& interval);
// The calendar month that the interval lies in, as YYYYMM; 0: month unknown ("chưa rõ tháng").
int32_t MonthOf(const CivilInterval& interval);
// Wholly inside the period.
bool IsInside(const CivilInterval& interval, const CivilInterval& period);
// At least one common day.
bool Overlaps(const CivilInterval& a, const CivilInterval& b);
// Some days inside the period, some outside: a straddler.
bool Straddles(const CivilInterval& interval, const CivilInterval& period);
// Days from first to last, both counted.
int32_t DayCount(const CivilInterval& interval);

// --- For people ---

// Vietnamese as official documents write it, a zero before days under 10 and before months 1 and 2
// (Decree 30/2020/NĐ-CP, appendix I, part II.4): "05/4/2022", "14/01/2021". English: ISO 8601,
// "2022-04-05". Blank for 0.
std::string FormatDate(int32_t date, Language language);
// As in a letterhead: "ngày 05 tháng 4 năm 2022"; English: "5 April 2022".
std::string FormatLetterheadDate(int32_t date, Language language);
// YYYYMM: "tháng 4/2022"; English "2022-04". 0: "chưa rõ tháng", "month unknown".
std::string FormatMonth(int32_t month, Language language);
// A day as a date, a whole month as a month, all else as "01/12/2020 – 30/11/2021".
std::string FormatInterval(const CivilInterval& interval, Language language);

// Reads "5/4/2022", "05/04/2022" (day first) and "2022-04-05", years of four digits; blanks at the
// ends do not matter. Absent: it is none of these, or no date of 1900 to 2999.
std::optional<int32_t> ParseDate(std::string_view text);
// Reads a date, a month ("4/2022", "04/2022", "2022-04", each with "tháng" before it or not), or a
// period: two dates, or two months, with "–", "-" or ".." between blanks or, for "–" and "..",
// without. Absent: it is none of these, or ends before it begins.
std::optional<CivilInterval> ParseInterval(std::string_view text);

}  // namespace hemoledger
