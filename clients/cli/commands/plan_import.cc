// hemo plan import
#include <algorithm>
#include <vector>

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/content_id.h"
#include "clients/cli/commands/import_report.h"
#include "clients/cli/commands/unit_lookup_by_server.h"
#include "clients/cli/input/input_files.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

struct Options {
  std::vector<std::string> files;
  bool dry_run = false;
};

// "37 dòng, 24 đơn vị được giao, 19.116 ĐVM".
std::string Contents(const v1::PlanIssued& plan, Context& context) {
  int64_t holders = 0;
  int64_t units = 0;
  for (const v1::PlanRow& row : plan.rows()) {
    if (row.holder_unit_id().empty() || !row.quota().units().has_value()) continue;
    ++holders;
    units += row.quota().units().value();
  }
  const auto count = [&](int64_t n) { return FormatCount(n, context.language()); };
  return context.Say(Concat(count(plan.rows_size()), " dòng, ", count(holders),
                            " đơn vị được giao, ", count(units), " ĐVM"),
                     Concat(count(plan.rows_size()), " rows, ", count(holders), " quota holders, ",
                            count(units), " blood units"));
}

absl::StatusOr<ExitCode> ImportFile(const std::string& path, bool dry_run, Context& context,
                                    ImportReports& reports) {
  Problems problems;
  ServerUnitResolver units(context);
  absl::StatusOr<PlanFile> file = ReadPlanFile(path, units, context.random(), problems);
  if (!problems.empty()) {
    TellProblems(context, problems);
    return ExitCode::kUsage;
  }
  RETURN_IF_ERROR(file.status());
  v1::IssuePlanRequest request;
  *request.mutable_plan() = std::move(file->plan);
  for (v1::AccompanyingText& text : file->texts) *request.add_texts() = std::move(text);
  request.set_request_id("hemo-plan-" + ContentId(request));
  request.set_validate_only(dry_run);
  ImportReport report{.file = path,
                      .things_vi = Concat("kế hoạch ", request.plan().plan_id(), " (",
                                          Contents(request.plan(), context), ")"),
                      .things_en = Concat("plan ", request.plan().plan_id(), " (",
                                          Contents(request.plan(), context), ")"),
                      .named = true,
                      .dry_run = dry_run,
                      .id = request.plan().plan_id()};
  const absl::StatusOr<v1::IssuePlanResponse> answer = context.connection().IssuePlan(request);
  if (!answer.ok()) {
    if (ExitCodeFor(answer.status()) != ExitCode::kRefused) return answer.status();
    TellServerProblems(context, answer.status(), "rows", file->row_places);
    ++(answer.status().code() == absl::StatusCode::kAlreadyExists ? report.different
                                                                  : report.refused);
  } else {
    ++(answer->outcome() == v1::WRITE_OUTCOME_EXISTS ? report.exists : report.created);
    report.last_position = answer->position();
  }
  reports.Add(std::move(report));
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

void AddPlanImport(Command& plan, CommandLine& line) {
  Register<Options>(
      plan, line, "import",
      {"nạp kế hoạch từ tệp; nạp lại không thay đổi gì",
       "import plans from files; importing again changes nothing",
       "  hemo plan import deploy/demo/plans/kien-giang-2021.toml\n"
       "  hemo plan import --dry-run deploy/demo/plans/quang-tri-2021.toml"},
      [](Command& command, Options& options, Context&) {
        command
            .Add("FILE", options.files, "tệp TOML hoặc .xlsx (docs/input-files.md)",
                 "TOML or .xlsx files (docs/input-files.md)")
            .Required();
        command.Add("--dry-run", options.dry_run,
                    "chỉ kiểm tra: liệt kê mọi lỗi và hỏi máy chủ, không ghi",
                    "check only: list every fault and ask the server, record nothing");
      },
      Run);
}

}  // namespace hemoledger
