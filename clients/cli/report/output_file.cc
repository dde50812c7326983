#include "clients/cli/report/output_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "proto/base/errors.h"
#include "proto/base/sha256.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

absl::Status Failed(const std::string& path, std::string_view detail) {
  return MakeError(ERROR_REASON_FILE_UNREADABLE, {{"path", path}, {"detail", detail}});
}

std::string WordsOf(int error) {
  return std::generic_category().message(error);
}

absl::Status SyncFile(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return Failed(path, WordsOf(errno));
  const int synced = fsync(file);
  const int error = errno;
  close(file);
  return synced == 0 ? absl::OkStatus() : Failed(path, WordsOf(error));
}

}  // namespace

absl::Status ReplaceFile(const std::string& path, Random& random,
                         const std::function<absl::Status(const std::string&)>& write) {
  const std::filesystem::path target(path);
  const std::filesystem::path folder = target.has_parent_path() ? target.parent_path() : ".";
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) {
    return Failed(path, Concat("no folder ", folder.string()));
  }
  if (std::filesystem::is_directory(target, error)) return Failed(path, "it is a folder");
  const std::string temporary =
      (folder / Concat(".", target.filename().string(), ".", Hex(random.Bytes(8)), ".tmp"))
          .string();
  absl::Status status = write(temporary);
  if (status.ok()) status = SyncFile(temporary);
  if (status.ok() && std::rename(temporary.c_str(), path.c_str()) != 0) {
    status = Failed(path, WordsOf(errno));
  }
  if (!status.ok()) std::filesystem::remove(temporary, error);
  return status;
}

absl::Status ReplaceFileWith(const std::string& path, std::string_view content, Random& random) {
  return ReplaceFile(path, random, [&](const std::string& temporary) -> absl::Status {
    std::ofstream file(temporary, std::ios::binary);
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
    file.close();
    return file ? absl::OkStatus() : Failed(path, "can not be written");
  });
}

}  // namespace hemoledger
