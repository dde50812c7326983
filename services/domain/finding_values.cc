#include "services/domain/finding_values.h"

#include <algorithm>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/sha256.h"
#include "proto/base/strings.h"
#include "services/domain/exact_fraction.h"
#include "services/domain/planned_time.h"

namespace hemoledger::findings {
namespace {

// A PrintedDecimal has 6 decimals at most; a percentage shown beside one has one more.
constexpr int kMaxFigureScale = 6;
constexpr int kMaxShownDecimals = 7;
// A tenth on either side is still "about".
constexpr int64_t kAboutPart = 10;

int64_t ScalePower(int exponent) {
  HL_CHECK(exponent >= 0 && exponent <= 2 * kMaxShownDecimals) << exponent;
  int64_t power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

int ScaleOf(const v1::PrintedDecimal& decimal) {
  return static_cast<int>(std::min<uint32_t>(decimal.scale(), kMaxFigureScale));
}

Rational DecimalNumber(const v1::PrintedDecimal& decimal) {
  return Decimal{decimal.unscaled(), ScaleOf(decimal)}.ToRational();
}

// |value - number| <= number / kAboutPart.
bool IsAbout(const Rational& number, const Rational& value) {
  const Int128 wanted = Int128{number.numerator} * value.denominator;
  const Int128 got = Int128{value.numerator} * number.denominator;
  const Int128 apart = got > wanted ? got - wanted : wanted - got;
  return apart * kAboutPart <= (wanted < 0 ? -wanted : wanted);
}

// Without trailing zeros behind the mark, so that 95 and 95,0 are one.
std::string DecimalKey(const v1::PrintedDecimal& decimal) {
  int64_t unscaled = decimal.unscaled();
  int scale = ScaleOf(decimal);
  while (scale > 0 && unscaled % 10 == 0) {
    unscaled /= 10;
    --scale;
  }
  return decimal.has_unscaled() ? Concat(unscaled, "e", scale) : "-";
}

std::string TimeKey(const v1::PlannedTime& time) {
  v1::PlannedTime bare = time;
  bare.clear_text();
  return bare.SerializeAsString();
}

std::string KindSlug(v1::FindingKind kind) {
  std::string name = v1::FindingKind_Name(kind);
  constexpr std::string_view kPrefix = "FINDING_KIND_";
  if (name.starts_with(kPrefix)) name.erase(0, kPrefix.size());
  for (char& c : name) c = c == '_' ? '-' : static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return name.empty() ? "finding" : name;
}

void AddPlaces(const v1::Finding& finding, Sha256Stream& hash) {
  hash.AddInteger(static_cast<uint64_t>(finding.kind()));
  hash.AddInteger(static_cast<uint64_t>(finding.places_size()));
  for (const v1::FindingPlace& place : finding.places()) {
    hash.AddInteger(static_cast<uint64_t>(place.subject()));
    hash.AddField(place.id());
    hash.AddField(place.field());
  }
}

}  // namespace

bool HasNumber(const v1::Figure& figure) {
  return figure.value().has_unscaled() &&
         (figure.comparator() != v1::COMPARATOR_RANGE || figure.upper().has_unscaled());
}

Rational NumberOf(const v1::Figure& figure) {
  return DecimalNumber(figure.value());
}

Rational UpperOf(const v1::Figure& figure) {
  return DecimalNumber(figure.upper());
}

int PrintedDecimals(const v1::Figure& figure) {
  return ScaleOf(figure.value());
}

bool SameFigure(const v1::Figure& a, const v1::Figure& b) {
  if (a.comparator() != b.comparator() || NumberOf(a) != NumberOf(b)) return false;
  return a.comparator() != v1::COMPARATOR_RANGE || UpperOf(a) == UpperOf(b);
}

bool Agrees(const v1::Figure& figure, const Rational& value) {
  const Rational number = NumberOf(figure);
  switch (figure.comparator()) {
    case v1::COMPARATOR_AT_LEAST:
      return value >= number;
    case v1::COMPARATOR_MORE_THAN:
      return value > number;
    case v1::COMPARATOR_ABOUT:
      return IsAbout(number, value);
    case v1::COMPARATOR_RANGE:
      return value >= number && value <= UpperOf(figure);
    case v1::COMPARATOR_AT_MOST:
      return value <= number;
    case v1::COMPARATOR_LESS_THAN:
      return value < number;
    default:
      return value == number;
  }
}

bool AgreesAsPrinted(const v1::Figure& figure, const Rational& percent) {
  const int scale = PrintedDecimals(figure);
  const Rational rounded{RoundHalfUp(percent, scale), ScalePower(scale)};
  return Agrees(figure, rounded) ||
         (figure.comparator() != v1::COMPARATOR_EQUAL && Agrees(figure, percent));
}

bool IsMissedBy(const v1::Figure& figure, int64_t units) {
  const Rational least{units, 1};
  switch (figure.comparator()) {
    case v1::COMPARATOR_AT_MOST:
    case v1::COMPARATOR_LESS_THAN:
    case v1::COMPARATOR_MORE_THAN:
      return !Agrees(figure, least);
    case v1::COMPARATOR_ABOUT:
      return least < NumberOf(figure) && !Agrees(figure, least);
    default:
      return least < NumberOf(figure);
  }
}

int64_t RoundHalfUp(const Rational& value, int scale) {
  HL_CHECK(value.numerator >= 0 && value.denominator > 0);
  const Int128 scaled = Int128{value.numerator} * ScalePower(scale) * 2;
  return static_cast<int64_t>((scaled + value.denominator) / (Int128{value.denominator} * 2));
}

Rational Percent(int64_t numerator, int64_t denominator) {
  HL_CHECK(denominator > 0) << denominator;
  return {numerator * 100, denominator};
}

v1::Figure ExactFigure(int64_t value) {
  v1::Figure figure;
  figure.set_comparator(v1::COMPARATOR_EQUAL);
  figure.mutable_value()->set_unscaled(value);
  return figure;
}

v1::FindingValue CountValue(int64_t value, std::string_view measure) {
  return FigureValue(ExactFigure(value), measure);
}

v1::FindingValue FigureValue(const v1::Figure& figure, std::string_view measure) {
  v1::FindingValue value;
  *value.mutable_figure() = figure;
  value.set_measure(std::string(measure));
  return value;
}

v1::FindingValue PrintedValue(const v1::PrintedNumber& number, std::string_view measure) {
  v1::Figure figure = ExactFigure(number.value());
  figure.mutable_value()->set_text(number.text());
  return FigureValue(figure, measure);
}

v1::FindingValue PercentValue(const Rational& percent, int decimals,
                              std::optional<int64_t> printed) {
  int shown = std::clamp(decimals, 0, kMaxFigureScale);
  // 95,249 against a printed 95,3 would read "95,25", which looks as if it were rounded to 95,3.
  while (printed.has_value() && shown > 0 && shown < kMaxFigureScale) {
    const Rational rounded{RoundHalfUp(percent, shown), ScalePower(shown)};
    if (RoundHalfUp(rounded, decimals - 1) != *printed) break;
    ++shown;
  }
  v1::Figure figure = ExactFigure(RoundHalfUp(percent, shown));
  figure.mutable_value()->set_scale(static_cast<uint32_t>(shown));
  return FigureValue(figure, kMeasurePercent);
}

v1::FindingValue TextValue(std::string_view text) {
  v1::FindingValue value;
  value.set_text(std::string(text));
  return value;
}

v1::FindingValue DateValue(int32_t date) {
  v1::FindingValue value;
  value.set_date(date);
  return value;
}

v1::FindingValue TimeValue(const v1::PlannedTime& time) {
  v1::FindingValue value;
  *value.mutable_time() = time;
  return value;
}

v1::FindingValue IntervalValue(const CivilInterval& interval) {
  v1::PlannedTime time;
  if (IsMonth(interval)) {
    time.mutable_months()->add_months(MonthOf(interval));
  } else {
    *time.mutable_range() = ToProto(interval);
  }
  return TimeValue(time);
}

std::string ValueKey(const v1::FindingValue& value) {
  switch (value.value_case()) {
    case v1::FindingValue::kFigure: {
      const v1::Figure& figure = value.figure();
      const std::string upper =
          figure.comparator() == v1::COMPARATOR_RANGE ? DecimalKey(figure.upper()) : "";
      return Concat("figure ", static_cast<int>(figure.comparator()), " ",
                    DecimalKey(figure.value()), " ", upper, " ", value.measure());
    }
    case v1::FindingValue::kText:
      return Concat("text ", value.text());
    case v1::FindingValue::kDate:
      return Concat("date ", value.date());
    case v1::FindingValue::kTime:
      return Concat("time ", TimeKey(value.time()));
    case v1::FindingValue::VALUE_NOT_SET:
      return "";
  }
  return "";
}

v1::FindingPlace MakePlace(v1::FindingSubject subject, std::string_view id,
                           std::string_view printed, std::string_view field) {
  v1::FindingPlace place;
  place.set_subject(subject);
  place.set_id(std::string(id));
  place.set_printed(std::string(printed));
  place.set_field(std::string(field));
  return place;
}

v1::FindingPlace RowPlace(const v1::PlanRow& row, std::string_view field) {
  const std::string& printed = row.label().empty() ? row.printed_name() : row.label();
  return MakePlace(v1::FINDING_SUBJECT_ROW, row.row_id(), printed, field);
}

v1::FindingPlace RoundPlace(const v1::Round& round, std::string_view field) {
  return MakePlace(v1::FINDING_SUBJECT_ROUND, round.round_id(), round.label(), field);
}

v1::FindingPlace TargetPlace(const v1::Target& target, std::string_view field) {
  return MakePlace(v1::FINDING_SUBJECT_TARGET, target.target_id(), target.place(), field);
}

v1::FindingPlace TotalPlace(std::string_view field) {
  return MakePlace(v1::FINDING_SUBJECT_TOTAL, "", "", field);
}

v1::FindingPlace GroupPlace(const v1::RowGroup& group, std::string_view field) {
  return MakePlace(v1::FINDING_SUBJECT_GROUP, group.group_id(), group.label(), field);
}

v1::FindingPlace StatementPlace(std::string_view record_id, const v1::Statement& statement,
                                std::string_view field) {
  return MakePlace(v1::FINDING_SUBJECT_STATEMENT, Concat(record_id, "/", statement.statement_id()),
                   statement.place(), field);
}

v1::Finding MakeFinding(std::string_view plan_id, Contradiction contradiction) {
  HL_CHECK(!contradiction.places.empty());
  v1::Finding finding;
  finding.set_plan_id(std::string(plan_id));
  finding.set_kind(contradiction.kind);
  finding.mutable_places()->Add(contradiction.places.begin(), contradiction.places.end());
  if (contradiction.stated.has_value()) *finding.mutable_stated() = *contradiction.stated;
  if (contradiction.computed.has_value()) *finding.mutable_computed() = *contradiction.computed;
  finding.set_origin(contradiction.origin);
  finding.set_state(v1::FINDING_STATE_OPEN);

  Sha256Stream id;
  id.AddField(plan_id);
  AddPlaces(finding, id);
  constexpr size_t kIdDigits = 12;
  finding.set_finding_id(
      Concat(KindSlug(finding.kind()), "-", Hex(id.Finish()).substr(0, kIdDigits)));

  Sha256Stream fingerprint;
  AddPlaces(finding, fingerprint);
  fingerprint.AddField(ValueKey(finding.stated()));
  fingerprint.AddField(ValueKey(finding.computed()));
  finding.set_fingerprint(ToBytes(fingerprint.Finish()));
  return finding;
}

}  // namespace hemoledger::findings
