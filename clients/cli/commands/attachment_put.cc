// hemo attachment put
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/content_id.h"
#include "clients/cli/commands/record_write.h"
#include "proto/base/errors.h"
#include "proto/base/ids.h"
#include "proto/base/sha256.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "proto/base/utf8.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

constexpr uint64_t kMaxAttachmentBytes = 20'971'520;
constexpr std::string_view kPdf = "application/pdf";
constexpr std::string_view kDocx =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

struct Options {
  std::string plan;
  std::string file;
  std::string id;
  int64_t revision = 0;
  std::string reason;
  bool dry_run = false;
};

// By the bytes, never by the name; blank: neither of both. A document of Word is a zip archive
// whose directory names the document's part.
std::string_view MediaTypeOf(std::string_view bytes) {
  if (bytes.starts_with("%PDF-")) return kPdf;
  if (bytes.starts_with("PK\x03\x04") && bytes.find("word/document") != std::string_view::npos) {
    return kDocx;
  }
  return "";
}

ExitCode Usage(Context& context, const std::string& vi, const std::string& en) {
  context.err() << context.Say("Lỗi: ", "Error: ") << context.Say(vi, en) << "\n";
  return ExitCode::kUsage;
}

absl::StatusOr<std::string> ReadWhole(const std::string& path) {
  const auto unreadable = [&path](const std::string& detail) {
    return MakeError(ERROR_REASON_FILE_UNREADABLE, {{"path", path}, {"detail", detail}});
  };
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    return unreadable(error ? error.message() : "not a file");
  }
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream content;
  content << stream.rdbuf();
  if (!stream) return unreadable("can not be read");
  return std::move(content).str();
}

absl::StatusOr<ExitCode> Upload(const RecordDraft& draft, const std::string& bytes,
                                Context& context) {
  ASSIGN_OR_RETURN(MadeRecord made, MakeRecord(draft, context));
  if (made.unchanged.has_value()) {
    TellRecordWrite(made.record, v1::WRITE_OUTCOME_EXISTS, made.unchanged->version(),
                    made.unchanged->position(), context);
    return ExitCode::kOk;
  }
  v1::AttachmentOpening opening;
  *opening.mutable_record() = std::move(made.record);
  for (v1::AccompanyingText& text : made.texts) *opening.add_texts() = std::move(text);
  opening.set_request_id("hemo-attachment-" + ContentId(opening));
  size_t sent = 0;
  const NextAttachmentChunk next_chunk = [&]() -> absl::StatusOr<std::optional<std::string>> {
    if (sent >= bytes.size()) return std::nullopt;
    const std::string chunk = bytes.substr(sent, kMaxAttachmentChunkBytes);
    sent += chunk.size();
    return chunk;
  };
  ASSIGN_OR_RETURN(const v1::UploadAttachmentResponse answer,
                   context.connection().UploadAttachment(opening, next_chunk));
  TellRecordWrite(opening.record(), answer.outcome(), answer.version(), answer.position(), context);
  return ExitCode::kOk;
}

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  if (!IsValidId(options.id)) {
    return Usage(context, "--id \"" + options.id + "\": mã gồm 1 đến 64 ký tự a–z, 0–9 và \"-\"",
                 "--id \"" + options.id + "\": an id is 1 to 64 characters of a–z, 0–9 and \"-\"");
  }
  ASSIGN_OR_RETURN(const std::string bytes, ReadWhole(options.file));
  if (bytes.empty() || bytes.size() > kMaxAttachmentBytes) {
    const auto count = [&](uint64_t n) {
      return FormatCount(static_cast<int64_t>(n), context.language());
    };
    return Usage(
        context,
        Concat(options.file, " có ", count(bytes.size()), " byte; được từ 1 đến ",
               count(kMaxAttachmentBytes), ". Hãy quét lại với độ phân giải thấp hơn."),
        Concat(options.file, " has ", count(bytes.size()), " bytes; 1 to ",
               count(kMaxAttachmentBytes), " are taken. Scan it with a lower resolution."));
  }
  const std::string_view media_type = MediaTypeOf(bytes);
  if (media_type.empty()) {
    return Usage(context,
                 options.file + " không phải là PDF hay DOCX (xem theo nội dung, không theo tên)",
                 options.file + " is neither PDF nor DOCX (by its bytes, whatever its name)");
  }
  const std::string name = std::filesystem::path(options.file).filename().string();
  RecordDraft draft;
  draft.record.set_plan_id(options.plan);
  draft.record.set_record_id(options.id);
  v1::Attachment& attachment = *draft.record.mutable_attachment();
  attachment.set_sha256(ToBytes(Sha256(bytes)));
  attachment.set_size_bytes(static_cast<int64_t>(bytes.size()));
  attachment.set_media_type(std::string(media_type));
  attachment.set_file_name(ToNfc(name).value_or(ReplaceInvalidUtf8(name)));
  attachment.set_revision(static_cast<uint32_t>(options.revision));
  draft.reason = options.reason;
  draft.again = context.Say("Thay bản quét", "Another scan");
  if (options.dry_run) {
    context.err() << context.Say(Concat(options.file, ": ", media_type, ", SHA-256 ",
                                        Hex(attachment.sha256()), "; chưa gửi gì.\n"),
                                 Concat(options.file, ": ", media_type, ", SHA-256 ",
                                        Hex(attachment.sha256()), "; nothing was sent.\n"));
    return ExitCode::kOk;
  }
  return Upload(draft, bytes, context);
}

}  // namespace

void AddAttachmentPut(Command& attachment, CommandLine& line) {
  Register<Options>(
      attachment, line, "put",
      {"đính kèm bản quét (PDF, DOCX, đến 20 MiB) của văn bản đã ký; băm của nó nằm trong sổ",
       "attach the scan (PDF, DOCX, up to 20 MiB) of the signed document; its hash is in the "
       "ledger",
       "  hemo attachment put kien-giang-2021 bao-cao-65.pdf --id ban-quet\n"
       "  hemo attachment put kien-giang-2021 dieu-chinh.pdf --id ban-quet-2 --revision 2"},
      [](Command& command, Options& options, Context& context) {
        command
            .Add("PLAN", options.plan, "mã kế hoạch (hemo plan list)",
                 "id of the plan (hemo plan list)")
            .Required();
        command.Add("FILE", options.file, "tệp PDF hoặc DOCX", "PDF or DOCX file").Required();
        command
            .Add("--id", options.id, "mã của bản quét trong kế hoạch (a-z, 0-9, -)",
                 "id of the scan in the plan (a-z, 0-9, -)")
            .Required()
            .TypeName(context.Say("MÃ", "ID"));
        command.AddNumber("--revision", options.revision, 1, std::numeric_limits<int32_t>::max(),
                          "của văn bản làm ra bản thứ mấy (mặc định: văn bản đầu)",
                          "the revision whose document it is (default: the first)");
        command
            .Add("--reason", options.reason, "vì sao thay bản quét đã có",
                 "why it replaces the one that is there")
            .TypeName(context.Say("LÝ DO", "TEXT"));
        command.Add("--dry-run", options.dry_run, "chỉ xem tệp, không gửi",
                    "look at the file, send nothing");
      },
      Run);
}

}  // namespace hemoledger
