// Answers of UnitService's reads from one state.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "hemoledger/v1/unit_service.pb.h"
#include "services/rpc/environment.h"

namespace hemoledger {

absl::StatusOr<v1::GetUnitResponse> GetUnit(const RpcEnvironment& environment,
                                            const std::shared_ptr<const View>& view,
                                            const v1::GetUnitRequest& request);
absl::StatusOr<v1::ListUnitsResponse> ListUnits(const RpcEnvironment& environment,
                                                const std::shared_ptr<const View>& view,
                                                const v1::ListUnitsRequest& request);

}  // namespace hemoledger
