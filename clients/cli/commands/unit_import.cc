// hemo unit import
#include <vector>

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/content_id.h"
#include "clients/cli/commands/import_report.h"
#include "clients/cli/input/input_files.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

// Below the contract's limits of one call (2,000 changes, 800 KiB).
constexpr size_t kMaxChanges = 2'000;
constexpr size_t kMaxBytes = 700 * 1024;

struct Options {
  std::vector<std::string> files;
  bool dry_run = false;
};

// The changes from `first` on that fit into one call.
v1::ChangeUnitsRequest MakeRequest(const UnitsFile& file, size_t first) {
  v1::ChangeUnitsRequest request;
  size_t bytes = 0;
  size_t end = first;
  for (; end < file.changes.size() && end - first < kMaxChanges; ++end) {
    bytes += file.changes[end].ByteSizeLong() + 8;
    if (end > first && bytes > kMaxBytes) break;
    *request.add_changes() = file.changes[end];
  }
  for (const v1::AccompanyingText& text : file.texts) {
    if (text.submission_index() < first || text.submission_index() >= end) continue;
    v1::AccompanyingText& added = *request.add_texts();
    added = text;
    added.set_submission_index(text.submission_index() - static_cast<uint32_t>(first));
  }
  return request;
}

absl::StatusOr<ExitCode> ImportFile(const std::string& path, bool dry_run, Context& context,
                                    ImportReports& reports) {
  Problems problems;
  const absl::StatusOr<UnitsFile> file = ReadUnitsFile(path, context.random(), problems);
  if (!problems.empty()) {
    TellProblems(context, problems);
    return ExitCode::kUsage;
  }
  RETURN_IF_ERROR(file.status());
  ImportReport report{.file = path,
                      .things_vi = "thay đổi đơn vị",
                      .things_en = "changes of units",
                      .dry_run = dry_run};
  ExitCode code = ExitCode::kOk;
  for (size_t first = 0; first < file->changes.size();) {
    v1::ChangeUnitsRequest request = MakeRequest(*file, first);
    const size_t count = static_cast<size_t>(request.changes_size());
    request.set_request_id("hemo-units-" + ContentId(request));
    request.set_validate_only(dry_run);
    const absl::StatusOr<v1::ChangeUnitsResponse> answer =
        context.connection().ChangeUnits(request);
    if (answer.ok()) {
      for (const v1::WriteResult& result : answer->results()) {
        ++(result.outcome() == v1::WRITE_OUTCOME_EXISTS ? report.exists : report.created);
        report.last_position = std::max(report.last_position, result.position());
      }
    } else if (ExitCodeFor(answer.status()) == ExitCode::kRefused) {
      // All or none of a call: the rest of the file rests on it.
      const std::vector<FilePlace> places(file->places.begin() + static_cast<std::ptrdiff_t>(first),
                                          file->places.end());
      TellServerProblems(context, answer.status(), "changes", places);
      ++(answer.status().code() == absl::StatusCode::kAlreadyExists ? report.different
                                                                    : report.refused);
      context.err()
          << context.Say(
                 "Máy chủ không ghi thay đổi nào của lần gửi này; sửa tệp rồi nạp lại.",
                 "The server recorded none of these changes; mend the file and import again.")
          << "\n";
      code = ExitCode::kRefused;
      break;
    } else {
      return answer.status();
    }
    first += count;
  }
  if (code == ExitCode::kOk || report.created + report.exists > 0) reports.Add(std::move(report));
  return code;
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

void AddUnitImport(Command& unit, CommandLine& line) {
  Register<Options>(
      unit, line, "import",
      {"nạp đơn vị từ tệp (TOML và bảng CSV, TSV; hoặc .xlsx); nạp lại không thay đổi gì",
       "import units from files (TOML and a table as CSV or TSV; or .xlsx); importing again "
       "changes nothing",
       "  hemo unit import deploy/demo/units/1-viet-nam.toml\n"
       "  hemo unit import --dry-run deploy/demo/units/2-kien-giang.toml"},
      [](Command& command, Options& options, Context&) {
        command
            .Add("FILE", options.files, "tệp TOML hoặc .xlsx (docs/input-files.md)",
                 "TOML or .xlsx files (docs/input-files.md)")
            .Required();
        command.Add("--dry-run", options.dry_run,
                    "chỉ kiểm tra: liệt kê mọi lỗi và cho biết sẽ ghi gì, không ghi",
                    "check only: list every fault and tell what would be recorded");
      },
      Run);
}

}  // namespace hemoledger
