#include "services/rpc/schedule_reads.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "services/domain/schedule_view.h"
#include "services/domain/target_progress.h"
#include "services/rpc/limits.h"
#include "services/rpc/paging.h"
#include "services/rpc/plan_reads.h"
#include "services/rpc/read_call.h"

namespace hemoledger {
namespace {

constexpr size_t kNumberKeyBytes = 8;

// Where a page ended: last possible day and number in one, then the plan's id.
std::string KeyOfPlace(const SchedulePlace& place) {
  return NumberKey(uint64_t{static_cast<uint32_t>(place.last_date)} << 32 |
                   static_cast<uint32_t>(place.number)) +
         place.plan_id;
}

absl::StatusOr<SchedulePlace> PlaceOfKey(std::string_view key) {
  ASSIGN_OR_RETURN(const uint64_t number, NumberFromKey(key.substr(0, kNumberKeyBytes)));
  SchedulePlace place;
  place.last_date = static_cast<int32_t>(number >> 32);
  place.number = static_cast<int32_t>(number);
  place.plan_id = key.substr(kNumberKeyBytes);
  return place;
}

// What both lists ask for alike.
template <typename Request>
absl::StatusOr<ScheduleQuery> CommonQuery(const Request& request, const View& view) {
  ScheduleQuery query;
  if (!request.plan_id().empty()) {
    ASSIGN_OR_RETURN(query.plan, FindPlan(*view.plans, request.plan_id()));
  }
  RETURN_IF_ERROR(OptionalDate("from_date", request.from_date()));
  RETURN_IF_ERROR(OptionalDate("to_date", request.to_date()));
  RETURN_IF_ERROR(OptionalDate("today", request.today()));
  if (request.to_date() != 0 && request.from_date() > request.to_date()) {
    return MakeError(
        ERROR_REASON_INTERVAL_REVERSED,
        {{"field", "to_date"}, {"first", request.from_date()}, {"last", request.to_date()}});
  }
  if (request.only_late() && request.today() == 0) {
    return MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", "today"}});
  }
  query.span = {request.from_date(), request.to_date()};
  query.today = request.today();
  query.only_late = request.only_late();
  query.through_date = request.read().through_date();
  return query;
}

absl::StatusOr<UnitIndex> OptionalUnit(const OrgTree& tree, const std::string& unit_id,
                                       std::string_view field) {
  if (unit_id.empty()) return kNoUnit;
  const UnitIndex unit = tree.Find(unit_id);
  if (unit == kNoUnit) return tree.NotFound(unit_id, field);
  return unit;
}

ScheduleSources SourcesOf(const View& view) {
  return {.tree = *view.tree, .plans = *view.plans, .records = *view.records, .cells = view.cells};
}

// Calls add(found) for each of a page; returns the token of the next one.
template <typename Found, typename Add>
absl::StatusOr<std::string> WritePage(const RpcEnvironment& environment, const Page& page,
                                      const std::vector<Found>& all, const Add& add) {
  auto next = all.begin();
  if (!page.key.empty()) {
    ASSIGN_OR_RETURN(const SchedulePlace last, PlaceOfKey(page.key));
    next = std::upper_bound(
        all.begin(), all.end(), last,
        [](const SchedulePlace& place, const Found& found) { return place < found.place; });
  }
  for (int count = 0; next != all.end(); ++next, ++count) {
    if (count == page.size) {
      return NextPageToken(page, KeyOfPlace(std::prev(next)->place), *environment.pins);
    }
    add(*next);
  }
  return std::string();
}

}  // namespace

absl::StatusOr<v1::ListRoundsResponse> ListRounds(const RpcEnvironment& environment,
                                                  const std::shared_ptr<const View>& view,
                                                  const v1::ListRoundsRequest& request) {
  ASSIGN_OR_RETURN(const Page page, OpenPage("ListRounds", request, *environment.pins, view,
                                             kDefaultPageSize, kMaxPageSize));
  const View& state = *page.view;
  ASSIGN_OR_RETURN(ScheduleQuery query, CommonQuery(request, state));
  ASSIGN_OR_RETURN(query.issuer,
                   OptionalUnit(*state.tree, request.issuer_unit_id(), "issuer_unit_id"));
  ASSIGN_OR_RETURN(query.unit, OptionalUnit(*state.tree, request.unit_id(), "unit_id"));
  query.campaign_id = request.campaign_id();
  if (!query.campaign_id.empty() && state.plans->FindCampaign(query.campaign_id) == kNoCampaign) {
    return MakeError(ERROR_REASON_CAMPAIGN_NOT_FOUND, {{"campaign_id", query.campaign_id}});
  }
  v1::ListRoundsResponse response;
  *response.mutable_reflects() = ReflectedPosition(state);
  ASSIGN_OR_RETURN(
      const std::string next,
      WritePage(environment, page, FindRounds(SourcesOf(state), query),
                [&](const FoundRound& found) { *response.add_rounds() = DescribeRound(found); }));
  response.set_next_page_token(next);
  return response;
}

absl::StatusOr<v1::ListTasksResponse> ListTasks(const RpcEnvironment& environment,
                                                const std::shared_ptr<const View>& view,
                                                const v1::ListTasksRequest& request) {
  ASSIGN_OR_RETURN(const Page page, OpenPage("ListTasks", request, *environment.pins, view,
                                             kDefaultPageSize, kMaxPageSize));
  const View& state = *page.view;
  ASSIGN_OR_RETURN(const ScheduleQuery query, CommonQuery(request, state));
  v1::ListTasksResponse response;
  *response.mutable_reflects() = ReflectedPosition(state);
  ASSIGN_OR_RETURN(
      const std::string next,
      WritePage(environment, page, FindTasks(SourcesOf(state), query),
                [&](const FoundTask& found) { *response.add_tasks() = DescribeTask(found); }));
  response.set_next_page_token(next);
  return response;
}

absl::StatusOr<v1::ListTargetsResponse> ListTargets(const RpcEnvironment& /*environment*/,
                                                    const std::shared_ptr<const View>& view,
                                                    const v1::ListTargetsRequest& request) {
  ASSIGN_OR_RETURN(const PlanIndex plan, FindPlan(*view->plans, request.plan_id()));
  v1::ListTargetsResponse response;
  *response.mutable_reflects() = ReflectedPosition(*view);
  for (v1::TargetProgress& progress :
       ComputeTargetProgress(SourcesOf(*view), plan, request.read().through_date())) {
    response.add_targets()->Swap(&progress);
  }
  return response;
}

}  // namespace hemoledger
