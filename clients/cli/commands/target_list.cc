// hemo target list
#include "clients/cli/commands/commands.h"
#include "clients/cli/render/message_json.h"
#include "clients/cli/render/round_view.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

struct Options {
  std::string plan;
  ReadFlags read;
};

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  v1::ListTargetsRequest request;
  request.set_plan_id(options.plan);
  *request.mutable_read() = options.read.ToProto();
  ASSIGN_OR_RETURN(const v1::ListTargetsResponse answer, context.connection().ListTargets(request));
  const std::vector<v1::TargetProgress> targets(answer.targets().begin(), answer.targets().end());
  switch (context.format()) {
    case OutputFormat::kTable:
      context.out() << TargetsText(targets, context.language());
      break;
    case OutputFormat::kCsv:
      context.out() << TargetsCsv(targets);
      break;
    case OutputFormat::kJson:
      context.out() << JsonText(ToJson(answer));
      break;
  }
  return ExitCode::kOk;
}

}  // namespace

void AddTargetList(Command& target, CommandLine& line) {
  Register<Options>(
      target, line, "list",
      {"chỉ tiêu chung của kế hoạch và mức đã đạt (\"chưa biết\" khi sổ không có số liệu)",
       "the headline targets of a plan, and how far each has come",
       "  hemo target list lao-cai-2024\n"
       "  hemo target list kien-giang-2021 --through 30/6/2021"},
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
