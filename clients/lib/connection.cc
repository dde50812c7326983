#include "clients/lib/connection.h"

#include <thread>
#include <utility>

#include "clients/lib/internal/grpc_connection.h"
#include "clients/lib/internal/retrying_connection.h"

namespace hemoledger {

std::unique_ptr<Connection> MakeConnection(const ConnectionOptions& options, Clock& clock,
                                           Random& random) {
  return internal::MakeRetryingConnection(
      internal::MakeGrpcConnection(options.server, options.call_deadline), options.retry, clock,
      random, [](std::chrono::milliseconds wait) { std::this_thread::sleep_for(wait); });
}

}  // namespace hemoledger
