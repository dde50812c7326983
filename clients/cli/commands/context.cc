#include "clients/cli/commands/context.h"

#include <utility>

#include "clients/cli/render/error_view.h"
#include "clients/cli/render/moments.h"
#include "clients/cli/render/say.h"
#include "proto/base/sha256.h"
#include "proto/base/strings.h"

namespace hemoledger {

Context::Context(const Environment& environment, Settings settings)
    : environment_(environment), settings_(std::move(settings)) {}

std::string Context::Say(std::string_view vi, std::string_view en) const {
  return hemoledger::Say(settings_.language, vi, en);
}

std::unique_ptr<ClosedOutputWatch> Context::WatchOutput() {
  if (environment_.out_descriptor < 0) return nullptr;
  return std::make_unique<ClosedOutputWatch>(environment_.out_descriptor,
                                             environment_.on_out_closed);
}

void Context::SetInterruptNotice(std::function<void()> tell) {
  if (environment_.on_interrupt) environment_.on_interrupt(std::move(tell));
}

std::optional<TerminalSize> Context::OutTerminal() const {
  return environment_.out_terminal ? environment_.out_terminal() : std::nullopt;
}

std::stop_token Context::TakeOverInterrupts() {
  return environment_.take_over_interrupts ? environment_.take_over_interrupts()
                                           : std::stop_token();
}

Connection& Context::connection() {
  if (connection_ == nullptr) {
    ConnectionOptions options;
    options.server = settings_.server;
    options.retry = MakeRetryPolicy(wait_);
    connection_ = environment_.connect(options);
  }
  return *connection_;
}

RetryPolicy Context::MakeRetryPolicy(std::chrono::seconds give_up_after) {
  RetryPolicy policy;
  policy.give_up_after = give_up_after;
  if (err_is_terminal()) {
    policy.on_wait = [this](const absl::Status&, std::chrono::milliseconds wait) {
      // A short wait is over before it is read.
      if (wait < std::chrono::milliseconds(500)) return;
      err() << Say("Chưa liên lạc được với ", "Can not reach ") << settings_.server
            << Say(", thử lại sau ", ", trying again in ")
            << FormatDuration((wait.count() + 999) / 1000, language()) << ".\n";
    };
  }
  return policy;
}

std::string Context::NewRequestId(std::string_view prefix) {
  return Concat(prefix, Hex(random().Bytes(16)));
}

void Context::TellError(const absl::Status& status) {
  err() << RenderError(status, settings_.server, language());
}

}  // namespace hemoledger
