// When something is planned: the days on which it may take place, from the forms that documents use
// (proto/hemoledger/v1/schedule.proto, PlannedTime). DOMAIN "Pace": each form counts after its last
// possible day, an unknown one at the period's end. All functions are pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hemoledger/v1/schedule.pb.h"
#include "proto/base/errors.h"
#include "proto/base/language.h"
#include "services/domain/civil_date.h"

namespace hemoledger {

inline constexpr int kMaxPlannedDates = 366;
inline constexpr int kMaxPlannedMonths = 120;
inline constexpr int kMaxTimeAlternatives = 12;
inline constexpr size_t kMaxTimeTextBytes = 256;

// Adds every problem of form, each with its place under `field`. Problems: FIELD_REQUIRED,
// FIELD_INVALID, DATE_INVALID, INTERVAL_REVERSED, COUNT_OUT_OF_RANGE, DUPLICATE, TEXT_NOT_NFC,
// TEXT_TOO_LONG.
void CheckPlannedTime(const v1::PlannedTime& time, const std::string& field, Violations& problems);

// No form is stated.
bool IsUnknown(const v1::PlannedTime& time);

// The spans of days on which it may take place, in ascending order of their first day: one for a
// range, a quarter or a deadline (from kFirstYear on, since no first day is stated), one a day or
// month of a list, all of its alternatives'. Empty: unknown. REQUIRES: the form is right.
std::vector<CivilInterval> PossibleSpans(const v1::PlannedTime& time);

// First and last possible day; `first` is 0 for a deadline; absent: unknown. REQUIRES: as above.
std::optional<CivilInterval> PossibleDays(const v1::PlannedTime& time);

// Whether a day of `span` is possible. Never for an unknown time. REQUIRES: as above.
bool MayTakePlaceIn(const v1::PlannedTime& time, const CivilInterval& span);

// The same days, whatever the form, and as tentative; printed texts do not matter.
bool SayTheSame(const v1::PlannedTime& a, const v1::PlannedTime& b);

// For people: "15/3/2024", "tháng 3, 7, 10/2021", "quý I/2024", "trước 31/3/2020", "tháng 6/2024
// hoặc tháng 7/2024"; unknown: "chưa rõ". `tentative` adds " (dự kiến)". The printed text is not
// used.
std::string FormatPlannedTime(const v1::PlannedTime& time, Language language);

// Reads what FormatPlannedTime writes and what people write in a cell, in Vietnamese or English:
// "15/3/2024"; "15/3/2024, 18/7/2024" (also with ";" or "và"); "06/3/2024 - 10/3/2024"; "3/2021",
// "Tháng 3, 7 và 10/2021"; "quý I/2024", "Q1/2024"; "trước 31/3/2020"; "đến 31/3/2020", "chậm nhất
// 31/3/2020"; "6/2024 hoặc 7/2024"; "(dự kiến)" or "dự kiến" besides. Absent: it can not be read
// with certainty. The result's `text` is blank.
std::optional<v1::PlannedTime> ParsePlannedTime(std::string_view text);

}  // namespace hemoledger
