// hemo plan list
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/paging.h"
#include "clients/cli/commands/unit_lookup_by_server.h"
#include "clients/cli/render/plan_view.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

struct Options {
  std::string issuer;
  ReadFlags read;
};

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  v1::ListPlansRequest request;
  if (!options.issuer.empty()) {
    ASSIGN_OR_RETURN(const v1::Unit issuer, FindUnit(context, options.issuer));
    request.set_issuer_unit_id(issuer.unit_id());
  }
  request.set_page_size(1'000);
  *request.mutable_read() = options.read.ToProto();
  ASSIGN_OR_RETURN(
      const auto pages,
      (ReadPages<v1::PlanSummary>(
          request, 0,
          [&](const v1::ListPlansRequest& page) { return context.connection().ListPlans(page); },
          [](v1::ListPlansResponse& answer) { return answer.mutable_plans(); })));
  switch (context.format()) {
    case OutputFormat::kTable:
      context.out() << PlansText(pages.items, context.language());
      break;
    case OutputFormat::kCsv:
      context.out() << PlansCsv(pages.items);
      break;
    case OutputFormat::kJson:
      context.out() << JsonText(pages.ToJson("plans"));
      break;
  }
  return ExitCode::kOk;
}

}  // namespace

void AddPlanList(Command& plan, CommandLine& line) {
  Register<Options>(
      plan, line, "list",
      {"liệt kê kế hoạch", "list plans",
       "  hemo plan list\n"
       "  hemo plan list --issuer \"Kiên Giang\""},
      [](Command& command, Options& options, Context& context) {
        command
            .Add("--issuer", options.issuer, "chỉ kế hoạch của địa bàn này",
                 "only plans of this territory")
            .TypeName(context.Say("ĐƠN VỊ", "UNIT"));
        AddReadFlags(command, options.read, true);
      },
      Run);
}

}  // namespace hemoledger
