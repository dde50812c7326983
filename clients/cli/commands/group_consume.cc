// hemo group consume
#include <signal.h>

#include <memory>

#include "clients/cli/commands/child_process.h"
#include "clients/cli/commands/group_commands.h"
#include "clients/cli/commands/group_flags.h"
#include "clients/cli/render/event_view.h"
#include "clients/lib/group_consumer.h"
#include "proto/base/errors.h"
#include "proto/base/mutex.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

struct Options {
  std::string group_id;
  std::string consumer;
  std::string exec;
  int64_t concurrency = 1;
  int64_t limit = 0;
};

// What a command asks for where it could not do it now (EX_TEMPFAIL of sysexits.h).
constexpr int kTryAgain = 75;

absl::Status Print(const v1::DeliveredEvent& delivered, Context& context) {
  ASSIGN_OR_RETURN(const DecodedEvent event, DecodeEvent(delivered.event()));
  switch (context.format()) {
    case OutputFormat::kTable:
      context.out() << EventLine(event, context.language());
      break;
    case OutputFormat::kCsv:
      context.out() << EventCsvLine(event);
      break;
    case OutputFormat::kJson:
      context.out() << JsonLine(EventJson(event, delivered.event()));
      break;
  }
  context.out().flush();
  return absl::OkStatus();
}

// Hands the event to the command.
EventVerdict Execute(const std::string& command, const v1::DeliveredEvent& delivered) {
  EventVerdict verdict;
  const absl::StatusOr<DecodedEvent> event = DecodeEvent(delivered.event());
  const absl::StatusOr<int> code =
      event.ok() ? RunWithInput(command, JsonLine(EventJson(*event, delivered.event())))
                 : event.status();
  if (code.ok() && *code == 0) return verdict;
  verdict.verdict = v1::VERDICT_RETRY;
  verdict.reason = !code.ok()           ? MessageOf(code.status(), Language::kEnglish)
                   : *code == kTryAgain ? "the command asked for a further attempt"
                                        : Concat("the command ended with ", *code);
  return verdict;
}

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  if (options.exec.empty() && context.format() == OutputFormat::kTable) {
    context.out() << EventHeading(context.language());
  }
  if (options.exec.empty() && context.format() == OutputFormat::kCsv) {
    context.out() << EventCsvHeading();
  }
  context.out().flush();
  // A command that does not read its event must not end this one.
  if (!options.exec.empty()) signal(SIGPIPE, SIG_IGN);
  const std::unique_ptr<ClosedOutputWatch> watch = context.WatchOutput();
  Mutex mutex;
  int64_t handled = 0;
  absl::Status fault;
  ConsumeOptions consume;
  consume.group_id = options.group_id;
  consume.consumer = options.consumer;
  consume.concurrency = static_cast<int>(options.concurrency);
  consume.retry =
      context.MakeRetryPolicy(context.wait_given() ? context.wait() : std::chrono::seconds(60));
  consume.handler = [&](const v1::DeliveredEvent& delivered) {
    EventVerdict verdict;
    if (!options.exec.empty()) verdict = Execute(options.exec, delivered);
    MutexLock lock(mutex);
    if (options.exec.empty()) {
      if (absl::Status printed = Print(delivered, context); !printed.ok()) fault = printed;
      // What could not be printed is not done.
      if (!fault.ok() || !context.out()) {
        verdict.verdict = v1::VERDICT_RETRY;
        verdict.reason = "it could not be printed";
      }
    }
    ++handled;
    verdict.stop = !fault.ok() || !context.out() || (options.limit > 0 && handled >= options.limit);
    return verdict;
  };
  consume.stop = context.TakeOverInterrupts();
  RETURN_IF_ERROR(
      ConsumeGroup(*ConnectToGroups(context), consume, context.clock(), context.random()));
  RETURN_IF_ERROR(fault);
  return ExitCode::kOk;
}

}  // namespace

void AddGroupConsume(Command& group, CommandLine& line) {
  Register<Options>(
      group, line, "consume",
      {"nhận sự kiện của một nhóm, đến khi nhấn Ctrl-C. In từng sự kiện rồi mới báo đã nhận; với "
       "--exec thì chạy lệnh cho từng sự kiện (JSON ở đầu vào): mã thoát 0 là xong, 75 là thử lại "
       "sau, mã khác là hỏng (thử lại, hết số lần thì gác lại). Ctrl-C: làm nốt việc đang làm rồi "
       "dừng",
       "work on a group's events until Ctrl-C. Each is acknowledged once printed; with --exec a "
       "command is run for each (its JSON on standard input): exit code 0: done, 75: again later, "
       "any other: failed (tried again, parked when the attempts are used up). Ctrl-C: what is "
       "under "
       "way is finished first",
       "  hemo group consume loi-chuc\n"
       "  hemo group consume loi-chuc --exec './gui-loi-chuc.sh' --concurrency 4"},
      [](Command& command, Options& options, Context&) {
        AddGroupId(command, options.group_id);
        command.AddFilled("--exec", options.exec, "lệnh chạy cho từng sự kiện",
                          "command to run for each event");
        command.Add("--consumer", options.consumer, "tên của máy nhận này, cho người xem",
                    "name of this consumer, for people");
        command.AddNumber("--concurrency", options.concurrency, 1, 256,
                          "làm cùng lúc bao nhiêu sự kiện", "how many events at once");
        command.AddNumber("--limit", options.limit, 0, INT64_MAX,
                          "dừng sau bấy nhiêu sự kiện (0: không dừng)",
                          "stop after so many events (0: never)");
      },
      Run);
}

}  // namespace hemoledger
