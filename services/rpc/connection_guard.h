// The guard's outer half: calls of connections above the bound are told so.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/rpc/connection_acceptor.h"
#include "services/rpc/guard.h"

namespace hemoledger {

// Thread-safe.
class ConnectionGuard final : public Guard {
 public:
  // Borrows both.
  ConnectionGuard(Guard* inner, ConnectionAcceptor* connections)
      : inner_(*inner), connections_(*connections) {}

  // Errors: LIMIT_REACHED (max-connections), and those of the inner guard.
  absl::StatusOr<std::string> Admit(const CallInfo& call) override;
  void StopAdmitting() override { inner_.StopAdmitting(); }

 private:
  Guard& inner_;
  ConnectionAcceptor& connections_;
};

}  // namespace hemoledger
