#include "store/data_folder.h"

#include <vector>

#include "absl/strings/numbers.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "store/limits.h"
#include "store/rocks.h"

namespace hemoledger::internal {
namespace {

constexpr std::string_view kFormatPrefix = "hemoledger ";

std::string ParentOf(const std::string& path) {
  const size_t slash = path.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

absl::Status Unreadable(std::string_view path, std::string_view detail) {
  return MakeError(ERROR_REASON_FILE_UNREADABLE, {{"path", path}, {"detail", detail}});
}

}  // namespace

absl::StatusOr<std::unique_ptr<DataFolder>> DataFolder::Open(const std::string& path,
                                                             rocksdb::Env* env,
                                                             bool create_if_missing) {
  std::string trimmed = path;
  while (trimmed.size() > 1 && trimmed.back() == '/') trimmed.pop_back();
  if (trimmed.empty()) return Unreadable(path, "no data folder given");
  std::unique_ptr<DataFolder> folder(
      new DataFolder(std::move(trimmed), env != nullptr ? env : rocksdb::Env::Default()));
  if (create_if_missing) RETURN_IF_ERROR(folder->Make());
  if (!folder->env_->FileExists(folder->path_).ok()) {
    return Unreadable(path, "there is no such data folder");
  }
  const std::string lock_path = folder->path_ + "/LOCK";
  const rocksdb::Status locked = folder->env_->LockFile(lock_path, &folder->lock_);
  if (!locked.ok()) {
    folder->lock_ = nullptr;
    // fcntl gives EAGAIN or EACCES for a file locked elsewhere, and RocksDB its own words for one
    // locked in this process. Anything else that can not be locked is no folder to write to either.
    const std::string text = locked.ToString();
    if (text.find("Resource temporarily unavailable") != std::string::npos ||
        text.find("lock hold by current process") != std::string::npos ||
        text.find("already held by process") != std::string::npos || locked.IsBusy()) {
      return MakeError(ERROR_REASON_DATA_FOLDER_IN_USE, {{"path", path}});
    }
    return ToStatus(locked, lock_path);
  }
  RETURN_IF_ERROR(folder->ReadFormat(create_if_missing));
  return folder;
}

DataFolder::~DataFolder() {
  if (lock_ != nullptr) env_->UnlockFile(lock_).PermitUncheckedError();
}

absl::Status DataFolder::Make() {
  if (!env_->FileExists(path_).ok()) {
    RETURN_IF_ERROR(ToStatus(env_->CreateDirIfMissing(path_), path_));
    RETURN_IF_ERROR(SyncFolder(ParentOf(path_)));
  }
  if (!env_->FileExists(path_ + "/FORMAT").ok() && !env_->FileExists(ledger_path()).ok()) {
    RETURN_IF_ERROR(CheckForNothingElse());
    RETURN_IF_ERROR(ToStatus(env_->CreateDirIfMissing(ledger_path()), ledger_path()));
    RETURN_IF_ERROR(SyncFolder(path_));
  }
  return absl::OkStatus();
}

absl::Status DataFolder::CheckForNothingElse() const {
  std::vector<std::string> children;
  RETURN_IF_ERROR(ToStatus(env_->GetChildren(path_, &children), path_));
  for (const std::string& child : children) {
    // What a start that was cut short leaves, and what a file system has of its own.
    if (child == "." || child == ".." || child == "LOCK" || child == "FORMAT.new" ||
        child == "lost+found") {
      continue;
    }
    return Unreadable(path_, Concat("there is no ledger but other files (", child,
                                    "); give an empty folder, or the ledger's own"));
  }
  return absl::OkStatus();
}

absl::Status DataFolder::ReadFormat(bool create_if_missing) {
  const std::string file = path_ + "/FORMAT";
  const rocksdb::Status exists = env_->FileExists(file);
  if (exists.IsNotFound()) {
    if (!create_if_missing) return Unreadable(file, "there is no ledger in this folder");
    is_new_ = true;
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(ToStatus(exists, file));
  std::string content;
  RETURN_IF_ERROR(ToStatus(rocksdb::ReadFileToString(env_, file, &content), file));
  const std::string expected = Concat(kFormatPrefix, kFormatVersion, "\n");
  if (content != expected) {
    // Only the first line, should it be another program's file.
    std::string found = content.substr(0, content.find('\n')).substr(0, 64);
    if (found.substr(0, kFormatPrefix.size()) == kFormatPrefix) {
      found = found.substr(kFormatPrefix.size());
    }
    return MakeError(ERROR_REASON_FORMAT_UNKNOWN, {{"found", found}, {"expected", kFormatVersion}});
  }
  if (!env_->FileExists(ledger_path() + "/CURRENT").ok()) {
    return MakeError(ERROR_REASON_STORE_DAMAGED,
                     {{"detail", Concat("the ledger is gone from ", ledger_path())}});
  }
  return absl::OkStatus();
}

absl::Status DataFolder::WriteFormat() {
  const std::string temporary = path_ + "/FORMAT.new";
  const std::string content = Concat(kFormatPrefix, kFormatVersion, "\n");
  RETURN_IF_ERROR(ToStatus(
      rocksdb::WriteStringToFile(env_, content, temporary, /*should_sync=*/true), temporary));
  RETURN_IF_ERROR(ToStatus(env_->RenameFile(temporary, path_ + "/FORMAT"), temporary));
  RETURN_IF_ERROR(SyncFolder(path_));
  is_new_ = false;
  return absl::OkStatus();
}

absl::Status DataFolder::SyncFolder(const std::string& path) const {
  std::unique_ptr<rocksdb::Directory> folder;
  RETURN_IF_ERROR(ToStatus(env_->NewDirectory(path, &folder), path));
  return ToStatus(folder->Fsync(), path);
}

}  // namespace hemoledger::internal
