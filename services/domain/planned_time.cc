#include "services/domain/planned_time.h"

#include <algorithm>

#include "proto/base/check.h"
#include "proto/base/strings.h"
#include "proto/base/utf8.h"

namespace hemoledger {
namespace {

// Before any stated day: what a deadline's span begins with.
constexpr int32_t kEarliestDate = kFirstYear * 10000 + 101;

absl::Status InvalidTime(std::string_view field, int64_t value, std::string_view expected) {
  return MakeError(ERROR_REASON_FIELD_INVALID,
                   {{"field", field}, {"value", value}, {"expected", expected}});
}

// A month YYYYMM as its days; `first` is 0 where there is no such month.
CivilInterval MonthSpan(int32_t month) {
  const int32_t first = month * 100 + 1;
  if (month <= 0 || !IsValidDate(first)) return {};
  return {first, LastOfMonth(first)};
}

CivilInterval QuarterSpan(const v1::YearQuarter& quarter) {
  const int first_month = (quarter.quarter() - 1) * 3 + 1;
  return {MakeDate(quarter.year(), first_month, 1),
          LastOfMonth(MakeDate(quarter.year(), first_month + 2, 1))};
}

void CheckListSize(int size, int limit, const std::string& field, Violations& problems) {
  if (size == 0) {
    problems.Add(field, MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", field}}));
  } else if (size > limit) {
    problems.Add(field, MakeError(ERROR_REASON_COUNT_OUT_OF_RANGE,
                                  {{"field", field}, {"value", size}, {"limit", limit}}));
  }
}

void CheckAscending(int32_t before, int32_t value, const std::string& field, Violations& problems) {
  if (value == before) {
    problems.Add(field, MakeError(ERROR_REASON_DUPLICATE, {{"field", field}, {"value", value}}));
  } else if (value < before) {
    problems.Add(field, InvalidTime(field, value, "ascending"));
  }
}

void CheckDates(const v1::DateList& list, const std::string& field, Violations& problems) {
  CheckListSize(list.dates_size(), kMaxPlannedDates, field, problems);
  for (int i = 0; i < list.dates_size(); ++i) {
    const std::string place = Concat(field, "[", i, "]");
    problems.Add(place, RequireDate(place, list.dates(i)));
    if (i > 0) CheckAscending(list.dates(i - 1), list.dates(i), place, problems);
  }
}

void CheckMonths(const v1::MonthList& list, const std::string& field, Violations& problems) {
  CheckListSize(list.months_size(), kMaxPlannedMonths, field, problems);
  for (int i = 0; i < list.months_size(); ++i) {
    const std::string place = Concat(field, "[", i, "]");
    if (list.months(i) > kLastYear * 100 + 12 || MonthSpan(list.months(i)).first == 0) {
      problems.Add(place, InvalidTime(place, list.months(i), "YYYYMM"));
    }
    if (i > 0) CheckAscending(list.months(i - 1), list.months(i), place, problems);
  }
}

void CheckQuarter(const v1::YearQuarter& quarter, const std::string& field, Violations& problems) {
  if (quarter.year() < kFirstYear || quarter.year() > kLastYear) {
    const std::string place = field + ".year";
    problems.Add(place, InvalidTime(place, quarter.year(), "1900..2999"));
  }
  if (quarter.quarter() < 1 || quarter.quarter() > 4) {
    const std::string place = field + ".quarter";
    problems.Add(place, InvalidTime(place, quarter.quarter(), "1..4"));
  }
}

void CheckAlternatives(const v1::TimeAlternatives& list, const std::string& field,
                       Violations& problems) {
  if (list.times_size() < 2 || list.times_size() > kMaxTimeAlternatives) {
    problems.Add(field,
                 MakeError(ERROR_REASON_COUNT_OUT_OF_RANGE, {{"field", field},
                                                             {"value", list.times_size()},
                                                             {"limit", kMaxTimeAlternatives}}));
    return;
  }
  for (int i = 0; i < list.times_size(); ++i) {
    const v1::PlannedTime& time = list.times(i);
    const std::string place = Concat(field, "[", i, "]");
    if (IsUnknown(time) || time.has_alternatives() || !time.text().empty() || time.tentative()) {
      problems.Add(place, MakeError(ERROR_REASON_FIELD_INVALID,
                                    {{"field", place},
                                     {"value", ""},
                                     {"expected", "a time of its own, without text"}}));
    } else {
      CheckPlannedTime(time, place, problems);
    }
  }
}

}  // namespace

void CheckPlannedTime(const v1::PlannedTime& time, const std::string& field, Violations& problems) {
  switch (time.form_case()) {
    case v1::PlannedTime::kDates:
      CheckDates(time.dates(), field + ".dates", problems);
      break;
    case v1::PlannedTime::kRange:
      problems.Add(field + ".range", CheckInterval(field + ".range", time.range()));
      break;
    case v1::PlannedTime::kMonths:
      CheckMonths(time.months(), field + ".months", problems);
      break;
    case v1::PlannedTime::kQuarter:
      CheckQuarter(time.quarter(), field + ".quarter", problems);
      break;
    case v1::PlannedTime::kDeadline: {
      const std::string place = field + ".deadline.date";
      problems.Add(place, RequireDate(place, time.deadline().date()));
      // There is no day before it.
      if (time.deadline().date() == kEarliestDate && !time.deadline().inclusive()) {
        problems.Add(place, InvalidTime(place, time.deadline().date(), "a day after it"));
      }
      break;
    }
    case v1::PlannedTime::kAlternatives:
      CheckAlternatives(time.alternatives(), field + ".alternatives.times", problems);
      break;
    case v1::PlannedTime::FORM_NOT_SET:
      break;
  }
  const std::string text = field + ".text";
  problems.Add(text, CheckText(text, time.text(), kMaxTimeTextBytes, false));
}

bool IsUnknown(const v1::PlannedTime& time) {
  return time.form_case() == v1::PlannedTime::FORM_NOT_SET;
}

std::vector<CivilInterval> PossibleSpans(const v1::PlannedTime& time) {
  std::vector<CivilInterval> spans;
  switch (time.form_case()) {
    case v1::PlannedTime::kDates:
      for (const int32_t date : time.dates().dates()) spans.push_back({date, date});
      break;
    case v1::PlannedTime::kRange:
      spans.push_back(ToCivil(time.range()));
      break;
    case v1::PlannedTime::kMonths:
      for (const int32_t month : time.months().months()) spans.push_back(MonthSpan(month));
      break;
    case v1::PlannedTime::kQuarter:
      spans.push_back(QuarterSpan(time.quarter()));
      break;
    case v1::PlannedTime::kDeadline: {
      const v1::Deadline& deadline = time.deadline();
      spans.push_back(
          {kEarliestDate, deadline.inclusive() ? deadline.date() : AddDays(deadline.date(), -1)});
      break;
    }
    case v1::PlannedTime::kAlternatives:
      for (const v1::PlannedTime& one : time.alternatives().times()) {
        for (const CivilInterval& span : PossibleSpans(one)) spans.push_back(span);
      }
      std::sort(spans.begin(), spans.end(), [](const CivilInterval& a, const CivilInterval& b) {
        return std::pair(a.first, a.last) < std::pair(b.first, b.last);
      });
      break;
    case v1::PlannedTime::FORM_NOT_SET:
      break;
  }
  return spans;
}

std::optional<CivilInterval> PossibleDays(const v1::PlannedTime& time) {
  const std::vector<CivilInterval> spans = PossibleSpans(time);
  if (spans.empty()) return std::nullopt;
  CivilInterval days = spans.front();
  for (const CivilInterval& span : spans) days.last = std::max(days.last, span.last);
  if (days.first == kEarliestDate) days.first = 0;
  return days;
}

bool MayTakePlaceIn(const v1::PlannedTime& time, const CivilInterval& span) {
  const std::vector<CivilInterval> spans = PossibleSpans(time);
  return std::any_of(spans.begin(), spans.end(),
                     [&](const CivilInterval& one) { return Overlaps(one, span); });
}

bool SayTheSame(const v1::PlannedTime& a, const v1::PlannedTime& b) {
  return a.tentative() == b.tentative() && PossibleSpans(a) == PossibleSpans(b);
}

}  // namespace hemoledger
