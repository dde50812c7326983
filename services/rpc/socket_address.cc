#include "services/rpc/socket_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <cstdint>
#include <string_view>

#include "proto/base/strings.h"

namespace hemoledger {

std::optional<SocketAddress> ParseSocketAddress(const std::string& address) {
  const size_t colon = address.rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  const std::optional<uint64_t> port = ParseUint64(std::string_view(address).substr(colon + 1));
  if (!port.has_value() || *port > UINT16_MAX) return std::nullopt;
  std::string host = address.substr(0, colon);
  SocketAddress parsed;
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
    auto* const ipv6 = reinterpret_cast<sockaddr_in6*>(&parsed.bytes);
    ipv6->sin6_family = AF_INET6;
    ipv6->sin6_port = htons(static_cast<uint16_t>(*port));
    if (inet_pton(AF_INET6, host.c_str(), &ipv6->sin6_addr) != 1) return std::nullopt;
    parsed.size = sizeof(sockaddr_in6);
    return parsed;
  }
  auto* const ipv4 = reinterpret_cast<sockaddr_in*>(&parsed.bytes);
  ipv4->sin_family = AF_INET;
  ipv4->sin_port = htons(static_cast<uint16_t>(*port));
  if (inet_pton(AF_INET, host.c_str(), &ipv4->sin_addr) != 1) return std::nullopt;
  parsed.size = sizeof(sockaddr_in);
  return parsed;
}

int PortOf(const SocketAddress& address) {
  if (address.family() == AF_INET6) {
    return ntohs(reinterpret_cast<const sockaddr_in6*>(&address.bytes)->sin6_port);
  }
  return ntohs(reinterpret_cast<const sockaddr_in*>(&address.bytes)->sin_port);
}

}  // namespace hemoledger
