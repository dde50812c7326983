// Files that stand beside the log, named by the SHA-256 of their bytes (FORMAT.md "The data
// folder"). Knows bytes and hashes; which of them events name is the caller's to say.
//
// An upload goes to a file of its own and gets its name only when it is whole and durable: whoever
// then appends an event that names the hash knows that the bytes are there, whenever the machine
// stops. A file that no event names is a stray: the process was killed between the file and the
// event.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proto/base/mutex.h"
#include "proto/base/sha256.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace hemoledger {

// Whether a file's name is one that an attachment has: 64 lower-case hexadecimal digits.
bool IsAttachmentName(std::string_view name);

// Thread-safe, but for single uploads and readers, which one thread uses at a time. Outlives them.
class AttachmentStore {
 public:
  class Upload;
  class Reader;

  // Of a data folder whose ledger is open in this process (that holds the lock). Makes attachments/
  // where it is missing and removes what uploads that were cut short left. `env`: as in
  // StoreOptions. Errors: FILE_UNREADABLE.
  static absl::StatusOr<std::unique_ptr<AttachmentStore>> Open(const std::string& data_path,
                                                               rocksdb::Env* env = nullptr);
  // The same for reading alone: makes and removes nothing; a folder that is not there holds
  // nothing.
  static std::unique_ptr<AttachmentStore> OpenToRead(const std::string& data_path,
                                                     rocksdb::Env* env = nullptr);
  AttachmentStore(const AttachmentStore&) = delete;
  AttachmentStore& operator=(const AttachmentStore&) = delete;

  // Begins an upload. Errors: FILE_UNREADABLE.
  absl::StatusOr<std::unique_ptr<Upload>> Begin();

  // Opens a file. Errors: ATTACHMENT_NOT_FOUND, FILE_UNREADABLE.
  absl::StatusOr<std::unique_ptr<Reader>> Read(const Hash256& hash) const;

  // Names of all files, sorted: 64 hexadecimal digits, or whatever else stands there. Errors:
  // FILE_UNREADABLE.
  absl::StatusOr<std::vector<std::string>> List() const;
  // Removes a file that List gave. Errors: FILE_UNREADABLE.
  absl::Status Remove(const std::string& name);

 private:
  AttachmentStore(std::string folder, rocksdb::Env* env);

  std::string PathOf(std::string_view name) const { return folder_ + "/" + std::string(name); }
  absl::Status SyncFolder(const std::string& path) const;
  absl::Status MakeFolder(const std::string& data_path);
  // Makes a whole upload the file of its hash.
  absl::Status TakeIn(const std::string& temporary_name, const Hash256& hash);
  void LetGo(const Hash256& hash, const std::function<bool()>& is_named);

  const std::string folder_;
  rocksdb::Env* const env_;

  Mutex mutex_;
  uint64_t uploads_begun_ GUARDED_BY(mutex_) = 0;
  // Uploads that took a hash in and are not settled: while there is one its file stays.
  absl::flat_hash_map<Hash256, int> unsettled_ GUARDED_BY(mutex_);
};

// The bytes of one file on their way in. Dropped before Commit it leaves nothing.
class AttachmentStore::Upload {
 public:
  ~Upload();
  Upload(const Upload&) = delete;
  Upload& operator=(const Upload&) = delete;

  // Appends. Errors: FILE_UNREADABLE; the upload is then to be dropped.
  absl::Status Add(std::string_view bytes);
  uint64_t size_bytes() const { return size_bytes_; }

  // All bytes were added: hashes are final. Once.
  const Hash256& Finish();
  // `size` bytes from `offset` on, fewer at the end. REQUIRES: Finish was called. Errors:
  // FILE_UNREADABLE.
  absl::StatusOr<std::string> ReadBack(uint64_t offset, size_t size) const;

  // Makes the bytes durable under their hash; takes the place of a file that is there. Blocks for
  // two syncs. REQUIRES: Finish was called. Errors: FILE_UNREADABLE; a stray may be left then.
  absl::Status Commit();
  // After Commit: what became of the event. The file goes unless is_named() says that some event
  // names the hash, or another upload of the same bytes is not settled. is_named is called with the
  // store's lock held, so an event of such another upload, settled before, is seen by it. An upload
  // that is dropped without this leaves its file.
  void Settle(const std::function<bool()>& is_named);

 private:
  friend class AttachmentStore;
  struct File;
  Upload(AttachmentStore* store, std::string temporary_name, std::unique_ptr<File> file);
  void DropFile();

  AttachmentStore* const store_;
  const std::string temporary_name_;
  std::unique_ptr<File> file_;
  Sha256Stream sha256_;
  Hash256 hash_{};
  uint64_t size_bytes_ = 0;
  bool finished_ = false;
  bool committed_ = false;
};

// The bytes of one file on their way out, and whether they are still those of its name.
class AttachmentStore::Reader {
 public:
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  // The next at most `size` bytes; none: the end, and all of them had the hash. Errors:
  // STORE_DAMAGED (at the end: they had another one), FILE_UNREADABLE.
  absl::StatusOr<std::string> Next(size_t size);

 private:
  friend class AttachmentStore;
  struct File;
  Reader(const Hash256& hash, std::unique_ptr<File> file);

  const Hash256 hash_;
  std::unique_ptr<File> file_;
  Sha256Stream sha256_;
};

}  // namespace hemoledger
