#include "services/rpc/compare_reads.h"

#include <string>
#include <string_view>

#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "services/domain/plan_compare.h"
#include "services/rpc/read_call.h"

namespace hemoledger {
namespace {

absl::StatusOr<PlanIndex> FindComparedPlan(const PlanBook& book, std::string_view field,
                                           const std::string& plan_id) {
  if (plan_id.empty()) return MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", field}});
  const PlanIndex plan = book.Find(plan_id);
  if (plan == kNoPlan) return MakeError(ERROR_REASON_PLAN_NOT_FOUND, {{"plan_id", plan_id}});
  return plan;
}

}  // namespace

absl::StatusOr<v1::ComparePlansResponse> ComparePlans(const RpcEnvironment&,
                                                      const std::shared_ptr<const View>& view,
                                                      const v1::ComparePlansRequest& request) {
  CompareQuery query;
  ASSIGN_OR_RETURN(query.before,
                   FindComparedPlan(*view->plans, "before_plan_id", request.before_plan_id()));
  ASSIGN_OR_RETURN(query.after,
                   FindComparedPlan(*view->plans, "after_plan_id", request.after_plan_id()));
  query.through_date = request.read().through_date();
  ASSIGN_OR_RETURN(v1::ComparePlansResponse response,
                   ComputePlanComparison(*view->tree, *view->plans, view->cells, query));
  *response.mutable_reflects() = ReflectedPosition(*view);
  return response;
}

}  // namespace hemoledger
