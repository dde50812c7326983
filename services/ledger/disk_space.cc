#include "services/ledger/disk_space.h"

#include <limits>

#include "store/ledger_store.h"

namespace hemoledger {

int64_t StoreDiskSpace::FreeBytes() {
  const absl::StatusOr<uint64_t> free = store_.FreeDiskBytes();
  if (!free.ok()) return -1;
  constexpr uint64_t kMax = std::numeric_limits<int64_t>::max();
  return static_cast<int64_t>(*free < kMax ? *free : kMax);
}

}  // namespace hemoledger
