// hemo spool mend
#include <limits>

#include "clients/cli/commands/clerk.h"
#include "clients/cli/commands/receipt_fields.h"
#include "clients/cli/commands/spool_folder.h"
#include "clients/cli/commands/spool_recording.h"
#include "clients/cli/commands/spool_sending.h"
#include "clients/cli/render/receipt_view.h"
#include "hemoledger/v1/events.pb.h"
#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

struct Options {
  int64_t number = 0;
  std::string of_source;
  ReceiptFields fields;
  SpoolChoice spool;
  Recording recording;
  bool offline = false;
};

absl::StatusOr<ExitCode> Mend(const Options& options, Spool& spool, const Clerk& clerk,
                              Context& context) {
  v1::SourceIdentity name;
  name.set_source_id(options.of_source.empty() ? spool.state().source_id : options.of_source);
  name.set_sequence(static_cast<uint64_t>(options.number));
  ASSIGN_OR_RETURN(const std::optional<SpoolItem> item, spool.Find(name));
  v1::Submission submission;
  if (item.has_value()) HL_CHECK(submission.ParseFromString(item->bytes));
  if (!submission.has_receipt_recorded()) {
    context.err() << context.Say(Concat("Lỗi: hàng chờ không còn giữ phiếu ", SpoolName(name),
                                        "; xem hemo spool rejected\n"),
                                 Concat("Error: the spool holds no receipt ", SpoolName(name),
                                        "; see hemo spool rejected\n"));
    return ExitCode::kUsage;
  }
  NewReceipt mended;
  mended.receipt = submission.receipt_recorded().receipt();
  mended.mends = name;
  mended.origin = item->origin;
  const std::string note =
      options.fields.note.value_or(item->texts.empty() ? "" : item->texts.front().text());
  UnitChooser units(context, options.offline);
  RETURN_IF_ERROR(ApplyFields(options.fields, units, mended.receipt));
  // A commitment is never used twice: the note gets a new salt.
  mended.texts = SetNote(note, context, mended.receipt);
  mended.unit_name = units.first_name();
  Recording recording = options.recording;
  recording.send = units.reachable();
  absl::StatusOr<ExitCode> code = RecordThroughSpool(mended, recording, spool, clerk, context);
  if (ReasonOf(code.status()) == ERROR_REASON_FIELD_INVALID) {
    // It was not refused, or is mended already.
    context.TellError(code.status());
    return ExitCode::kUsage;
  }
  return code;
}

absl::StatusOr<ExitCode> Run(const Options& options, Clerk& clerk, Context& context) {
  clerk.PreferShortCalls(context);
  return WithSpool(options.spool, SpoolUse::kMustExist, clerk, context,
                   [&](Spool& spool) { return Mend(options, spool, clerk, context); });
}

}  // namespace

void AddSpoolMend(Command& spool, CommandLine& line, Clerk& clerk) {
  Register<Options>(
      spool, line, "mend",
      {"sửa một phiếu bị từ chối: chỉ nêu điều cần đổi; phiếu sửa nhận số mới và được gửi",
       "mend a refused receipt: say what changes; it takes a new number and is sent",
       "  hemo spool mend 12 --unit tan-hiep\n"
       "  hemo spool mend 12 --round \"\" --when 4/2021"},
      [](Command& command, Options& options, Context& context) {
        command
            .AddNumber("NUMBER", options.number, 1, std::numeric_limits<int64_t>::max(),
                       "số của phiếu bị từ chối (hemo spool rejected)",
                       "number of the refused receipt (hemo spool rejected)")
            .Required();
        command
            .Add("--of-source", options.of_source,
                 "nguồn cũ của hàng chờ mà số đó thuộc về (mặc định: nguồn hiện nay)",
                 "the spool's earlier source that the number is of (default: the present one)")
            .TypeName(context.Say("MÃ", "ID"));
        AddReceiptFields(command, options.fields, /*mandatory=*/false);
        AddSpoolChoice(command, options.spool, /*source=*/false);
        command.Add("--offline", options.offline, "không thử liên lạc với máy chủ",
                    "do not try to reach the server");
        command.Add("--yes", options.recording.yes, "ghi cả khi có điều lạ, không hỏi",
                    "record also what is unlikely, without asking");
      },
      [&clerk](const Options& options, Context& context) { return Run(options, clerk, context); });
}

}  // namespace hemoledger
