// How much room the disk has, passed in so that tests fill it.
#pragma once

#include <cstdint>

namespace hemoledger {

class LedgerStore;

// Thread-safe.
class DiskSpace {
 public:
  virtual ~DiskSpace() = default;
  // Free bytes on the disk of the data folder; below 0: could not be found out, which does not stop
  // writing (a full disk then ends the process).
  virtual int64_t FreeBytes() = 0;
};

// Of a store's folder.
class StoreDiskSpace final : public DiskSpace {
 public:
  // Borrows it.
  explicit StoreDiskSpace(const LedgerStore& store) : store_(store) {}
  int64_t FreeBytes() override;

 private:
  const LedgerStore& store_;
};

}  // namespace hemoledger
