#include "services/rpc/statement_reads.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "services/domain/finding_plan.h"
#include "services/domain/statement_compare.h"
#include "services/rpc/finding_reads.h"
#include "services/rpc/limits.h"
#include "services/rpc/paging.h"
#include "services/rpc/plan_reads.h"
#include "services/rpc/read_call.h"

namespace hemoledger {
namespace {

v1::StatementComparison ComparisonOf(ComparedStatement::Outcome outcome) {
  switch (outcome) {
    case ComparedStatement::Outcome::kEqual:
      return v1::STATEMENT_COMPARISON_EQUAL;
    case ComparedStatement::Outcome::kDifferent:
      return v1::STATEMENT_COMPARISON_DIFFERENT;
    case ComparedStatement::Outcome::kNotCheckable:
      break;
  }
  return v1::STATEMENT_COMPARISON_NOT_CHECKABLE;
}

// One value with the record that it stands in.
struct PlacedIndicator {
  const PlanRecordVersion* version = nullptr;
  const v1::IndicatorValue* value = nullptr;
};

void AddIndicators(const View& view, std::string_view plan_id,
                   const v1::ListIndicatorsRequest& request, std::vector<PlacedIndicator>& placed) {
  for (const PlanRecord* record : view.records->OfPlan(plan_id)) {
    const PlanRecordVersion& current = record->current();
    for (const v1::IndicatorValue& value : current.record.indicators().values()) {
      if (!request.unit_id().empty() && value.unit_id() != request.unit_id()) continue;
      if (!request.indicator().empty() && value.indicator() != request.indicator()) continue;
      placed.push_back({&current, &value});
    }
  }
}

// How many entries the pages before had, as the key of a token says; they are the same in the same
// state only.
absl::StatusOr<uint64_t> EntriesBefore(const Page& page) {
  if (page.key.empty()) return 0;
  if (!page.same_view) return MakeError(ERROR_REASON_PAGE_TOKEN_INVALID);
  return NumberFromKey(page.key);
}

}  // namespace

absl::StatusOr<v1::ListStatementsResponse> ListStatements(
    const RpcEnvironment& environment, const std::shared_ptr<const View>& view,
    const v1::ListStatementsRequest& request) {
  ASSIGN_OR_RETURN(const Page page, OpenPage("ListStatements", request, *environment.pins, view,
                                             kDefaultStatementPageSize, kMaxStatementPageSize));
  ASSIGN_OR_RETURN(const uint64_t before, EntriesBefore(page));
  ASSIGN_OR_RETURN(const PlanIndex plan, FindPlan(*page.view->plans, request.plan_id()));
  const PlanEvidence evidence(page.view, plan, request.read().through_date());
  const auto& lists = evidence.input().statements;
  if (!request.record_id().empty() &&
      std::none_of(lists.begin(), lists.end(), [&](const RecordedStatements& list) {
        return list.record_id == request.record_id();
      })) {
    return MakeError(ERROR_REASON_RECORD_NOT_FOUND,
                     {{"plan_id", request.plan_id()}, {"record_id", request.record_id()}});
  }
  const findings::FindingPlan looked_up(evidence.input());
  const findings::StatementComparer comparer(evidence.input(), looked_up);
  v1::ListStatementsResponse response;
  *response.mutable_reflects() = ReflectedPosition(*page.view);
  uint64_t at = 0;
  for (const RecordedStatements& recorded : lists) {
    if (!request.record_id().empty() && recorded.record_id != request.record_id()) continue;
    for (const v1::Statement& statement : recorded.list->statements()) {
      if (at++ < before) continue;
      if (response.statements_size() == page.size) {
        response.set_next_page_token(
            NextPageToken(page, NumberKey(before + page.size), *environment.pins));
        return response;
      }
      const ComparedStatement compared = comparer.Compare(recorded.list, statement);
      v1::StatementView& shown = *response.add_statements();
      shown.set_record_id(recorded.record_id);
      *shown.mutable_statement() = statement;
      shown.set_comparison(ComparisonOf(compared.outcome));
      if (compared.computed.has_value()) *shown.mutable_computed() = *compared.computed;
    }
  }
  if (before > at) return MakeError(ERROR_REASON_PAGE_TOKEN_INVALID);
  return response;
}

absl::StatusOr<v1::ListIndicatorsResponse> ListIndicators(
    const RpcEnvironment& environment, const std::shared_ptr<const View>& view,
    const v1::ListIndicatorsRequest& request) {
  ASSIGN_OR_RETURN(const Page page, OpenPage("ListIndicators", request, *environment.pins, view,
                                             kDefaultStatementPageSize, kMaxStatementPageSize));
  ASSIGN_OR_RETURN(const uint64_t before, EntriesBefore(page));
  const View& state = *page.view;
  std::vector<PlacedIndicator> placed;
  if (request.plan_id().empty()) {
    for (PlanIndex plan = 0; plan < state.plans->size(); ++plan) {
      AddIndicators(state, state.plans->Id(plan), request, placed);
    }
  } else {
    RETURN_IF_ERROR(FindPlan(*state.plans, request.plan_id()).status());
    AddIndicators(state, request.plan_id(), request, placed);
  }
  std::stable_sort(
      placed.begin(), placed.end(), [](const PlacedIndicator& a, const PlacedIndicator& b) {
        const auto key = [](const PlacedIndicator& one) {
          const v1::PlanRecorded& record = one.version->record;
          return std::make_tuple(
              std::string_view(one.value->unit_id()), std::string_view(one.value->indicator()),
              std::string_view(record.plan_id()), std::string_view(record.record_id()));
        };
        return key(a) < key(b);
      });
  if (before > placed.size()) return MakeError(ERROR_REASON_PAGE_TOKEN_INVALID);
  v1::ListIndicatorsResponse response;
  *response.mutable_reflects() = ReflectedPosition(state);
  for (size_t at = before; at < placed.size(); ++at) {
    if (response.indicators_size() == page.size) {
      response.set_next_page_token(NextPageToken(page, NumberKey(at), *environment.pins));
      break;
    }
    const PlanRecordVersion& version = *placed[at].version;
    v1::IndicatorView& shown = *response.add_indicators();
    shown.set_plan_id(version.record.plan_id());
    shown.set_record_id(version.record.record_id());
    shown.set_version(version.version);
    *shown.mutable_value() = *placed[at].value;
    if (version.record.has_source()) *shown.mutable_source() = version.record.source();
  }
  return response;
}

}  // namespace hemoledger
