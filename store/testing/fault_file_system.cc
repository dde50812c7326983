#include "store/testing/fault_file_system.h"

#include <algorithm>

namespace hemoledger {
namespace internal {

std::string Normal(std::string path) {
  std::string normal;
  for (const char c : path) {
    if (c != '/' || normal.empty() || normal.back() != '/') normal.push_back(c);
  }
  while (normal.size() > 1 && normal.back() == '/') normal.pop_back();
  return normal;
}

std::string ParentOf(const std::string& path) {
  const size_t slash = path.find_last_of('/');
  return slash == std::string::npos || slash == 0 ? "/" : path.substr(0, slash);
}

void Apply(const EntryChange& change, Entries& entries) {
  if (change.removed.has_value()) entries.erase(*change.removed);
  if (change.added.has_value()) entries[*change.added] = change.added_inode;
}

namespace {

// The three kinds of open file. `Files` is the FaultFileSystem, which outlives them.
template <typename Files>
class SequentialFile : public rocksdb::FSSequentialFile {
 public:
  SequentialFile(Files& files, InodePtr inode) : files_(files), inode_(std::move(inode)) {}

  IOStatus Read(size_t n, const IOOptions&, Slice* result, char* scratch,
                IODebugContext*) override {
    IOStatus status = files_.Read(*inode_, offset_, n, result, scratch);
    if (status.ok()) offset_ += result->size();
    return status;
  }
  IOStatus Skip(uint64_t n) override {
    offset_ += n;
    return IOStatus::OK();
  }

 private:
  Files& files_;
  const InodePtr inode_;
  uint64_t offset_ = 0;
};

template <typename Files>
class RandomAccessFile : public rocksdb::FSRandomAccessFile {
 public:
  RandomAccessFile(Files& files, InodePtr inode) : files_(files), inode_(std::move(inode)) {}

  IOStatus Read(uint64_t offset, size_t n, const IOOptions&, Slice* result, char* scratch,
                IODebugContext*) const override {
    return files_.Read(*inode_, offset, n, result, scratch);
  }

 private:
  Files& files_;
  const InodePtr inode_;
};

template <typename Files>
class WritableFile : public rocksdb::FSWritableFile {
 public:
  WritableFile(Files& files, std::string path, InodePtr inode)
      : files_(files), path_(std::move(path)), inode_(std::move(inode)) {}

