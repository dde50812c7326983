#include "services/rpc/guard.h"

#include "proto/base/errors.h"
#include "services/rpc/limits.h"

namespace hemoledger {

absl::StatusOr<std::string> LoopbackGuard::Admit(const CallInfo& call) {
  if (stopping_.load(std::memory_order_acquire) && !call.while_stopping) {
    return MakeError(ERROR_REASON_SERVER_STOPPING, {{"retry_after_seconds", 1}});
  }
  if (call.request_bytes > kMaxUnaryRequestBytes) {
    return MakeError(ERROR_REASON_SUBMISSION_TOO_LARGE,
                     {{"limit", kMaxUnaryRequestBytes}, {"actual", call.request_bytes}});
  }
  return std::string(kPrincipal);
}

}  // namespace hemoledger
