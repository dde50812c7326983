// Why a server can not listen on an address.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace hemoledger {

// gRPC only says that it could not; the system tells why when the address is tried once more. An
// error for the operator, FIELD_INVALID of the field "listen" with the address as its value: in use
// by another process, or the system's own words. `address`: HOST:PORT with a numeric host, an IPv6
// one in brackets.
absl::Status ListenFault(const std::string& address);

}  // namespace hemoledger
