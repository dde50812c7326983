#include "store/snapshots.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_format.h"
#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "rocksdb/env.h"
#include "store/codec.h"
#include "store/rocks.h"

namespace hemoledger {
namespace {

using internal::ToSlice;
using internal::ToStatus;
using internal::ToView;

constexpr std::string_view kFolderName = "snapshots";
constexpr std::string_view kNameSuffix = ".snapshot";
constexpr std::string_view kPartSuffix = ".part";
// Enough for every position, so that names sort by it.
constexpr size_t kNameDigits = 20;

constexpr std::string_view kFirstLinePrefix = "hemoledger snapshot ";
constexpr size_t kLedgerIdBytes = 16;
constexpr size_t kHeaderBytes = 4 + kLedgerIdBytes + 4 + 8 + 8 + sizeof(Hash256);
constexpr size_t kDigestBytes = sizeof(Hash256);

// Of one write, and of one read.
constexpr size_t kPieceBytes = size_t{1} << 20;
// After so many bytes a writer syncs.
constexpr uint64_t kSyncBytes = uint64_t{8} << 20;

rocksdb::EnvOptions PlainFiles() {
  rocksdb::EnvOptions options;
  // A disk that is full then fails a write instead of a page of memory.
  options.use_mmap_writes = false;
  return options;
}

std::string FirstLine() {
  return Concat(kFirstLinePrefix, kSnapshotFormatVersion, "\n");
}

absl::Status Damaged(std::string_view detail) {
  return MakeError(ERROR_REASON_STORE_DAMAGED, {{"detail", detail}});
}

bool EndsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

std::string NameOf(uint64_t next_position) {
  return absl::StrFormat("%020d%s", next_position, std::string(kNameSuffix));
}

// Absent: not the name of a snapshot.
std::optional<uint64_t> PositionOf(std::string_view name) {
  if (name.size() != kNameDigits + kNameSuffix.size()) return std::nullopt;
  const std::optional<uint64_t> position = ParseUint64(name.substr(0, kNameDigits));
  if (!position.has_value() || NameOf(*position) != name) return std::nullopt;
  return position;
}

void EncodeHeader(const SnapshotHeader& header, std::string& out) {
  PutU32(header.projection_version, out);
  out.append(header.ledger_id);
  PutU32(header.epoch, out);
  PutU64(header.next_position, out);
  PutU64(static_cast<uint64_t>(header.record_time_micros), out);
  out.append(AsBytes(header.last_event_sha256));
}

// REQUIRES: kHeaderBytes.
SnapshotHeader DecodeHeader(std::string_view bytes) {
  HL_CHECK(bytes.size() == kHeaderBytes);
  SnapshotHeader header;
  header.projection_version = GetU32(bytes.data());
  header.ledger_id = std::string(bytes.substr(4, kLedgerIdBytes));
  const char* rest = bytes.data() + 4 + kLedgerIdBytes;
  header.epoch = GetU32(rest);
  header.next_position = GetU64(rest + 4);
  header.record_time_micros = static_cast<int64_t>(GetU64(rest + 12));
  header.last_event_sha256 = *HashFromBytes(bytes.substr(kHeaderBytes - sizeof(Hash256)));
  return header;
}

std::string SnapshotFolder(std::string data_path) {
  while (data_path.size() > 1 && data_path.back() == '/') data_path.pop_back();
  return Concat(data_path, "/", kFolderName);
}

}  // namespace

struct SnapshotStore::Writer::Output {
  std::unique_ptr<rocksdb::WritableFile> file;
};

struct SnapshotStore::Reader::Input {
  std::string path;
  uint64_t file_bytes = 0;
  rocksdb::Env* env = nullptr;
  std::unique_ptr<rocksdb::SequentialFile> file;

