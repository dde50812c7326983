// hemo attainment
#include "clients/cli/commands/attainment_pages.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/unit_lookup_by_server.h"
#include "clients/cli/render/attainment_view.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

struct Options {
  std::string unit;
  std::string plan;
  v1::AttainmentGrouping by = v1::ATTAINMENT_GROUPING_ROW;
  v1::AttainmentBasis basis = v1::ATTAINMENT_BASIS_ALL_CREDITED;
  v1::AttainmentOrder order = v1::ATTAINMENT_ORDER_DOCUMENT;
  bool children = false;
  int32_t pace_date = 0;
  ReadFlags read;
};

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  v1::GetAttainmentRequest request;
  AttainmentQuestion question;
  question.plan_id = options.plan;
  question.grouping = options.by;
  question.children = options.children;
  request.set_plan_id(options.plan);
  request.set_scope(v1::ATTAINMENT_SCOPE_PLAN);
  if (!options.unit.empty()) {
    ASSIGN_OR_RETURN(const v1::Unit unit, FindUnit(context, options.unit));
    request.set_scope(options.children ? v1::ATTAINMENT_SCOPE_CHILDREN : v1::ATTAINMENT_SCOPE_UNIT);
    request.mutable_unit()->set_unit_id(unit.unit_id());
    question.unit_name = unit.name() + " (" + unit.unit_id() + ")";
  }
  request.set_grouping(options.by);
  request.set_basis(options.basis);
  request.set_order(options.order);
  request.set_pace_date(options.pace_date);
  *request.mutable_read() = options.read.ToProto();
  ASSIGN_OR_RETURN(const v1::GetAttainmentResponse answer,
                   ReadAttainment(std::move(request), context));
  switch (context.format()) {
    case OutputFormat::kTable:
      context.out() << AttainmentText(answer, question, context.language());
      break;
    case OutputFormat::kCsv:
      context.out() << AttainmentCsv(answer);
      break;
    case OutputFormat::kJson:
      context.out() << JsonText(AttainmentJson(answer));
      break;
  }
  return ExitCode::kOk;
}

}  // namespace

void AddAttainment(Command& hemo, CommandLine& line) {
  Register<Options>(
      hemo, line, "attainment",
      {"đã tiếp nhận bao nhiêu, đạt bao nhiêu phần trăm chỉ tiêu",
       "what was received against the quotas",
       "  hemo attainment --plan kien-giang-2021\n"
       "  hemo attainment --plan kien-giang-2021 --order attainment --basis holders\n"
       "  hemo attainment --plan kien-giang-2021 --by month\n"
       "  hemo attainment --plan an-thi-2024 --by round\n"
       "  hemo attainment --plan kien-giang-2021 --pace 30/6/2021\n"
       "  hemo attainment \"Rạch Giá\" --plan kien-giang-2021 --by component\n"
       "  hemo attainment kien-giang --plan kien-giang-2021 --children --through 30/6/2021"},
      [](Command& command, Options& options, Context& context) {
        const Option unit =
            command.Add("UNIT", options.unit, "chỉ đơn vị này (mã hoặc tên); bỏ trống: cả kế hoạch",
                        "only this unit (id or name); blank: the whole plan");
        command
            .Add("--plan", options.plan, "mã kế hoạch (hemo plan list)",
                 "id of the plan (hemo plan list)")
            .Required()
            .TypeName(context.Say("MÃ", "ID"));
        command.AddWord("--by", options.by, "mỗi dòng là một (mặc định row)",
                        "what a line is (default row)");
        command.AddWord("--basis", options.basis, "tính trên (mặc định all)",
                        "what counts (default all)");
        command.AddWord("--order", options.order, "thứ tự (mặc định document)",
                        "order (default document)");
        command
            .Add("--children", options.children, "mỗi dòng là một đơn vị trực thuộc UNIT",
                 "a line for each unit directly below UNIT")
            .Needs(unit);
        command.AddDate("--pace", options.pace_date,
                        "thêm tiến độ đến hết ngày này: đến hạn bao nhiêu, vượt hay chậm",
                        "also the pace through this day: what fell due, ahead or behind");
        AddReadFlags(command, options.read, true);
      },
      Run);
}

}  // namespace hemoledger
