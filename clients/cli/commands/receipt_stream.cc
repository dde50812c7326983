// hemo receipt stream
#include <algorithm>
#include <vector>

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/import_report.h"
#include "clients/cli/commands/progress_bar.h"
#include "clients/cli/commands/spool_folder.h"
#include "clients/cli/commands/spool_sending.h"
#include "clients/cli/commands/unit_lookup_by_server.h"
#include "clients/cli/input/input_files.h"
#include "clients/lib/spool.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

// Receipts made durable in one go.
constexpr size_t kRecordTogether = 1'000;

struct Options {
  std::vector<std::string> files;
  std::string spool;
  std::string source;
  std::string label;
  std::string unit;
  bool offline = false;
  bool dry_run = false;
};

std::string Count(uint64_t n, Context& context) {
  return FormatCount(static_cast<int64_t>(n), context.language());
}

// The file with unit names looked up, as long as the server can be reached; a clerk without a
// network records all the same, and the server looks then.
absl::StatusOr<ReceiptsFile> ReadFile(const std::string& path, const Options& options,
                                      Context& context, Problems& problems) {
  if (!options.offline) {
    ServerUnitResolver units(context);
    absl::StatusOr<ReceiptsFile> file = ReadReceiptsFile(path, &units, context.random(), problems);
    if (file.ok() || !problems.empty() || ExitCodeFor(file.status()) != ExitCode::kUnreachable)
      return file;
    context.err() << context.Say(
                         "Chưa liên lạc được với máy chủ: ghi vào hàng chờ mà chưa tra tên đơn vị.",
                         "The server can not be reached: recording into the spool without looking "
                         "unit names up.")
                  << "\n";
  }
  return ReadReceiptsFile(path, nullptr, context.random(), problems);
}

struct Recorded {
  uint64_t added = 0;
  uint64_t was_there = 0;
  uint64_t different = 0;
};

absl::StatusOr<Recorded> RecordFile(const ReceiptsFile& file, Spool& spool, Context& context) {
  ProgressBar bar(context, context.Say("Ghi vào hàng chờ", "Recording into the spool"),
                  file.receipts.size());
  Recorded recorded;
  for (size_t first = 0; first < file.receipts.size(); first += kRecordTogether) {
    const size_t end = std::min(first + kRecordTogether, file.receipts.size());
    std::vector<SpoolDraft> drafts;
    for (size_t i = first; i < end; ++i) {
      const InputReceipt& input = file.receipts[i];
      SpoolDraft draft{.submission = {},
                       .texts = input.texts,
                       .origin = Concat(file.feed, "/", input.external_id)};
      *draft.submission.mutable_receipt_recorded()->mutable_receipt() = input.receipt;
      drafts.push_back(std::move(draft));
    }
    ASSIGN_OR_RETURN(const std::vector<SpoolRecorded> answers, spool.Record(drafts));
    for (size_t i = first; i < end; ++i) {
      const SpoolRecorded& answer = answers[i - first];
      ++(!answer.was_there  ? recorded.added
         : answer.different ? recorded.different
                            : recorded.was_there);
      if (answer.different) {
        context.err() << file.receipts[i].place.ToString() << ": " << file.receipts[i].external_id
                      << context.Say(
                             Concat(": mã này đã ghi với nội dung khác (số ", answer.sequence,
                                    "); giữ nội dung cũ. Muốn sửa: hemo receipt correct"),
                             Concat(": this id was recorded with other content (number ",
                                    answer.sequence,
                                    "); the old content stays. To mend it: hemo receipt correct"))
                      << "\n";
      }
    }
    bar.Update(end);
  }
  return recorded;
}

