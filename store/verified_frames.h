// Which frames were found undamaged lately, so that single reads of one frame compute its checksum
// once and not every time: that is most of what reading an event costs.
//
// What this gives up: a frame that changes in memory after its first check is not noticed by single
// reads (what comes from disk is checked by RocksDB's own checksums, block by block). Scans,
// replays and fsck check every frame always.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace hemoledger::internal {

// Thread-safe. Remembers some thousands of frames; a newer one drives out an older one.
class VerifiedFrames {
 public:
  void Add(uint64_t first_position) {
    slot(first_position).store(first_position + 1, std::memory_order_relaxed);
  }
  bool Has(uint64_t first_position) const {
    return slot(first_position).load(std::memory_order_relaxed) == first_position + 1;
  }

 private:
  static constexpr size_t kSlots = 4096;
  static size_t SlotOf(uint64_t first_position) {
    // The golden ratio's bits: neighbouring frames fall far apart (Knuth, TAOCP 6.4).
    return (first_position * 0x9e3779b97f4a7c15u) >> 52;
  }
  std::atomic<uint64_t>& slot(uint64_t first_position) { return slots_[SlotOf(first_position)]; }
  const std::atomic<uint64_t>& slot(uint64_t first_position) const {
    return slots_[SlotOf(first_position)];
  }

  // The first position + 1; 0: none.
  std::array<std::atomic<uint64_t>, kSlots> slots_{};
};

}  // namespace hemoledger::internal
