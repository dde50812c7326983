// The two languages that people are answered in. Vietnamese is the default everywhere.
#pragma once

#include <cstdint>

namespace hemoledger {

enum class Language : uint8_t { kVietnamese, kEnglish };

}  // namespace hemoledger
