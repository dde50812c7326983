#include "clients/cli/input/header_times.h"

#include <string>
#include <utility>

#include "clients/cli/input/cell_values.h"
#include "services/domain/civil_date.h"
#include "services/domain/planned_time.h"

namespace hemoledger {
namespace {

using Need = HeaderTable::Need;

// 366 days written out.
constexpr size_t kMaxWrittenTimeBytes = 8192;

void RefuseTime(HeaderTable& table, std::string_view key, std::string_view value) {
  table.problems().AddInvalid(table.PlaceOf(key), value, kPlannedTimeVi, kPlannedTimeEn,
                              kPlannedTimeExpected);
}

// The first day of each text of a list, as a number that `read` makes of it; false: told.
template <typename Read>
bool ReadTimeList(HeaderTable& table, std::string_view key, Read read) {
  for (const std::string& text : table.Texts(key)) {
    const std::optional<CivilInterval> interval = ParseInterval(text);
    if (interval && read(*interval)) continue;
    table.problems().AddInvalid(table.PlaceOf(key), text, "Không có ngày hay tháng này",
                                "There is no such day or month", kIntervalExpected);
    return false;
  }
  return true;
}

std::optional<v1::PlannedTime> ReadTimeParts(HeaderTable parts, bool alternatives_allowed) {
  v1::PlannedTime time;
  bool readable = true;
  int forms = 0;
  if (parts.Has("dates")) {
    ++forms;
    auto& dates = *time.mutable_dates();
    readable = ReadTimeList(parts, "dates", [&](const CivilInterval& day) {
      dates.add_dates(day.first);
      return IsDay(day);
    });
  }
  if (parts.Has("months")) {
    ++forms;
    auto& months = *time.mutable_months();
    readable = ReadTimeList(parts, "months", [&](const CivilInterval& month) {
      months.add_months(MonthOf(month));
      return IsMonth(month);
    });
  }
  if (parts.Has("from") || parts.Has("to")) {
    ++forms;
    time.mutable_range()->set_first_date(parts.Date("from", Need::kRequired));
    // Left out: a range that states its first day only.
    if (parts.Has("to")) time.mutable_range()->set_last_date(parts.Date("to"));
  }
  if (parts.Has("year") || parts.Has("quarter")) {
    ++forms;
    const auto year = parts.Integer("year", kFirstYear, kLastYear, Need::kRequired);
    const auto quarter = parts.Integer("quarter", 1, 4, Need::kRequired);
    time.mutable_quarter()->set_year(static_cast<int32_t>(year.value_or(0)));
    time.mutable_quarter()->set_quarter(static_cast<int32_t>(quarter.value_or(0)));
  }
  for (const std::string_view key : {"before", "by"}) {
    if (!parts.Has(key)) continue;
    ++forms;
    time.mutable_deadline()->set_date(parts.Date(key));
    time.mutable_deadline()->set_inclusive(key == "by");
  }
  if (alternatives_allowed && parts.Has("alternatives")) {
    ++forms;
    for (HeaderTable& one : parts.Tables("alternatives")) {
      const auto read = ReadTimeParts(std::move(one), false);
      if (read) *time.mutable_alternatives()->add_times() = *read;
      readable = readable && read.has_value();
    }
  }
  parts.RefuseUnknownKeys();
  if (forms > 1) {
    const std::string& first = parts.value().entries.front().first;
    parts.problems().AddInvalid(parts.PlaceOf(first), "", "Chỉ ghi một cách nói về thời gian",
                                "State the time in one way only", kPlannedTimeExpected);
    return std::nullopt;
  }
  return readable ? std::optional(time) : std::nullopt;
}

// Days and months ascend, a span does not end before it begins …; else told.
bool IsFit(HeaderTable& table, std::string_view key, const v1::PlannedTime& time) {
  Violations violations;
  CheckPlannedTime(time, table.PlaceOf(key).heading, violations);
  if (violations.empty()) return true;
  table.problems().AddStatus(table.PlaceOf(key), "", violations.ToStatus());
  return false;
}

}  // namespace

std::optional<v1::PlannedTime> ReadTimeText(std::string_view text) {
  return text.size() > kMaxWrittenTimeBytes ? std::nullopt : ParsePlannedTime(text);
}

std::optional<v1::PlannedTime> ReadHeaderTime(HeaderTable& table, std::string_view key) {
  if (!table.Has(key)) return std::nullopt;
  if (table.IsDate(key)) {
    v1::PlannedTime time;
    time.mutable_dates()->add_dates(table.Date(key));
    return time;
  }
  if (table.IsTable(key)) {
    std::optional<v1::PlannedTime> time = ReadTimeParts(*table.Table(key), true);
    if (time && !IsFit(table, key, *time)) return std::nullopt;
    return time;
  }
  const std::string text = table.Text(key);
  if (text.empty()) return std::nullopt;
  std::optional<v1::PlannedTime> time = ReadTimeText(text);
  if (!time) RefuseTime(table, key, text);
  return time;
}

std::optional<v1::PlannedTime> ReadPlannedTime(Fields& fields) {
  const bool stated = fields.Has("time");
  std::optional<v1::PlannedTime> read = fields.Time("time");
  v1::PlannedTime time = read.value_or(v1::PlannedTime());
  time.set_text(fields.Text("time_text"));
  if (fields.Flag("tentative")) time.set_tentative(true);
  if (!stated && time.text().empty() && !time.tentative()) return std::nullopt;
  return time;
}

std::optional<v1::Interval> ReadInterval(Fields& fields) {
  const bool has_range = fields.Has("from") || fields.Has("to");
  if (fields.Has("date") + fields.Has("month") + has_range > 1) {
    fields.Refuse(fields.Has("date") ? "date" : "month", "",
                  "Chỉ ghi một trong: ngày, tháng, từ ngày – đến ngày",
                  "State only one of: day, month, from – to", "one");
    return std::nullopt;
  }
  v1::Interval interval;
  if (fields.Has("date")) {
    interval.set_first_date(fields.Date("date"));
    return interval.first_date() == 0 ? std::nullopt : std::optional(interval);
  }
  if (fields.Has("month")) {
    const std::string text = fields.Text("month");
    const std::optional<CivilInterval> month = ParseInterval(text);
    if (month && IsMonth(*month)) return ToProto(*month);
    fields.Refuse("month", text, "Không có tháng này, hoặc viết sai",
                  "There is no such month, or it is written otherwise", "4/2021, 2021-04");
    return std::nullopt;
  }
  if (!has_range) return std::nullopt;
  for (const std::string_view key : {"from", "to"}) {
    if (!fields.Has(key)) fields.RefuseBlank(key);
  }
  interval.set_first_date(fields.Date("from"));
  interval.set_last_date(fields.Date("to"));
  if (interval.first_date() == 0 || interval.last_date() == 0) return std::nullopt;
  const absl::Status status = CheckInterval(fields.PlaceOf("to").heading, interval);
  if (status.ok()) return interval;
  fields.problems().AddStatus(fields.PlaceOf("to"), "", status);
  return std::nullopt;
}

}  // namespace hemoledger
