// An address to listen on, as sockets take it.
#pragma once

#include <sys/socket.h>

#include <optional>
#include <string>

namespace hemoledger {

struct SocketAddress {
  sockaddr_storage bytes{};
  socklen_t size = 0;

  int family() const { return bytes.ss_family; }
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&bytes); }
};

// HOST:PORT with HOST an IPv4 address or an IPv6 address in brackets; absent: it is none of both.
std::optional<SocketAddress> ParseSocketAddress(const std::string& address);

// The port of an IPv4 or IPv6 address.
int PortOf(const SocketAddress& address);

}  // namespace hemoledger
