// The one place where our errors become gRPC's.
#pragma once

#include "absl/status/status.h"
#include "grpcpp/support/status.h"

namespace hemoledger {

// Code, English message and, as details, the ErrorStatus that proto/base/errors.h put into `status`
// (DESIGN "Errors"). An error that carries none was not made by our factories: it becomes INTERNAL
// with details, so that every refusal of ours has a reason.
grpc::Status ToGrpcStatus(const absl::Status& status);

}  // namespace hemoledger