  using rocksdb::FSWritableFile::Append;
  IOStatus Append(const Slice& bytes, const IOOptions&, IODebugContext*) override {
    return files_.Append(*inode_, path_, bytes);
  }
  IOStatus Truncate(uint64_t size, const IOOptions&, IODebugContext*) override {
    return files_.CutOpen(*inode_, path_, size);
  }
  IOStatus Close(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  // To the kernel: nothing is kept back here.
  IOStatus Flush(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  IOStatus Sync(const IOOptions&, IODebugContext*) override { return files_.Sync(*inode_, path_); }
  uint64_t GetFileSize(const IOOptions&, IODebugContext*) override { return files_.Size(*inode_); }
  // Starts writing back; promises nothing.
  IOStatus RangeSync(uint64_t, uint64_t, const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }
  IOStatus Allocate(uint64_t, uint64_t, const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }

 private:
  Files& files_;
  const std::string path_;
  const InodePtr inode_;
};

template <typename Files>
class Folder : public rocksdb::FSDirectory {
 public:
  Folder(Files& files, std::string path) : files_(files), path_(std::move(path)) {}
  IOStatus Fsync(const IOOptions&, IODebugContext*) override { return files_.SyncFolder(path_); }

 private:
  Files& files_;
  const std::string path_;
};

}  // namespace

IOStatus FaultFileSystem::NewSequentialFile(const std::string& name, const rocksdb::FileOptions&,
                                            std::unique_ptr<rocksdb::FSSequentialFile>* file,
                                            IODebugContext*) {
  MutexLock lock(mutex_);
  if (stopped_) return Stopped();
  InodePtr inode = Find(Normal(name));
  if (inode == nullptr) return IOStatus::PathNotFound(name);
  *file = std::make_unique<SequentialFile<FaultFileSystem>>(*this, std::move(inode));
  return IOStatus::OK();
}

IOStatus FaultFileSystem::NewRandomAccessFile(const std::string& name, const rocksdb::FileOptions&,
                                              std::unique_ptr<rocksdb::FSRandomAccessFile>* file,
                                              IODebugContext*) {
  MutexLock lock(mutex_);
  if (stopped_) return Stopped();
  InodePtr inode = Find(Normal(name));
  if (inode == nullptr) return IOStatus::PathNotFound(name);
  *file = std::make_unique<RandomAccessFile<FaultFileSystem>>(*this, std::move(inode));
  return IOStatus::OK();
}

IOStatus FaultFileSystem::NewWritableFile(const std::string& name, const rocksdb::FileOptions&,
                                          std::unique_ptr<rocksdb::FSWritableFile>* file,
                                          IODebugContext*) {
  MutexLock lock(mutex_);
  const std::string path = Normal(name);
  if (IOStatus status = BeforeWrite(path); !status.ok()) return status;
  if (!FolderExists(ParentOf(path))) return IOStatus::PathNotFound(name);
  InodePtr inode = Find(path);
  if (inode != nullptr) {
    Cut(*inode, 0);
  } else {
    inode = std::make_shared<Inode>();
    Add(path, inode);
  }
  inode->modified = ++ticks_;
  *file = std::make_unique<WritableFile<FaultFileSystem>>(*this, path, std::move(inode));
  return IOStatus::OK();
}

IOStatus FaultFileSystem::ReopenWritableFile(const std::string& name, const rocksdb::FileOptions&,
                                             std::unique_ptr<rocksdb::FSWritableFile>* file,
                                             IODebugContext*) {
  MutexLock lock(mutex_);
  const std::string path = Normal(name);
  if (IOStatus status = BeforeWrite(path); !status.ok()) return status;
  if (!FolderExists(ParentOf(path))) return IOStatus::PathNotFound(name);
  InodePtr inode = Find(path);
  if (inode == nullptr) {
    inode = std::make_shared<Inode>();
    Add(path, inode);
  }
  *file = std::make_unique<WritableFile<FaultFileSystem>>(*this, path, std::move(inode));
  return IOStatus::OK();
}

IOStatus FaultFileSystem::NewDirectory(const std::string& name, const IOOptions&,
                                       std::unique_ptr<rocksdb::FSDirectory>* folder,
                                       IODebugContext*) {
  MutexLock lock(mutex_);
  if (stopped_) return Stopped();
  const std::string path = Normal(name);
  if (!FolderExists(path)) return IOStatus::PathNotFound(name);
  *folder = std::make_unique<Folder<FaultFileSystem>>(*this, path);
  return IOStatus::OK();
}

void FaultFileSystem::TearEnd(Inode& inode, Unsynced unsynced) {
  const size_t synced = inode.synced_bytes;
  const size_t lost = inode.data.size() - synced;
  if (lost == 0) return;
  if (unsynced == Unsynced::kDropped) {
    inode.data.resize(synced);
    return;
  }
  const uint64_t ways = unsynced == Unsynced::kPrefix ? 3 : 6;
  const size_t kept = synced + random_.Below(lost + 1);
  switch (random_.Below(ways)) {
    case 0:
      inode.data.resize(synced);
      break;
    case 1:
      break;
    case 2:
      inode.data.resize(kept);
      break;
    case 3:  // The size reached the disk, the rest of the data did not.
      std::fill(inode.data.begin() + static_cast<ptrdiff_t>(kept), inode.data.end(), '\0');
      break;
    case 4: {  // A block in the middle did not.
      const size_t hole = std::min<size_t>(512, inode.data.size() - kept);
      std::fill_n(inode.data.begin() + static_cast<ptrdiff_t>(kept), hole, '\0');
      break;
    }
    default:  // Blocks of an older file show.
      inode.data.resize(kept);
      inode.data += random_.Bytes(random_.Below(4096) + 1);
      break;
  }
}

void FaultFileSystem::PowerCut(Unsynced unsynced) {
  MutexLock lock(mutex_);
  const size_t kept = unsynced == Unsynced::kDropped ? 0 : random_.Below(changes_.size() + 1);
  for (size_t i = 0; i < kept; ++i) Apply(changes_[i], durable_);
  changes_.clear();
  // What stands in a folder that is not there is not there either.
  std::erase_if(durable_, [&](const auto& entry) {
    const std::string parent = ParentOf(entry.first);
    return parent != "/" && durable_.find(parent) == durable_.end();
  });
  entries_ = durable_;
  std::set<const Inode*> torn;
  for (const auto& [path, inode] : entries_) {
    if (torn.insert(inode.get()).second) TearEnd(*inode, unsynced);
    inode->synced_bytes = inode->data.size();
  }
  for (auto& planned : planned_) planned.reset();
  fault_came_ = false;
  stopped_ = false;
  locks_.clear();
}

}  // namespace internal
}  // namespace hemoledger
