// The file system behind FaultEnv. Included by .cc files of this folder only.
#pragma once

#include <cstdarg>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "proto/base/check.h"
#include "proto/base/mutex.h"
#include "proto/base/random.h"
#include "rocksdb/env.h"
#include "rocksdb/file_system.h"
#include "store/testing/fault_env.h"

namespace hemoledger {
namespace internal {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

// What an entry of a folder leads to. A folder has no data here: its entries stand in the map of
// paths.
struct Inode {
  bool is_folder = false;
  std::string data;
  // So many bytes reached the disk. Files only grow, or are cut.
  size_t synced_bytes = 0;
  uint64_t modified = 0;
};
using InodePtr = std::shared_ptr<Inode>;
using Entries = std::map<std::string, InodePtr>;

// One change of a folder; a rename is one, whole.
struct EntryChange {
  std::string folder;
  std::optional<std::string> removed;
  std::optional<std::string> added;
  InodePtr added_inode;
};

struct PlannedFault {
  uint64_t remaining = 0;
  bool once = false;
  FaultEnv::Fault fault = FaultEnv::Fault::kIoError;
  std::string path_part;
};

// A path without doubled or trailing slashes.
std::string Normal(std::string path);
std::string ParentOf(const std::string& path);
void Apply(const EntryChange& change, Entries& entries);

// A whole file system in memory: what running processes see, and what the disk has. Thread-safe.
class FaultFileSystem : public rocksdb::FileSystem {
 public:
  using Operation = FaultEnv::Operation;
  using Fault = FaultEnv::Fault;
  using Unsynced = FaultEnv::Unsynced;

  explicit FaultFileSystem(uint64_t seed) : random_(seed) {}

  const char* Name() const override { return "FaultFileSystem"; }

  // --- Files ---

  IOStatus NewSequentialFile(const std::string& name, const rocksdb::FileOptions&,
                             std::unique_ptr<rocksdb::FSSequentialFile>* file,
                             IODebugContext*) override;
  IOStatus NewRandomAccessFile(const std::string& name, const rocksdb::FileOptions&,
                               std::unique_ptr<rocksdb::FSRandomAccessFile>* file,
                               IODebugContext*) override;
  IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions&,
                           std::unique_ptr<rocksdb::FSWritableFile>* file,
                           IODebugContext*) override;
  IOStatus ReopenWritableFile(const std::string& name, const rocksdb::FileOptions&,
                              std::unique_ptr<rocksdb::FSWritableFile>* file,
                              IODebugContext*) override;
  IOStatus NewDirectory(const std::string& name, const IOOptions&,
                        std::unique_ptr<rocksdb::FSDirectory>* folder, IODebugContext*) override;

  // --- Entries ---

  IOStatus FileExists(const std::string& name, const IOOptions&, IODebugContext*) override {
    MutexLock lock(mutex_);
    if (stopped_) return Stopped();
    return Find(Normal(name)) != nullptr ? IOStatus::OK() : IOStatus::NotFound(name);
  }
  IOStatus GetChildren(const std::string& folder, const IOOptions&,
                       std::vector<std::string>* children, IODebugContext*) override {
    MutexLock lock(mutex_);
    if (stopped_) return Stopped();
    const std::string parent = Normal(folder);
    if (!FolderExists(parent)) return IOStatus::NotFound(folder);
    children->clear();
    for (const auto& [path, inode] : entries_) {
      if (ParentOf(path) == parent) children->push_back(path.substr(path.rfind('/') + 1));
    }
    return IOStatus::OK();
  }
  IOStatus DeleteFile(const std::string& name, const IOOptions&, IODebugContext*) override {
    return Remove(name, /*is_folder=*/false);
  }
  IOStatus DeleteDir(const std::string& name, const IOOptions&, IODebugContext*) override {
    return Remove(name, /*is_folder=*/true);
  }
  IOStatus CreateDir(const std::string& name, const IOOptions&, IODebugContext*) override {
    return MakeFolder(name, /*may_exist=*/false);
  }
  IOStatus CreateDirIfMissing(const std::string& name, const IOOptions&, IODebugContext*) override {
    return MakeFolder(name, /*may_exist=*/true);
  }
  IOStatus RenameFile(const std::string& source, const std::string& target, const IOOptions&,
                      IODebugContext*) override {
    MutexLock lock(mutex_);
    const std::string from = Normal(source);
    const std::string to = Normal(target);
    if (IOStatus status = BeforeWrite(to); !status.ok()) return status;
    const InodePtr inode = Find(from);
    if (inode == nullptr) return IOStatus::PathNotFound(source);
    HL_CHECK(ParentOf(from) == ParentOf(to)) << "renames stay in one folder here: " << from;
    Change({.folder = ParentOf(to), .removed = from, .added = to, .added_inode = inode});
    return IOStatus::OK();
  }
  IOStatus Truncate(const std::string& name, size_t size, const IOOptions&,
                    IODebugContext*) override {
    MutexLock lock(mutex_);
    if (IOStatus status = BeforeWrite(Normal(name)); !status.ok()) return status;
    const InodePtr inode = Find(Normal(name));
    if (inode == nullptr) return IOStatus::PathNotFound(name);
    Cut(*inode, size);
    return IOStatus::OK();
  }

