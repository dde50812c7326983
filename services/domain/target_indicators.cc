#include "services/domain/target_indicators.h"

#include <algorithm>
#include <limits>

#include "proto/base/strings.h"
#include "services/domain/exact_fraction.h"

namespace hemoledger {
namespace {

// A printed decimal has at most 6 decimals.
constexpr int64_t kMillionths = 1'000'000;

// Percent of something: "11/15" is 73,3.
bool IsShare(v1::TargetMetric metric) {
  return metric == v1::TARGET_METRIC_STAFF_SHARE || metric == v1::TARGET_METRIC_UNIT_SHARE;
}

bool IsUpperBound(const v1::Figure& figure) {
  return figure.comparator() == v1::COMPARATOR_AT_MOST ||
         figure.comparator() == v1::COMPARATOR_LESS_THAN;
}

// In millionths; absent: no number, or one below 0.
std::optional<Int128> MillionthsOf(const v1::PrintedDecimal& decimal) {
  const std::optional<Rational> number = NumberOf(decimal);
  if (!number.has_value() || number->numerator < 0) return std::nullopt;
  return Int128{number->numerator} * (kMillionths / number->denominator);
}

int32_t LastDateOf(const v1::IndicatorValue& value) {
  return value.has_interval() ? ToCivil(value.interval()).last
                              : std::numeric_limits<int32_t>::max();
}

}  // namespace

TargetIndicators::TargetIndicators(const RecordBook& records, std::string_view plan_id,
                                   std::string_view issuer_unit_id, int32_t through_date)
    : issuer_unit_id_(issuer_unit_id), through_date_(through_date) {
  std::vector<const PlanRecord*> lists;
  for (const PlanRecord* record : records.OfPlan(plan_id)) {
    if (record->current().record.has_indicators()) lists.push_back(record);
  }
  std::sort(lists.begin(), lists.end(), [](const PlanRecord* a, const PlanRecord* b) {
    return a->current().position < b->current().position;
  });
  for (const PlanRecord* record : lists) {
    for (const v1::IndicatorValue& value : record->current().record.indicators().values()) {
      values_.push_back({&value, record});
    }
  }
}

std::optional<TargetIndicators::Told> TargetIndicators::Of(const v1::Target& target,
                                                           std::string_view unit_id) const {
  std::vector<Value> chosen;
  const auto choose = [&](std::string_view unit) {
    const std::optional<Value> value = ValueOf(target, unit);
    if (value.has_value()) chosen.push_back(*value);
    return value.has_value();
  };
  if (!unit_id.empty()) {
    choose(unit_id);
  } else if (!target.scope().unit_ids().empty()) {
    for (const std::string& unit : target.scope().unit_ids()) choose(unit);
  } else if (!choose(issuer_unit_id_)) {
    StringSet units;
    for (const Value& value : values_) {
      if (units.insert(value.value->unit_id()).second) choose(value.value->unit_id());
    }
  }
  if (chosen.empty()) return std::nullopt;

  Told told;
  Int128 sum = 0;
  Int128 of = 0;
  bool all_of = true;
  uint64_t newest = 0;
  for (const Value& value : chosen) {
    const v1::IndicatorValue& stated = *value.value;
    const std::optional<Int128> number = MillionthsOf(stated.value().value());
    if (!number.has_value() || IsUpperBound(stated.value())) return std::nullopt;
    sum += *number;
    told.reached.or_more |= stated.value().comparator() == v1::COMPARATOR_MORE_THAN;
    const std::optional<Int128> whole = stated.has_of() ? MillionthsOf(stated.of()) : std::nullopt;
    all_of &= whole.has_value() && *whole > 0;
    of += whole.value_or(0);
    if (told.record_id.empty() || value.record->current().position >= newest) {
      newest = value.record->current().position;
      told.record_id = value.record->record_id;
    }
  }
  if (!IsShare(target.metric())) {
    told.reached.number = InLowestTerms(sum, kMillionths);
  } else if (all_of) {
    told.reached.number = InLowestTerms(sum * 100, of);
  } else if (chosen.size() == 1) {
    // Percent as it stands. Percentages of several can not be put together.
    told.reached.number = InLowestTerms(sum, kMillionths);
  } else {
    return std::nullopt;
  }
  return told;
}

std::optional<TargetIndicators::Value> TargetIndicators::ValueOf(const v1::Target& target,
                                                                 std::string_view unit_id) const {
  std::optional<Value> best;
  for (const Value& value : values_) {
    if (value.value->unit_id() != unit_id || !Fits(target, *value.value)) continue;
    if (!best.has_value() || LastDateOf(*value.value) >= LastDateOf(*best->value)) best = value;
  }
  return best;
}

bool TargetIndicators::Fits(const v1::Target& target, const v1::IndicatorValue& value) const {
  if (value.indicator() != target.indicator()) return false;
  if (through_date_ != 0 && value.has_interval() &&
      ToCivil(value.interval()).last > through_date_) {
    return false;
  }
  if (!target.scope().has_interval()) return true;
  return value.has_interval() &&
         IsInside(ToCivil(value.interval()), ToCivil(target.scope().interval()));
}

}  // namespace hemoledger
