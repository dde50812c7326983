// Where the server may listen: on this machine only, until identities and TLS exist.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace hemoledger {

// `address` as gRPC takes it, if it is HOST:PORT with a host of this machine's loopback:
// 127.0.0.0/8, [::1] or localhost (which stands for 127.0.0.1, whatever a resolver says). Errors:
// FIELD_INVALID with a message for the operator.
absl::StatusOr<std::string> LoopbackAddress(std::string_view address);

}  // namespace hemoledger
