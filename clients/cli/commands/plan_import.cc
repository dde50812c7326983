// hemo plan import
#include <algorithm>
#include <optional>
#include <vector>

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/content_id.h"
#include "clients/cli/commands/import_report.h"
#include "clients/cli/commands/plan_preview.h"
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

// How many findings a plan has that was just recorded; absent: the server does not tell. They are
// worth a word, never a failure of the import.
std::optional<v1::ListFindingsResponse> FindingsOf(const std::string& plan_id, uint64_t position,
                                                   Context& context) {
  v1::ListFindingsRequest request;
  request.set_plan_id(plan_id);
  request.set_only_open(true);
  request.mutable_read()->set_min_position(position);
  absl::StatusOr<v1::ListFindingsResponse> answer = context.connection().ListFindings(request);
  if (!answer.ok()) return std::nullopt;
  return *std::move(answer);
}

void TellFindings(const std::string& plan_id, const v1::ListFindingsResponse& answer,
                  Context& context) {
  const int64_t all =
      int64_t{answer.open_count()} + answer.explained_count() + answer.accepted_count();
  if (all == 0) {
    context.out() << context.Say("  Không có điểm chưa khớp.\n", "  No findings.\n");
    return;
  }
  const auto count = [&](int64_t n) { return FormatCount(n, context.language()); };
  context.out() << context.Say(
      Concat("  ", count(all), " điểm chưa khớp, ", count(answer.open_count()),
             " chưa xử lý; xem: hemo plan findings ", plan_id, "\n"),
      Concat("  ", count(all), all == 1 ? " finding, " : " findings, ", count(answer.open_count()),
             " open; see: hemo plan findings ", plan_id, "\n"));
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
  if (dry_run) return PreviewPlan(path, *std::move(file), context, reports);
  v1::IssuePlanRequest request;
  *request.mutable_plan() = std::move(file->plan);
  for (v1::AccompanyingText& text : file->texts) *request.add_texts() = std::move(text);
  request.set_request_id("hemo-plan-" + ContentId(request));
  ImportReport report{.file = path,
                      .things_vi = Concat("kế hoạch ", request.plan().plan_id(), " (",
                                          Contents(request.plan(), context), ")"),
                      .things_en = Concat("plan ", request.plan().plan_id(), " (",
                                          Contents(request.plan(), context), ")"),
                      .named = true,
                      .id = request.plan().plan_id()};
  const std::string plan_id = request.plan().plan_id();
  std::optional<v1::ListFindingsResponse> findings;
  const absl::StatusOr<v1::IssuePlanResponse> answer = context.connection().IssuePlan(request);
  if (!answer.ok()) {
    if (ExitCodeFor(answer.status()) != ExitCode::kRefused) return answer.status();
    TellServerProblems(context, answer.status(), "rows", file->row_places);
    ++(answer.status().code() == absl::StatusCode::kAlreadyExists ? report.different
                                                                  : report.refused);
  } else {
    ++(answer->outcome() == v1::WRITE_OUTCOME_EXISTS ? report.exists : report.created);
    report.last_position = answer->position();
    findings = FindingsOf(plan_id, answer->position(), context);
    if (findings.has_value()) {
      report.details["findings"] = {{"open", findings->open_count()},
                                    {"explained", findings->explained_count()},
                                    {"accepted", findings->accepted_count()}};
    }
  }
  reports.Add(std::move(report));
  if (findings.has_value() && context.format() == OutputFormat::kTable) {
    TellFindings(plan_id, *findings, context);
  }
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
        command.Add(
            "--dry-run", options.dry_run,
            "chỉ xem: kế hoạch sẽ được hiểu thế nào, có điểm nào chưa khớp; không gửi gì ngoài "
            "việc tra tên đơn vị",
            "look only: how the plan would be understood, and its findings; nothing is sent "
            "but look-ups of units");
      },
      Run);
}

}  // namespace hemoledger