  absl::Status Open() {
    return ToStatus(env->NewSequentialFile(path, &file, rocksdb::EnvOptions()), path);
  }
};

SnapshotStore::SnapshotStore(std::string folder, rocksdb::Env* env)
    : folder_(std::move(folder)), env_(env != nullptr ? env : rocksdb::Env::Default()) {}

absl::StatusOr<std::unique_ptr<SnapshotStore>> SnapshotStore::Open(const std::string& data_path,
                                                                   rocksdb::Env* env) {
  std::unique_ptr<SnapshotStore> store(new SnapshotStore(SnapshotFolder(data_path), env));
  RETURN_IF_ERROR(store->MakeFolder(data_path));
  RETURN_IF_ERROR(store->RemoveCutShort());
  return store;
}

std::unique_ptr<SnapshotStore> SnapshotStore::OpenToRead(const std::string& data_path,
                                                         rocksdb::Env* env) {
  return std::unique_ptr<SnapshotStore>(new SnapshotStore(SnapshotFolder(data_path), env));
}

std::string SnapshotStore::PathOf(std::string_view name) const {
  return Concat(folder_, "/", name);
}

absl::Status SnapshotStore::MakeFolder(const std::string& data_path) const {
  if (env_->FileExists(folder_).ok()) return absl::OkStatus();
  RETURN_IF_ERROR(ToStatus(env_->CreateDirIfMissing(folder_), folder_));
  return SyncFolder(data_path);
}

absl::Status SnapshotStore::RemoveCutShort() const {
  std::vector<std::string> names;
  RETURN_IF_ERROR(ToStatus(env_->GetChildren(folder_, &names), folder_));
  for (const std::string& name : names) {
    if (!EndsWith(name, kPartSuffix)) continue;
    RETURN_IF_ERROR(ToStatus(env_->DeleteFile(PathOf(name)), PathOf(name)));
  }
  return absl::OkStatus();
}

absl::Status SnapshotStore::SyncFolder(const std::string& path) const {
  std::unique_ptr<rocksdb::Directory> folder;
  RETURN_IF_ERROR(ToStatus(env_->NewDirectory(path, &folder), path));
  return ToStatus(folder->Fsync(), path);
}

absl::StatusOr<std::vector<SnapshotStore::File>> SnapshotStore::List() const {
  std::vector<File> files;
  const rocksdb::Status exists = env_->FileExists(folder_);
  if (exists.IsNotFound()) return files;
  std::vector<std::string> names;
  RETURN_IF_ERROR(ToStatus(env_->GetChildren(folder_, &names), folder_));
  for (std::string& name : names) {
    const std::optional<uint64_t> position = PositionOf(name);
    if (position.has_value()) files.push_back({std::move(name), *position});
  }
  std::sort(files.begin(), files.end(),
            [](const File& a, const File& b) { return a.next_position > b.next_position; });
  return files;
}

absl::StatusOr<std::unique_ptr<SnapshotStore::Writer>> SnapshotStore::Begin(
    const SnapshotHeader& header) {
  HL_CHECK(header.ledger_id.size() == kLedgerIdBytes) << header.ledger_id.size() << " bytes";
  HL_CHECK(header.next_position > 0);
  std::string name = NameOf(header.next_position);
  const std::string path = Concat(PathOf(name), kPartSuffix);
  auto output = std::make_unique<Writer::Output>();
  RETURN_IF_ERROR(ToStatus(env_->NewWritableFile(path, &output->file, PlainFiles()), path));
  std::unique_ptr<Writer> writer(new Writer(this, std::move(name), std::move(output)));
  std::string beginning = FirstLine();
  EncodeHeader(header, beginning);
  RETURN_IF_ERROR(writer->Add(beginning));
  return writer;
}

absl::StatusOr<std::unique_ptr<SnapshotStore::Reader>> SnapshotStore::Read(const File& file) const {
  auto input = std::make_unique<Reader::Input>();
  input->path = PathOf(file.name);
  input->env = env_;
  RETURN_IF_ERROR(ToStatus(env_->GetFileSize(input->path, &input->file_bytes), input->path));
  std::unique_ptr<Reader> reader(new Reader(std::move(input)));
  RETURN_IF_ERROR(reader->Check(file.next_position));
  return reader;
}

absl::Status SnapshotStore::RemoveOld(uint64_t newest) {
  ASSIGN_OR_RETURN(const std::vector<File> files, List());
  size_t kept = 0;
  for (const File& file : files) {
    if (file.next_position <= newest && kept < kKeptSnapshots) {
      ++kept;
      continue;
    }
    RETURN_IF_ERROR(ToStatus(env_->DeleteFile(PathOf(file.name)), PathOf(file.name)));
  }
  return absl::OkStatus();
}

// --- Writing ---

SnapshotStore::Writer::Writer(SnapshotStore* store, std::string name,
                              std::unique_ptr<Output> output)
    : store_(store), name_(std::move(name)), output_(std::move(output)) {}

SnapshotStore::Writer::~Writer() {
  if (output_ == nullptr) return;
  output_.reset();
  // One that can not be removed goes at the next start.
  store_->env_->DeleteFile(Concat(store_->PathOf(name_), kPartSuffix)).PermitUncheckedError();
}

absl::Status SnapshotStore::Writer::Add(std::string_view bytes) {
  sha256_.Add(bytes);
  buffer_.append(bytes);
  size_bytes_ += bytes.size();
  return buffer_.size() < kPieceBytes ? absl::OkStatus() : Flush();
}

absl::Status SnapshotStore::Writer::Flush() {
  const std::string path = store_->PathOf(name_);
  RETURN_IF_ERROR(ToStatus(output_->file->Append(ToSlice(buffer_)), path));
  unsynced_bytes_ += buffer_.size();
  buffer_.clear();
  if (unsynced_bytes_ < kSyncBytes) return absl::OkStatus();
  unsynced_bytes_ = 0;
  return ToStatus(output_->file->Sync(), path);
}

absl::Status SnapshotStore::Writer::Commit() {
  HL_CHECK(output_ != nullptr) << "committed twice";
  const std::string path = store_->PathOf(name_);
  buffer_.append(AsBytes(sha256_.Finish()));
  size_bytes_ += kDigestBytes;
  RETURN_IF_ERROR(Flush());
  RETURN_IF_ERROR(ToStatus(output_->file->Sync(), path));
  RETURN_IF_ERROR(ToStatus(output_->file->Close(), path));
  RETURN_IF_ERROR(ToStatus(store_->env_->RenameFile(Concat(path, kPartSuffix), path), path));
  output_.reset();
  return store_->SyncFolder(store_->folder_);
}

// --- Reading ---

SnapshotStore::Reader::Reader(std::unique_ptr<Input> input) : input_(std::move(input)) {}
SnapshotStore::Reader::~Reader() = default;

absl::Status SnapshotStore::Reader::Take(size_t size, std::string& bytes) {
  bytes.resize(size);
  size_t taken = 0;
  while (taken < size) {
    rocksdb::Slice read;
    RETURN_IF_ERROR(
        ToStatus(input_->file->Read(size - taken, &read, bytes.data() + taken), input_->path));
    if (read.empty()) return Damaged("the file ends too early");
    // Read may give bytes of its own.
    if (read.data() != bytes.data() + taken) {
      std::copy(read.data(), read.data() + read.size(), bytes.data() + taken);
    }
    taken += read.size();
  }
  return absl::OkStatus();
}

absl::Status SnapshotStore::Reader::Check(uint64_t next_position_of_name) {
  RETURN_IF_ERROR(input_->Open());
  const std::string expected = FirstLine();
  const uint64_t least = expected.size() + kHeaderBytes + kDigestBytes;
  std::string bytes;
  // Another version may be of another length and have another digest.
  RETURN_IF_ERROR(Take(std::min<uint64_t>(expected.size(), input_->file_bytes), bytes));
  if (bytes.size() < expected.size()) return Damaged("the file ends too early");
  if (bytes != expected) {
    if (std::string_view(bytes).substr(0, kFirstLinePrefix.size()) != kFirstLinePrefix) {
      return Damaged("it does not begin as a snapshot does");
    }
    const std::string_view found = std::string_view(bytes).substr(kFirstLinePrefix.size());
    return MakeError(ERROR_REASON_FORMAT_UNKNOWN, {{"found", found.substr(0, found.find('\n'))},
                                                   {"expected", kSnapshotFormatVersion}});
  }
  if (input_->file_bytes < least) return Damaged("the file ends too early");
  Sha256Stream sha256;
  sha256.Add(bytes);
  RETURN_IF_ERROR(Take(kHeaderBytes, bytes));
  sha256.Add(bytes);
  header_ = DecodeHeader(bytes);
  state_bytes_ = input_->file_bytes - least;
  remaining_bytes_ = state_bytes_;
  while (remaining_bytes_ > 0) {
    RETURN_IF_ERROR(Next(std::min<uint64_t>(kPieceBytes, remaining_bytes_), bytes));
    sha256.Add(bytes);
  }
  RETURN_IF_ERROR(Take(kDigestBytes, bytes));
  if (AsBytes(sha256.Finish()) != bytes) return Damaged("its bytes do not have its SHA-256");
  if (header_.next_position == 0 || header_.next_position != next_position_of_name) {
    return Damaged(Concat("it is of position ", header_.next_position, ", not of its name's"));
  }
  // From the beginning again, now known to be sound.
  RETURN_IF_ERROR(input_->Open());
  RETURN_IF_ERROR(ToStatus(input_->file->Skip(expected.size() + kHeaderBytes), input_->path));
  remaining_bytes_ = state_bytes_;
  return absl::OkStatus();
}

absl::Status SnapshotStore::Reader::Next(size_t size, std::string& bytes) {
  if (size > remaining_bytes_) return Damaged("its state ends too early");
  RETURN_IF_ERROR(Take(size, bytes));
  remaining_bytes_ -= size;
  return absl::OkStatus();
}

}  // namespace hemoledger
