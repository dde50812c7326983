// hemo receipt import
#include <algorithm>
#include <vector>

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/import_report.h"
#include "clients/cli/commands/progress_bar.h"
#include "clients/cli/commands/receipt_feed.h"
#include "clients/cli/commands/unit_lookup_by_server.h"
#include "clients/cli/input/input_files.h"
#include "clients/cli/render/receipt_view.h"
#include "clients/cli/render/text_width.h"
#include "clients/lib/receipt_streamer.h"
#include "proto/base/errors.h"
#include "proto/base/mutex.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

struct Options {
  std::vector<std::string> files;
  bool dry_run = false;
};

// Nothing is sent: what the file holds.
void TellContents(const std::string& path, const ReceiptsFile& file, Context& context) {
  int64_t units = 0;
  for (const InputReceipt& receipt : file.receipts) units += BloodUnits(receipt.receipt);
  const auto count = [&](int64_t n) { return FormatCount(n, context.language()); };
  const int64_t receipts = static_cast<int64_t>(file.receipts.size());
  context.err() << context.Say(
                       Concat(path, ": đọc được ", count(receipts), " phiếu, ", count(units),
                              " ĐVM, gửi dưới tên ", file.feed, "; chưa gửi gì."),
                       Concat(path, ": ", count(receipts), " receipts, ", count(units),
                              " blood units, of feed ", file.feed, "; nothing was sent."))
                << "\n";
}

// Tells refused and different ones with their line.
void TellAnswer(const FilePlace& place, const std::string& id, const SubmissionAnswer& answer,
                Context& context) {
  const RowRefusal refusal = RefusalOf(answer);
  context.err() << place.ToString() << ": " << id << ": "
                << OneLine(context.Say(refusal.vi, refusal.en)) << " [" << refusal.code << "]\n";
}

// How far one file has come, for Ctrl-C, which asks from a thread of its own.
class ImportSoFar {
 public:
  void Set(const StreamProgress& progress) EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    progress_ = progress;
  }
  StreamProgress Get() const EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    return progress_;
  }

 private:
  mutable Mutex mutex_;
  StreamProgress progress_ GUARDED_BY(mutex_);
};

void TellInterrupted(const std::string& path, size_t receipts, const StreamProgress& progress,
                     Context& context) {
  const auto count = [&](uint64_t n) {
    return FormatCount(static_cast<int64_t>(n), context.language());
  };
  context.err() << context.Say(
                       Concat(path, ": đã dừng giữa chừng (Ctrl-C). Đã có trả lời cho ",
                              count(progress.answered()), "/", count(receipts), " phiếu: ",
                              count(progress.created), " ghi mới, ", count(progress.exists),
                              " đã có từ trước, ", count(progress.different), " có nội dung khác, ",
                              count(progress.rejected),
                              " bị từ chối. Nạp lại cả tệp để làm tiếp; phiếu đã ghi không bị "
                              "ghi trùng."),
                       Concat(path, ": interrupted (Ctrl-C). ", count(progress.answered()), " of ",
                              count(receipts), " receipts were answered: ", count(progress.created),
                              " created, ", count(progress.exists), " there before, ",
                              count(progress.different), " there with other content, ",
                              count(progress.rejected),
                              " refused. Import the whole file again to go on; nothing is "
                              "recorded twice."))
                << "\n"
                << std::flush;
}

