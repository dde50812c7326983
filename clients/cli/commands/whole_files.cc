#include "clients/cli/commands/whole_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string_view>

#include "proto/base/errors.h"
#include "proto/base/sha256.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

absl::Status Failed(const std::string& path, int error) {
  return MakeError(ERROR_REASON_FILE_UNREADABLE,
                   {{"path", path}, {"detail", std::string(std::strerror(error))}});
}

// Writes and syncs a file that was not there, on its way to `goal`, which is what errors name.
absl::Status WriteNew(const std::string& path, const std::string& goal, std::string_view bytes) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file < 0) return Failed(goal, errno);
  int error = 0;
  while (!bytes.empty() && error == 0) {
    const ssize_t written = write(file, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<size_t>(written));
    } else if (errno != EINTR) {
      error = errno;
    }
  }
  if (error == 0 && fsync(file) != 0) error = errno;
  if (close(file) != 0 && error == 0) error = errno;
  return error == 0 ? absl::OkStatus() : Failed(goal, error);
}

// Gives the file its name; with `replace` whatever has it now.
absl::Status Place(const std::string& from, const std::string& to, bool replace) {
  if (!replace) {
    // Fails where the name is taken, in one step.
    if (link(from.c_str(), to.c_str()) == 0) {
      unlink(from.c_str());
      return absl::OkStatus();
    }
    if (errno == EEXIST) return Failed(to, errno);
    // A file system without links (a memory stick): take the name first, then put the file there.
    const int taken = open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (taken < 0) return Failed(to, errno);
    close(taken);
  }
  if (std::rename(from.c_str(), to.c_str()) == 0) return absl::OkStatus();
  const int error = errno;
  if (!replace) unlink(to.c_str());
  return Failed(to, error);
}

absl::Status SyncFile(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return Failed(path, errno);
  const int error = fsync(file) == 0 ? 0 : errno;
  close(file);
  return error == 0 ? absl::OkStatus() : Failed(path, error);
}

std::string UnderWay(const std::string& path, Random& random) {
  return Concat(path, ".", Hex(random.Bytes(8)), ".tmp");
}

void SyncFolderOf(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const int opened =
      open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (opened < 0) return;
  // Some file systems can not; the files themselves are synced.
  if (fsync(opened) != 0) errno = 0;
  close(opened);
}

}  // namespace

absl::Status WriteWholeFiles(const std::vector<WholeFile>& files, bool replace, Random& random) {
  std::vector<std::string> under_way;
  std::vector<std::string> placed;
  absl::Status status;
  for (const WholeFile& file : files) {
    under_way.push_back(UnderWay(file.path, random));
    status = WriteNew(under_way.back(), file.path, file.bytes);
    if (!status.ok()) break;
  }
  for (size_t i = 0; i < files.size() && status.ok(); ++i) {
    status = Place(under_way[i], files[i].path, replace);
    if (status.ok()) placed.push_back(files[i].path);
  }
  if (status.ok()) {
    for (const WholeFile& file : files) SyncFolderOf(file.path);
    return status;
  }
  for (const std::string& path : under_way) unlink(path.c_str());
  if (!replace) {
    for (const std::string& path : placed) unlink(path.c_str());
  }
  return status;
}

absl::Status WriteWholeFile(const std::string& path, bool replace, Random& random,
                            const std::function<absl::Status(const std::string& path)>& write) {
  const std::string under_way = UnderWay(path, random);
  absl::Status status = write(under_way);
  if (status.ok()) status = SyncFile(under_way);
  if (status.ok()) status = Place(under_way, path, replace);
  if (status.ok()) {
    SyncFolderOf(path);
  } else {
    unlink(under_way.c_str());
  }
  return status;
}

}  // namespace hemoledger
