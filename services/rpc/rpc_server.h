// All services on one port: built, started and stopped as one. With gRPC's health and reflection
// services.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "proto/base/clock.h"
#include "proto/base/random.h"
#include "services/ledger/ledger.h"
#include "services/rpc/guard.h"
#include "services/rpc/limits.h"
#include "store/attachments.h"
#include "store/consumer_store.h"

namespace hemoledger {

class RpcServer {
 public:
  struct Options {
    // HOST:PORT as gRPC takes it; port 0: the system chooses one. That it is loopback is the
    // caller's to check.
    std::string listen_address;
    // Borrowed: they outlive the server. Required.
    Ledger* ledger = nullptr;
    Guard* guard = nullptr;
    Clock* clock = nullptr;
    AttachmentStore* attachments = nullptr;
    ConsumerStore* consumers = nullptr;
    // Thread-safe.
    Random* random = nullptr;
    // What GetStatus tells.
    std::string server_version;
    RpcLimits limits = {};
  };

  // Answers calls when it returns. Errors: those of ListenFault; STORE_DAMAGED (a
  // consumer group).
  static absl::StatusOr<std::unique_ptr<RpcServer>> Start(Options options);
  // As Stop, without grace.
  ~RpcServer();
  RpcServer(const RpcServer&) = delete;
  RpcServer& operator=(const RpcServer&) = delete;

  // The port it listens on.
  int port() const;

  // Stops in good order: nothing new is admitted, health says NOT_SERVING, streams take nothing
  // more and get the answers to what they sent, uploads that are still being sent,
  // subscriptions and consumers end, the ledger is stopped (so all
  // that was taken is durable and answered), and what is still open after `grace` is cut off. May
  // be called more than once.
  void Stop(std::chrono::milliseconds grace);

 private:
  class Impl;
  explicit RpcServer(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace hemoledger
