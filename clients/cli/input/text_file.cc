#include "clients/cli/input/text_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string_view>

#include "proto/base/errors.h"
#include "proto/base/utf8.h"

namespace hemoledger {
namespace {

constexpr int kMaxInvalidLines = 100;

absl::Status Unreadable(const std::string& path, std::string_view detail) {
  return MakeError(ERROR_REASON_FILE_UNREADABLE, {{"path", path}, {"detail", detail}});
}

// Tells every line that is not UTF-8.
void CheckLines(std::string_view text, const std::string& path, Problems& problems) {
  int line = 1;
  int told = 0;
  while (!text.empty() && told < kMaxInvalidLines) {
    const size_t end = text.find('\n');
    const std::string_view content = text.substr(0, end);
    if (!IsValidUtf8(content)) {
      ++told;
      problems.AddInvalid({path, line, 0, ""}, ReplaceInvalidUtf8(content),
                          "Dòng này không phải UTF-8; hãy lưu lại tệp với mã hóa UTF-8",
                          "The line is not UTF-8; save the file as UTF-8", "UTF-8");
    }
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
    ++line;
  }
}

}  // namespace

absl::StatusOr<std::string> ReadTextFile(const std::string& path, Problems& problems) {
  std::ifstream stream(path, std::ios::binary | std::ios::ate);
  if (!stream) return Unreadable(path, std::strerror(errno));
  const std::streamoff size = stream.tellg();
  // A directory opens and tells no size that can be read.
  if (size < 0 || size > static_cast<std::streamoff>(kMaxInputFileBytes)) {
    return Unreadable(path, "not a file of at most 64 MiB");
  }
  std::string text(static_cast<size_t>(size), '\0');
  stream.seekg(0);
  if (!text.empty() && !stream.read(text.data(), size)) return Unreadable(path, "read failed");

  const std::string_view view = text;
  if (view.starts_with("\xFF\xFE") || view.starts_with("\xFE\xFF")) {
    problems.AddInvalid({path, 1, 0, ""}, "",
                        "Tệp có mã hóa UTF-16; hãy lưu lại tệp với mã hóa UTF-8",
                        "The file is in UTF-16; save it as UTF-8", "UTF-8");
    return text;
  }
  if (view.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  CheckLines(text, path, problems);
  return text;
}

}  // namespace hemoledger
