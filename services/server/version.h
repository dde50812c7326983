// The version that `hemoledgerd --version` and GetStatus tell.
#pragma once

#include <string_view>

namespace hemoledger {

inline constexpr std::string_view kServerVersion = HEMOLEDGER_VERSION;

}  // namespace hemoledger
