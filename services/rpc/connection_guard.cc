#include "services/rpc/connection_guard.h"

#include "proto/base/errors.h"
#include "services/rpc/limits.h"

namespace hemoledger {

absl::StatusOr<std::string> ConnectionGuard::Admit(const CallInfo& call) {
  if (connections_.IsAboveLimit(call.connection)) {
    return MakeError(ERROR_REASON_LIMIT_REACHED,
                     {{"name", kConnectionsLimit}, {"limit", connections_.max_connections()}});
  }
  return inner_.Admit(call);
}

}  // namespace hemoledger
