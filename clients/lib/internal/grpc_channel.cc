#include "clients/lib/internal/grpc_channel.h"

#include <grpcpp/grpcpp.h>

namespace hemoledger::internal {
namespace {

// The server takes it amiss when it is asked more often than every 10 seconds (rpc_server.cc).
constexpr int kKeepaliveTimeMs = 20'000;
constexpr int kKeepaliveTimeoutMs = 10'000;

}  // namespace

std::shared_ptr<grpc::Channel> MakeGrpcChannel(const std::string& server) {
  grpc::ChannelArguments arguments;
  // A table of 20,000 lines is larger than gRPC's own limit of 4 MiB; so may one event be.
  arguments.SetMaxReceiveMessageSize(-1);
  // gRPC waits up to two minutes before it connects again; our own backoff decides when.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 1'000);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1'000);
  // Each connection its own sockets: clients of one process do not share a fate.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveTimeMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  // Else gRPC stops asking after two times without data of its own.
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  return grpc::CreateCustomChannel(server, grpc::InsecureChannelCredentials(), arguments);
}

}  // namespace hemoledger::internal
