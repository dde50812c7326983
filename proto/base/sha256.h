// SHA-256 (FIPS 180-4), HMAC-SHA-256 (RFC 2104) and the leaf hash of RFC 6962. All functions are
// pure and thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace hemoledger {

// 32 bytes.
using Hash256 = std::array<uint8_t, 32>;

Hash256 Sha256(std::string_view bytes);

// SHA-256(0x00 || bytes): the hash of an event in the Merkle tree (RFC 6962, 2.1). `event_bytes`
// are the stored bytes, never a message serialised anew.
Hash256 LeafHash(std::string_view event_bytes);

// SHA-256(0x01 || left || right): an inner node of the same tree.
Hash256 NodeHash(const Hash256& left, const Hash256& right);

Hash256 HmacSha256(std::string_view key, std::string_view bytes);

// SHA-256 over pieces that are not in one string.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(const Sha256Stream&) = delete;
  Sha256Stream& operator=(const Sha256Stream&) = delete;

  void Add(std::string_view bytes);
  // Adds the length (8 bytes, little-endian) and the bytes, so that {"a", "bc"} and {"ab", "c"}
  // differ.
  void AddField(std::string_view bytes);
  // Adds 8 bytes, little-endian.
  void AddInteger(uint64_t value);
  // Once, at the end.
  Hash256 Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The bytes as proto's bytes fields take them.
std::string ToBytes(const Hash256& hash);
// The same without a copy; valid as long as `hash`.
inline std::string_view AsBytes(const Hash256& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}
// Absent: not 32 bytes.
std::optional<Hash256> HashFromBytes(std::string_view bytes);

// Lower-case hexadecimal.
std::string Hex(std::string_view bytes);
inline std::string Hex(const Hash256& hash) {
  return Hex(AsBytes(hash));
}
// The bytes that `hex` (either case) stands for; absent: it is not hexadecimal.
std::optional<std::string> UnHex(std::string_view hex);

// Equality in a time that depends on the lengths only.
bool ConstantTimeEqual(std::string_view a, std::string_view b);

}  // namespace hemoledger
