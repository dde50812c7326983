#include "clients/cli/render/moments.h"

#include <array>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "clients/cli/render/say.h"
#include "proto/base/check.h"
#include "proto/base/strings.h"
#include "services/domain/civil_date.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr int64_t kSecondsPerDay = 86'400;
// Asia/Ho_Chi_Minh is UTC+7 without daylight saving.
constexpr int64_t kOffsetSeconds = 7 * 3600;

struct TimeOfDay {
  int32_t date = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int micros = 0;
};

TimeOfDay Split(int64_t micros, int64_t offset_seconds) {
  const int64_t shifted = micros + offset_seconds * kMicrosPerSecond;
  const int64_t micros_per_day = kSecondsPerDay * kMicrosPerSecond;
  int64_t day = shifted / micros_per_day;
  int64_t rest = shifted % micros_per_day;
  if (rest < 0) {
    rest += micros_per_day;
    --day;
  }
  const int64_t second = rest / kMicrosPerSecond;
  return {.date = DateOfDayNumber(static_cast<int32_t>(day)),
          .hour = static_cast<int>(second / 3600),
          .minute = static_cast<int>(second / 60 % 60),
          .second = static_cast<int>(second % 60),
          .micros = static_cast<int>(rest % kMicrosPerSecond)};
}

// Seconds since midnight of "8:00" or "08:00:30".
std::optional<int64_t> ParseTimeOfDay(const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, ':');
  if (parts.size() < 2 || parts.size() > 3) return std::nullopt;
  int64_t second = 0;
  for (size_t i = 0; i < parts.size(); ++i) {
    const std::optional<int64_t> number = ParseInt64(parts[i]);
    if (!number.has_value() || parts[i].size() > 2 || *number < 0 ||
        *number >= (i == 0 ? 24 : 60)) {
      return std::nullopt;
    }
    second = second * 60 + *number;
  }
  return parts.size() == 2 ? second * 60 : second;
}

}  // namespace

std::string FormatMoment(int64_t micros, Language language) {
  if (micros == 0) return "";
  const TimeOfDay t = Split(micros, kOffsetSeconds);
  const std::string clock = absl::StrFormat("%02d:%02d:%02d", t.hour, t.minute, t.second);
  const std::string date = FormatDate(t.date, language);
  return language == Language::kVietnamese ? clock + " ngày " + date : date + " " + clock;
}

std::optional<int64_t> ParseMoment(std::string_view text) {
  absl::Time with_zone;
  std::string unused;
  if (absl::ParseTime(absl::RFC3339_full, std::string(text), &with_zone, &unused)) {
    return absl::ToUnixMicros(with_zone);
  }
  std::string words(text);
  // "2025-11-24T08:00": a T between digits.
  for (size_t i = 1; i + 1 < words.size(); ++i) {
    if (words[i] == 'T' && absl::ascii_isdigit(words[i - 1]) && absl::ascii_isdigit(words[i + 1])) {
      words[i] = ' ';
    }
  }
  std::optional<int32_t> date;
  std::optional<int64_t> second;
  for (const std::string& word :
       std::vector<std::string>(absl::StrSplit(words, ' ', absl::SkipEmpty()))) {
    if (word == "ngày") continue;
    const bool is_time = word.find(':') != std::string::npos;
    if (is_time && !second.has_value()) {
      second = ParseTimeOfDay(word);
      if (!second.has_value()) return std::nullopt;
    } else if (!is_time && !date.has_value()) {
      date = ParseDate(word);
      if (!date.has_value()) return std::nullopt;
    } else {
      return std::nullopt;
    }
  }
  if (!date.has_value()) return std::nullopt;
  return (int64_t{DayNumber(*date)} * kSecondsPerDay + second.value_or(0) - kOffsetSeconds) *
         kMicrosPerSecond;
}

std::string FormatDuration(int64_t seconds, Language language) {
  struct Part {
    int64_t seconds;
    std::string_view vi, en;
  };
  constexpr std::array<Part, 4> kParts = {{{kSecondsPerDay, " ngày", " d"},
                                           {3600, " giờ", " h"},
                                           {60, " phút", " min"},
                                           {1, " giây", " s"}}};
  std::string text;
  int shown = 0;
  for (const Part& part : kParts) {
    const int64_t count = seconds / part.seconds;
    seconds %= part.seconds;
    if (shown == 0 && count == 0 && part.seconds > 1) continue;
    if (shown > 0 && count == 0) break;
    if (shown > 0) text += ' ';
    text += FormatCount(count, language) + Say(language, part.vi, part.en);
    if (++shown == 2) break;
  }
  return text;
}

std::string FormatBytes(int64_t bytes, Language language) {
  constexpr std::array<std::string_view, 5> kUnits = {"B", "KiB", "MiB", "GiB", "TiB"};
  size_t unit = 0;
  int64_t size = 1;
  while (unit + 1 < kUnits.size() && bytes >= size * 1024) {
    size *= 1024;
    ++unit;
  }
  return FormatRational({bytes, size}, unit == 0 ? 0 : 1, language) + " " +
         std::string(kUnits[unit]);
}

std::string IsoDate(int32_t date) {
  return FormatDate(date, Language::kEnglish);
}

std::string IsoMoment(int64_t micros) {
  if (micros == 0) return "";
  const TimeOfDay t = Split(micros, 0);
  return absl::StrFormat("%sT%02d:%02d:%02d.%06dZ", IsoDate(t.date), t.hour, t.minute, t.second,
                         t.micros);
}

std::string PlainPercent(int64_t numerator, int64_t denominator, int decimals) {
  HL_CHECK(denominator > 0);
  std::string text = FormatBarePercent(numerator, denominator, decimals, Language::kEnglish);
  std::erase(text, ',');
  return text;
}

}  // namespace hemoledger
