// Signatures of webhooks by the scheme of Standard Webhooks (https://www.standardwebhooks.com),
// which receivers' libraries verify: HMAC-SHA-256 of "<id>.<seconds>.<body>".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace hemoledger {

// Immutable, so thread-safe.
class WebhookSigner {
 public:
  // `secrets`: "whsec_" (may be left out) and 24 to 64 bytes in base64. Several while one takes the
  // other's place: each signs, and a receiver needs to know one of them. Errors: FIELD_REQUIRED,
  // FIELD_INVALID; never with a secret in it.
  static absl::StatusOr<WebhookSigner> Make(const std::vector<std::string>& secrets);

  // The value of the header webhook-signature: "v1,<base64>", one a secret with blanks between.
  // REQUIRES: `id` holds no full stop.
  std::string Sign(std::string_view id, int64_t unix_seconds, std::string_view body) const;

 private:
  std::vector<std::string> keys_;
};

}  // namespace hemoledger
