// OpenSSL's low-level functions: marked deprecated in OpenSSL 3, and six times faster on an event's
// hundred bytes than its one-shot SHA256(), which fetches the algorithm anew each time (measured
// with 3.0.11: 0.16 against 0.96 µs; EVP with a kept context 0.28 µs). They use the CPU's SHA
// instructions.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "proto/base/sha256.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include "proto/base/check.h"

namespace hemoledger {
namespace {

// RFC 6962, 2.1: what keeps leaves and inner nodes apart.
constexpr uint8_t kLeafPrefix = 0x00;
constexpr uint8_t kNodePrefix = 0x01;

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

struct Sha256Stream::State {
  SHA256_CTX context;
};

Hash256 Sha256(std::string_view bytes) {
  Hash256 hash;
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, bytes.data(), bytes.size());
  SHA256_Final(hash.data(), &context);
  return hash;
}

Hash256 LeafHash(std::string_view event_bytes) {
  Hash256 hash;
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, &kLeafPrefix, 1);
  SHA256_Update(&context, event_bytes.data(), event_bytes.size());
  SHA256_Final(hash.data(), &context);
  return hash;
}

Hash256 NodeHash(const Hash256& left, const Hash256& right) {
  Hash256 hash;
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, &kNodePrefix, 1);
  SHA256_Update(&context, left.data(), left.size());
  SHA256_Update(&context, right.data(), right.size());
  SHA256_Final(hash.data(), &context);
  return hash;
}

Hash256 HmacSha256(std::string_view key, std::string_view bytes) {
  HL_CHECK(key.size() <= static_cast<size_t>(std::numeric_limits<int>::max()));
  Hash256 hash;
  unsigned int size = 0;
  // A null key pointer would mean "the key of before" to OpenSSL.
  const void* key_bytes = key.empty() ? "" : key.data();
  HL_CHECK(HMAC(EVP_sha256(), key_bytes, static_cast<int>(key.size()),
                reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), hash.data(),
                &size) != nullptr);
  HL_CHECK(size == hash.size());
  return hash;
}

Sha256Stream::Sha256Stream() : state_(std::make_unique<State>()) {
  SHA256_Init(&state_->context);
}

Sha256Stream::~Sha256Stream() = default;

void Sha256Stream::Add(std::string_view bytes) {
  SHA256_Update(&state_->context, bytes.data(), bytes.size());
}

void Sha256Stream::AddField(std::string_view bytes) {
  AddInteger(bytes.size());
  Add(bytes);
}

void Sha256Stream::AddInteger(uint64_t value) {
  char bytes[sizeof(value)];
  static_assert(std::endian::native == std::endian::little);
  std::memcpy(bytes, &value, sizeof(value));
  Add({bytes, sizeof(bytes)});
}

Hash256 Sha256Stream::Finish() {
  Hash256 hash;
  SHA256_Final(hash.data(), &state_->context);
  return hash;
}

std::string ToBytes(const Hash256& hash) {
  return std::string(AsBytes(hash));
}

std::optional<Hash256> HashFromBytes(std::string_view bytes) {
  Hash256 hash;
  if (bytes.size() != hash.size()) return std::nullopt;
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

std::string Hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<uint8_t>(c);
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex;
}

std::optional<std::string> UnHex(std::string_view hex) {
  if (hex.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(hex.size() / 2);
  for (size_t i = 0; i < hex.size(); i += 2) {
    const int high = HexValue(hex[i]);
    const int low = HexValue(hex[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

bool ConstantTimeEqual(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace hemoledger
