// hemo record put
#include <algorithm>
#include <vector>

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/content_id.h"
#include "clients/cli/commands/import_report.h"
#include "clients/cli/commands/record_write.h"
#include "clients/cli/commands/unit_lookup_by_server.h"
#include "clients/cli/input/input_files.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

struct Options {
  std::vector<std::string> files;
  bool dry_run = false;
};

// "statements", "indicators": the list that an error of the server names.
std::string_view ListOf(const v1::PlanRecorded& record) {
  return record.has_indicators() ? "values" : "statements";
}

absl::StatusOr<ExitCode> PutFile(const std::string& path, bool dry_run, Context& context) {
  Problems problems;
  ServerUnitResolver units(context);
  absl::StatusOr<RecordFile> file = ReadRecordFile(path, units, context.random(), problems);
  if (!problems.empty()) {
    TellProblems(context, problems);
    return ExitCode::kUsage;
  }
  RETURN_IF_ERROR(file.status());
  v1::PutRecordRequest request;
  *request.mutable_record() = std::move(file->record);
  for (v1::AccompanyingText& text : file->texts) *request.add_texts() = std::move(text);
  request.set_request_id("hemo-record-" + ContentId(request));
  request.set_validate_only(dry_run);
  const absl::StatusOr<v1::PutRecordResponse> answer = context.connection().PutRecord(request);
  if (!answer.ok()) {
    const ExitCode code = ExitCodeFor(answer.status());
    if (code != ExitCode::kRefused) return answer.status();
    TellServerProblems(context, answer.status(), ListOf(request.record()), file->places);
    return code;
  }
  if (context.format() == OutputFormat::kTable) context.out() << path << ": ";
  TellRecordWrite(request.record(), answer->outcome(), answer->version(), answer->position(),
                  context);
  return ExitCode::kOk;
}

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  ExitCode worst = ExitCode::kOk;
  for (const std::string& path : options.files) {
    ASSIGN_OR_RETURN(const ExitCode code, PutFile(path, options.dry_run, context));
    worst = std::max(worst, code);
  }
  return worst;
}

}  // namespace

void AddRecordPut(Command& record, CommandLine& line) {
  Register<Options>(
      record, line, "put",
      {"ghi bên cạnh kế hoạch: số liệu theo báo cáo, chỉ số khác, báo cáo tiến độ; không đổi chỉ "
       "tiêu nào",
       "put on record beside a plan: figures as reported, indicators, progress; no quota changes",
       "  hemo record put --dry-run so-lieu-bao-cao.toml\n"
       "  hemo record put so-lieu-bao-cao.toml chi-so.toml"},
      [](Command& command, Options& options, Context&) {
        command
            .Add("FILE", options.files, "tệp TOML hoặc .xlsx (docs/input-files.md)",
                 "TOML or .xlsx files (docs/input-files.md)")
            .Required();
        command.Add("--dry-run", options.dry_run, "chỉ kiểm tra với máy chủ, không ghi",
                    "only check with the server, record nothing");
      },
      Run);
}

}  // namespace hemoledger