absl::StatusOr<ExitCode> RecordAndSend(const Options& options,
                                       const std::vector<ReceiptsFile>& files, Spool& spool,
                                       Context& context) {
  bool different = false;
  for (size_t i = 0; i < files.size(); ++i) {
    ASSIGN_OR_RETURN(const Recorded recorded, RecordFile(files[i], spool, context));
    different |= recorded.different > 0;
    if (context.format() != OutputFormat::kTable) continue;
    context.out() << options.files[i]
                  << context.Say(
                         Concat(": ", Count(recorded.added, context), " phiếu ghi vào hàng chờ, ",
                                Count(recorded.was_there, context), " đã ghi từ trước"),
                         Concat(": ", Count(recorded.added, context),
                                " receipts recorded into the spool, ",
                                Count(recorded.was_there, context), " recorded before"));
    if (recorded.different > 0) {
      context.out() << ", " << Count(recorded.different, context)
                    << context.Say(" có nội dung khác", " with other content");
    }
    context.out() << ".\n" << std::flush;
  }
  if (options.offline) {
    context.out() << context.Say(
        Concat("Chưa gửi: ", Count(spool.state().waiting(), context), " phiếu đang chờ.\n"),
        Concat("Not sent: ", Count(spool.state().waiting(), context), " receipts wait.\n"));
    return different ? ExitCode::kRefused : ExitCode::kOk;
  }
  ASSIGN_OR_RETURN(
      const ExitCode code,
      SendSpool({.folder = options.spool, .label = options.label, .unit_id = options.unit}, spool,
                context));
  return different ? std::max(code, ExitCode::kRefused) : code;
}

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  // All files are read before anything is recorded.
  std::vector<ReceiptsFile> files;
  for (const std::string& path : options.files) {
    Problems problems;
    absl::StatusOr<ReceiptsFile> file = ReadFile(path, options, context, problems);
    if (!problems.empty()) {
      TellProblems(context, problems);
      return ExitCode::kUsage;
    }
    RETURN_IF_ERROR(file.status());
    files.push_back(*std::move(file));
  }
  if (options.dry_run) {
    for (size_t i = 0; i < files.size(); ++i) {
      context.err() << options.files[i] << ": " << Count(files[i].receipts.size(), context)
                    << context.Say(" phiếu đọc được; chưa ghi, chưa gửi gì.\n",
                                   " receipts; nothing was recorded or sent.\n");
    }
    return ExitCode::kOk;
  }
  return WithSpool({.folder = options.spool, .source_id = options.source}, SpoolUse::kMake,
                   Clerk(nullptr, {}), context,
                   [&](Spool& spool) { return RecordAndSend(options, files, spool, context); });
}

}  // namespace

void AddReceiptStream(Command& receipt, CommandLine& line) {
  Register<Options>(
      receipt, line, "stream",
      {"ghi phiếu vào hàng chờ bền trên máy này rồi gửi; mất mạng hay mất điện không mất phiếu nào",
       "record receipts into a durable spool on this machine, then send; no receipt is lost with "
       "network or power",
       "  hemo receipt stream deploy/demo/receipts/kien-giang-2021.toml --spool ~/hemo-spool "
       "--source may-thanh-loc\n"
       "  hemo receipt stream --spool ~/hemo-spool              # gửi tiếp | go on sending\n"
       "  hemo receipt stream phieu.toml --spool ~/hemo-spool --offline"},
      [](Command& command, Options& options, Context& context) {
        command.Add("FILE", options.files,
                    "tệp TOML hoặc .xlsx (docs/input-files.md); bỏ trống: chỉ gửi tiếp",
                    "TOML or .xlsx files (docs/input-files.md); none: go on sending");
        command
            .Add("--spool", options.spool, "thư mục của hàng chờ; tạo nếu chưa có",
                 "folder of the spool; made if it is missing")
            .Required()
            .TypeName(context.Say("THƯ MỤC", "DIR"));
        command
            .Add("--source", options.source, "mã nguồn của máy này (a-z, 0-9, -); cần ở lần đầu",
                 "id of this machine's source (a-z, 0-9, -); needed the first time")
            .TypeName(context.Say("MÃ", "ID"));
        AddSourceLabel(command, options.label);
        AddSourceUnit(command, options.unit);
        command.Add("--offline", options.offline, "chỉ ghi vào hàng chờ, chưa gửi",
                    "record only, do not send");
        command.Add("--dry-run", options.dry_run, "chỉ kiểm tra tệp, không ghi, không gửi",
                    "check the files only");
      },
      Run);
}

}  // namespace hemoledger
