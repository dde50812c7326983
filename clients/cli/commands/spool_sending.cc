#include "clients/cli/commands/spool_sending.h"

#include <vector>

#include "clients/cli/commands/import_report.h"
#include "clients/cli/commands/progress_bar.h"
#include "clients/cli/render/error_view.h"
#include "clients/lib/sequence_streamer.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

std::string Count(uint64_t n, Context& context) {
  return FormatCount(static_cast<int64_t>(n), context.language());
}

// Refusals of this run, with the row that they came from.
absl::Status TellRefusals(const SpoolState& before, const Spool& spool, Context& context) {
  ASSIGN_OR_RETURN(const std::vector<SpoolRefusal> refusals, spool.Refusals());
  for (const SpoolRefusal& refusal : refusals) {
    if (refusal.source_id != before.source_id || refusal.sequence <= before.acknowledged_sequence)
      continue;
    context.err() << refusal.source_id << "#" << refusal.sequence
                  << (refusal.origin.empty() ? "" : " (" + refusal.origin + ")") << ": "
                  << RefusalWords(refusal.outcome, refusal.refusal, context) << "\n";
  }
  return absl::OkStatus();
}

void TellLeft(const SpoolSending& sending, const Spool& spool, Context& context) {
  const std::string waiting = Count(spool.state().waiting(), context);
  context.err() << context.Say(Concat("Còn ", waiting, " phiếu nằm an toàn trong hàng chờ ",
                                      sending.folder, "; chạy lại lệnh này để gửi tiếp."),
                               Concat(waiting, " receipts are safe in the spool ", sending.folder,
                                      "; run this command again to go on."))
                << "\n";
}

}  // namespace

std::string SpoolName(const v1::SourceIdentity& name) {
  return Concat(name.source_id(), "#", name.sequence());
}

std::string RefusalWords(v1::SubmissionOutcome outcome, const v1::Refusal& refusal,
                         Context& context) {
  if (outcome == v1::SUBMISSION_OUTCOME_REJECTED) return RenderRefusal(refusal, context.language());
  return context.Say(
      "máy chủ đang có nội dung khác dưới số này: hàng chờ là bản sao; chạy hemo spool resend",
      "the server has other content under this number: the spool is a copy; run hemo spool resend");
}

absl::StatusOr<bool> TellConflicts(const Spool& spool, Context& context) {
  ASSIGN_OR_RETURN(const SpoolUsage usage, spool.Usage());
  if (usage.conflicts == 0) return false;
  context.err() << context.Say(
      Concat("Chưa gửi: máy chủ có nội dung khác dưới ", Count(usage.conflicts, context),
             " số của hàng chờ này (hàng chờ là bản sao cũ hoặc bản nhân đôi). Không phiếu nào "
             "mất; chạy hemo spool resend để xem và gửi tiếp dưới mã nguồn mới.\n"),
      Concat("Not sent: the server has other content under ", Count(usage.conflicts, context),
             " numbers of this spool (it is an old copy or a clone). Nothing is lost; run hemo "
             "spool resend to look at them and go on under a new source.\n"));
  return true;
}

bool IsUnreachable(const absl::Status& status) {
  return ExitCodeFor(status) == ExitCode::kUnreachable;
}

absl::StatusOr<ExitCode> SendSpool(const SpoolSending& sending, Spool& spool, Context& context) {
  ASSIGN_OR_RETURN(const bool conflicts, TellConflicts(spool, context));
  if (conflicts) return ExitCode::kRefused;
  const SpoolState before = spool.state();
  SequenceStreamerOptions streaming;
  streaming.label = sending.label;
  streaming.unit_id = sending.unit_id;
  streaming.tuning.retry =
      context.MakeRetryPolicy(context.wait_given() ? context.wait() : std::chrono::seconds(60));
  absl::Status status;
  StreamProgress progress;
  {
    ProgressBar bar(context, context.Say("Gửi phiếu", "Sending receipts"), before.waiting());
    streaming.tuning.on_progress = [&bar](const StreamProgress& now) {
      bar.Update(now.answered());
    };
    SequenceStreamer streamer(context.connection(), spool, streaming, context.clock(),
                              context.random());
    status = streamer.Run().status();
    progress = streamer.progress();
  }
  RETURN_IF_ERROR(TellRefusals(before, spool, context));
  ImportReports reports(context);
  if (progress.answered() > 0) {
    reports.Add({.file = sending.folder,
                 .things_vi = "phiếu đã gửi",
                 .things_en = "receipts sent",
                 .dry_run = false,
                 .created = progress.created,
                 .exists = progress.exists,
                 .different = progress.different,
                 .refused = progress.rejected,
                 .last_position = progress.last_position,
                 .id = before.source_id});
  } else if (status.ok() && context.format() == OutputFormat::kTable) {
    context.out() << context.Say("Hàng chờ không còn phiếu nào phải gửi.\n",
                                 "Nothing waits in the spool.\n");
  }
  const ExitCode code = reports.Finish();
  if (!status.ok()) TellLeft(sending, spool, context);
  RETURN_IF_ERROR(status);
  return code;
}

}  // namespace hemoledger
