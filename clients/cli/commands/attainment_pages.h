// Reads an answer about attainment whole.
#pragma once

#include "absl/status/statusor.h"
#include "clients/cli/commands/context.h"
#include "hemoledger/v1/attainment_service.pb.h"

namespace hemoledger {

// All pages as one answer: all lines, of one state. The totals are of the whole in every page.
absl::StatusOr<v1::GetAttainmentResponse> ReadAttainment(v1::GetAttainmentRequest request,
                                                         Context& context);

}  // namespace hemoledger
