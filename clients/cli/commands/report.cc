// hemo report
#include <filesystem>

#include "clients/cli/commands/attainment_pages.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/whole_files.h"
#include "clients/cli/report/report_csv.h"
#include "clients/cli/report/report_table.h"
#include "clients/cli/report/report_text.h"
#include "clients/cli/report/report_xlsx.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

enum class ReportFormat { kTable, kCsv, kXlsx };

struct Options {
  std::string plan;
  v1::AttainmentBasis basis = v1::ATTAINMENT_BASIS_ALL_CREDITED;
  v1::AttainmentOrder order = v1::ATTAINMENT_ORDER_DOCUMENT;
  bool by_month = false;
  bool no_months = false;
  // As given; absent: by the name of `output`, else the format of all commands.
  std::optional<ReportFormat> format;
  std::string output;
  ReadFlags read;
};

std::optional<ReportFormat> FormatOfName(std::string_view path) {
  if (path.ends_with(".xlsx")) return ReportFormat::kXlsx;
  if (path.ends_with(".csv")) return ReportFormat::kCsv;
  return std::nullopt;
}

ExitCode Usage(Context& context, std::string_view vi, std::string_view en) {
  context.err() << context.Say("Lỗi: ", "Error: ") << context.Say(vi, en) << "\n";
  return ExitCode::kUsage;
}

// The form of the report, or absent: the person has been told why not.
std::optional<ReportFormat> ChosenFormat(const Options& options, Context& context) {
  std::optional<ReportFormat> format = options.format;
  if (!format.has_value()) format = FormatOfName(options.output);
  if (!format.has_value()) {
    if (context.format() == OutputFormat::kJson) {
      Usage(context,
            "hemo report không có dạng json; dùng hemo attainment --format json, hoặc thêm "
            "--format table, csv, xlsx",
            "hemo report has no json; use hemo attainment --format json, or add --format table, "
            "csv, xlsx");
      return std::nullopt;
    }
    format = context.format() == OutputFormat::kCsv ? ReportFormat::kCsv : ReportFormat::kTable;
  }
  if (*format == ReportFormat::kXlsx && options.output.empty()) {
    Usage(context, "bảng tính phải được ghi vào tệp; thêm --output bao-cao.xlsx",
          "a spreadsheet is written to a file; add --output report.xlsx");
    return std::nullopt;
  }
  return format;
}

// Before anything is asked: whether there is a folder for the file.
bool HasFolder(const std::string& path, Context& context) {
  if (path.empty()) return true;
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::error_code error;
  if (folder.empty() || std::filesystem::is_directory(folder, error)) return true;
  Usage(context, "không có thư mục \"" + folder.string() + "\"; hãy tạo thư mục rồi làm lại",
        "there is no folder \"" + folder.string() + "\"; make it, then try again");
  return false;
}

struct Answers {
  v1::GetPlanResponse plan;
  v1::GetAttainmentResponse attainment;
};

// The plan and its figures, of one revision: an amendment may come between the two questions.
absl::StatusOr<Answers> Ask(const Options& options, bool with_months, Context& context) {
  constexpr int kTries = 5;
  Answers answers;
  v1::ReadOptions read = options.read.ToProto();
  for (int i = 0; i < kTries; ++i) {
    v1::GetPlanRequest plan;
    plan.set_plan_id(options.plan);
    *plan.mutable_read() = read;
    ASSIGN_OR_RETURN(answers.plan, context.connection().GetPlan(plan));
    v1::GetAttainmentRequest request;
    request.set_plan_id(options.plan);
    request.set_scope(v1::ATTAINMENT_SCOPE_PLAN);
    request.set_grouping(v1::ATTAINMENT_GROUPING_ROW);
    request.set_basis(options.basis);
    request.set_order(options.order);
    request.set_with_months(with_months);
    *request.mutable_read() = read;
    ASSIGN_OR_RETURN(answers.attainment, ReadAttainment(std::move(request), context));
    if (answers.plan.plan().revision() == answers.attainment.revision()) return answers;
    read.set_min_position(answers.attainment.reflects().position());
  }
  return MakeError(ERROR_REASON_PLAN_REVISION_STALE, {{"plan_id", options.plan},
                                                      {"stated", answers.plan.plan().revision()},
                                                      {"current", answers.attainment.revision()}});
}

