#include "proto/base/ids.h"

#include <algorithm>

#include "proto/base/errors.h"

namespace hemoledger {
namespace {

bool IsLetterOrDigit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

}  // namespace

bool IsValidId(std::string_view id) {
  return !id.empty() && id.size() <= kMaxIdBytes && id.front() != '-' &&
         std::all_of(id.begin(), id.end(), [](char c) { return IsLetterOrDigit(c) || c == '-'; });
}

absl::Status RequireId(std::string_view field, std::string_view id) {
  if (id.empty()) return MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", field}});
  return OptionalId(field, id);
}

absl::Status OptionalId(std::string_view field, std::string_view id) {
  if (id.empty() || IsValidId(id)) return absl::OkStatus();
  return MakeError(ERROR_REASON_ID_INVALID, {{"field", field}, {"value", id}});
}

}  // namespace hemoledger
