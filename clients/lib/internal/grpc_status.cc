#include "clients/lib/internal/grpc_status.h"

#include "proto/base/errors.h"

namespace hemoledger::internal {

absl::Status ToAbslStatus(const grpc::Status& status) {
  const bool broken =
      status.error_code() == grpc::StatusCode::CANCELLED && status.error_details().empty();
  return FromWire(static_cast<int>(broken ? grpc::StatusCode::UNAVAILABLE : status.error_code()),
                  status.error_message(), status.error_details());
}

}  // namespace hemoledger::internal
