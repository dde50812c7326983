#include "services/domain/target_events.h"

#include <algorithm>
#include <string>

namespace hemoledger {
namespace {

// By round of the ledger: the first day of its earliest receipt; 0: it has none.
std::vector<int32_t> FirstReceiptDays(const FactCells::Snapshot& cells, int32_t round_count) {
  std::vector<int32_t> days(round_count, 0);
  for (int64_t i = 0; i < cells.size(); ++i) {
    const FactCells::Cell& cell = cells.cell(i);
    if (cell.key.round == kNoRound || cell.value.IsZero()) continue;
    int32_t& day = days[cell.key.round];
    if (day == 0 || cell.key.first_date < day) day = cell.key.first_date;
  }
  return days;
}

}  // namespace

TargetEvents::TargetEvents(const ScheduleSources& sources, const EffectivePlan& plan,
                           const CampaignPlaces& campaigns, int32_t through_date)
    : sources_(sources),
      plan_(plan),
      campaigns_(campaigns),
      through_date_(through_date),
      shown_date_(through_date) {
  if (shown_date_ == 0) {
    shown_date_ = plan.period.has_value() ? ToCivil(*plan.period).last : kNewestDate;
  }
  const std::vector<int32_t> first_days =
      FirstReceiptDays(sources.cells, sources.plans.round_count());
  ScheduleQuery query;
  query.plan = plan.plan;
  query.through_date = through_date;
  for (const FoundRound& found : FindRounds(sources, query)) {
    if (found.status != v1::ROUND_STATUS_HELD && found.received.receipts == 0) continue;
    Event event;
    event.place = found.place.number;
    event.round = &plan.rounds[event.place];
    event.day = found.report != nullptr ? found.report->interval().first_date() : 0;
    if (event.day == 0) event.day = first_days[event.round->round];
    if (event.day == 0) event.day = found.days.last;
    events_.push_back(event);
  }
}

int64_t TargetEvents::CountIn(const v1::TargetScope& scope, UnitIndex unit) const {
  return std::count_if(events_.begin(), events_.end(), [&](const Event& event) {
    return IsIn(event, scope, unit) &&
           (!scope.has_interval() ||
            (event.day != 0 && IsInside({event.day, event.day}, ToCivil(scope.interval()))));
  });
}

std::optional<int64_t> TargetEvents::LeastInAQuarter(const v1::TargetScope& scope,
                                                     UnitIndex unit) const {
  if (!scope.has_interval() && !plan_.period.has_value()) return std::nullopt;
  const CivilInterval span = ToCivil(scope.has_interval() ? scope.interval() : *plan_.period);
  std::optional<int64_t> least;
  for (int year = SplitDate(span.first).year; year <= SplitDate(span.last).year; ++year) {
    for (int month = 1; month <= 10; month += 3) {
      const CivilInterval quarter{MakeDate(year, month, 1),
                                  LastOfMonth(MakeDate(year, month + 2, 1))};
      if (!IsInside(quarter, span)) continue;
      if (through_date_ != 0 && quarter.last > through_date_) continue;
      const int64_t count = std::count_if(events_.begin(), events_.end(), [&](const Event& event) {
        return event.day != 0 && IsInside({event.day, event.day}, quarter) &&
               IsIn(event, scope, unit);
      });
      least = std::min(count, least.value_or(count));
    }
  }
  return least;
}

bool TargetEvents::IsIn(const Event& event, const v1::TargetScope& scope, UnitIndex unit) const {
  const v1::Round& round = event.round->as_planned;
  if (!scope.round_id().empty() && scope.round_id() != round.round_id()) return false;
  if (!scope.campaign_id().empty()) {
    const std::vector<int32_t>& places = campaigns_.OfRound(event.place);
    const bool is_there = std::any_of(places.begin(), places.end(), [&](int32_t place) {
      return plan_.campaigns[place].as_planned.campaign_id() == scope.campaign_id();
    });
    if (!is_there) return false;
  }
  if (unit != kNoUnit) return IsOf(round, unit);
  return scope.unit_ids().empty() || std::any_of(scope.unit_ids().begin(), scope.unit_ids().end(),
                                                 [&](const std::string& unit_id) {
                                                   const UnitIndex named =
                                                       sources_.tree.Find(unit_id);
                                                   return named != kNoUnit && IsOf(round, named);
                                                 });
}

bool TargetEvents::IsOf(const v1::Round& round, UnitIndex unit) const {
  if (round.host_unit_id().empty()) {
    return ConcernsUnit(sources_.tree, round, unit, shown_date_);
  }
  const UnitIndex host = sources_.tree.Find(round.host_unit_id());
  return host != kNoUnit && sources_.tree.IsAtOrBelow(host, unit, shown_date_);
}

}  // namespace hemoledger
