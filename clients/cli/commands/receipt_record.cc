// hemo receipt record
#include "clients/cli/commands/clerk.h"
#include "clients/cli/commands/receipt_fields.h"
#include "clients/cli/commands/spool_folder.h"
#include "clients/cli/commands/spool_recording.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

struct Options {
  ReceiptFields fields;
  SpoolChoice spool;
  Recording recording;
  bool offline = false;
};

absl::StatusOr<ExitCode> Run(const Options& options, Clerk& clerk, Context& context) {
  clerk.PreferShortCalls(context);
  return WithSpool(options.spool, SpoolUse::kMake, clerk, context,
                   [&](Spool& spool) -> absl::StatusOr<ExitCode> {
                     NewReceipt receipt;
                     UnitChooser units(context, options.offline);
                     RETURN_IF_ERROR(ApplyFields(options.fields, units, receipt.receipt));
                     receipt.texts =
                         SetNote(options.fields.note.value_or(""), context, receipt.receipt);
                     receipt.unit_name = units.first_name();
                     Recording recording = options.recording;
                     recording.send = units.reachable();
                     return RecordThroughSpool(receipt, recording, spool, clerk, context);
                   });
}

}  // namespace

void AddReceiptRecord(Command& receipt, CommandLine& line, Clerk& clerk) {
  Register<Options>(
      receipt, line, "record",
      {"ghi một phiếu: bền trên máy này trước, rồi gửi nếu có mạng; điều lạ được hỏi lại",
       "record one receipt: durable on this machine first, then sent if there is a network; what "
       "is "
       "unlikely is asked about",
       "  hemo receipt record --unit \"Tân Hiệp\" --when 5/4/2021 --count 42 --source "
       "may-thanh-loc\n"
       "  hemo receipt record --unit \"Tân Hiệp\" --when 5/4/2021 --bag 250=30 --bag 350=12\n"
       "  hemo receipt record --unit tan-hiep --when 4/2021 --count 42 --offline --yes"},
      [](Command& command, Options& options, Context&) {
        AddReceiptFields(command, options.fields, /*mandatory=*/true);
        AddSpoolChoice(command, options.spool, /*source=*/true);
        AddSourceLabel(command, options.recording.label);
        command.Add("--offline", options.offline, "không thử liên lạc với máy chủ",
                    "do not try to reach the server");
        command.Add("--yes", options.recording.yes, "ghi cả khi có điều lạ, không hỏi",
                    "record also what is unlikely, without asking");
      },
      [&clerk](const Options& options, Context& context) { return Run(options, clerk, context); });
}

}  // namespace hemoledger
