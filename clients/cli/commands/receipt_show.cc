// hemo receipt show
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/receipt_lookup.h"
#include "clients/cli/render/message_json.h"
#include "clients/cli/render/receipt_id.h"
#include "clients/cli/render/receipt_view.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

struct Options {
  std::string receipt;
  ReadFlags read;
};

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  ASSIGN_OR_RETURN(const v1::ReceiptReference reference,
                   ResolveReceipt(context, options.receipt, false));
  ASSIGN_OR_RETURN(const v1::GetReceiptResponse answer,
                   FetchReceipt(context, reference, options.read.ToProto()));
  switch (context.format()) {
    case OutputFormat::kTable:
      context.out() << ReceiptText(answer.receipt(), context.language());
      break;
    case OutputFormat::kCsv:
      context.out() << ReceiptsCsv(std::span(&answer.receipt(), 1));
      break;
    case OutputFormat::kJson: {
      Json json = ToJson(answer);
      json["receipt"]["id"] = ReceiptIdOf(answer.receipt());
      context.out() << JsonText(json);
      break;
    }
  }
  return ExitCode::kOk;
}

}  // namespace

void AddReceiptShow(Command& receipt, CommandLine& line) {
  Register<Options>(
      receipt, line, "show",
      {"xem một phiếu với mọi bản của nó", "show a receipt with all its versions",
       "  hemo receipt show kien-giang-2021-report/pl1-01-2\n"
       "  hemo receipt show 'may-thanh-loc#12'\n"
       "  hemo receipt show 158"},
      [](Command& command, Options& options, Context&) {
        AddReceiptId(command, options.receipt, /*for_writing=*/false);
        AddReadFlags(command, options.read, false);
      },
      Run);
}

}  // namespace hemoledger