absl::StatusOr<ExitCode> ImportFile(const std::string& path, bool dry_run, Context& context,
                                    ImportReports& reports) {
  Problems problems;
  ServerUnitResolver units(context);
  absl::StatusOr<ReceiptsFile> file = ReadReceiptsFile(path, &units, context.random(), problems);
  if (!problems.empty()) {
    TellProblems(context, problems);
    return ExitCode::kUsage;
  }
  RETURN_IF_ERROR(file.status());
  if (dry_run) {
    TellContents(path, *file, context);
    return ExitCode::kOk;
  }

  // Told when the bar is gone.
  std::vector<std::pair<uint64_t, SubmissionAnswer>> to_tell;
  ReceiptStreamerOptions options;
  options.feed = file->feed;
  options.tuning.retry =
      context.MakeRetryPolicy(context.wait_given() ? context.wait() : std::chrono::seconds(60));
  options.on_answer = [&](uint64_t index, const std::string&, const SubmissionAnswer& answer) {
    if (IsRefused(answer)) to_tell.emplace_back(index, answer);
  };
  absl::Status status;
  StreamProgress progress;
  {
    ProgressBar bar(context, context.Say("Gửi phiếu", "Sending receipts"), file->receipts.size());
    ImportSoFar so_far;
    options.tuning.on_progress = [&](const StreamProgress& now) {
      so_far.Set(now);
      bar.Update(now.answered());
    };
    context.SetInterruptNotice([&] {
      bar.Stop();
      TellInterrupted(path, file->receipts.size(), so_far.Get(), context);
    });
    ReceiptStreamer streamer(context.connection(), options, context.clock(), context.random());
    size_t next = 0;
    status = streamer
                 .Run([&]() -> absl::StatusOr<std::optional<FeedItem>> {
                   if (next == file->receipts.size()) return std::optional<FeedItem>();
                   return std::optional(MakeFeedItem(file->receipts[next++]));
                 })
                 .status();
    context.SetInterruptNotice({});
    progress = streamer.progress();
  }
  for (const auto& [index, answer] : to_tell) {
    TellAnswer(file->receipts[index].place, file->receipts[index].external_id, answer, context);
  }
  reports.Add({.file = path,
               .things_vi = "phiếu",
               .things_en = "receipts",
               .dry_run = false,
               .created = progress.created,
               .exists = progress.exists,
               .different = progress.different,
               .refused = progress.rejected,
               .last_position = progress.last_position,
               .id = file->feed});
  if (!status.ok() && progress.answered() > 0) {
    context.err() << context.Say(Concat("Mới có trả lời cho ",
                                        FormatCount(static_cast<int64_t>(progress.answered()),
                                                    context.language()),
                                        " phiếu; nạp lại cả tệp, phiếu đã ghi không bị ghi trùng."),
                                 Concat("Only ",
                                        FormatCount(static_cast<int64_t>(progress.answered()),
                                                    context.language()),
                                        " receipts were answered; import the whole file again, "
                                        "nothing is recorded twice."))
                  << "\n";
  }
  RETURN_IF_ERROR(status);
  return ExitCode::kOk;
}

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  ImportReports reports(context);
  ExitCode worst = ExitCode::kOk;
  for (const std::string& path : options.files) {
    ASSIGN_OR_RETURN(const ExitCode code, ImportFile(path, options.dry_run, context, reports));
    worst = std::max(worst, code);
  }
  return std::max(worst, reports.Finish());
}

}  // namespace

void AddReceiptImport(Command& receipt, CommandLine& line) {
  Register<Options>(
      receipt, line, "import",
      {"nạp phiếu từ tệp có cột mã phiếu; nạp lại không ghi trùng",
       "import receipts from files with an id column; importing again records nothing twice",
       "  hemo receipt import deploy/demo/receipts/kien-giang-2021.toml\n"
       "  hemo receipt import --dry-run deploy/demo/receipts/kien-giang-2021.toml"},
      [](Command& command, Options& options, Context&) {
        command
            .Add("FILE", options.files, "tệp TOML hoặc .xlsx (docs/input-files.md)",
                 "TOML or .xlsx files (docs/input-files.md)")
            .Required();
        command.Add("--dry-run", options.dry_run,

                    "chỉ kiểm tra: liệt kê mọi lỗi, tra tên đơn vị trên máy chủ, không gửi",
                    "check only: list every fault, look unit names up on the server, send nothing");
      },
      Run);
}

}  // namespace hemoledger
