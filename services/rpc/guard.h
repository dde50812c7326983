// The one gate before every RPC. Server interceptors of gRPC can not refuse a call, so each method
// asks the guard first (StartUnary, and the two streams); a test goes through all methods of all
// services and sees that none forgot.
#pragma once

#include <atomic>
#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace hemoledger {

// What a call is, before anything of it is looked at.
struct CallInfo {
  // Full name without a leading slash: "hemoledger.v1.PlanService/GetPlan".
  std::string_view method;
  // Serialised bytes of a unary request; 0 for a stream.
  size_t request_bytes = 0;
  // gRPC's name of the peer; blank in tests.
  std::string_view connection = {};
  // True for calls that are answered while the server stops (StatusService).
  bool while_stopping = false;
};

// Thread-safe.
class Guard {
 public:
  virtual ~Guard() = default;
  // The caller's principal, or why the call is refused.
  virtual absl::StatusOr<std::string> Admit(const CallInfo& call) = 0;
  // From now on nothing new begins, but calls that are answered while stopping.
  virtual void StopAdmitting() = 0;
};

// Open to everyone who can connect: the server listens on loopback only, and identities come later.
// The principal is "anonymous". Refuses requests over kMaxUnaryRequestBytes (SUBMISSION_TOO_LARGE)
// and, once told to stop, all calls but those that are answered while stopping (SERVER_STOPPING).
class LoopbackGuard final : public Guard {
 public:
  static constexpr std::string_view kPrincipal = "anonymous";

  absl::StatusOr<std::string> Admit(const CallInfo& call) override;
  void StopAdmitting() override { stopping_.store(true, std::memory_order_release); }

 private:
  std::atomic<bool> stopping_{false};
};

}  // namespace hemoledger
