#include "services/rpc/paging.h"

#include "proto/base/errors.h"

namespace hemoledger {

std::string NumberKey(uint64_t number) {
  std::string key;
  for (int shift = 56; shift >= 0; shift -= 8) key.push_back(static_cast<char>(number >> shift));
  return key;
}

absl::StatusOr<uint64_t> NumberFromKey(std::string_view key) {
  if (key.size() != 8) return MakeError(ERROR_REASON_PAGE_TOKEN_INVALID);
  uint64_t number = 0;
  for (const char byte : key) number = number << 8 | static_cast<uint8_t>(byte);
  return number;
}

}  // namespace hemoledger
