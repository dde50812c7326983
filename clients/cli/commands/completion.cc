// hemo completion bash
#include "clients/cli/commands/bash_completion.h"
#include "clients/cli/commands/commands.h"

namespace hemoledger {

void AddCompletion(Command& hemo, CommandLine& line) {
  Command completion = hemo.AddCommand(
      "completion", {"tự điền lệnh khi nhấn Tab", "completion of the command line by Tab", ""});
  Command bash = completion.AddCommand(
      "bash", {"in đoạn mã để bash tự điền lệnh, tùy chọn, giá trị và tên tệp; không hỏi máy chủ",
               "print the script by which bash completes commands, options, values and files; asks "
               "no server",
               "  hemo completion bash\n"
               "  source <(hemo completion bash)          # ~/.bashrc"});
  bash.OnGiven([&line, hemo] {
    line.action = [&line, hemo]() -> absl::StatusOr<ExitCode> {
      line.context.out() << BashCompletion(hemo.app());
      return ExitCode::kOk;
    };
  });
}

}  // namespace hemoledger
