#include "services/domain/schedule_view.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <tuple>
#include <utility>

#include "services/domain/figure_rules.h"
#include "services/domain/plan_fold.h"
#include "services/domain/plan_rounds.h"
#include "services/domain/planned_time.h"

namespace hemoledger {
namespace {

// A plan of the query and what holds of it.
struct QueriedPlan {
  PlanIndex plan = kNoPlan;
  PlanFold fold;
  std::optional<v1::Interval> period;
  // The day whose tree is shown.
  int32_t shown_date = 0;
  ReportedProgress progress;
};

std::vector<PlanIndex> PlansOf(const ScheduleSources& sources, const ScheduleQuery& query) {
  if (query.plan != kNoPlan) return {query.plan};
  std::vector<PlanIndex> plans;
  for (PlanIndex plan = 0; plan < sources.plans.size(); ++plan) plans.push_back(plan);
  return plans;
}

QueriedPlan OpenPlan(const ScheduleSources& sources, const ScheduleQuery& query, PlanIndex plan) {
  QueriedPlan opened{.plan = plan,
                     .fold = PlanFold::At(sources.plans, plan, query.through_date),
                     .period = std::nullopt,
                     .shown_date = query.through_date,
                     .progress = ProgressOf(sources.records, sources.plans.Id(plan))};
  const v1::PlanIssued& issued = *sources.plans.Documents(plan).front()->issued;
  if (issued.has_period()) opened.period = issued.period();
  if (opened.shown_date == 0) {
    opened.shown_date = opened.period.has_value() ? ToCivil(*opened.period).last : kNewestDate;
  }
  return opened;
}

bool MayBeIn(const v1::PlannedTime& time, const CivilInterval& span) {
  if (span.first == 0 && span.last == 0) return true;
  return MayTakePlaceIn(time, {span.first == 0 ? MakeDate(kFirstYear, 1, 1) : span.first,
                               span.last == 0 ? MakeDate(kLastYear, 12, 31) : span.last});
}

bool IsOver(const CivilInterval& days, int32_t today) {
  return today != 0 && days.last != 0 && days.last < today;
}

const PlanRecordVersion* ReportOf(const StringMap<const PlanRecordVersion*>& reports,
                                  std::string_view id) {
  const auto found = reports.find(id);
  return found == reports.end() ? nullptr : found->second;
}

// Whether a round's campaign is the one asked for, or part of it.
bool IsInCampaign(const PlanFold& fold, const v1::Round& round, std::string_view campaign_id) {
  const size_t longest = fold.campaigns().entries().size();
  for (const std::string& stated : round.campaign_ids()) {
    std::string_view at = stated;
    for (size_t steps = 0; steps <= longest && !at.empty(); ++steps) {
      if (at == campaign_id) return true;
      const auto* known = fold.campaigns().Find(at);
      if (known == nullptr) break;
      at = known->value->part_of_campaign_id();
    }
  }
  return false;
}

// By the plan; by a report that was recorded after the document that the round is from.
v1::RoundStatus StatusOf(const v1::Round& round, uint64_t round_position,
                         const PlanRecordVersion* report) {
  v1::RoundStatus status = round.status();
  if (report != nullptr && report->position > round_position) {
    const v1::RoundStatus reported = report->record.progress().round_status();
    if (reported != v1::ROUND_STATUS_UNSPECIFIED) status = reported;
  }
  return status == v1::ROUND_STATUS_UNSPECIFIED ? v1::ROUND_STATUS_PLANNED : status;
}

bool IsShort(const v1::Round& round, int64_t received) {
  if (const std::optional<int64_t> quota = SumOfQuotas(round)) return received < *quota;
  return round.has_received() && LeastUnits(round.received()).has_value() &&
         !IsMet(round.received(), {.number = {received, 1}});
}

template <typename Found>
void SortByPlace(std::vector<Found>& found) {
  std::sort(found.begin(), found.end(),
            [](const Found& a, const Found& b) { return a.place < b.place; });
}

}  // namespace

bool operator<(const SchedulePlace& a, const SchedulePlace& b) {
  const auto key = [](const SchedulePlace& place) {
    const int32_t last =
        place.last_date == 0 ? std::numeric_limits<int32_t>::max() : place.last_date;
    return std::tuple<int32_t, std::string_view, int32_t>(last, place.plan_id, place.number);
  };
  return key(a) < key(b);
}

bool ConcernsUnit(const OrgTree& tree, const v1::Round& round, UnitIndex unit, int32_t date) {
  const auto is_at = [&](const std::string& unit_id) {
    const UnitIndex named = unit_id.empty() ? kNoUnit : tree.Find(unit_id);
    return named != kNoUnit && tree.IsAtOrBelow(named, unit, date);
  };
  return is_at(round.host_unit_id()) ||
         std::any_of(round.quotas().begin(), round.quotas().end(),
                     [&](const v1::RoundQuota& quota) { return is_at(quota.unit_id()); }) ||
         std::any_of(round.contributing_unit_ids().begin(), round.contributing_unit_ids().end(),
                     is_at) ||
         std::any_of(round.credited_unit_ids().begin(), round.credited_unit_ids().end(), is_at);
}

std::vector<RoundReceived> ReceivedByRound(const FactCells::Snapshot& cells, int32_t round_count,
                                           int32_t through_date) {
  std::vector<RoundReceived> received(round_count);
  for (int64_t i = 0; i < cells.size(); ++i) {
    const FactCells::Cell& cell = cells.cell(i);
    if (cell.key.round == kNoRound) continue;
    if (through_date != 0 && cell.key.last_date > through_date) continue;
    received[cell.key.round].units += cell.value.units;
    received[cell.key.round].receipts += cell.value.receipts;
  }
  return received;
}

std::vector<FoundRound> FindRounds(const ScheduleSources& sources, const ScheduleQuery& query) {
  const std::vector<RoundReceived> received =
      ReceivedByRound(sources.cells, sources.plans.round_count(), query.through_date);
  std::vector<FoundRound> found;
  for (const PlanIndex index : PlansOf(sources, query)) {
    const QueriedPlan plan = OpenPlan(sources, query, index);
    const auto& documents = sources.plans.Documents(index);
    if (query.issuer != kNoUnit) {
      const UnitIndex issuer =
          sources.tree.Find(documents.front()->issued->document().issuer_unit_id());
      if (!sources.tree.IsAtOrBelow(issuer, query.issuer, plan.shown_date)) continue;
    }
    std::vector<const v1::Round*> rounds;
    for (const auto& entry : plan.fold.rounds().entries()) rounds.push_back(entry.value);
    const StringSet made_up_for = MadeUpFor(rounds);
    int32_t number = 0;
    for (const auto& [round, revision] : plan.fold.rounds().entries()) {
      FoundRound one;
      one.round = round;
      one.days = PlannedDays(round->time(), plan.period);
      one.place = {one.days.last, sources.plans.Id(index), number++};
      if (!MayBeIn(round->time(), query.span)) continue;
      if (!query.campaign_id.empty() && !IsInCampaign(plan.fold, *round, query.campaign_id)) {
        continue;
      }
      if (query.unit != kNoUnit &&
          !ConcernsUnit(sources.tree, *round, query.unit, plan.shown_date)) {
        continue;
      }
      const PlanRecordVersion* report = ReportOf(plan.progress.rounds, round->round_id());
      if (report != nullptr) one.report = &report->record.progress();
      one.status = StatusOf(*round, documents[revision - 1]->position, report);
      one.received = received[sources.plans.FindRound(round->round_id())];
      one.due = IsOver(one.days, query.today) && one.status != v1::ROUND_STATUS_CANCELLED &&
                !made_up_for.contains(round->round_id());
      const bool was_held = one.status == v1::ROUND_STATUS_HELD;
      one.late = one.due && !was_held && one.received.receipts == 0;
      one.short_of_quota =
          one.due && (was_held || one.received.receipts > 0) && IsShort(*round, one.received.units);
      if (query.only_late && !one.late) continue;
      found.push_back(std::move(one));
    }
  }
  SortByPlace(found);
  return found;
}

std::vector<FoundTask> FindTasks(const ScheduleSources& sources, const ScheduleQuery& query) {
  std::vector<FoundTask> found;
  for (const PlanIndex index : PlansOf(sources, query)) {
    const QueriedPlan plan = OpenPlan(sources, query, index);
    int32_t number = 0;
    for (const auto& [task, revision] : plan.fold.tasks().entries()) {
      FoundTask one;
      one.task = task;
      // One that was removed keeps its number.
      one.place.number = number++;
      if (task == nullptr || !MayBeIn(task->time(), query.span)) continue;
      one.days = PlannedDays(task->time(), plan.period);
      one.place.last_date = one.days.last;
      one.place.plan_id = sources.plans.Id(index);
      if (const auto* report = ReportOf(plan.progress.tasks, task->task_id())) {
        one.report = &report->record.progress();
        one.done = one.report->done();
      }
      one.due = IsOver(one.days, query.today);
      one.late = one.due && !one.done;
      if (query.only_late && !one.late) continue;
      found.push_back(std::move(one));
    }
  }
  SortByPlace(found);
  return found;
}

v1::RoundView DescribeRound(const FoundRound& found) {
  v1::RoundView view;
  view.set_plan_id(found.place.plan_id);
  *view.mutable_round() = *found.round;
  view.set_status(found.status);
  view.set_first_date(found.days.first);
  view.set_last_date(found.days.last);
  view.set_received_units(found.received.units);
  view.set_receipts(found.received.receipts);
  if (const std::optional<int64_t> quota = SumOfQuotas(*found.round)) view.set_quota_units(*quota);
  view.set_due(found.due);
  view.set_late(found.late);
  view.set_short_of_quota(found.short_of_quota);
  if (found.report != nullptr) *view.mutable_report() = *found.report;
  return view;
}

v1::TaskView DescribeTask(const FoundTask& found) {
  v1::TaskView view;
  view.set_plan_id(found.place.plan_id);
  *view.mutable_task() = *found.task;
  view.set_first_date(found.days.first);
  view.set_last_date(found.days.last);
  view.set_done(found.done);
  view.set_due(found.due);
  view.set_late(found.late);
  if (found.report != nullptr) *view.mutable_report() = *found.report;
  return view;
}

}  // namespace hemoledger
