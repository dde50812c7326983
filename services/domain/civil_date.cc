#include "services/domain/civil_date.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "absl/strings/str_format.h"
#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

constexpr int64_t kMicrosPerDay = int64_t{24} * 60 * 60 * 1'000'000;
constexpr int64_t kUtcOffsetMicros = int64_t{7} * 60 * 60 * 1'000'000;

constexpr std::array<std::string_view, 12> kEnglishMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

// Under 10 for days, 1 and 2 for months: what official documents put a zero before.
std::string DayText(int day) {
  return absl::StrFormat("%02d", day);
}
std::string MonthText(int month) {
  return month <= 2 ? absl::StrFormat("%02d", month) : Concat(month);
}

// Reads 1 to `max_digits` decimal digits from the front of `text`; absent: there are none, or more.
std::optional<int> TakeDigits(std::string_view& text, size_t min_digits, size_t max_digits) {
  int value = 0;
  size_t count = 0;
  while (count < text.size() && text[count] >= '0' && text[count] <= '9') {
    if (++count > max_digits) return std::nullopt;
    value = value * 10 + (text[count - 1] - '0');
  }
  if (count < min_digits) return std::nullopt;
  text.remove_prefix(count);
  return value;
}

bool TakeCharacter(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

bool StartsWithFourDigits(std::string_view text) {
  return text.size() > 4 &&
         std::all_of(text.begin(), text.begin() + 4, [](char c) { return c >= '0' && c <= '9'; });
}

// The whole month; absent: there is no such month.
std::optional<CivilInterval> MonthInterval(int year, int month) {
  const int32_t first = MakeDate(year, month, 1);
  if (!IsValidDate(first)) return std::nullopt;
  return CivilInterval{first, LastOfMonth(first)};
}

// "4/2022", "04/2022", "2022-04", with "tháng" before or not.
std::optional<CivilInterval> ParseMonth(std::string_view text) {
  for (const std::string_view word : {"tháng ", "Tháng ", "THÁNG "}) {
    if (text.starts_with(word)) text = TrimBlanks(text.substr(word.size()));
  }
  std::optional<int> year;
  std::optional<int> month;
  if (StartsWithFourDigits(text)) {
    year = TakeDigits(text, 4, 4);
    if (!TakeCharacter(text, '-')) return std::nullopt;
    month = TakeDigits(text, 2, 2);
  } else {
    month = TakeDigits(text, 1, 2);
    if (!TakeCharacter(text, '/')) return std::nullopt;
    year = TakeDigits(text, 4, 4);
  }
  if (!year.has_value() || !month.has_value() || !text.empty()) return std::nullopt;
  return MonthInterval(*year, *month);
}

std::optional<CivilInterval> ParseDayOrMonth(std::string_view text) {
  text = TrimBlanks(text);
  if (const std::optional<int32_t> date = ParseDate(text); date.has_value())
    return CivilInterval{*date, *date};
  return ParseMonth(text);
}

}  // namespace

bool IsValidDate(int32_t date) {
  if (date <= 0) return false;
  const YearMonthDay d = SplitDate(date);
  return d.year >= kFirstYear && d.year <= kLastYear && d.month >= 1 && d.month <= 12 &&
         d.day >= 1 && d.day <= DaysInMonth(d.year, d.month);
}

absl::Status RequireDate(std::string_view field, int32_t date) {
  if (date == 0) return MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", field}});
  return OptionalDate(field, date);
}

absl::Status OptionalDate(std::string_view field, int32_t date) {
  if (date == 0 || IsValidDate(date)) return absl::OkStatus();
  return MakeError(ERROR_REASON_DATE_INVALID, {{"field", field}, {"value", date}});
}

YearMonthDay SplitDate(int32_t date) {
  return {date / 10000, date / 100 % 100, date % 100};
}

int32_t DayNumber(int32_t date) {
  HL_CHECK(IsValidDate(date)) << date;
  const YearMonthDay d = SplitDate(date);
  const std::chrono::year_month_day civil(std::chrono::year(d.year),
                                          std::chrono::month(static_cast<unsigned>(d.month)),
                                          std::chrono::day(static_cast<unsigned>(d.day)));
  return static_cast<int32_t>(std::chrono::sys_days(civil).time_since_epoch().count());
}

int32_t DateOfDayNumber(int32_t day_number) {
  const std::chrono::year_month_day civil{std::chrono::sys_days(std::chrono::days(day_number))};
  const int32_t date = MakeDate(int(civil.year()), static_cast<int>(unsigned(civil.month())),
                                static_cast<int>(unsigned(civil.day())));
  HL_CHECK(IsValidDate(date)) << "day number " << day_number;
  return date;
}

int32_t AddDays(int32_t date, int32_t days) {
  return DateOfDayNumber(DayNumber(date) + days);
}

int DaysInMonth(int year, int month) {
  HL_CHECK(month >= 1 && month <= 12) << month;
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap_day = month == 2 && std::chrono::year(year).is_leap();
  return kDays[static_cast<size_t>(month - 1)] + (leap_day ? 1 : 0);
}

int32_t FirstOfMonth(int32_t date) {
  return date / 100 * 100 + 1;
}

int32_t LastOfMonth(int32_t date) {
  const YearMonthDay d = SplitDate(date);
  return MakeDate(d.year, d.month, DaysInMonth(d.year, d.month));
}

int64_t EndOfDayMicros(int32_t date) {
  return (int64_t{DayNumber(date)} + 1) * kMicrosPerDay - kUtcOffsetMicros - 1;
}

