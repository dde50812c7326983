// Parts that the copies of a value share until one of them changes: what makes a copy of a large
// value (a tree, a book) cost little, and a change of it cost what it touches.
//
// Whose a part is, is told by generations and never by shared_ptr::use_count: a reader that lets go
// on another thread makes a count that can be read, but not relied on without a race. Each value
// carries a CopyGeneration; a part remembers the generation that made it. Copying a value begins a
// new generation on both sides, so a part of an older generation may be shared and is copied before
// it changes; one of the present generation is the value's own.
//
// Thread safety: as of a standard container. Many threads may read and copy a value at once; who
// changes it is alone with it.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace hemoledger {

// Member of a value type with CowParts. Its copy operations tell both sides.
class CopyGeneration {
 public:
  CopyGeneration() = default;
  CopyGeneration(const CopyGeneration& other) : value_(other.value_ + 1) { other.SetCopied(); }
  CopyGeneration& operator=(const CopyGeneration& other) {
    if (this != &other) {
      value_ = other.value_ + 1;
      copied_.store(false, std::memory_order_relaxed);
      other.SetCopied();
    }
    return *this;
  }
  // A value that was moved from holds no parts; its generation goes on where it was.
  CopyGeneration(CopyGeneration&& other) noexcept
      : value_(other.value_), copied_(other.copied_.load(std::memory_order_relaxed)) {}
  CopyGeneration& operator=(CopyGeneration&& other) noexcept {
    value_ = other.value_;
    copied_.store(other.copied_.load(std::memory_order_relaxed), std::memory_order_relaxed);
    return *this;
  }

  // The generation in which a change made now happens. Call it before changing any part.
  uint64_t ForChange() {
    if (copied_.load(std::memory_order_relaxed)) {
      ++value_;
      copied_.store(false, std::memory_order_relaxed);
    }
    return value_;
  }

  // Begins a new generation: all present parts are shared from now on (a snapshot holds them).
  void Share() const { SetCopied(); }

 private:
  void SetCopied() const { copied_.store(true, std::memory_order_relaxed); }

  // Begins at 1: a part that was never made has generation 0.
  uint64_t value_ = 1;
  // Copies are made from const values by several threads at once.
  mutable std::atomic<bool> copied_{false};
};

// One part. Empty until Mutable is called.
template <typename T>
class CowPart {
 public:
  // nullptr: empty.
  const T* get() const { return part_.get(); }
  const T& operator*() const { return *part_; }
  const T* operator->() const { return part_.get(); }
  // For handing it out; it never changes after the value's next Share or copy.
  const std::shared_ptr<T>& shared() const { return part_; }

  // The part, made or copied if it is not `generation`'s own. `generation` is the value's
  // ForChange().
  T& Mutable(uint64_t generation) {
    if (generation_ != generation || part_ == nullptr) {
      part_ = part_ == nullptr ? std::make_shared<T>() : std::make_shared<T>(*part_);
      generation_ = generation;
    }
    return *part_;
  }

 private:
  std::shared_ptr<T> part_;
  uint64_t generation_ = 0;
};

// A growing sequence of parts, in blocks: copying it costs one pointer a kBlock elements, changing
// an element copies its block's pointers and itself.
template <typename T, size_t kBlock = 64>
class CowSequence {
 public:
  size_t size() const { return size_; }
  const T& operator[](size_t index) const { return *(*blocks_[index / kBlock])[index % kBlock]; }
  T& Mutable(size_t index, uint64_t generation) {
    return blocks_[index / kBlock].Mutable(generation)[index % kBlock].Mutable(generation);
  }
  // The element is asked for soon: announces the pointer to it, which must be there before the
  // element itself can be announced.
  void PrefetchPart(size_t index) const {
    __builtin_prefetch(&(*blocks_[index / kBlock])[index % kBlock]);
  }
  // Whether the elements are one part that neither side changed since they were copies of each
  // other: then they are equal. REQUIRES: both have an element `index`.
  static bool IsShared(const CowSequence& a, const CowSequence& b, size_t index) {
    const size_t block = index / kBlock;
    return a.blocks_[block].get() == b.blocks_[block].get() ||
           (*a.blocks_[block])[index % kBlock].get() == (*b.blocks_[block])[index % kBlock].get();
  }
  // Adds a default element.
  T& Append(uint64_t generation) {
    if (size_ % kBlock == 0) blocks_.emplace_back();
    return Mutable(size_++, generation);
  }

 private:
  std::vector<CowPart<std::array<CowPart<T>, kBlock>>> blocks_;
  size_t size_ = 0;
};

// A hash map in shards. `Map` is a map with find(key); the hash given decides the shard.
template <typename Map, size_t kShards = 256>
class CowMap {
 public:
  // The shard that holds keys of this hash; nullptr: no key of it is there.
  const Map* Shard(size_t hash) const { return shards_[ShardOf(hash)].get(); }
  Map& MutableShard(size_t hash, uint64_t generation) {
    return shards_[ShardOf(hash)].Mutable(generation);
  }

 private:
  // High bits: the map itself uses the low ones.
  static size_t ShardOf(size_t hash) { return (hash >> 48) % kShards; }

  std::array<CowPart<Map>, kShards> shards_;
};

}  // namespace hemoledger
