// How a call of gRPC ended, as our status.
#pragma once

#include "absl/status/status.h"
#include "grpcpp/support/status.h"

namespace hemoledger::internal {

// With the server's reason where it sent one. CANCELLED without a reason becomes UNAVAILABLE: our
// servers end no call so, and whoever cancels a call here does not ask how it ended; it is a
// connection that went down under the call (a half of it, or the server cutting off a call that
// outlasted its stop), and trying again mends it.
absl::Status ToAbslStatus(const grpc::Status& status);

}  // namespace hemoledger::internal
