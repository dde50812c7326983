#include "store/attachments.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "rocksdb/env.h"
#include "store/rocks.h"

namespace hemoledger {
namespace {

using internal::ToSlice;
using internal::ToStatus;

constexpr std::string_view kFolderName = "attachments";
constexpr std::string_view kPartSuffix = ".part";

bool IsCutUpload(std::string_view name) {
  return name.size() > kPartSuffix.size() &&
         name.substr(name.size() - kPartSuffix.size()) == kPartSuffix;
}

std::string AttachmentFolder(std::string data_path) {
  while (data_path.size() > 1 && data_path.back() == '/') data_path.pop_back();
  return Concat(data_path, "/", kFolderName);
}

absl::Status AttachmentNotFound(const Hash256& hash) {
  return MakeError(ERROR_REASON_ATTACHMENT_NOT_FOUND, {{"sha256", Hex(hash)}});
}

}  // namespace

bool IsAttachmentName(std::string_view name) {
  const std::optional<std::string> bytes = UnHex(name);
  return bytes.has_value() && bytes->size() == sizeof(Hash256) && Hex(*bytes) == name;
}

struct AttachmentStore::Upload::File {
  std::unique_ptr<rocksdb::WritableFile> file;
};

struct AttachmentStore::Reader::File {
  std::string path;
  std::unique_ptr<rocksdb::SequentialFile> file;
};

AttachmentStore::AttachmentStore(std::string folder, rocksdb::Env* env)
    : folder_(std::move(folder)), env_(env != nullptr ? env : rocksdb::Env::Default()) {}

absl::StatusOr<std::unique_ptr<AttachmentStore>> AttachmentStore::Open(const std::string& data_path,
                                                                       rocksdb::Env* env) {
  std::unique_ptr<AttachmentStore> store(new AttachmentStore(AttachmentFolder(data_path), env));
  RETURN_IF_ERROR(store->MakeFolder(data_path));
  ASSIGN_OR_RETURN(const std::vector<std::string> names, store->List());
  for (const std::string& name : names) {
    if (IsCutUpload(name)) RETURN_IF_ERROR(store->Remove(name));
  }
  return store;
}

std::unique_ptr<AttachmentStore> AttachmentStore::OpenToRead(const std::string& data_path,
                                                             rocksdb::Env* env) {
  return std::unique_ptr<AttachmentStore>(new AttachmentStore(AttachmentFolder(data_path), env));
}

absl::Status AttachmentStore::MakeFolder(const std::string& data_path) {
  if (env_->FileExists(folder_).ok()) return absl::OkStatus();
  RETURN_IF_ERROR(ToStatus(env_->CreateDirIfMissing(folder_), folder_));
  return SyncFolder(data_path);
}

absl::Status AttachmentStore::SyncFolder(const std::string& path) const {
  std::unique_ptr<rocksdb::Directory> folder;
  RETURN_IF_ERROR(ToStatus(env_->NewDirectory(path, &folder), path));
  return ToStatus(folder->Fsync(), path);
}

absl::StatusOr<std::vector<std::string>> AttachmentStore::List() const {
  std::vector<std::string> names;
  const rocksdb::Status exists = env_->FileExists(folder_);
  if (exists.IsNotFound()) return names;
  RETURN_IF_ERROR(ToStatus(env_->GetChildren(folder_, &names), folder_));
  std::erase_if(names, [](const std::string& name) { return name == "." || name == ".."; });
  std::sort(names.begin(), names.end());
  return names;
}

absl::Status AttachmentStore::Remove(const std::string& name) {
  return ToStatus(env_->DeleteFile(PathOf(name)), PathOf(name));
}

absl::StatusOr<std::unique_ptr<AttachmentStore::Upload>> AttachmentStore::Begin() {
  std::string name;
  {
    MutexLock lock(mutex_);
    name = Concat("upload-", ++uploads_begun_, kPartSuffix);
  }
  auto file = std::make_unique<Upload::File>();
  RETURN_IF_ERROR(ToStatus(env_->NewWritableFile(PathOf(name), &file->file, rocksdb::EnvOptions()),
                           PathOf(name)));
  return std::unique_ptr<Upload>(new Upload(this, std::move(name), std::move(file)));
}

absl::StatusOr<std::unique_ptr<AttachmentStore::Reader>> AttachmentStore::Read(
    const Hash256& hash) const {
  auto file = std::make_unique<Reader::File>();
  file->path = PathOf(Hex(hash));
  const rocksdb::Status exists = env_->FileExists(file->path);
  if (exists.IsNotFound()) return AttachmentNotFound(hash);
  RETURN_IF_ERROR(ToStatus(exists, file->path));
  const rocksdb::Status opened =
      env_->NewSequentialFile(file->path, &file->file, rocksdb::EnvOptions());
  if (opened.IsNotFound() || opened.IsPathNotFound()) return AttachmentNotFound(hash);
  RETURN_IF_ERROR(ToStatus(opened, file->path));
  return std::unique_ptr<Reader>(new Reader(hash, std::move(file)));
}

absl::Status AttachmentStore::TakeIn(const std::string& temporary_name, const Hash256& hash) {
  MutexLock lock(mutex_);
  const std::string path = PathOf(Hex(hash));
  RETURN_IF_ERROR(ToStatus(env_->RenameFile(PathOf(temporary_name), path), path));
  // From here on the file may be another upload's too: it stays until all are settled.
  ++unsettled_[hash];
  if (absl::Status synced = SyncFolder(folder_); !synced.ok()) {
    if (--unsettled_[hash] == 0) unsettled_.erase(hash);
    return synced;
  }
  return absl::OkStatus();
}

void AttachmentStore::LetGo(const Hash256& hash, const std::function<bool()>& is_named) {
  MutexLock lock(mutex_);
  const auto found = unsettled_.find(hash);
  HL_CHECK(found != unsettled_.end()) << Hex(hash);
  if (--found->second > 0) return;
  unsettled_.erase(found);
  if (is_named()) return;
  // One that can not be removed is a stray, which the next start removes.
  Remove(Hex(hash)).IgnoreError();
}

AttachmentStore::Upload::Upload(AttachmentStore* store, std::string temporary_name,
                                std::unique_ptr<File> file)
    : store_(store), temporary_name_(std::move(temporary_name)), file_(std::move(file)) {}

AttachmentStore::Upload::~Upload() {
  if (!committed_) DropFile();
}

void AttachmentStore::Upload::DropFile() {
  file_.reset();
  store_->Remove(temporary_name_).IgnoreError();
}

absl::Status AttachmentStore::Upload::Add(std::string_view bytes) {
  HL_CHECK(!finished_);
  RETURN_IF_ERROR(ToStatus(file_->file->Append(ToSlice(bytes)), temporary_name_));
  sha256_.Add(bytes);
  size_bytes_ += bytes.size();
  return absl::OkStatus();
}

const Hash256& AttachmentStore::Upload::Finish() {
  HL_CHECK(!finished_);
  finished_ = true;
  hash_ = sha256_.Finish();
  return hash_;
}

absl::StatusOr<std::string> AttachmentStore::Upload::ReadBack(uint64_t offset, size_t size) const {
  HL_CHECK(finished_);
  const std::string path = store_->PathOf(temporary_name_);
  // What was added may still stand in the writer's buffer.
  RETURN_IF_ERROR(ToStatus(file_->file->Flush(), path));
  std::unique_ptr<rocksdb::RandomAccessFile> file;
  RETURN_IF_ERROR(
      ToStatus(store_->env_->NewRandomAccessFile(path, &file, rocksdb::EnvOptions()), path));
  std::string buffer(size, '\0');
  rocksdb::Slice read;
  RETURN_IF_ERROR(ToStatus(file->Read(offset, size, &read, buffer.data()), path));
  return std::string(internal::ToView(read));
}

absl::Status AttachmentStore::Upload::Commit() {
  HL_CHECK(finished_ && !committed_);
  const std::string path = store_->PathOf(temporary_name_);
  RETURN_IF_ERROR(ToStatus(file_->file->Fsync(), path));
  RETURN_IF_ERROR(ToStatus(file_->file->Close(), path));
  RETURN_IF_ERROR(store_->TakeIn(temporary_name_, hash_));
  committed_ = true;
  return absl::OkStatus();
}

void AttachmentStore::Upload::Settle(const std::function<bool()>& is_named) {
  HL_CHECK(committed_);
  store_->LetGo(hash_, is_named);
}

AttachmentStore::Reader::Reader(const Hash256& hash, std::unique_ptr<File> file)
    : hash_(hash), file_(std::move(file)) {}
AttachmentStore::Reader::~Reader() = default;

absl::StatusOr<std::string> AttachmentStore::Reader::Next(size_t size) {
  HL_CHECK(file_ != nullptr) << "read beyond the end";
  std::string buffer(size, '\0');
  rocksdb::Slice read;
  RETURN_IF_ERROR(ToStatus(file_->file->Read(size, &read, buffer.data()), file_->path));
  if (!read.empty()) {
    sha256_.Add(internal::ToView(read));
    return std::string(internal::ToView(read));
  }
  const Hash256 found = sha256_.Finish();
  const std::string path = file_->path;
  file_.reset();
  if (found == hash_) return std::string();
  return MakeError(ERROR_REASON_STORE_DAMAGED,
                   {{"detail", Concat("the bytes of ", path, " have the SHA-256 ", Hex(found))}});
}

}  // namespace hemoledger
