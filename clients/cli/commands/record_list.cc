// hemo record list
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/paging.h"
#include "clients/cli/render/record_view.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

struct Options {
  std::string plan;
  ReadFlags read;
};

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  v1::ListRecordsRequest request;
  request.set_plan_id(options.plan);
  request.set_page_size(1'000);
  *request.mutable_read() = options.read.ToProto();
  ASSIGN_OR_RETURN(const auto pages,
                   (ReadPages<v1::RecordView>(
                       request, 0,
                       [&](const v1::ListRecordsRequest& page) {
                         return context.connection().ListRecords(page);
                       },
                       [](v1::ListRecordsResponse& answer) { return answer.mutable_records(); })));
  switch (context.format()) {
    case OutputFormat::kTable:
      context.out() << RecordsText(pages.items, context.language());
      break;
    case OutputFormat::kCsv:
      context.out() << RecordsCsv(pages.items);
      break;
    case OutputFormat::kJson:
      context.out() << JsonText(pages.ToJson("records"));
      break;
  }
  return ExitCode::kOk;
}

}  // namespace

void AddRecordList(Command& record, CommandLine& line) {
  Register<Options>(
      record, line, "list",
      {"những gì được ghi bên cạnh một kế hoạch, mỗi bản ghi ở bản mới nhất",
       "what is on record beside a plan, each in its newest version",
       "  hemo record list kien-giang-2021\n"
       "  hemo record list kien-giang-2021 --format json"},
      [](Command& command, Options& options, Context&) {
        command
            .Add("PLAN", options.plan, "mã kế hoạch (hemo plan list)",
                 "id of the plan (hemo plan list)")
            .Required();
        AddReadFlags(command, options.read, false);
      },
      Run);
}

}  // namespace hemoledger
