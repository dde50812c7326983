// Findings in rounds: when they take place, and whether they have figures.
#include <algorithm>
#include <utility>

#include "services/domain/civil_date.h"
#include "services/domain/finding_rules.h"
#include "services/domain/planned_time.h"

namespace hemoledger::findings {
namespace {

// The events that a time means, each from its first to its last possible day: of a series every
// month, and every day that does not follow on the one before.
std::vector<CivilInterval> EventsOf(const v1::PlannedTime& time) {
  if (time.has_months()) return PossibleSpans(time);
  if (time.has_dates()) {
    std::vector<CivilInterval> events;
    for (const CivilInterval& day : PossibleSpans(time)) {
      if (!events.empty() && DayNumber(day.first) == DayNumber(events.back().last) + 1) {
        events.back().last = day.last;
      } else {
        events.push_back(day);
      }
    }
    return events;
  }
  const std::optional<CivilInterval> days = PossibleDays(time);
  return days.has_value() ? std::vector{*days} : std::vector<CivilInterval>();
}

// Statements of what is planned for a span that is over by the signing; of a table with totals only
// these.
void FindEarlyStatements(const FindingContext& context, int32_t signed_date, Contradiction& early) {
  int64_t units = 0;
  bool any = false;
  for (const RecordedStatements& recorded : context.input.statements) {
    StringSet tables_with_totals;
    for (const v1::Statement& statement : recorded.list->statements()) {
      if (statement.fact() == v1::STATEMENT_FACT_SCHEDULED_UNITS && statement.table_total() &&
          statement.has_interval()) {
        tables_with_totals.insert(statement.table_id());
      }
    }
    for (const v1::Statement& statement : recorded.list->statements()) {
      if (statement.fact() != v1::STATEMENT_FACT_SCHEDULED_UNITS || !statement.has_interval() ||
          !HasNumber(statement.value()) || IsDamagedCell(recorded.list, statement)) {
        continue;
      }
      if (!statement.table_total() && tables_with_totals.contains(statement.table_id())) continue;
      if (ToCivil(statement.interval()).last >= signed_date) continue;
      units += RoundHalfUp({std::max<int64_t>(0, NumberOf(statement.value()).numerator),
                            NumberOf(statement.value()).denominator},
                           0);
      any = true;
      early.places.push_back(StatementPlace(recorded.record_id, statement, "time"));
    }
  }
  if (any) early.stated = CountValue(units, kMeasureUnits);
}

void FindBeforeSigning(const FindingContext& context, Contradictions& found) {
  const v1::PlanIssued& plan = context.plan.plan();
  const int32_t signed_date = plan.document().signed_date();
  if (signed_date == 0) return;
  // A report of a year that is over speaks of nothing else.
  if (plan.has_period() && ToCivil(plan.period()).last < signed_date) return;
  Contradiction early;
  early.kind = v1::FINDING_KIND_ROUND_BEFORE_SIGNING;
  for (const v1::Round* round : context.plan.rounds()) {
    if (context.plan.IsAmendedRound(round->round_id())) continue;
    const std::vector<CivilInterval> events = EventsOf(round->time());
    const bool any = std::any_of(events.begin(), events.end(), [&](const CivilInterval& event) {
      return event.last < signed_date;
    });
    if (!any) continue;
    if (early.places.empty()) early.stated = TimeValue(round->time());
    early.places.push_back(RoundPlace(*round, "time"));
  }
  if (early.places.size() > 1) {
    early.stated = CountValue(static_cast<int64_t>(early.places.size()), kMeasureRounds);
  }
  FindEarlyStatements(context, signed_date, early);
  if (early.places.empty()) return;
  early.computed = DateValue(signed_date);
  found.push_back(std::move(early));
}

void FindOutsidePeriod(const FindingContext& context, Contradictions& found) {
  const v1::Interval* stated = context.plan.stated_period();
  if (stated == nullptr) return;
  const CivilInterval period = ToCivil(*stated);
  for (const v1::Round* round : context.plan.rounds()) {
    const std::vector<CivilInterval> events = EventsOf(round->time());
    const bool any = std::any_of(events.begin(), events.end(), [&](const CivilInterval& event) {
      return event.last < period.first || event.first > period.last;
    });
    if (!any) continue;
    found.push_back({.kind = v1::FINDING_KIND_ROUND_OUTSIDE_PERIOD,
                     .places = {RoundPlace(*round, "time")},
                     .stated = TimeValue(round->time()),
                     .computed = IntervalValue(period)});
  }
}

void FindWithoutFigure(const FindingContext& context, Contradictions& found) {
  const auto& rounds = context.plan.rounds();
  const bool some_have = std::any_of(rounds.begin(), rounds.end(), [](const v1::Round* round) {
    return FindingPlan::HasFigure(*round);
  });
  if (!some_have) return;
  for (const v1::Round* round : rounds) {
    if (FindingPlan::HasFigure(*round)) continue;
    found.push_back({.kind = v1::FINDING_KIND_ROUND_WITHOUT_FIGURE,
                     .places = {RoundPlace(*round, "received")}});
  }
}

}  // namespace

void FindInRounds(const FindingContext& context, Contradictions& found) {
  FindBeforeSigning(context, found);
  FindOutsidePeriod(context, found);
  FindWithoutFigure(context, found);
}

}  // namespace hemoledger::findings
