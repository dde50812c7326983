// How much room the disk has, passed in so that tests fill it.
#pragma once

#include <cstdint>
#include <string>

namespace hemoledger {

// Thread-safe.
class DiskSpace {
 public:
  virtual ~DiskSpace() = default;
  // Free bytes for an ordinary user on the disk of the data folder; below 0: could not be found
  // out, which does not stop writing.
  virtual int64_t FreeBytes() = 0;
};

// statvfs(2) of a folder.
class FolderDiskSpace final : public DiskSpace {
 public:
  explicit FolderDiskSpace(std::string path) : path_(std::move(path)) {}
  int64_t FreeBytes() override;

 private:
  const std::string path_;
};

}  // namespace hemoledger
