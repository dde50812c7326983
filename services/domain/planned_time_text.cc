// How planned times are written and read.
#include <algorithm>
#include <array>
#include <utility>

#include "proto/base/strings.h"
#include "proto/base/utf8.h"
#include "services/domain/planned_time.h"

namespace hemoledger {
namespace {

constexpr std::array<std::string_view, 4> kRomanQuarters = {"I", "II", "III", "IV"};

// --- Writing ---

std::string DatesText(const v1::DateList& list, Language language) {
  std::string text;
  for (const int32_t date : list.dates()) {
    text += Concat(text.empty() ? "" : ", ", FormatDate(date, language));
  }
  return text;
}

// "tháng 12/2020, 6, 11/2021": a month without a year is of the year that comes next.
std::string MonthsText(const v1::MonthList& list, Language language) {
  std::string text;
  for (int i = 0; i < list.months_size(); ++i) {
    const int32_t month = list.months(i);
    std::string one = FormatMonth(month, language);
    if (language == Language::kVietnamese) {
      constexpr std::string_view kWord = "tháng ";
      if (i > 0) one.erase(0, kWord.size());
      const bool same_year_follows =
          i + 1 < list.months_size() && list.months(i + 1) / 100 == month / 100;
      if (same_year_follows) one.erase(one.find('/'));
    }
    text += Concat(text.empty() ? "" : ", ", one);
  }
  return text;
}

std::string FormText(const v1::PlannedTime& time, Language language) {
  const bool english = language == Language::kEnglish;
  switch (time.form_case()) {
    case v1::PlannedTime::kDates:
      return DatesText(time.dates(), language);
    case v1::PlannedTime::kRange: {
      const CivilInterval days = ToCivil(time.range());
      return Concat(FormatDate(days.first, language), " – ", FormatDate(days.last, language));
    }
    case v1::PlannedTime::kMonths:
      return MonthsText(time.months(), language);
    case v1::PlannedTime::kQuarter: {
      const int quarter = std::clamp(time.quarter().quarter(), 1, 4);
      if (english) return Concat("Q", quarter, "/", time.quarter().year());
      return Concat("quý ", kRomanQuarters[quarter - 1], "/", time.quarter().year());
    }
    case v1::PlannedTime::kDeadline: {
      const std::string date = FormatDate(time.deadline().date(), language);
      if (time.deadline().inclusive()) return Concat(english ? "by " : "đến hết ", date);
      return Concat(english ? "before " : "trước ", date);
    }
    case v1::PlannedTime::kAlternatives: {
      std::string text;
      for (const v1::PlannedTime& one : time.alternatives().times()) {
        text += Concat(text.empty() ? "" : (english ? " or " : " hoặc "), FormText(one, language));
      }
      return text;
    }
    case v1::PlannedTime::FORM_NOT_SET:
      break;
  }
  return english ? "not known" : "chưa rõ";
}

// --- Reading: all texts here are case-folded ---

// A day or month of which the year, or month and year, may be left out. 0: left out.
struct PartialDay {
  int day = 0;
  int month = 0;
  int year = 0;
};

std::vector<int> ReadNumbers(std::string_view text) {
  std::vector<int> numbers(1, -1);
  size_t digits = 0;
  for (const char c : text) {
    if (c == '/' && digits > 0) {
      numbers.push_back(-1);
      digits = 0;
    } else if (c >= '0' && c <= '9' && digits < 4) {
      numbers.back() = std::max(numbers.back(), 0) * 10 + (c - '0');
      ++digits;
    } else {
      return {};
    }
  }
  if (numbers.back() < 0) return {};
  return numbers;
}

std::string_view WithoutWord(std::string_view text, std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words) {
    if (text.starts_with(word)) return TrimBlanks(text.substr(word.size()));
  }
  return text;
}

// "15/3/2024", "2024-03-15", "3/2021", "2021-03", and with parts left out where `lasting` says what
// the last one is: "15/3" and "15" of days, "3" of months.
std::optional<PartialDay> ReadPartial(std::string_view text, bool lasting_is_day) {
  text = WithoutWord(text, {"ngày ", "tháng "});
  // No span: that has two of these.
  if (text.find_first_not_of("0123456789/-") != std::string_view::npos) return std::nullopt;
  if (const std::optional<CivilInterval> whole = ParseInterval(text); whole.has_value()) {
    const YearMonthDay first = SplitDate(whole->first);
    if (IsDay(*whole)) return PartialDay{first.day, first.month, first.year};
    if (IsMonth(*whole)) return PartialDay{0, first.month, first.year};
    return std::nullopt;
  }
  const std::vector<int> numbers = ReadNumbers(text);
  PartialDay partial;
  if (lasting_is_day && numbers.size() == 2) {
    partial = {numbers[0], numbers[1], 0};
  } else if (lasting_is_day && numbers.size() == 1) {
    partial = {numbers[0], 0, 0};
  } else if (!lasting_is_day && numbers.size() == 1) {
    partial = {0, numbers[0], 0};
  } else {
    return std::nullopt;
  }
  if (partial.month > 12 || (lasting_is_day && partial.day == 0)) return std::nullopt;
  return partial;
}

// Of separators that begin at one place the first of the list splits.
std::vector<std::string_view> SplitList(std::string_view text,
                                        std::initializer_list<std::string_view> separators) {
  std::vector<std::string_view> parts;
  while (true) {
    size_t place = std::string_view::npos;
    size_t length = 0;
    for (const std::string_view separator : separators) {
      const size_t found = text.find(separator);
      if (found < place) {
        place = found;
        length = separator.size();
      }
    }
    parts.push_back(TrimBlanks(text.substr(0, place)));
    if (place == std::string_view::npos) return parts;
    text.remove_prefix(place + length);
  }
}

// Days or months in ascending order; what an element leaves out is that of the one behind it.
std::optional<v1::PlannedTime> ReadList(std::string_view text) {
  const std::vector<std::string_view> parts =
      SplitList(text, {", và ", "; và ", ", and ", ",", ";", " và ", " and "});
  const std::optional<PartialDay> last = ReadPartial(parts.back(), true);
  if (!last.has_value() || last->year == 0) return std::nullopt;
  const bool days = last->day != 0;
  std::vector<int32_t> values;
  PartialDay behind = *last;
  for (size_t i = parts.size(); i-- > 0;) {
    std::optional<PartialDay> one = ReadPartial(parts[i], days);
    if (!one.has_value() || (one->day != 0) != days) return std::nullopt;
    if (one->month == 0) one->month = behind.month;
    if (one->year == 0) one->year = behind.year;
    behind = *one;
    const int32_t date = MakeDate(one->year, one->month, days ? one->day : 1);
    if (!IsValidDate(date)) return std::nullopt;
    values.push_back(days ? date : date / 100);
  }
  std::reverse(values.begin(), values.end());
  if (std::adjacent_find(values.begin(), values.end(), std::greater_equal<>()) != values.end()) {
    return std::nullopt;
  }
  v1::PlannedTime time;
  if (days) {
    time.mutable_dates()->mutable_dates()->Add(values.begin(), values.end());
  } else {
    time.mutable_months()->mutable_months()->Add(values.begin(), values.end());
  }
  return time;
}

// "06/3/2024 – 10/3/2024", "từ 06 - 10/3/2024", "3/2021 – 5/2021".
std::optional<v1::PlannedTime> ReadRange(std::string_view text) {
  text = WithoutWord(text, {"từ ngày ", "từ ", "from "});
  const std::vector<std::string_view> ends =
      SplitList(text, {" – ", "–", " - ", " đến ", " to ", ".."});
  if (ends.size() != 2) return std::nullopt;
  const std::optional<PartialDay> last = ReadPartial(ends[1], true);
  if (!last.has_value() || last->year == 0) return std::nullopt;
  const bool days = last->day != 0;
  std::optional<PartialDay> first = ReadPartial(ends[0], days);
  if (!first.has_value() || (first->day != 0) != days) return std::nullopt;
  if (first->month == 0) first->month = last->month;
  if (first->year == 0) first->year = last->year;
  CivilInterval span = {MakeDate(first->year, first->month, days ? first->day : 1),
                        MakeDate(last->year, last->month, days ? last->day : 1)};
  if (!IsValidDate(span.first) || !IsValidDate(span.last)) return std::nullopt;
  if (!days) span.last = LastOfMonth(span.last);
  if (span.last < span.first) return std::nullopt;
  v1::PlannedTime time;
  *time.mutable_range() = ToProto(span);
  return time;
}

// "quý i/2024", "quý 1 năm 2024", "q1/2024", "2024-q1".
std::optional<v1::PlannedTime> ReadQuarter(std::string_view text) {
  std::string_view number;
  std::string_view year;
  if (text.size() == 7 && text.substr(4, 2) == "-q") {
    number = text.substr(6);
    year = text.substr(0, 4);
  } else {
    const std::string_view rest = WithoutWord(text, {"quý ", "quarter ", "q"});
    if (rest.size() == text.size()) return std::nullopt;
    const std::vector<std::string_view> parts = SplitList(rest, {" năm ", "/"});
    if (parts.size() != 2) return std::nullopt;
    number = parts[0];
    year = parts[1];
  }
  const std::vector<int> years = ReadNumbers(year);
  if (years.size() != 1 || years[0] < kFirstYear || years[0] > kLastYear) return std::nullopt;
  for (int quarter = 1; quarter <= 4; ++quarter) {
    if (number != Concat(quarter) && number != CaseFold(kRomanQuarters[quarter - 1])) continue;
    v1::PlannedTime time;
    time.mutable_quarter()->set_year(years[0]);
    time.mutable_quarter()->set_quarter(quarter);
    return time;
  }
  return std::nullopt;
}

std::optional<v1::PlannedTime> ReadDeadline(std::string_view text) {
  bool inclusive = false;
  std::string_view day = WithoutWord(text, {"trước ngày ", "trước ", "before "});
  if (day.size() == text.size()) {
    inclusive = true;
    day = WithoutWord(text, {"đến hết ngày ", "đến hết ", "đến ngày ", "đến ", "chậm nhất ngày ",
                             "chậm nhất ", "by ", "until "});
    if (day.size() == text.size()) return std::nullopt;
  }
  const std::optional<int32_t> date = ParseDate(day);
  if (!date.has_value()) return std::nullopt;
  v1::PlannedTime time;
  time.mutable_deadline()->set_date(*date);
  time.mutable_deadline()->set_inclusive(inclusive);
  return time;
}

std::optional<v1::PlannedTime> ReadSingle(std::string_view text) {
  for (const auto read : {ReadDeadline, ReadQuarter, ReadList, ReadRange}) {
    if (std::optional<v1::PlannedTime> time = read(text); time.has_value()) return time;
  }
  return std::nullopt;
}

// "tháng 6 hoặc tháng 7/2024": like a list, of which each is a time of its own.
std::optional<v1::PlannedTime> ReadAlternatives(std::string_view text) {
  const std::vector<std::string_view> parts = SplitList(text, {" hoặc ", " or "});
  if (parts.size() < 2 || parts.size() > kMaxTimeAlternatives) return std::nullopt;
  v1::PlannedTime time;
  for (const std::string_view part : parts) {
    std::optional<v1::PlannedTime> one = ReadSingle(part);
    if (!one.has_value()) break;
    time.mutable_alternatives()->add_times()->Swap(&*one);
  }
  if (time.alternatives().times_size() == static_cast<int>(parts.size())) return time;
  std::string list;
  for (const std::string_view part : parts) list += Concat(list.empty() ? "" : ",", part);
  const std::optional<v1::PlannedTime> shared = ReadList(list);
  if (!shared.has_value()) return std::nullopt;
  time.Clear();
  for (const int32_t date : shared->dates().dates()) {
    time.mutable_alternatives()->add_times()->mutable_dates()->add_dates(date);
  }
  for (const int32_t month : shared->months().months()) {
    time.mutable_alternatives()->add_times()->mutable_months()->add_months(month);
  }
  return time;
}

// Takes "dự kiến" away, in brackets or at an end.
bool TakeTentative(std::string& text) {
  for (const std::string_view mark : {"(dự kiến)", "(tentative)", "dự kiến", "tentative"}) {
    const size_t place = text.find(mark);
    if (place == std::string::npos) continue;
    text.erase(place, mark.size());
    text = std::string(TrimBlanks(text));
    return true;
  }
  return false;
}

}  // namespace

std::string FormatPlannedTime(const v1::PlannedTime& time, Language language) {
  std::string text = FormText(time, language);
  if (!time.tentative()) return text;
  return text + (language == Language::kEnglish ? " (tentative)" : " (dự kiến)");
}

std::optional<v1::PlannedTime> ParsePlannedTime(std::string_view text) {
  std::string folded = CaseFold(TrimBlanks(text));
  const bool tentative = TakeTentative(folded);
  std::optional<v1::PlannedTime> time = ReadSingle(folded);
  if (!time.has_value()) time = ReadAlternatives(folded);
  if (!time.has_value()) return std::nullopt;
  Violations problems;
  CheckPlannedTime(*time, "time", problems);
  if (!problems.ToStatus().ok()) return std::nullopt;
  time->set_tentative(tentative);
  return time;
}

}  // namespace hemoledger
