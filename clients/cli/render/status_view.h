// How the server does.
#pragma once

#include <string>
#include <string_view>

#include "hemoledger/v1/status_service.pb.h"
#include "proto/base/language.h"

namespace hemoledger {

std::string StatusText(const v1::GetStatusResponse& status, std::string_view server,
                       Language language);
// One line; the first column is the ledger's id.
std::string StatusCsv(const v1::GetStatusResponse& status);

}  // namespace hemoledger
