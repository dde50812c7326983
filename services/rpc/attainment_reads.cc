#include "services/rpc/attainment_reads.h"

#include <string>
#include <utility>

#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "services/domain/attainment.h"
#include "services/rpc/limits.h"
#include "services/rpc/paging.h"
#include "services/rpc/plan_reads.h"
#include "services/rpc/read_call.h"

namespace hemoledger {
namespace {

absl::Status RequireKnown(bool known, std::string_view field, int value) {
  if (known) return absl::OkStatus();
  return MakeError(ERROR_REASON_FIELD_INVALID,
                   {{"field", field}, {"value", value}, {"expected", "a value of its enum"}});
}

// What is asked, with the contract's meaning of what is left unspecified.
absl::StatusOr<AttainmentQuery> QueryOf(const v1::GetAttainmentRequest& request, const View& view) {
  RETURN_IF_ERROR(
      RequireKnown(v1::AttainmentScope_IsValid(request.scope()), "scope", request.scope()));
  RETURN_IF_ERROR(RequireKnown(v1::AttainmentGrouping_IsValid(request.grouping()), "grouping",
                               request.grouping()));
  RETURN_IF_ERROR(
      RequireKnown(v1::AttainmentBasis_IsValid(request.basis()), "basis", request.basis()));
  RETURN_IF_ERROR(
      RequireKnown(v1::AttainmentOrder_IsValid(request.order()), "order", request.order()));
  AttainmentQuery query;
  ASSIGN_OR_RETURN(query.plan, FindPlan(*view.plans, request.plan_id()));
  if (request.has_unit()) {
    ASSIGN_OR_RETURN(query.unit, view.tree->Resolve(request.unit(), 0, "unit"));
  }
  query.scope = request.scope();
  if (query.scope == v1::ATTAINMENT_SCOPE_UNSPECIFIED) {
    query.scope = request.has_unit() ? v1::ATTAINMENT_SCOPE_UNIT : v1::ATTAINMENT_SCOPE_PLAN;
  }
  if (query.scope == v1::ATTAINMENT_SCOPE_PLAN) {
    if (request.has_unit()) {
      return MakeError(ERROR_REASON_FIELD_INVALID,
                       {{"field", "unit"}, {"value", ""}, {"expected", "none in scope PLAN"}});
    }
  } else if (!request.has_unit()) {
    return MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", "unit"}});
  }
  query.grouping = request.grouping() == v1::ATTAINMENT_GROUPING_UNSPECIFIED
                       ? v1::ATTAINMENT_GROUPING_ROW
                       : request.grouping();
  query.basis = request.basis() == v1::ATTAINMENT_BASIS_UNSPECIFIED
                    ? v1::ATTAINMENT_BASIS_ALL_CREDITED
                    : request.basis();
  query.order = request.order() == v1::ATTAINMENT_ORDER_UNSPECIFIED ? v1::ATTAINMENT_ORDER_DOCUMENT
                                                                    : request.order();
  query.with_months = request.with_months();
  query.through_date = request.read().through_date();
  query.pace_date = request.pace_date();
  return query;
}

// All lines.
absl::StatusOr<v1::GetAttainmentResponse> WholeAnswer(const RpcEnvironment& environment,
                                                      const View& state,
                                                      const v1::GetAttainmentRequest& request) {
  ASSIGN_OR_RETURN(const AttainmentQuery query, QueryOf(request, state));
  ASSIGN_OR_RETURN(v1::GetAttainmentResponse response,
                   environment.running_answers->Answer(state, query));
  *response.mutable_reflects() = ReflectedPosition(state);
  return response;
}

absl::Status RequireBlank(bool blank, std::string_view field, const std::string& value) {
  if (blank) return absl::OkStatus();
  return MakeError(ERROR_REASON_FIELD_INVALID,
                   {{"field", field}, {"value", value}, {"expected", "blank, to be watched"}});
}

}  // namespace

absl::Status CheckWatched(const v1::GetAttainmentRequest& query) {
  RETURN_IF_ERROR(
      RequireBlank(query.page_size() == 0, "query.page_size", std::to_string(query.page_size())));
  RETURN_IF_ERROR(RequireBlank(query.page_token().empty(), "query.page_token", query.page_token()));
  RETURN_IF_ERROR(RequireBlank(!query.read().has_as_of(), "query.read.as_of", ""));
  return CheckReadOptions(query.read());
}

absl::StatusOr<v1::GetAttainmentResponse> WatchedAnswer(const RpcEnvironment& environment,
                                                        const View& view,
                                                        const v1::GetAttainmentRequest& query) {
  ASSIGN_OR_RETURN(v1::GetAttainmentResponse response, WholeAnswer(environment, view, query));
  const int more = response.lines_size() - kMaxAttainmentLines;
  if (more > 0) response.mutable_lines()->DeleteSubrange(kMaxAttainmentLines, more);
  return response;
}

absl::StatusOr<v1::GetAttainmentResponse> GetAttainment(const RpcEnvironment& environment,
                                                        const std::shared_ptr<const View>& view,
                                                        const v1::GetAttainmentRequest& request) {
  ASSIGN_OR_RETURN(const Page page, OpenPage("GetAttainment", request, *environment.pins, view,
                                             kMaxAttainmentLines, kMaxAttainmentLines));
  // The key is the number of lines before; in another state they would be other lines.
  uint64_t skipped = 0;
  if (!page.key.empty()) {
    if (!page.same_view) return MakeError(ERROR_REASON_PAGE_TOKEN_INVALID);
    ASSIGN_OR_RETURN(skipped, NumberFromKey(page.key));
  }
  ASSIGN_OR_RETURN(v1::GetAttainmentResponse response,
                   WholeAnswer(environment, *page.view, request));
  auto& lines = *response.mutable_lines();
  const uint64_t count = lines.size();
  if (skipped > count) return MakeError(ERROR_REASON_PAGE_TOKEN_INVALID);
  if (count - skipped > static_cast<uint64_t>(page.size)) {
    lines.DeleteSubrange(static_cast<int>(skipped) + page.size,
                         static_cast<int>(count - skipped) - page.size);
    response.set_next_page_token(
        NextPageToken(page, NumberKey(skipped + page.size), *environment.pins));
  }
  lines.DeleteSubrange(0, static_cast<int>(skipped));
  return response;
}

}  // namespace hemoledger
