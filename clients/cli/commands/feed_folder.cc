#include "clients/cli/commands/feed_folder.h"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <set>
#include <tuple>
#include <utility>

#include "clients/cli/commands/whole_files.h"
#include "clients/cli/input/receipts_table.h"
#include "clients/cli/render/moments.h"
#include "proto/base/errors.h"
#include "proto/base/sha256.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "proto/base/utf8.h"

namespace hemoledger {
namespace {

constexpr size_t kContentDigits = 12;
// Leaves room for what is added to a name, which has at most 255 bytes.
constexpr size_t kMaxStemBytes = 180;
constexpr std::string_view kRejectEnding = ".reject";
// More files of one name on one day than anybody drops.
constexpr int kMaxSameName = 100'000;

absl::Status Failed(const std::string& path, int error) {
  return MakeError(ERROR_REASON_FILE_UNREADABLE,
                   {{"path", path}, {"detail", std::string(std::strerror(error))}});
}

absl::Status MakeFolder(const std::string& path) {
  if (mkdir(path.c_str(), 0777) == 0 || errno == EEXIST) return absl::OkStatus();
  return Failed(path, errno);
}

// Absent: there is no such file, or it is no file.
std::optional<DroppedFile> StampOf(const std::string& folder, const std::string& name) {
  struct stat found {};
  if (lstat(Concat(folder, "/", name).c_str(), &found) != 0 || !S_ISREG(found.st_mode)) {
    return std::nullopt;
  }
  return DroppedFile{.name = name,
                     .bytes = found.st_size,
                     .modified_nanos = found.st_mtim.tv_sec * 1'000'000'000 + found.st_mtim.tv_nsec,
                     .inode = found.st_ino};
}

bool IsUnderWay(std::string_view name) {
  static constexpr std::array<std::string_view, 6> kEndings = {
      ".tmp", ".part", ".partial", ".filepart", ".crdownload", ".swp"};
  // Excel's mark of an open workbook; hidden files; an editor's copy.
  if (name.starts_with(".") || name.starts_with("~") || name.ends_with("~")) return true;
  return std::any_of(kEndings.begin(), kEndings.end(),
                     [&](std::string_view ending) { return name.ends_with(ending); });
}

// "phieu" and ".csv"; what an earlier run put into the name of a file that comes back is taken out.
std::pair<std::string, std::string> StemAndEnding(const std::string& name) {
  const size_t dot = name.rfind('.');
  std::string stem = name.substr(0, dot);
  const std::string ending = dot == std::string::npos ? "" : name.substr(dot);
  if (stem.ends_with(kRejectEnding)) stem.resize(stem.size() - kRejectEnding.size());
  if (stem.size() > kContentDigits + 1) {
    const size_t dash = stem.size() - kContentDigits - 1;
    if (stem[dash] == '-' &&
        stem.find_first_not_of("0123456789abcdef", dash + 1) == std::string::npos) {
      stem.resize(dash);
    }
  }
  return {std::string(TruncateUtf8(stem, kMaxStemBytes)), ending};
}

absl::Status Move(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) return Failed(to, errno);
  // Some file systems can not; the content is what it was.
  for (const std::string& path : {from, to}) {
    internal::SyncFolder(std::filesystem::path(path).parent_path().string()).IgnoreError();
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<FeedFolder>> FeedFolder::Open(const std::string& path,
                                                             std::chrono::seconds settle,
                                                             Clock& clock, Random& random) {
  struct stat found {};
  if (stat(path.c_str(), &found) != 0) return Failed(path, errno);
  if (!S_ISDIR(found.st_mode)) return Failed(path, ENOTDIR);
  const std::string archive = Concat(path, "/", kFeedArchive);
  RETURN_IF_ERROR(MakeFolder(archive));
  RETURN_IF_ERROR(MakeFolder(Concat(path, "/", kFeedRefused)));
  // Not in the folder itself, where people look for their files.
  ASSIGN_OR_RETURN(internal::FolderLock lock, internal::FolderLock::Take(archive));
  std::unique_ptr<FeedFolder> folder(new FeedFolder(path, settle, clock, random, std::move(lock)));
  folder->RemoveLeftovers();
  return folder;
}

FeedFolder::FeedFolder(std::string path, std::chrono::seconds settle, Clock& clock, Random& random,
                       internal::FolderLock lock)
    : path_(std::move(path)),
      settle_(settle),
      clock_(clock),
      random_(random),
      lock_(std::move(lock)) {}

void FeedFolder::RemoveLeftovers() const {
  // Half-written files of a run that was killed; nobody else writes here.
  const std::filesystem::path refused = Concat(path_, "/", kFeedRefused);
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(refused, error)) {
    const std::string name = entry.path().filename().string();
    const bool ours = name.find(".reject.") != std::string::npos ||
                      name.find(".reason.txt.") != std::string::npos;
    if (ours && name.ends_with(".tmp")) std::filesystem::remove(entry.path(), error);
  }
}

absl::StatusOr<FeedLook> FeedFolder::Look() {
  DIR* const opened = opendir(path_.c_str());
  if (opened == nullptr) return Failed(path_, errno);
  FeedLook look;
  std::set<std::string> present;
  const int64_t now = clock_.BootMicros();
  while (true) {
    errno = 0;
    const dirent* const entry = readdir(opened);
    if (entry == nullptr) break;
    const std::string name = entry->d_name;
    if (IsUnderWay(name)) continue;
    const std::optional<DroppedFile> file = StampOf(path_, name);
    if (!file) continue;
    if (!IsTableName(name)) {
      look.strange.push_back(name);
      continue;
    }
    present.insert(name);
    const auto [seen, is_new] = seen_.try_emplace(name, Seen{.file = *file, .since_micros = now});
    if (!is_new && seen->second.file != *file) {
      seen->second = {.file = *file, .since_micros = now};
    }
    if (now - seen->second.since_micros >= std::chrono::microseconds(settle_).count()) {
      look.finished.push_back(*file);
    } else {
      look.growing.push_back(name);
    }
  }
  const int error = errno;
  closedir(opened);
  if (error != 0) return Failed(path_, error);
  std::erase_if(seen_, [&](const auto& seen) { return !present.contains(seen.first); });
  std::sort(look.finished.begin(), look.finished.end(),
            [](const DroppedFile& a, const DroppedFile& b) {
              return std::tie(a.modified_nanos, a.name) < std::tie(b.modified_nanos, b.name);
            });
  std::sort(look.growing.begin(), look.growing.end());
  std::sort(look.strange.begin(), look.strange.end());
  return look;
}

std::string FeedFolder::PathOf(const DroppedFile& file) const {
  return Concat(path_, "/", file.name);
}

bool FeedFolder::IsUnchanged(const DroppedFile& file) const {
  return StampOf(path_, file.name) == file;
}

absl::StatusOr<std::string> FeedFolder::KeepRefusedRows(const DroppedFile& file,
                                                        std::string_view content,
                                                        std::string text) {
  RETURN_IF_ERROR(MakeFolder(Concat(path_, "/", kFeedRefused)));
  const std::string to = Concat(kFeedRefused, "/", StemAndEnding(file.name).first, "-", content,
                                kRejectEnding, ".csv");
  if (text.empty()) {
    if (std::remove(Concat(path_, "/", to).c_str()) != 0 && errno != ENOENT) {
      return Failed(to, errno);
    }
    return "";
  }
  RETURN_IF_ERROR(WriteWholeFiles({{.path = Concat(path_, "/", to), .bytes = std::move(text)}},
                                  /*replace=*/true, random_));
  return to;
}

absl::StatusOr<std::string> FeedFolder::Archive(const DroppedFile& file, int32_t date) {
  const std::string folder = Concat(kFeedArchive, "/", IsoDate(date));
  RETURN_IF_ERROR(MakeFolder(Concat(path_, "/", kFeedArchive)));
  RETURN_IF_ERROR(MakeFolder(Concat(path_, "/", folder)));
  const auto [stem, ending] = StemAndEnding(file.name);
  std::string to = Concat(folder, "/", file.name);
  struct stat found {};
  // Nobody else moves anything here: what is free stays free.
  for (int number = 2; lstat(Concat(path_, "/", to).c_str(), &found) == 0; ++number) {
    if (number > kMaxSameName) return Failed(to, EEXIST);
    to = Concat(folder, "/", stem, "-", number, ending);
  }
  RETURN_IF_ERROR(Move(PathOf(file), Concat(path_, "/", to)));
  seen_.erase(file.name);
  return to;
}

absl::StatusOr<std::string> FeedFolder::PutAside(const DroppedFile& file, std::string_view content,
                                                 std::string reason) {
  RETURN_IF_ERROR(MakeFolder(Concat(path_, "/", kFeedRefused)));
  const auto [stem, ending] = StemAndEnding(file.name);
  const std::string to = Concat(kFeedRefused, "/", stem, "-", content, ending);
  RETURN_IF_ERROR(
      WriteWholeFiles({{.path = Concat(path_, "/", to, ".reason.txt"), .bytes = std::move(reason)}},
                      /*replace=*/true, random_));
  // A file of this name has this content.
  RETURN_IF_ERROR(Move(PathOf(file), Concat(path_, "/", to)));
  seen_.erase(file.name);
  return to;
}

std::string FeedFolder::ContentName(std::string_view bytes) {
  return Hex(Sha256(bytes)).substr(0, kContentDigits);
}

}  // namespace hemoledger
