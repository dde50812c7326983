// hemo round report
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/record_write.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

struct Options {
  std::string round;
  std::string plan;
  v1::RoundStatus status = v1::ROUND_STATUS_UNSPECIFIED;
  CivilInterval when;
  std::string note;
  std::string reason;
  bool dry_run = false;
};

// The plan that schedules the round.
absl::StatusOr<std::string> PlanOf(const std::string& round_id, Context& context) {
  v1::ListRoundsRequest request;
  request.set_page_size(1'000);
  while (true) {
    ASSIGN_OR_RETURN(const v1::ListRoundsResponse answer, context.connection().ListRounds(request));
    for (const v1::RoundView& view : answer.rounds()) {
      if (view.round().round_id() == round_id) return view.plan_id();
    }
    if (answer.next_page_token().empty()) break;
    request.set_page_token(answer.next_page_token());
  }
  return MakeError(ERROR_REASON_ROUND_NOT_FOUND, {{"round_id", round_id}});
}

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  RecordDraft draft;
  draft.record.set_plan_id(options.plan);
  if (options.plan.empty()) {
    ASSIGN_OR_RETURN(*draft.record.mutable_plan_id(), PlanOf(options.round, context));
  }
  draft.record.set_record_id(RecordIdAbout("progress-round-", options.round));
  v1::ProgressReport& progress = *draft.record.mutable_progress();
  progress.set_round_id(options.round);
  progress.set_round_status(options.status);
  if (options.when.first != 0) *progress.mutable_interval() = ToProto(options.when);
  draft.note = options.note;
  draft.reason = options.reason;
  draft.again = context.Say("Báo cáo lại", "Reported again");
  return WriteRecord(draft, options.dry_run, context);
}

}  // namespace

void AddRoundReport(Command& round, CommandLine& line) {
  Register<Options>(
      round, line, "report",
      {"báo một đợt đã tổ chức, hoãn hoặc hủy; báo lại thì thành bản mới của cùng báo cáo",
       "report a round as held, postponed or cancelled; said again, it is the next version",
       "  hemo round report an-thi-2024-dot-1 --status held --date 15/3/2024\n"
       "  hemo round report an-thi-2024-dot-2 --status postponed --note \"Mưa bão\""},
      [](Command& command, Options& options, Context& context) {
        command
            .Add("ROUND", options.round, "mã đợt (hemo round list)",
                 "id of the round (hemo round list)")
            .Required();
        command.AddWord("--status", options.status, "đợt nay thế nào", "where it stands")
            .Required();
        command.AddInterval("--date", options.when, "đã tổ chức khi nào", "when it was held");
        command.Add("--note", options.note, "ghi chú", "a note")
            .TypeName(context.Say("GHI CHÚ", "TEXT"));
        command
            .Add("--reason", options.reason, "vì sao báo lại (mặc định: \"Báo cáo lại\")",
                 "why it is reported again (default: \"Reported again\")")
            .TypeName(context.Say("LÝ DO", "TEXT"));
        command
            .Add("--plan", options.plan, "mã kế hoạch của đợt (mặc định: tìm theo mã đợt)",
                 "id of its plan (default: looked up)")
            .TypeName(context.Say("MÃ", "ID"));
        command.Add("--dry-run", options.dry_run, "chỉ hỏi máy chủ, không ghi",
                    "only ask the server, record nothing");
      },
      Run);
}

}  // namespace hemoledger