int32_t DateOfMicros(int64_t micros) {
  const int64_t local = micros + kUtcOffsetMicros;
  // Towards minus infinity: moments before 1970 too belong to the day that they lie in.
  const int64_t day = local / kMicrosPerDay - (local % kMicrosPerDay < 0 ? 1 : 0);
  return DateOfDayNumber(static_cast<int32_t>(day));
}

CivilInterval ToCivil(const v1::Interval& interval) {
  return {interval.first_date(),
          interval.last_date() == 0 ? interval.first_date() : interval.last_date()};
}

v1::Interval ToProto(const CivilInterval& interval) {
  v1::Interval proto;
  proto.set_first_date(interval.first);
  proto.set_last_date(interval.last == interval.first ? 0 : interval.last);
  return proto;
}

absl::Status CheckInterval(std::string_view field, const v1::Interval& interval) {
  RETURN_IF_ERROR(RequireDate(Concat(field, ".first_date"), interval.first_date()));
  RETURN_IF_ERROR(OptionalDate(Concat(field, ".last_date"), interval.last_date()));
  const CivilInterval civil = ToCivil(interval);
  if (civil.last < civil.first) {
    return MakeError(ERROR_REASON_INTERVAL_REVERSED,
                     {{"field", field}, {"first", civil.first}, {"last", civil.last}});
  }
  return absl::OkStatus();
}

bool IsDay(const CivilInterval& interval) {
  return interval.first == interval.last;
}

bool IsMonth(const CivilInterval& interval) {
  return interval.first == FirstOfMonth(interval.first) &&
         interval.last == LastOfMonth(interval.first);
}

int32_t MonthOf(const CivilInterval& interval) {
  return interval.first / 100 == interval.last / 100 ? interval.first / 100 : 0;
}

bool IsInside(const CivilInterval& interval, const CivilInterval& period) {
  return interval.first >= period.first && interval.last <= period.last;
}

bool Overlaps(const CivilInterval& a, const CivilInterval& b) {
  return a.first <= b.last && b.first <= a.last;
}

bool Straddles(const CivilInterval& interval, const CivilInterval& period) {
  return Overlaps(interval, period) && !IsInside(interval, period);
}

int32_t DayCount(const CivilInterval& interval) {
  return DayNumber(interval.last) - DayNumber(interval.first) + 1;
}

std::string FormatDate(int32_t date, Language language) {
  if (date == 0) return {};
  const YearMonthDay d = SplitDate(date);
  if (language == Language::kEnglish)
    return absl::StrFormat("%04d-%02d-%02d", d.year, d.month, d.day);
  return Concat(DayText(d.day), "/", MonthText(d.month), "/", d.year);
}

std::string FormatLetterheadDate(int32_t date, Language language) {
  if (date == 0) return {};
  const YearMonthDay d = SplitDate(date);
  if (language == Language::kEnglish) {
    HL_CHECK(d.month >= 1 && d.month <= 12) << date;
    return Concat(d.day, " ", kEnglishMonths[static_cast<size_t>(d.month - 1)], " ", d.year);
  }
  return Concat("ngày ", DayText(d.day), " tháng ", MonthText(d.month), " năm ", d.year);
}

std::string FormatMonth(int32_t month, Language language) {
  const bool english = language == Language::kEnglish;
  if (month == 0) return english ? "month unknown" : "chưa rõ tháng";
  if (english) return absl::StrFormat("%04d-%02d", month / 100, month % 100);
  return Concat("tháng ", MonthText(month % 100), "/", month / 100);
}

std::string FormatInterval(const CivilInterval& interval, Language language) {
  if (IsDay(interval)) return FormatDate(interval.first, language);
  if (IsMonth(interval)) return FormatMonth(MonthOf(interval), language);
  return Concat(FormatDate(interval.first, language), " – ", FormatDate(interval.last, language));
}

std::optional<int32_t> ParseDate(std::string_view text) {
  text = TrimBlanks(text);
  const bool iso = StartsWithFourDigits(text);
  const char separator = iso ? '-' : '/';
  // ISO 8601 has two digits throughout; by hand, zeros are left out.
  const std::optional<int> first = iso ? TakeDigits(text, 4, 4) : TakeDigits(text, 1, 2);
  if (!first.has_value() || !TakeCharacter(text, separator)) return std::nullopt;
  const std::optional<int> month = TakeDigits(text, iso ? 2 : 1, 2);
  if (!month.has_value() || !TakeCharacter(text, separator)) return std::nullopt;
  const std::optional<int> last = iso ? TakeDigits(text, 2, 2) : TakeDigits(text, 4, 4);
  if (!last.has_value() || !text.empty()) return std::nullopt;
  const int32_t date = iso ? MakeDate(*first, *month, *last) : MakeDate(*last, *month, *first);
  if (!IsValidDate(date)) return std::nullopt;
  return date;
}

std::optional<CivilInterval> ParseInterval(std::string_view text) {
  text = TrimBlanks(text);
  if (const std::optional<CivilInterval> single = ParseDayOrMonth(text); single.has_value())
    return single;
  for (const std::string_view separator : {"–", "..", " - "}) {
    const size_t place = text.find(separator);
    if (place == std::string_view::npos) continue;
    const std::optional<CivilInterval> first = ParseDayOrMonth(text.substr(0, place));
    const std::optional<CivilInterval> last =
        ParseDayOrMonth(text.substr(place + separator.size()));
    // A day and a month make no period.
    if (!first.has_value() || !last.has_value() || IsDay(*first) != IsDay(*last))
      return std::nullopt;
    if (last->last < first->first) return std::nullopt;
    return CivilInterval{first->first, last->last};
  }
  return std::nullopt;
}

}  // namespace hemoledger
