#include "services/server/listen_address.h"

#include <arpa/inet.h>

#include <optional>

#include "proto/base/errors.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

absl::Status Refuse(std::string_view address, std::string_view expected) {
  return MakeError(ERROR_REASON_FIELD_INVALID,
                   {{"field", "listen"}, {"value", address}, {"expected", expected}});
}

}  // namespace

absl::StatusOr<std::string> LoopbackAddress(std::string_view address) {
  const size_t colon = address.rfind(':');
  if (colon == std::string_view::npos) return Refuse(address, "HOST:PORT");
  std::string host(address.substr(0, colon));
  const std::optional<uint64_t> port = ParseUint64(address.substr(colon + 1));
  if (!port.has_value() || *port > 65535) return Refuse(address, "HOST:PORT, PORT 0 to 65535");
  if (host == "localhost") host = "127.0.0.1";
  if (host == "[::1]") return Concat(host, ":", *port);
  in_addr ipv4{};
  if (inet_pton(AF_INET, host.c_str(), &ipv4) == 1 && (ntohl(ipv4.s_addr) >> 24) == 127) {
    return Concat(host, ":", *port);
  }
  return Refuse(
      address,
      "a loopback address (127.0.0.1, [::1], localhost): without TLS and roles the server "
      "must not be reached from another machine");
}

}  // namespace hemoledger