  // --- What is told of them ---

  IOStatus GetFileSize(const std::string& name, const IOOptions&, uint64_t* size,
                       IODebugContext*) override {
    MutexLock lock(mutex_);
    if (stopped_) return Stopped();
    const InodePtr inode = Find(Normal(name));
    if (inode == nullptr) return IOStatus::PathNotFound(name);
    *size = inode->data.size();
    return IOStatus::OK();
  }
  IOStatus GetFileModificationTime(const std::string& name, const IOOptions&, uint64_t* time,
                                   IODebugContext*) override {
    MutexLock lock(mutex_);
    const InodePtr inode = Find(Normal(name));
    if (inode == nullptr) return IOStatus::PathNotFound(name);
    *time = inode->modified;
    return IOStatus::OK();
  }
  IOStatus IsDirectory(const std::string& name, const IOOptions&, bool* is_folder,
                       IODebugContext*) override {
    MutexLock lock(mutex_);
    *is_folder = FolderExists(Normal(name));
    return IOStatus::OK();
  }
  IOStatus GetFreeSpace(const std::string&, const IOOptions&, uint64_t* bytes,
                        IODebugContext*) override {
    MutexLock lock(mutex_);
    *bytes = free_bytes_;
    return IOStatus::OK();
  }
  IOStatus GetTestDirectory(const IOOptions&, std::string* path, IODebugContext*) override {
    *path = "/test";
    return IOStatus::OK();
  }
  // RocksDB's own log goes nowhere: its file would only add operations that mean nothing.
  IOStatus NewLogger(const std::string&, const IOOptions&, std::shared_ptr<rocksdb::Logger>* logger,
                     IODebugContext*) override {
    class NoLogger : public rocksdb::Logger {
     public:
      using rocksdb::Logger::Logv;
      void Logv(const char*, va_list) override {}
      size_t GetLogFileSize() const override { return 0; }
    };
    *logger = std::make_shared<NoLogger>();
    return IOStatus::OK();
  }
  IOStatus GetAbsolutePath(const std::string& path, const IOOptions&, std::string* absolute,
                           IODebugContext*) override {
    *absolute = path;
    return IOStatus::OK();
  }

  // --- Locks ---

  class Lock : public rocksdb::FileLock {
   public:
    explicit Lock(std::string path) : path(std::move(path)) {}
    const std::string path;
  };
  IOStatus LockFile(const std::string& name, const IOOptions&, rocksdb::FileLock** file_lock,
                    IODebugContext*) override {
    MutexLock lock(mutex_);
    const std::string path = Normal(name);
    if (stopped_) return Stopped();
    if (!FolderExists(ParentOf(path))) return IOStatus::PathNotFound(name);
    if (!locks_.insert(path).second) return IOStatus::Busy("already held by process", path);
    if (Find(path) == nullptr) Add(path, std::make_shared<Inode>());
    *file_lock = new Lock(path);
    return IOStatus::OK();
  }
  IOStatus UnlockFile(rocksdb::FileLock* file_lock, const IOOptions&, IODebugContext*) override {
    MutexLock lock(mutex_);
    const std::unique_ptr<Lock> held(static_cast<Lock*>(file_lock));
    locks_.erase(held->path);
    return IOStatus::OK();
  }

  // --- Open files ---

