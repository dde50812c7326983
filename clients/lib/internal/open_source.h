// Opening a source on the server.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "clients/lib/connection.h"

namespace hemoledger::internal {

// Opens it unless the server has it. Errors: those of GetSource and OpenSource.
absl::Status OpenSourceIfMissing(Connection& connection, const std::string& source_id,
                                 const std::string& label, const std::string& unit_id);

}  // namespace hemoledger::internal
