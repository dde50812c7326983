// hemo plan show
#include "clients/cli/commands/commands.h"
#include "clients/cli/render/message_json.h"
#include "clients/cli/render/plan_view.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

struct Options {
  std::string plan;
  ReadFlags read;
};

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  v1::GetPlanRequest request;
  request.set_plan_id(options.plan);
  *request.mutable_read() = options.read.ToProto();
  ASSIGN_OR_RETURN(const v1::GetPlanResponse answer, context.connection().GetPlan(request));
  switch (context.format()) {
    case OutputFormat::kTable:
      context.out() << PlanText(answer, context.language());
      break;
    case OutputFormat::kCsv:
      context.out() << PlanCsv(answer);
      break;
    case OutputFormat::kJson:
      context.out() << JsonText(ToJson(answer));
      break;
  }
  return ExitCode::kOk;
}

}  // namespace

void AddPlanShow(Command& plan, CommandLine& line) {
  Register<Options>(
      plan, line, "show",
      {"xem một kế hoạch: văn bản, các dòng chỉ tiêu như in, đợt, cách tính máu cho ai",
       "show a plan: the document, its rows as printed, rounds, rules of credit",
       "  hemo plan show quang-tri-2021\n"
       "  hemo plan show kien-giang-2021 --through 30/6/2021\n"
       "  hemo plan show kien-giang-2021 --format csv"},
      [](Command& command, Options& options, Context&) {
        command
            .Add("PLAN", options.plan, "mã kế hoạch (hemo plan list)",
                 "id of the plan (hemo plan list)")
            .Required();
        AddReadFlags(command, options.read, true);
      },
      Run);
}

}  // namespace hemoledger