  IOStatus Append(Inode& inode, const std::string& path, const Slice& bytes) {
    MutexLock lock(mutex_);
    const IOStatus status = BeforeWrite(path);
    if (status.ok()) {
      inode.data.append(bytes.data(), bytes.size());
      inode.modified = ++ticks_;
    } else if (!stopped_ && bytes.size() > 0) {
      // Some of it may have been written.
      inode.data.append(bytes.data(), random_.Below(bytes.size()));
    }
    return status;
  }
  IOStatus CutOpen(Inode& inode, const std::string& path, size_t size) {
    MutexLock lock(mutex_);
    if (IOStatus status = BeforeWrite(path); !status.ok()) return status;
    Cut(inode, size);
    return IOStatus::OK();
  }
  IOStatus Sync(Inode& inode, const std::string& path) {
    MutexLock lock(mutex_);
    const IOStatus status = BeforeSync(path);
    // A sync that failed may have done its work, all or in part.
    if (status.ok()) {
      inode.synced_bytes = inode.data.size();
    } else if (!stopped_) {
      inode.synced_bytes += random_.Below(inode.data.size() - inode.synced_bytes + 1);
    }
    return status;
  }
  IOStatus SyncFolder(const std::string& folder) {
    MutexLock lock(mutex_);
    if (IOStatus status = BeforeSync(folder); !status.ok()) return status;
    std::erase_if(changes_, [&](const EntryChange& change) {
      if (change.folder != folder) return false;
      Apply(change, durable_);
      return true;
    });
    return IOStatus::OK();
  }
  IOStatus Read(const Inode& inode, uint64_t offset, size_t n, Slice* result, char* scratch) {
    MutexLock lock(mutex_);
    if (stopped_) return Stopped();
    const size_t begin = std::min<size_t>(offset, inode.data.size());
    const size_t size = std::min(n, inode.data.size() - begin);
    std::copy_n(inode.data.data() + begin, size, scratch);
    *result = Slice(scratch, size);
    return IOStatus::OK();
  }
  uint64_t Size(const Inode& inode) {
    MutexLock lock(mutex_);
    return inode.data.size();
  }

  // --- What FaultEnv does ---

  void Plan(Operation operation, uint64_t n, bool once, Fault fault, std::string_view path_part) {
    MutexLock lock(mutex_);
    HL_CHECK(n >= 1);
    planned_[static_cast<int>(operation)] = {
        .remaining = n, .once = once, .fault = fault, .path_part = std::string(path_part)};
  }
  void ClearFaults() {
    MutexLock lock(mutex_);
    for (auto& planned : planned_) planned.reset();
    fault_came_ = false;
  }
  bool fault_came() {
    MutexLock lock(mutex_);
    return fault_came_;
  }
  uint64_t count(Operation operation) {
    MutexLock lock(mutex_);
    return counts_[static_cast<int>(operation)];
  }
  void Stop() {
    MutexLock lock(mutex_);
    stopped_ = true;
  }
  void Restart() {
    MutexLock lock(mutex_);
    stopped_ = false;
    locks_.clear();
  }
  void PowerCut(Unsynced unsynced);
  void SetFreeBytes(uint64_t bytes) {
    MutexLock lock(mutex_);
    free_bytes_ = bytes;
  }
  std::string ReadWhole(const std::string& path) {
    MutexLock lock(mutex_);
    const InodePtr inode = Find(Normal(path));
    return inode == nullptr ? "" : inode->data;
  }
  void WriteWhole(const std::string& name, std::string_view bytes) {
    MutexLock lock(mutex_);
    const std::string path = Normal(name);
    HL_CHECK(FolderExists(ParentOf(path))) << path;
    auto inode = std::make_shared<Inode>();
    inode->data = bytes;
    inode->synced_bytes = bytes.size();
    entries_[path] = inode;
    durable_[path] = inode;
  }
  std::vector<std::string> Files(std::string_view path_part) {
    MutexLock lock(mutex_);
    std::vector<std::string> paths;
    for (const auto& [path, inode] : entries_) {
      if (!inode->is_folder && path.find(path_part) != std::string::npos) paths.push_back(path);
    }
    return paths;
  }

 private:
  static IOStatus Stopped() { return IOStatus::IOError("the process was stopped"); }

