// The reads that wait for a position (`min_position`), bounded: each keeps its request.
#pragma once

#include <cstddef>
#include <memory>

#include "proto/base/mutex.h"

namespace hemoledger {

// Thread-safe. Outlives the places that it gives.
class WaitingReads {
 public:
  WaitingReads(int max_reads, size_t max_bytes) : max_reads_(max_reads), max_bytes_(max_bytes) {}

  // A read's place among those that wait: given back when the last copy is gone.
  class Place {
   public:
    Place(WaitingReads* of, size_t bytes) : of_(of), bytes_(bytes) {}
    ~Place();
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

   private:
    WaitingReads* const of_;
    const size_t bytes_;
  };

  // For a read that keeps `bytes`. nullptr: all places, or all bytes, are taken.
  std::shared_ptr<const Place> Enter(size_t bytes);
  int waiting() const;

 private:
  const int max_reads_;
  const size_t max_bytes_;
  mutable Mutex mutex_;
  int waiting_ GUARDED_BY(mutex_) = 0;
  size_t bytes_ GUARDED_BY(mutex_) = 0;
};

}  // namespace hemoledger
