// Parts of findings: places, values, ids and fingerprints; and when a stated figure agrees with
// what is reckoned. All functions are pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hemoledger/v1/findings.pb.h"
#include "hemoledger/v1/plans.pb.h"
#include "hemoledger/v1/records.pb.h"
#include "services/domain/civil_date.h"
#include "services/domain/numbers.h"

namespace hemoledger::findings {

// FindingValue.measure.
inline constexpr std::string_view kMeasureUnits = "units";
inline constexpr std::string_view kMeasurePercent = "percent";
inline constexpr std::string_view kMeasureRounds = "rounds";
inline constexpr std::string_view kMeasurePeople = "people";

// --- Figures ---

// A figure that states a number, and a range that has both ends.
bool HasNumber(const v1::Figure& figure);
// The number (of a range the lower end). REQUIRES: HasNumber.
Rational NumberOf(const v1::Figure& figure);
Rational UpperOf(const v1::Figure& figure);
// Decimals that it prints, 0 to 6.
int PrintedDecimals(const v1::Figure& figure);
// The same comparator and the same numbers, however they are printed.
bool SameFigure(const v1::Figure& a, const v1::Figure& b);
// Whether `value` is what the figure says. ABOUT holds within a tenth. REQUIRES: HasNumber.
bool Agrees(const v1::Figure& figure, const Rational& value);
// The same for shares: `percent` is rounded half up to the decimals that the figure prints before
// it is held against the number.
bool AgreesAsPrinted(const v1::Figure& figure, const Rational& percent);
// Whether units that are only a lower bound can not be what the figure asks for: they are below its
// lower end, or above its upper one. REQUIRES: HasNumber.
bool IsMissedBy(const v1::Figure& figure, int64_t units);

// value × 10^scale, rounded half up. REQUIRES: value >= 0, 0 <= scale <= 6.
int64_t RoundHalfUp(const Rational& value, int scale);
// numerator / denominator in percent. REQUIRES: denominator > 0.
Rational Percent(int64_t numerator, int64_t denominator);

v1::Figure ExactFigure(int64_t value);

// --- Values ---

v1::FindingValue CountValue(int64_t value, std::string_view measure);
v1::FindingValue FigureValue(const v1::Figure& figure, std::string_view measure);
// A printed number; its text stays.
v1::FindingValue PrintedValue(const v1::PrintedNumber& number, std::string_view measure);
// With `decimals`, or as many more as it takes to show another number than `printed`, the unscaled
// one with `decimals` - 1.
v1::FindingValue PercentValue(const Rational& percent, int decimals,
                              std::optional<int64_t> printed = std::nullopt);
v1::FindingValue TextValue(std::string_view text);
v1::FindingValue DateValue(int32_t date);
v1::FindingValue TimeValue(const v1::PlannedTime& time);
// A whole month as such, all else as a range.
v1::FindingValue IntervalValue(const CivilInterval& interval);

// What two equal values share: comparators, numbers without trailing zeros, texts, dates, times;
// never how a figure or a time is printed.
std::string ValueKey(const v1::FindingValue& value);

// --- Places ---

v1::FindingPlace MakePlace(v1::FindingSubject subject, std::string_view id,
                           std::string_view printed, std::string_view field);
v1::FindingPlace RowPlace(const v1::PlanRow& row, std::string_view field);
v1::FindingPlace RoundPlace(const v1::Round& round, std::string_view field);
v1::FindingPlace TargetPlace(const v1::Target& target, std::string_view field);
v1::FindingPlace TotalPlace(std::string_view field);
v1::FindingPlace GroupPlace(const v1::RowGroup& group, std::string_view field);
v1::FindingPlace StatementPlace(std::string_view record_id, const v1::Statement& statement,
                                std::string_view field);

// --- Findings ---

struct Contradiction {
  v1::FindingKind kind = v1::FINDING_KIND_UNSPECIFIED;
  std::vector<v1::FindingPlace> places = {};
  std::optional<v1::FindingValue> stated = {};
  std::optional<v1::FindingValue> computed = {};
  v1::FindingOrigin origin = v1::FINDING_ORIGIN_DOCUMENT;
};
// Open, with id and fingerprint (docs/findings.md).
v1::Finding MakeFinding(std::string_view plan_id, Contradiction contradiction);

}  // namespace hemoledger::findings
