#include "clients/cli/commands/spool_folder.h"

#include <filesystem>
#include <memory>
#include <system_error>

#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

// A spool that is opened under no source, another's, or one that is no id: a fault of the command
// line, told before anything was sent.
bool IsFaultOfSource(const absl::Status& status) {
  switch (ReasonOf(status)) {
    case ERROR_REASON_FIELD_REQUIRED:
    case ERROR_REASON_FIELD_INVALID:
    case ERROR_REASON_ID_INVALID:
      return true;
    default:
      return false;
  }
}

}  // namespace

void AddSpoolChoice(Command& command, SpoolChoice& choice, bool source) {
  Context& context = command.context();
  command
      .Add("--spool", choice.folder,
           "thư mục của hàng chờ (mặc định: biến HEMOLEDGER_SPOOL, hoặc "
           "~/.local/share/hemoledger/spool)",
           "folder of the spool (default: variable HEMOLEDGER_SPOOL, or "
           "~/.local/share/hemoledger/spool)")
      .TypeName(context.Say("THƯ MỤC", "DIR"));
  if (!source) return;
  command
      .Add("--source", choice.source_id, "mã nguồn của máy này (a-z, 0-9, -); cần ở lần đầu",
           "id of this machine's source (a-z, 0-9, -); needed the first time")
      .TypeName(context.Say("MÃ", "ID"));
}

void AddSourceLabel(Command& command, std::string& label) {
  command
      .Add("--label", label, "tên gọi của nguồn, ghi khi mở",
           "what to call the source when it is opened")
      .TypeName(command.context().Say("TÊN", "NAME"));
}

void AddSourceUnit(Command& command, std::string& unit_id) {
  command
      .Add("--unit", unit_id, "mã đơn vị dùng nguồn này, ghi khi mở", "id of the unit that uses it")
      .TypeName(command.context().Say("MÃ", "ID"));
}

std::string SpoolFolder(const std::string& folder, const Clerk& clerk) {
  if (!folder.empty()) return folder;
  if (std::string named = clerk.Variable("HEMOLEDGER_SPOOL"); !named.empty()) return named;
  if (const std::string data = clerk.Variable("XDG_DATA_HOME"); !data.empty()) {
    return data + "/hemoledger/spool";
  }
  return clerk.Variable("HOME") + "/.local/share/hemoledger/spool";
}

absl::StatusOr<ExitCode> WithSpool(const SpoolChoice& choice, SpoolUse use, const Clerk& clerk,
                                   Context& context,
                                   const std::function<absl::StatusOr<ExitCode>(Spool&)>& run) {
  const std::string folder = SpoolFolder(choice.folder, clerk);
  std::error_code error;
  if (!std::filesystem::exists(folder + "/spool.db", error)) {
    if (use == SpoolUse::kMustExist) {
      return MakeError(ERROR_REASON_FILE_UNREADABLE,
                       {{"path", folder},
                        {"detail", context.Say("ở đây không có hàng chờ", "no spool is here")}});
    }
    if (choice.source_id.empty()) {
      context.TellError(MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", "--source"}}));
      return ExitCode::kUsage;
    }
    // The usual place is made whole; a folder that a person names must have its parent.
    if (choice.folder.empty()) {
      std::filesystem::create_directories(std::filesystem::path(folder).parent_path(), error);
    }
  }
  absl::StatusOr<std::unique_ptr<Spool>> spool =
      Spool::Open({.folder = folder, .source_id = choice.source_id}, context.clock());
  if (!spool.ok() && IsFaultOfSource(spool.status())) {
    context.TellError(spool.status());
    return ExitCode::kUsage;
  }
  RETURN_IF_ERROR(spool.status());
  RETURN_IF_ERROR((*spool)->DropOld().status());
  return run(**spool);
}

}  // namespace hemoledger
