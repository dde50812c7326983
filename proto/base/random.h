// Randomness, passed in so that tests repeat it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace hemoledger {

class Random {
 public:
  virtual ~Random() = default;
  // Fills all of `bytes`.
  virtual void Fill(std::span<uint8_t> bytes) = 0;

  uint64_t Uint64();
  // Evenly from 0 to bound - 1. REQUIRES: bound > 0.
  uint64_t Below(uint64_t bound);
  // `size` random bytes as a string, the form that proto's bytes fields take.
  std::string Bytes(size_t size);
};

// The kernel's generator (getrandom): fit for salts and keys. Thread-safe.
class SystemRandom : public Random {
 public:
  void Fill(std::span<uint8_t> bytes) override;
};

// The same bytes for the same seed (SplitMix64): for tests and for jitter, never for salts. Not
// thread-safe.
class SeededRandom : public Random {
 public:
  explicit SeededRandom(uint64_t seed) : state_(seed) {}
  void Fill(std::span<uint8_t> bytes) override;

 private:
  uint64_t Next();

  uint64_t state_;
};

}  // namespace hemoledger
