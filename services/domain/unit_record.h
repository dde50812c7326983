// What is recorded of one org unit: plain data with the few questions that need no other unit.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "hemoledger/v1/units.pb.h"

namespace hemoledger::internal {

// Days are compared as the integers YYYYMMDD that they are; spans are half-open, [begin, end).
inline constexpr int32_t kEndOfTime = std::numeric_limits<int32_t>::max();

// A value that holds from a day on.
template <typename Value>
struct Dated {
  // 0: since ever.
  int32_t from_date = 0;
  // Position of the event that says so.
  uint64_t position = 0;
  Value value{};
};

// Sorted by date, then by recording.
template <typename Value>
using Dates = std::vector<Dated<Value>>;

// A later recorded value of the same day stands behind the earlier ones, and so wins.
template <typename Value>
void InsertDated(Dates<Value>& dates, Dated<Value> entry) {
  const auto behind =
      std::upper_bound(dates.begin(), dates.end(), entry.from_date,
                       [](int32_t date, const auto& other) { return date < other.from_date; });
  dates.insert(behind, std::move(entry));
}

// The value of a day; before the first one's day the first day's. REQUIRES: not empty.
template <typename Value>
const Value& ValueOn(const Dates<Value>& dates, int32_t date) {
  if (dates.size() == 1) return dates.front().value;
  const int32_t day = std::max(date, dates.front().from_date);
  const auto behind =
      std::upper_bound(dates.begin(), dates.end(), day,
                       [](int32_t d, const auto& other) { return d < other.from_date; });
  return (behind - 1)->value;
}

// What holds from exactly this day on: the last recorded of its entries; nullptr: none.
template <typename Value>
const Dated<Value>* EntryFrom(const Dates<Value>& dates, int32_t date) {
  const auto behind =
      std::upper_bound(dates.begin(), dates.end(), date,
                       [](int32_t d, const auto& other) { return d < other.from_date; });
  if (behind == dates.begin() || (behind - 1)->from_date != date) return nullptr;
  return &*(behind - 1);
}

// The first later day on which another entry begins.
template <typename Value>
int32_t NextDateAfter(const Dates<Value>& dates, int32_t date) {
  const auto next =
      std::upper_bound(dates.begin(), dates.end(), date,
                       [](int32_t d, const auto& other) { return d < other.from_date; });
  return next == dates.end() ? kEndOfTime : next->from_date;
}

// Calls visit(value, begin, end) for every stretch of [begin, end) with one value; as long as visit
// returns true. Returns false when it was stopped.
template <typename Value, typename Visit>
bool ForEachSpan(const Dates<Value>& dates, int32_t begin, int32_t end, Visit visit) {
  for (size_t i = 0; i < dates.size(); ++i) {
    const int32_t from = i == 0 ? begin : std::max(begin, dates[i].from_date);
    const int32_t to = i + 1 == dates.size() ? end : std::min(end, dates[i + 1].from_date);
    if (from < to && !visit(dates[i].value, from, to)) return false;
  }
  return true;
}

// A name as given, and the keys by which it is found (names.h).
struct UnitNameText {
  std::string text;
  std::string matching_key;
};

// By whom a unit is carried on.
struct UnitSuccession {
  // -1: nobody.
  int32_t successor = -1;
  int32_t from_date = 0;
  // Position of the event that says so.
  uint64_t position = 0;
};

struct UnitRecord {
  std::string id;
  int32_t opened_date = 0;
  uint64_t opened_position = 0;
  // The first day on which it is no more.
  int32_t closed_date = kEndOfTime;
  uint64_t closed_position = 0;
  // The first entry of each is from the opening day; parent -1: a root.
  Dates<UnitNameText> names;
  Dates<int32_t> parents;
  Dates<v1::UnitKind> kinds;
  Dates<std::string> codes;
  // All hold from their day on, side by side.
  Dates<UnitNameText> aliases;
  // Units of which it is or was the parent, each once, in the order of becoming so.
  std::vector<int32_t> children;
  UnitSuccession succession;
  // Units whose successor it is, each once, in the order of recording.
  std::vector<int32_t> predecessors;

  bool IsOpenOn(int32_t date) const { return opened_date <= date && date < closed_date; }
  bool IsClosed() const { return closed_date != kEndOfTime; }
};

}  // namespace hemoledger::internal
