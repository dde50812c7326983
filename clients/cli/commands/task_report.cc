// hemo task report
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/record_write.h"

namespace hemoledger {
namespace {

struct Options {
  std::string plan;
  std::string task;
  bool not_done = false;
  CivilInterval when;
  std::string note;
  std::string reason;
  bool dry_run = false;
};

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  RecordDraft draft;
  draft.record.set_plan_id(options.plan);
  draft.record.set_record_id(RecordIdAbout("progress-task-", options.task));
  v1::ProgressReport& progress = *draft.record.mutable_progress();
  progress.set_task_id(options.task);
  progress.set_done(!options.not_done);
  if (options.when.first != 0) *progress.mutable_interval() = ToProto(options.when);
  draft.note = options.note;
  draft.reason = options.reason;
  draft.again = context.Say("Báo cáo lại", "Reported again");
  return WriteRecord(draft, options.dry_run, context);
}

}  // namespace

void AddTaskReport(Command& task, CommandLine& line) {
  Register<Options>(
      task, line, "report",
      {"báo một việc đã xong; báo lại thì thành bản mới của cùng báo cáo",
       "report a task as done; said again, it is the next version",
       "  hemo task report ngoc-hoi-2020 phat-dong --date 20/2/2020\n"
       "  hemo task report ngoc-hoi-2020 phat-dong --not-done --note \"Hoãn vì dịch\""},
      [](Command& command, Options& options, Context& context) {
        command.Add("PLAN", options.plan, "mã kế hoạch", "id of the plan").Required();
        command
            .Add("TASK", options.task, "mã việc (hemo task list)",
                 "id of the task (hemo task list)")
            .Required();
        command.Add("--not-done", options.not_done, "chưa xong (mặc định: đã xong)",
                    "not done (default: done)");
        command.AddInterval("--date", options.when, "đã làm khi nào", "when it was done");
        command.Add("--note", options.note, "ghi chú", "a note")
            .TypeName(context.Say("GHI CHÚ", "TEXT"));
        command
            .Add("--reason", options.reason, "vì sao báo lại (mặc định: \"Báo cáo lại\")",
                 "why it is reported again (default: \"Reported again\")")
            .TypeName(context.Say("LÝ DO", "TEXT"));
        command.Add("--dry-run", options.dry_run, "chỉ hỏi máy chủ, không ghi",
                    "only ask the server, record nothing");
      },
      Run);
}

}  // namespace hemoledger
