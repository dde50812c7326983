// The bare RPCs: one try each, with a deadline.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "clients/lib/connection.h"

namespace hemoledger::internal {

std::unique_ptr<Connection> MakeGrpcConnection(const std::string& server,
                                               std::chrono::milliseconds call_deadline);

}  // namespace hemoledger::internal
