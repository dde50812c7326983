// hemo statement list
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/paging.h"
#include "clients/cli/render/record_view.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

struct Options {
  std::string plan;
  std::string record;
  ReadFlags read;
};

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  v1::ListStatementsRequest request;
  request.set_plan_id(options.plan);
  request.set_record_id(options.record);
  request.set_page_size(5'000);
  *request.mutable_read() = options.read.ToProto();
  ASSIGN_OR_RETURN(
      const auto pages,
      (ReadPages<v1::StatementView>(
          request, 0,
          [&](const v1::ListStatementsRequest& page) {
            return context.connection().ListStatements(page);
          },
          [](v1::ListStatementsResponse& answer) { return answer.mutable_statements(); })));
  switch (context.format()) {
    case OutputFormat::kTable:
      context.out() << StatementsText(pages.items, context.language());
      break;
    case OutputFormat::kCsv:
      context.out() << StatementsCsv(pages.items);
      break;
    case OutputFormat::kJson:
      context.out() << JsonText(pages.ToJson("statements"));
      break;
  }
  return ExitCode::kOk;
}

}  // namespace

void AddStatementList(Command& statement, CommandLine& line) {
  Register<Options>(
      statement, line, "list",
      {"số liệu theo báo cáo, so với sổ: khớp, lệch, không kiểm được",
       "figures as reported, compared with the ledger: equal, different, not checkable",
       "  hemo statement list kien-giang-2021\n"
       "  hemo statement list kien-giang-2021 --record phu-luc-1"},
      [](Command& command, Options& options, Context& context) {
        command
            .Add("PLAN", options.plan, "mã kế hoạch (hemo plan list)",
                 "id of the plan (hemo plan list)")
            .Required();
        command
            .Add("--record", options.record, "chỉ của bản ghi này (hemo record list)",
                 "only of this record (hemo record list)")
            .TypeName(context.Say("MÃ", "ID"));
        AddReadFlags(command, options.read, true);
      },
      Run);
}

}  // namespace hemoledger
