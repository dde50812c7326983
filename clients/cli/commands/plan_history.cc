// hemo plan history
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/paging.h"
#include "clients/cli/commands/unit_lookup_by_server.h"
#include "clients/cli/render/plan_history_view.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

struct Options {
  std::string plan;
  std::string holder;
  ReadFlags read;
};

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  v1::ListPlanHistoryRequest request;
  request.set_plan_id(options.plan);
  if (!options.holder.empty()) {
    ASSIGN_OR_RETURN(const v1::Unit holder, FindUnit(context, options.holder));
    request.set_holder_unit_id(holder.unit_id());
  }
  request.set_page_size(1'000);
  *request.mutable_read() = options.read.ToProto();
  ASSIGN_OR_RETURN(
      const auto pages,
      (ReadPages<v1::PlanRevision>(
          request, 0,
          [&](const v1::ListPlanHistoryRequest& page) {
            return context.connection().ListPlanHistory(page);
          },
          [](v1::ListPlanHistoryResponse& answer) { return answer.mutable_revisions(); })));
  switch (context.format()) {
    case OutputFormat::kTable:
      context.out() << PlanHistoryText(pages.items, options.plan, request.holder_unit_id(),
                                       context.language());
      break;
    case OutputFormat::kCsv:
      context.out() << PlanHistoryCsv(pages.items, options.plan);
      break;
    case OutputFormat::kJson:
      context.out() << JsonText(pages.ToJson("revisions"));
      break;
  }
  return ExitCode::kOk;
}

}  // namespace

void AddPlanHistory(Command& plan, CommandLine& line) {
  Register<Options>(
      plan, line, "history",
      {"ai đã thay đổi chỉ tiêu, khi nào, theo văn bản nào, vì sao, ai duyệt, từ bao nhiêu thành "
       "bao nhiêu",
       "who changed quotas, when, by which document, why, approved by whom, from what to what",
       "  hemo plan history kien-giang-2021\n"
       "  hemo plan history kien-giang-2021 --holder \"Liên đoàn Lao động tỉnh\""},
      [](Command& command, Options& options, Context& context) {
        command.Add("PLAN", options.plan, "mã kế hoạch", "id of the plan").Required();
        command
            .Add("--holder", options.holder, "chỉ thay đổi của đơn vị này (mã hoặc tên)",
                 "only changes of this unit (id or name)")
            .TypeName(context.Say("ĐƠN VỊ", "UNIT"));
        AddReadFlags(command, options.read, false);
      },
      Run);
}

}  // namespace hemoledger
