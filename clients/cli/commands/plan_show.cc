// hemo plan show
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/paging.h"
#include "clients/cli/render/message_json.h"
#include "clients/cli/render/plan_view.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

struct Options {
  std::string plan;
  ReadFlags read;
};

// Which revision's figures the answer shows: an amendment that is recorded may hold only later.
absl::StatusOr<PlanFigures> ReadFigures(const Options& options, const v1::GetPlanResponse& plan,
                                        Context& context) {
  if (plan.plan().revision() < 2) return PlanFigures();
  v1::ListPlanHistoryRequest request;
  request.set_plan_id(options.plan);
  request.set_page_size(1'000);
  request.mutable_read()->set_min_position(plan.reflects().position());
  ASSIGN_OR_RETURN(
      const auto pages,
      (ReadPages<v1::PlanRevision>(
          request, 0,
          [&](const v1::ListPlanHistoryRequest& page) {
            return context.connection().ListPlanHistory(page);
          },
          [](v1::ListPlanHistoryResponse& answer) { return answer.mutable_revisions(); })));
  return FiguresOf(plan.plan(), pages.items, options.read.through_date);
}

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  v1::GetPlanRequest request;
  request.set_plan_id(options.plan);
  *request.mutable_read() = options.read.ToProto();
  ASSIGN_OR_RETURN(const v1::GetPlanResponse answer, context.connection().GetPlan(request));
  switch (context.format()) {
    case OutputFormat::kTable: {
      ASSIGN_OR_RETURN(const PlanFigures figures, ReadFigures(options, answer, context));
      context.out() << PlanText(answer, figures, context.language());
      break;
    }
    case OutputFormat::kCsv:
      context.out() << PlanCsv(answer);
      break;
    case OutputFormat::kJson: {
      ASSIGN_OR_RETURN(const PlanFigures figures, ReadFigures(options, answer, context));
      Json json = ToJson(answer);
      json["figures_revision"] =
          figures.revision == 0 ? answer.plan().revision() : figures.revision;
      context.out() << JsonText(json);
      break;
    }
  }
  return ExitCode::kOk;
}

}  // namespace

void AddPlanShow(Command& plan, CommandLine& line) {
  Register<Options>(
      plan, line, "show",
      {"xem một kế hoạch: văn bản, các dòng như in, chỉ tiêu chung, chiến dịch, đợt, việc, cách "
       "tính "
       "máu cho ai",
       "show a plan: the document, its rows as printed, targets, campaigns, rounds, tasks, rules "
       "of "
       "credit",
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