absl::Status Write(const ReportTable& report, ReportFormat format, const Options& options,
                   Context& context) {
  if (format == ReportFormat::kXlsx) {
    return WriteWholeFile(
        options.output, /*replace=*/true, context.random(),
        [&](const std::string& under_way) { return WriteReportXlsx(report, under_way); });
  }
  const std::string text = format == ReportFormat::kCsv ? ReportCsv(report) : ReportText(report);
  if (!options.output.empty()) {
    return WriteWholeFiles({{.path = options.output, .bytes = text}}, /*replace=*/true,
                           context.random());
  }
  context.out() << text;
  return absl::OkStatus();
}

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  const std::optional<ReportFormat> format = ChosenFormat(options, context);
  if (!format.has_value() || !HasFolder(options.output, context)) return ExitCode::kUsage;
  if (options.by_month && options.basis == v1::ATTAINMENT_BASIS_CONVERTED) {
    return Usage(context,
                 "các tháng tính bằng đơn vị máu, chưa quy đổi; bỏ --by-month hoặc --basis "
                 "converted",
                 "months are in blood units, not converted; leave out --by-month or --basis "
                 "converted");
  }
  ReportOptions shown;
  shown.order = options.order;
  shown.language = context.language();
  if (options.by_month) shown.months = MonthColumns::kAlways;
  if (options.no_months) shown.months = MonthColumns::kNever;
  ASSIGN_OR_RETURN(const Answers answers, Ask(options, !options.no_months, context));
  const ReportTable report =
      MakeReportTable(answers.attainment, answers.plan, context.settings().report, shown);
  RETURN_IF_ERROR(Write(report, *format, options, context));
  if (!options.output.empty()) {
    context.out() << context.Say("Đã ghi ", "Written: ") << options.output << "\n";
  }
  return ExitCode::kOk;
}

}  // namespace

void AddReport(Command& hemo, CommandLine& line) {
  Register<Options>(
      hemo, line, "report",
      {"bảng kết quả để in và ký, như phụ lục của báo cáo; ghi được ra bảng tính (xlsx)",
       "the table to print and sign, as annexes of reports have it; also as a spreadsheet (xlsx)",
       "  hemo report kien-giang-2021 --no-months\n"
       "  hemo report kien-giang-2021 --output bao-cao.xlsx\n"
       "  hemo report kien-giang-2021 --through 30/6/2021 --order attainment\n"
       "  hemo report kien-giang-2021 --basis holders --format csv"},
      [](Command& command, Options& options, Context& context) {
        command
            .Add("PLAN", options.plan, "mã kế hoạch (hemo plan list)",
                 "id of the plan (hemo plan list)")
            .Required();
        command.AddWord("--basis", options.basis, "tính trên (mặc định all)",
                        "what counts (default all)");
        command.AddWord("--order", options.order,
                        "thứ tự (mặc định document); attainment: không chia nhóm",
                        "order (default document); attainment: without groups");
        const Option by_month =
            command.Add("--by-month", options.by_month,
                        "có các cột tháng (mặc định: có, nếu có phiếu biết tháng)",
                        "with columns of months (default: where any receipt has a month)");
        command
            .Add("--no-months", options.no_months, "không có các cột tháng", "no columns of months")
            .Excludes(by_month);
        command
            .AddRead(
                "--format",
                [&options, &context](const std::string& word) -> std::string {
                  if (word == "table") options.format = ReportFormat::kTable;
                  if (word == "csv") options.format = ReportFormat::kCsv;
                  if (word == "xlsx") options.format = ReportFormat::kXlsx;
                  return options.format.has_value()
                             ? ""
                             : Command::UnknownWord(context, word, "table, csv, xlsx");
                },
                context.Say("dạng: table, csv, xlsx (mặc định theo tên tệp của --output)",
                            "form: table, csv, xlsx (default by the name of --output)"))
            .TypeName("");
        command
            .Add("--output", options.output, "ghi vào tệp này; tệp có sẵn bị thay",
                 "write to this file; one that is there is replaced")
            .TypeName(context.Say("TỆP", "FILE"));
        AddReadFlags(command, options.read, true);
      },
      Run);
}

}  // namespace hemoledger
