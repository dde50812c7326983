// The version that `hemoledgerd --version` and GetStatus tell.
#pragma once

#include <string_view>

namespace hemoledger {

std::string_view ServerVersion();

}  // namespace hemoledger
