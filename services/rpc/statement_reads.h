// Statements compared with the ledger, and other indicators, from one state.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "hemoledger/v1/record_service.pb.h"
#include "services/rpc/environment.h"

namespace hemoledger {

// In the order of the records and of their lists. Errors: RECORD_NOT_FOUND (no such record, or it
// holds no statements).
absl::StatusOr<v1::ListStatementsResponse> ListStatements(const RpcEnvironment& environment,
                                                          const std::shared_ptr<const View>& view,
                                                          const v1::ListStatementsRequest& request);

// By unit, indicator, plan and record; of one list in its order.
absl::StatusOr<v1::ListIndicatorsResponse> ListIndicators(const RpcEnvironment& environment,
                                                          const std::shared_ptr<const View>& view,
                                                          const v1::ListIndicatorsRequest& request);

}  // namespace hemoledger
