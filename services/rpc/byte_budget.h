// How much of something is held in all, against a bound.
#pragma once

#include <atomic>
#include <cstddef>

namespace hemoledger {

// What holds a part of it says so, whether there is room or not, and asks before it takes more on.
// Thread-safe.
class ByteBudget {
 public:
  explicit ByteBudget(size_t max_bytes) : max_bytes_(max_bytes) {}

  // A holder's part was `before` bytes and is `after` now.
  void Change(size_t before, size_t after) {
    // Unsigned: less is a step around the whole circle.
    held_.fetch_add(after - before, std::memory_order_relaxed);
  }
  bool exceeded() const { return held_.load(std::memory_order_relaxed) > max_bytes_; }
  size_t held() const { return held_.load(std::memory_order_relaxed); }

 private:
  const size_t max_bytes_;
  std::atomic<size_t> held_{0};
};

}  // namespace hemoledger
