// CRC-32C (Castagnoli; RFC 3720, B.4): the checksum of frames.
#pragma once

#include <cstdint>
#include <string_view>

namespace hemoledger {

// The checksum of bytes whose beginning has the checksum `crc` (0: no beginning) and whose rest is
// `bytes`. Uses the processor's instruction where there is one. Pure, thread-safe.
uint32_t ExtendCrc32c(uint32_t crc, std::string_view bytes);

inline uint32_t Crc32c(std::string_view bytes) {
  return ExtendCrc32c(0, bytes);
}

namespace internal {
// The same without the instruction; for the test that both agree.
uint32_t ExtendCrc32cPortable(uint32_t crc, std::string_view bytes);
}  // namespace internal

}  // namespace hemoledger
