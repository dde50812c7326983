// Keeps a folder for one process, and in it for one owner.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace hemoledger::internal {

// Holds flock(2) on the file `lock` of a folder for as long as it lives; the kernel lets go when
// the process ends, however it ends.
class FolderLock {
 public:
  // Creates the folder (its parent must be there) and the file where they are missing. Errors:
  // DATA_FOLDER_IN_USE, FILE_UNREADABLE.
  static absl::StatusOr<FolderLock> Take(const std::string& folder);
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

// Makes new entries of a folder durable (fsync of the folder). Errors: FILE_UNREADABLE.
absl::Status SyncFolder(const std::string& folder);

}  // namespace hemoledger::internal
