#include "services/rpc/grpc_status.h"

#include <string>

#include "proto/base/errors.h"

namespace hemoledger {

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  if (ReasonOf(status) == ERROR_REASON_UNSPECIFIED) {
    return ToGrpcStatus(MakeError(ERROR_REASON_INTERNAL, {{"detail", status.ToString()}}));
  }
  // The canonical codes of both are equal number for number.
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), std::string(status.message()),
                      DetailsBytes(status));
}

}  // namespace hemoledger
