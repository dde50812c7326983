// hemo attachment get
#include <filesystem>
#include <system_error>

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/whole_files.h"
#include "clients/cli/render/csv.h"
#include "clients/cli/render/message_json.h"
#include "proto/base/errors.h"
#include "proto/base/sha256.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

struct Options {
  std::string plan;
  std::string id;
  std::string output;
  bool force = false;
};

struct Download {
  v1::Attachment attachment;
  std::string bytes;
};

absl::Status Damaged(const Options& options, const std::string& detail) {
  return MakeError(ERROR_REASON_STORE_DAMAGED,
                   {{"detail", Concat(options.plan, "/", options.id, ": ", detail)}});
}

// All of it in memory, checked: half a scan is none.
absl::StatusOr<Download> Fetch(const Options& options, Context& context) {
  v1::DownloadAttachmentRequest request;
  request.set_plan_id(options.plan);
  request.set_record_id(options.id);
  Download download;
  bool begun = false;
  bool too_long = false;
  RETURN_IF_ERROR(context.connection().DownloadAttachment(
      request, [&](const v1::DownloadAttachmentResponse& response) {
        if (response.has_attachment()) {
          download.attachment = response.attachment();
          begun = true;
          return true;
        }
        download.bytes += response.chunk();
        too_long = download.bytes.size() > static_cast<size_t>(download.attachment.size_bytes());
        return !too_long;
      }));
  if (!begun) return Damaged(options, "no attachment was sent");
  if (too_long || download.bytes.size() != static_cast<size_t>(download.attachment.size_bytes())) {
    return Damaged(options, Concat("expected ", download.attachment.size_bytes(), " bytes, got ",
                                   download.bytes.size(), too_long ? " or more" : ""));
  }
  if (ToBytes(Sha256(download.bytes)) != download.attachment.sha256()) {
    return Damaged(options, "the bytes do not have the recorded SHA-256");
  }
  return download;
}

// The recorded name without folders, for the current folder: it comes from somebody else.
std::string OwnName(const Options& options, const v1::Attachment& attachment) {
  const std::string name = std::filesystem::path(attachment.file_name()).filename().string();
  return name.empty() || name.front() == '.' ? options.id : name;
}

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  ASSIGN_OR_RETURN(Download download, Fetch(options, context));
  const std::string path =
      options.output.empty() ? OwnName(options, download.attachment) : options.output;
  std::error_code error;
  if (!options.force && std::filesystem::exists(std::filesystem::symlink_status(path, error))) {
    context.err() << context.Say(
        Concat("Lỗi: đã có tệp ", path, "; chọn --output khác, hoặc --force để ghi đè.\n"),
        Concat("Error: ", path, " is there already; choose another --output, or --force.\n"));
    return ExitCode::kUsage;
  }
  RETURN_IF_ERROR(WriteWholeFiles({{.path = path, .bytes = std::move(download.bytes)}},
                                  options.force, context.random()));
  const std::string hash = Hex(download.attachment.sha256());
  switch (context.format()) {
    case OutputFormat::kTable:
      context.out() << context.Say(
          Concat("Đã ghi ", path, " (SHA-256 ", hash, ", đúng như sổ).\n"),
          Concat("Written: ", path, " (SHA-256 ", hash, ", as the ledger has it).\n"));
      break;
    case OutputFormat::kCsv: {
      Csv csv({"record_id", "plan_id", "file", "media_type", "size_bytes", "sha256"});
      csv.AddRow({options.id, options.plan, path, download.attachment.media_type(),
                  std::to_string(download.attachment.size_bytes()), hash});
      context.out() << csv.text();
      break;
    }
    case OutputFormat::kJson: {
      Json json = ToJson(download.attachment);
      json["file"] = path;
      context.out() << JsonText(json);
      break;
    }
  }
  return ExitCode::kOk;
}

}  // namespace

void AddAttachmentGet(Command& attachment, CommandLine& line) {
  Register<Options>(
      attachment, line, "get",
      {"lấy bản quét về; băm được kiểm tra, tệp được ghi trọn vẹn hoặc không ghi gì",
       "fetch a scan; its hash is checked, and the file written whole or not at all",
       "  hemo attachment get kien-giang-2021 ban-quet\n"
       "  hemo attachment get kien-giang-2021 ban-quet --output bao-cao-65.pdf"},
      [](Command& command, Options& options, Context& context) {
        command
            .Add("PLAN", options.plan, "mã kế hoạch (hemo plan list)",
                 "id of the plan (hemo plan list)")
            .Required();
        command
            .Add("ID", options.id, "mã bản quét (hemo record list)",
                 "id of the scan (hemo record list)")
            .Required();
        command
            .Add("--output", options.output, "ghi vào tệp này (mặc định: tên khi đính kèm)",
                 "the file to write (default: the name that it was attached under)")
            .TypeName(context.Say("TỆP", "FILE"));
        command.Add("--force", options.force, "ghi đè tệp đã có", "replace a file that is there");
      },
      Run);
}

}  // namespace hemoledger
