#include "services/rpc/listen_fault.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>

#include "proto/base/errors.h"
#include "proto/base/strings.h"
#include "services/rpc/socket_address.h"

namespace hemoledger {
namespace {

// The errno of listening on the address for a moment; 0: it works now.
int ListenErrno(const SocketAddress& address) {
  const int socket_fd = socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket_fd < 0) return errno;
  // As the server does: what is left of a connection that ended is no hindrance.
  const int on = 1;
  int error = 0;
  if (setsockopt(socket_fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
      bind(socket_fd, address.get(), address.size) != 0 || listen(socket_fd, 1) != 0) {
    error = errno;
  }
  close(socket_fd);
  return error;
}

}  // namespace

absl::Status ListenFault(const std::string& address) {
  const std::optional<SocketAddress> parsed = ParseSocketAddress(address);
  const int error = parsed.has_value() ? ListenErrno(*parsed) : EINVAL;
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
