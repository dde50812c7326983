#include "proto/base/random.h"

#include <sys/random.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>

#include "proto/base/check.h"

namespace hemoledger {

uint64_t Random::Uint64() {
  uint64_t value;
  Fill({reinterpret_cast<uint8_t*>(&value), sizeof(value)});
  return value;
}

uint64_t Random::Below(uint64_t bound) {
  HL_CHECK(bound > 0);
  // Values of the last, incomplete run of `bound` would favour the small ones: draw again. On
  // average less than two draws.
  const uint64_t limit =
      std::numeric_limits<uint64_t>::max() - std::numeric_limits<uint64_t>::max() % bound;
  uint64_t value = Uint64();
  while (value >= limit) value = Uint64();
  return value % bound;
}

std::string Random::Bytes(size_t size) {
  std::string bytes(size, '\0');
  Fill({reinterpret_cast<uint8_t*>(bytes.data()), bytes.size()});
  return bytes;
}

void SystemRandom::Fill(std::span<uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t filled = getrandom(bytes.data(), bytes.size(), 0);
    HL_CHECK(filled > 0 || (filled < 0 && errno == EINTR)) << "getrandom: " << std::strerror(errno);
    if (filled > 0) bytes = bytes.subspan(static_cast<size_t>(filled));
  }
}

void SeededRandom::Fill(std::span<uint8_t> bytes) {
  while (!bytes.empty()) {
    const uint64_t value = Next();
    const size_t size = std::min(bytes.size(), sizeof(value));
    std::memcpy(bytes.data(), &value, size);
    bytes = bytes.subspan(size);
  }
}

// SplitMix64: G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators",
// OOPSLA 2014.
uint64_t SeededRandom::Next() {
  state_ += 0x9e3779b97f4a7c15;
  uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

}  // namespace hemoledger
