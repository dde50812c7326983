#include "clients/cli/commands/taken_file.h"

#include <filesystem>
#include <system_error>

#include "proto/base/strings.h"

namespace hemoledger {

bool TellIfTaken(const std::string& path, Context& context) {
  std::error_code error;
  if (!std::filesystem::exists(std::filesystem::symlink_status(path, error))) return false;
  context.err() << context.Say(
      Concat("Lỗi: đã có tệp ", path, "; chọn tên khác, hoặc --force để ghi đè.\n"),
      Concat("Error: ", path,
             " is there already; choose another name, or --force to replace it.\n"));
  return true;
}

}  // namespace hemoledger
