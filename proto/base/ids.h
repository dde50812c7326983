// Ids that clients choose, of units, plans, rounds, sources, feeds, rows, groups and rules
// (proto/hemoledger/v1/values.proto).
#pragma once

#include <cstddef>
#include <string_view>

#include "absl/status/status.h"

namespace hemoledger {

inline constexpr size_t kMaxIdBytes = 64;

// 1 to 64 characters of a-z, 0-9 and '-', the first a letter or a digit.
bool IsValidId(std::string_view id);

// OK if it is one; else FIELD_REQUIRED (blank) or ID_INVALID.
absl::Status RequireId(std::string_view field, std::string_view id);

// The same, and OK if it is blank.
absl::Status OptionalId(std::string_view field, std::string_view id);

}  // namespace hemoledger
