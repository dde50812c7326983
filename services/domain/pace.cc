#include "services/domain/pace.h"

#include <algorithm>

#include "proto/base/check.h"

namespace hemoledger {
namespace {

// What was received in the measure of the quota; absent: a part of it does not convert.
std::optional<Rational> ReceivedIn(const v1::AttainmentFigures& figures) {
  if (figures.converted_denominator() == 0) return Rational{figures.received_units(), 1};
  if (figures.unconverted_units() > 0) return std::nullopt;
  return Rational{figures.converted_numerator(), figures.converted_denominator()};
}

v1::Pace PaceOf(const Rational& received, const Rational& expected) {
  if (received > expected) return v1::PACE_AHEAD;
  return received == expected ? v1::PACE_ON_TIME : v1::PACE_BEHIND;
}

}  // namespace

Expectation Expectation::Unknown() {
  Expectation expected;
  expected.any_ = true;
  expected.known_ = false;
  return expected;
}

Expectation Expectation::BySchedule(int64_t due) {
  Expectation expected;
  expected.any_ = true;
  expected.by_schedule_ = true;
  expected.due_units_ = due;
  return expected;
}

Expectation Expectation::ByDays(int64_t units) {
  Expectation expected;
  expected.any_ = true;
  expected.by_days_ = true;
  expected.spread_units_ = units;
  return expected;
}

void Expectation::Add(const Expectation& other) {
  any_ |= other.any_;
  known_ &= other.known_;
  by_schedule_ |= other.by_schedule_;
  by_days_ |= other.by_days_;
  due_units_ += other.due_units_;
  spread_units_ += other.spread_units_;
}

PaceRules::PaceRules(const EffectivePlan& plan, const PlanRounds& rounds, const RoundShares& shares,
                     int32_t day)
    : rounds_(rounds), shares_(shares), day_(day) {
  HL_CHECK(IsValidDate(day));
  if (!plan.period.has_value()) return;
  period_ = ToCivil(*plan.period);
  days_ = DayCount(*period_);
  passed_days_ =
      std::clamp<int64_t>(int64_t{DayNumber(day)} - DayNumber(period_->first) + 1, 0, days_);
}

Expectation PaceRules::OfHolder(const EffectivePlan::Row& row, bool converted) const {
  HL_CHECK(row.quota_units.has_value());
  bool has_schedule = false;
  bool has_day = false;
  int64_t scheduled = 0;
  int64_t due = 0;
  for (const RoundShares::Share& share : shares_.Of(row.holder)) {
    const PlanRounds::Round& round = rounds_.at(share.round);
    if (!share.units.has_value() || !round.stands) continue;
    has_schedule = true;
    has_day |= round.last_date != 0;
    scheduled += *share.units;
    if (rounds_.IsDueBy(share.round, day_)) due += *share.units;
  }
  const std::optional<int64_t> quota = converted ? row.quota_converted_units : row.quota_units;
  if (!has_schedule) {
    return quota.has_value() && period_.has_value() ? Expectation::ByDays(*quota)
                                                    : Expectation::Unknown();
  }
  if (converted || !has_day) return Expectation::Unknown();
  if (period_.has_value() && period_->last <= day_) {
    due += std::max<int64_t>(0, *quota - scheduled);
  }
  return Expectation::BySchedule(due);
}

Expectation PaceRules::OfRound(int32_t place, std::optional<int64_t> units) const {
  const PlanRounds::Round& round = rounds_.at(place);
  if (!units.has_value()) return Expectation::Unknown();
  if (round.stands && round.last_date == 0) return Expectation::Unknown();
  return Expectation::BySchedule(rounds_.IsDueBy(place, day_) ? *units : 0);
}

void PaceRules::Write(const Expectation& expected, v1::AttainmentFigures& figures) const {
  if (!expected.any_ || !expected.known_) return;
  const Int128 days = expected.by_days_ ? days_ : 1;
  const Rational fraction =
      InLowestTerms(expected.due_units_ * days + expected.spread_units_ * passed_days_, days);
  figures.set_expected_numerator(fraction.numerator);
  figures.set_expected_denominator(fraction.denominator);
  figures.set_pace_basis(expected.by_schedule_ && expected.by_days_ ? v1::PACE_BASIS_MIXED
                         : expected.by_days_                        ? v1::PACE_BASIS_PRO_RATA
                                                                    : v1::PACE_BASIS_SCHEDULE);
  if (const std::optional<Rational> received = ReceivedIn(figures)) {
    figures.set_pace(PaceOf(*received, fraction));
  }
}

}  // namespace hemoledger
