// Answers of PlanService's reads from one state; texts come from the store.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "hemoledger/v1/plan_service.pb.h"
#include "services/rpc/environment.h"

namespace hemoledger {

absl::StatusOr<v1::GetPlanResponse> GetPlan(const RpcEnvironment& environment,
                                            const std::shared_ptr<const View>& view,
                                            const v1::GetPlanRequest& request);
absl::StatusOr<v1::ListPlansResponse> ListPlans(const RpcEnvironment& environment,
                                                const std::shared_ptr<const View>& view,
                                                const v1::ListPlansRequest& request);
absl::StatusOr<v1::ListPlanHistoryResponse> ListPlanHistory(
    const RpcEnvironment& environment, const std::shared_ptr<const View>& view,
    const v1::ListPlanHistoryRequest& request);

// The plan of an id. Errors: FIELD_REQUIRED, PLAN_NOT_FOUND.
absl::StatusOr<PlanIndex> FindPlan(const PlanBook& book, std::string_view plan_id);

}  // namespace hemoledger
