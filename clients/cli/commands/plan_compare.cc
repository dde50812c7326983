// hemo plan compare
#include "clients/cli/commands/commands.h"
#include "clients/cli/render/compare_view.h"
#include "clients/cli/render/message_json.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

struct Options {
  std::string before;
  std::string after;
  ReadFlags read;
};

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  v1::ComparePlansRequest request;
  request.set_before_plan_id(options.before);
  request.set_after_plan_id(options.after);
  *request.mutable_read() = options.read.ToProto();
  ASSIGN_OR_RETURN(const v1::ComparePlansResponse answer,
                   context.connection().ComparePlans(request));
  switch (context.format()) {
    case OutputFormat::kTable:
      context.out() << ComparisonText(answer, options.before, options.after, context.language());
      break;
    case OutputFormat::kCsv:
      context.out() << ComparisonCsv(answer);
      break;
    case OutputFormat::kJson:
      context.out() << JsonText(ToJson(answer));
      break;
  }
  return ExitCode::kOk;
}

}  // namespace

void AddPlanCompare(Command& plan, CommandLine& line) {
  Register<Options>(
      plan, line, "compare",
      {"so hai kế hoạch theo từng đơn vị: chỉ tiêu, đã tiếp nhận, tỷ lệ; đơn vị kế thừa là một",
       "two plans by holder: quota, received, percentage; a unit and its successor are one",
       "  hemo plan compare kien-giang-2021 kien-giang-2022\n"
       "  hemo plan compare kien-giang-2021 kien-giang-2022 --format csv"},
      [](Command& command, Options& options, Context&) {
        command
            .Add("BEFORE", options.before, "mã kế hoạch trước (hemo plan list)",
                 "id of the earlier plan (hemo plan list)")
            .Required();
        command.Add("AFTER", options.after, "mã kế hoạch sau", "id of the later plan").Required();
        AddReadFlags(command, options.read, true);
      },
      Run);
}

}  // namespace hemoledger
