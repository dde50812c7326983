#include "clients/relay/signature.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/sha256.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

constexpr std::string_view kPrefix = "whsec_";
// What Standard Webhooks allows.
constexpr size_t kMinKeyBytes = 24;
constexpr size_t kMaxKeyBytes = 64;

}  // namespace

absl::StatusOr<WebhookSigner> WebhookSigner::Make(const std::vector<std::string>& secrets) {
  if (secrets.empty()) return MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", "secret"}});
  WebhookSigner signer;
  for (const std::string& secret : secrets) {
    std::string_view text = secret;
    if (text.starts_with(kPrefix)) text.remove_prefix(kPrefix.size());
    std::string key;
    if (!absl::Base64Unescape(ToAbsl(text), &key) || key.size() < kMinKeyBytes ||
        key.size() > kMaxKeyBytes) {
      return MakeError(ERROR_REASON_FIELD_INVALID,
                       {{"field", "secret"},
                        {"value", "…"},
                        {"expected", "whsec_ + base64 (24–64 byte): openssl rand -base64 32"}});
    }
    signer.keys_.push_back(std::move(key));
  }
  return signer;
}

std::string WebhookSigner::Sign(std::string_view id, int64_t unix_seconds,
                                std::string_view body) const {
  HL_CHECK(id.find('.') == std::string_view::npos);
  const std::string signed_text = Concat(id, ".", unix_seconds, ".", body);
  std::string header;
  for (const std::string& key : keys_) {
    if (!header.empty()) header += ' ';
    header += "v1," + absl::Base64Escape(ToBytes(HmacSha256(key, signed_text)));
  }
  return header;
}

}  // namespace hemoledger
