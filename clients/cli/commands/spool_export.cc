// hemo spool export, hemo spool import

#include "clients/cli/commands/clerk.h"
#include "clients/cli/commands/import_report.h"
#include "clients/cli/commands/progress_bar.h"
#include "clients/cli/commands/spool_folder.h"
#include "clients/cli/commands/spool_sending.h"
#include "clients/cli/commands/taken_file.h"
#include "clients/cli/commands/whole_files.h"
#include "clients/cli/render/csv.h"
#include "clients/cli/render/message_json.h"
#include "clients/lib/spool_file.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

struct ExportOptions {
  SpoolChoice spool;
  std::string output;
  bool all = false;
  bool force = false;
};

struct ImportOptions {
  std::string file;
};

void TellExported(const ExportOptions& options, const std::string& source_id, uint64_t count,
                  Context& context) {
  switch (context.format()) {
    case OutputFormat::kTable: {
      const std::string n = FormatCount(static_cast<int64_t>(count), context.language());
      context.out() << context.Say(
          Concat("Đã ghi ", options.output, ": ", n, " phiếu của nguồn ", source_id,
                 ". Trên máy có mạng: hemo spool import ", options.output, "\n"),
          Concat("Written ", options.output, ": ", n, " receipts of the source ", source_id,
                 ". On a machine with a network: hemo spool import ", options.output, "\n"));
      return;
    }
    case OutputFormat::kCsv: {
      Csv csv({"file", "source_id", "receipts"});
      csv.AddRow({options.output, source_id, Concat(count)});
      context.out() << csv.text();
      return;
    }
    case OutputFormat::kJson: {
      Json json = Json::object();
      json["file"] = options.output;
      json["source_id"] = source_id;
      json["receipts"] = count;
      context.out() << JsonText(json);
      return;
    }
  }
}

absl::StatusOr<ExitCode> RunExport(const ExportOptions& options, const Clerk& clerk,
                                   Context& context) {
  if (!options.force && TellIfTaken(options.output, context)) return ExitCode::kUsage;
  return WithSpool(options.spool, SpoolUse::kMustExist, clerk, context,
                   [&](Spool& spool) -> absl::StatusOr<ExitCode> {
                     ASSIGN_OR_RETURN(const bool conflicts, TellConflicts(spool, context));
                     if (conflicts) return ExitCode::kRefused;
                     uint64_t count = 0;
                     RETURN_IF_ERROR(WriteWholeFile(
                         options.output, options.force, context.random(),
                         [&](const std::string& path) -> absl::Status {
                           ASSIGN_OR_RETURN(count, WriteSpoolFile(spool, options.all, path));
                           return absl::OkStatus();
                         }));
                     TellExported(options, spool.state().source_id, count, context);
                     return ExitCode::kOk;
                   });
}

absl::StatusOr<ExitCode> RunImport(const ImportOptions& options, Context& context) {
  ASSIGN_OR_RETURN(const std::unique_ptr<SpoolFile> file, SpoolFile::Open(options.file));
  StreamTuning tuning;
  tuning.retry =
      context.MakeRetryPolicy(context.wait_given() ? context.wait() : std::chrono::seconds(60));
  // Told when the bar is gone.
  std::vector<std::pair<uint64_t, SubmissionAnswer>> refused;
  absl::StatusOr<StreamProgress> progress;
  {
    ProgressBar bar(context, context.Say("Gửi phiếu", "Sending receipts"), file->count());
    tuning.on_progress = [&bar](const StreamProgress& now) { bar.Update(now.answered()); };
    progress = SendSpoolFile(*file, context.connection(), tuning, context.clock(), context.random(),
                             [&](uint64_t sequence, const SubmissionAnswer& answer) {
                               refused.emplace_back(sequence, answer);
                             });
  }
  for (const auto& [sequence, answer] : refused) {
    context.err() << file->source_id() << "#" << sequence << ": "
                  << RefusalWords(answer.outcome, answer.refusal, context) << "\n";
  }
  if (!refused.empty()) {
    context.err() << context.Say(
        "Máy của cán bộ ghi phiếu sẽ thấy điều này ở lần gửi tới, và sửa ở đó.\n",
        "The clerk's own machine learns of it when it sends next, and mends it there.\n");
  }
  RETURN_IF_ERROR(progress.status());
  ImportReports reports(context);
  reports.Add({.file = options.file,
               .things_vi = "phiếu",
               .things_en = "receipts",
               .dry_run = false,
               .created = progress->created,
               .exists = progress->exists,
               .different = progress->different,
               .refused = progress->rejected,
               .last_position = progress->last_position,
               .id = file->source_id()});
  return reports.Finish();
}

}  // namespace

void AddSpoolExport(Command& spool, CommandLine& line, Clerk& clerk) {
  Register<ExportOptions>(
      spool, line, "export",
      {"ghi những phiếu đang chờ ra một tệp, để mang bằng USB sang máy có mạng",
       "write what waits into a file, to be carried on a USB stick to a machine with a network",
       "  hemo spool export --output /media/usb/thanh-loc.hemospool\n"
       "  hemo spool export --all --output kho.hemospool"},
      [](Command& command, ExportOptions& options, Context& context) {
        AddSpoolChoice(command, options.spool, /*source=*/false);
        command.Add("--output", options.output, "tệp sẽ ghi", "the file to write")
            .Required()
            .TypeName(context.Say("TỆP", "FILE"));
        command.Add("--all", options.all, "cả những phiếu đã gửi mà còn giữ",
                    "also what was acknowledged and is still kept");
        command.Add("--force", options.force, "ghi đè tệp đã có", "replace a file that is there");
      },
      [&clerk](const ExportOptions& options, Context& context) {
        return RunExport(options, clerk, context);
      });
}

void AddSpoolImport(Command& spool, CommandLine& line) {
  Register<ImportOptions>(
      spool, line, "import",
      {"gửi một tệp của hemo spool export, dưới đúng nguồn và số của nó; gửi lại không ghi trùng",
       "send a file of hemo spool export, under its own source and numbers; sent again it records "
       "nothing twice",
       "  hemo spool import /media/usb/thanh-loc.hemospool"},
      [](Command& command, ImportOptions& options, Context&) {
        command
            .Add("FILE", options.file, "tệp của hemo spool export",
                 "a file written by hemo spool export")
            .Required();
      },
      RunImport);
}

}  // namespace hemoledger
