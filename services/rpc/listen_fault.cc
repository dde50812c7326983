#include "services/rpc/listen_fault.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <optional>

#include "proto/base/errors.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

// The errno of listening on the address for a moment; 0: it works now.
int ListenErrno(int family, const sockaddr* address, socklen_t size) {
  const int socket_fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket_fd < 0) return errno;
  // As gRPC does: what is left of a connection that ended is no hindrance.
  const int on = 1;
  int error = 0;
  if (setsockopt(socket_fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
      bind(socket_fd, address, size) != 0 || listen(socket_fd, 1) != 0) {
    error = errno;
  }
  close(socket_fd);
  return error;
}

int ListenErrno(std::string host, uint16_t port) {
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(port);
    if (inet_pton(AF_INET6, host.c_str(), &address.sin6_addr) != 1) return EINVAL;
    return ListenErrno(AF_INET6, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  if (inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1) return EINVAL;
  return ListenErrno(AF_INET, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
}

}  // namespace

absl::Status ListenFault(const std::string& address) {
  const size_t colon = std::min(address.rfind(':'), address.size());
  const std::optional<uint64_t> port =
      colon < address.size() ? ParseUint64(address.substr(colon + 1)) : std::nullopt;
  const int error = port.has_value() && *port <= UINT16_MAX
                        ? ListenErrno(address.substr(0, colon), static_cast<uint16_t>(*port))
                        : EINVAL;
  const auto expected = [error]() -> std::string {
    if (error == EADDRINUSE) {
      return "an address that is free: this one is in use, another process listens on it. Stop "
             "that process (\"ss -ltnp\" names it), or choose another port with --listen; port 0 "
             "is any free one";
    }
    if (error == 0) return "an address that can be listened on; try again";
    return Concat("an address that can be listened on; the system says: ", std::strerror(error));
  };
  return MakeError(ERROR_REASON_FIELD_INVALID,
                   {{"field", "listen"}, {"value", address}, {"expected", expected()}});
}

}  // namespace hemoledger
