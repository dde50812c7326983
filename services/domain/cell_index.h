// Where the cell of a key is: an open-addressing hash table of eight bytes a slot, whose keys stand
// with the cells. A map that holds its keys itself would double the memory of the counters; and
// here a look-up can be announced, so that several wait for memory at once.
//
// Linear probing (Knuth, TAOCP 6.4, algorithm L). In shards, so that one of them growing (its slots
// are placed anew) stalls the writer for a small part of the whole.
//
// Not thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "proto/base/check.h"

namespace hemoledger {

class CellIndex {
 public:
  static constexpr int64_t kNone = -1;

  // The index that was inserted with this hash and for which is_key(index) is true; kNone: none.
  template <typename IsKey>
  int64_t Find(size_t hash, const IsKey& is_key) const {
    const Shard& shard = ShardOf(hash);
    if (shard.slots.empty()) return kNone;
    const size_t mask = shard.slots.size() - 1;
    for (size_t at = TagOf(hash) & mask; shard.slots[at].used != 0; at = (at + 1) & mask) {
      const Slot& slot = shard.slots[at];
      if (slot.tag == TagOf(hash) && is_key(int64_t{slot.used} - 1)) return int64_t{slot.used} - 1;
    }
    return kNone;
  }

  // REQUIRES: the key is not there. 0 <= index < 2^32 - 1.
  void Insert(size_t hash, int64_t index) {
    HL_CHECK(index < int64_t{UINT32_MAX}) << "more cells than their index can hold";
    Shard& shard = ShardOf(hash);
    // At most two thirds full: a look-up for what is not there then takes some five steps.
    if (3 * (shard.used + 1) > 2 * shard.slots.size()) Grow(shard);
    Place(shard, {TagOf(hash), static_cast<uint32_t>(index) + 1});
    ++shard.used;
  }

  // Room for so many in all, so that few shards grow on the way. REQUIRES: none was inserted.
  void Reserve(size_t count) {
    size_t slots = kSmallest;
    while (2 * slots * kShards < 3 * count) slots *= 2;
    for (Shard& shard : shards_) {
      HL_CHECK(shard.used == 0);
      shard.slots.assign(slots, Slot());
    }
  }

  // What Find will most likely give: equal hashes of other keys are possible.
  int64_t Guess(size_t hash) const {
    return Find(hash, [](int64_t) { return true; });
  }

  // A Find of this hash comes soon.
  void Prefetch(size_t hash) const {
    const Shard& shard = ShardOf(hash);
    if (!shard.slots.empty()) {
      __builtin_prefetch(&shard.slots[TagOf(hash) & (shard.slots.size() - 1)]);
    }
  }

 private:
  static constexpr size_t kShards = 256;
  static constexpr size_t kSmallest = 16;

  struct Slot {
    // Part of the hash; the slot that it belongs to follows from it.
    uint32_t tag = 0;
    // The index + 1; 0: a free slot.
    uint32_t used = 0;
  };
  struct Shard {
    // None, or a power of two.
    std::vector<Slot> slots;
    size_t used = 0;
  };

  static uint32_t TagOf(size_t hash) { return static_cast<uint32_t>(hash); }
  Shard& ShardOf(size_t hash) { return shards_[(hash >> 48) % kShards]; }
  const Shard& ShardOf(size_t hash) const { return shards_[(hash >> 48) % kShards]; }

  static void Place(Shard& shard, Slot slot) {
    const size_t mask = shard.slots.size() - 1;
    size_t at = slot.tag & mask;
    while (shard.slots[at].used != 0) at = (at + 1) & mask;
    shard.slots[at] = slot;
  }
  static void Grow(Shard& shard) {
    std::vector<Slot> old(shard.slots.empty() ? kSmallest : 2 * shard.slots.size());
    old.swap(shard.slots);
    for (const Slot& slot : old) {
      if (slot.used != 0) Place(shard, slot);
    }
  }

  std::array<Shard, kShards> shards_;
};

}  // namespace hemoledger
