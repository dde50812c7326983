#include "clients/cli/input/text_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string_view>
#include <utility>

#include "clients/cli/input/utf16.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
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

absl::StatusOr<std::string> ReadInputFile(const std::string& path) {
  std::ifstream stream(path, std::ios::binary | std::ios::ate);
  if (!stream) return Unreadable(path, std::strerror(errno));
  const std::streamoff size = stream.tellg();
  // A directory opens and tells no size that can be read.
  if (size < 0 || size > static_cast<std::streamoff>(kMaxInputFileBytes)) {
    return Unreadable(path, "not a file of at most 64 MiB");
  }
  std::string bytes(static_cast<size_t>(size), '\0');
  stream.seekg(0);
  if (!bytes.empty() && !stream.read(bytes.data(), size)) return Unreadable(path, "read failed");
  return bytes;
}

std::string DecodeTextFile(std::string bytes, const std::string& path, Problems& problems) {
  const std::string_view view = bytes;
  const bool utf32 = view.starts_with(std::string_view("\xFF\xFE\0\0", 4)) ||
                     view.starts_with(std::string_view("\0\0\xFE\xFF", 4));
  // A text has no NUL: every second byte of Latin letters in UTF-16 is one.
  const bool unmarked = !view.empty() && view.substr(0, 4).find('\0') != std::string_view::npos;
  if (utf32 || (unmarked && !view.starts_with("\xFF\xFE") && !view.starts_with("\xFE\xFF"))) {
    problems.AddInvalid({path, 1, 0, ""}, "",
                        "Không nhận ra mã hóa của tệp; hãy lưu lại với mã hóa UTF-8, hoặc UTF-16 "
                        "có BOM (\"Unicode Text\" của Excel)",
                        "The encoding of the file is not known; save it as UTF-8, or as UTF-16 "
                        "with a byte order mark (Excel's \"Unicode Text\")",
                        "UTF-8, UTF-16");
    return bytes;
  }
  if (view.starts_with("\xFF\xFE")) return DecodeUtf16(view.substr(2), false, path, problems);
  if (view.starts_with("\xFE\xFF")) return DecodeUtf16(view.substr(2), true, path, problems);
  if (view.starts_with("\xEF\xBB\xBF")) bytes.erase(0, 3);
  CheckLines(bytes, path, problems);
  return bytes;
}

absl::StatusOr<std::string> ReadTextFile(const std::string& path, Problems& problems) {
  ASSIGN_OR_RETURN(std::string bytes, ReadInputFile(path));
  return DecodeTextFile(std::move(bytes), path, problems);
}

}  // namespace hemoledger
