// hemo status
#include "clients/cli/commands/commands.h"
#include "clients/cli/render/message_json.h"
#include "clients/cli/render/status_view.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

struct Options {};

absl::StatusOr<ExitCode> Run(const Options&, Context& context) {
  ASSIGN_OR_RETURN(const v1::GetStatusResponse answer, context.connection().GetStatus({}));
  switch (context.format()) {
    case OutputFormat::kTable:
      context.out() << StatusText(answer, context.settings().server, context.language());
      break;
    case OutputFormat::kCsv:
      context.out() << StatusCsv(answer);
      break;
    case OutputFormat::kJson:
      context.out() << JsonText(ToJson(answer));
      break;
  }
  return ExitCode::kOk;
}

}  // namespace

void AddStatus(Command& hemo, CommandLine& line) {
  Register<Options>(
      hemo, line, "status",
      {"máy chủ và sổ cái đang thế nào", "how the server and the ledger do",
       "  hemo status\n"
       "  hemo status --server 127.0.0.1:50552 --format json"},
      [](Command&, Options&, Context&) {}, Run);
}

}  // namespace hemoledger