  InodePtr Find(const std::string& path) REQUIRES(mutex_) {
    const auto found = entries_.find(path);
    return found == entries_.end() ? nullptr : found->second;
  }
  bool FolderExists(const std::string& path) REQUIRES(mutex_) {
    if (path == "/") return true;
    const InodePtr inode = Find(path);
    return inode != nullptr && inode->is_folder;
  }
  void Change(EntryChange change) REQUIRES(mutex_) {
    Apply(change, entries_);
    changes_.push_back(std::move(change));
  }
  void Add(const std::string& path, const InodePtr& inode) REQUIRES(mutex_) {
    Change({.folder = ParentOf(path), .removed = {}, .added = path, .added_inode = inode});
  }
  void Cut(Inode& inode, size_t size) REQUIRES(mutex_) {
    inode.data.resize(std::min(size, inode.data.size()));
    inode.synced_bytes = std::min(inode.synced_bytes, inode.data.size());
  }
  IOStatus Remove(const std::string& name, bool is_folder) {
    MutexLock lock(mutex_);
    const std::string path = Normal(name);
    if (IOStatus status = BeforeWrite(path); !status.ok()) return status;
    const InodePtr inode = Find(path);
    if (inode == nullptr || inode->is_folder != is_folder) return IOStatus::PathNotFound(name);
    Change({.folder = ParentOf(path), .removed = path, .added = {}, .added_inode = nullptr});
    return IOStatus::OK();
  }
  IOStatus MakeFolder(const std::string& name, bool may_exist) {
    MutexLock lock(mutex_);
    const std::string path = Normal(name);
    if (IOStatus status = BeforeWrite(path); !status.ok()) return status;
    if (FolderExists(path)) return may_exist ? IOStatus::OK() : IOStatus::IOError("exists", path);
    if (!FolderExists(ParentOf(path))) return IOStatus::PathNotFound(name);
    auto inode = std::make_shared<Inode>();
    inode->is_folder = true;
    Add(path, inode);
    return IOStatus::OK();
  }

  // Counts an operation; not OK: it fails.
  IOStatus BeforeWrite(const std::string& path) REQUIRES(mutex_) {
    return Before(Operation::kWrite, path);
  }
  IOStatus BeforeSync(const std::string& path) REQUIRES(mutex_) {
    return Before(Operation::kSync, path);
  }
  IOStatus Before(Operation operation, const std::string& path) REQUIRES(mutex_) {
    if (stopped_) return Stopped();
    ++counts_[static_cast<int>(operation)];
    // A plan made for writes holds for syncs once it came (the disk is gone), unless it was for one
    // operation only.
    for (size_t i = 0; i < std::size(planned_); ++i) {
      std::optional<PlannedFault>& planned = planned_[i];
      if (!planned.has_value() || path.find(planned->path_part) == std::string::npos) continue;
      const bool is_own = i == static_cast<size_t>(operation);
      if (planned->remaining > 0 && is_own) --planned->remaining;
      if (planned->remaining > 0 || (planned->once && !is_own)) continue;
      fault_came_ = true;
      const Fault fault = planned->fault;
      if (planned->once) planned.reset();
      return fault == Fault::kNoSpace ? IOStatus::NoSpace("planned fault", path)
                                      : IOStatus::IOError("planned fault", path);
    }
    return IOStatus::OK();
  }

  void TearEnd(Inode& inode, Unsynced unsynced) REQUIRES(mutex_);

  Mutex mutex_;
  SeededRandom random_ GUARDED_BY(mutex_);
  // As running processes see it, and as the disk has it.
  Entries entries_ GUARDED_BY(mutex_);
  Entries durable_ GUARDED_BY(mutex_);
  // What leads from durable_ to entries_, in order.
  std::vector<EntryChange> changes_ GUARDED_BY(mutex_);
  std::set<std::string> locks_ GUARDED_BY(mutex_);
  std::optional<PlannedFault> planned_[2] GUARDED_BY(mutex_);
  uint64_t counts_[2] GUARDED_BY(mutex_) = {0, 0};
  uint64_t free_bytes_ GUARDED_BY(mutex_) = std::numeric_limits<uint64_t>::max();
  uint64_t ticks_ GUARDED_BY(mutex_) = 0;
  bool fault_came_ GUARDED_BY(mutex_) = false;
  bool stopped_ GUARDED_BY(mutex_) = false;
};

}  // namespace internal
}  // namespace hemoledger
