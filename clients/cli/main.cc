// `hemo`: the command line of Hemoledger. All of it stands in commands/; here is only the world
// that it runs in.
#include <sys/ioctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "clients/cli/commands/clerk.h"
#include "clients/cli/commands/interrupts.h"
#include "clients/cli/commands/run_hemo.h"
#include "clients/lib/connection.h"
#include "proto/base/clock.h"
#include "proto/base/random.h"
#include "proto/base/standard_streams.h"

namespace {

std::optional<hemoledger::TerminalSize> TerminalOfOutput() {
  if (isatty(STDOUT_FILENO) != 1) return std::nullopt;
  winsize window{};
  // A terminal that does not say its size has the usual one.
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) != 0 || window.ws_row == 0 || window.ws_col == 0) {
    return hemoledger::TerminalSize{};
  }
  return hemoledger::TerminalSize{.rows = window.ws_row, .columns = window.ws_col};
}

}  // namespace

int main(int argc, char** argv) {
  hemoledger::OccupyStandardStreams();
  // A reader that closes the pipe (hemo … | head) shows as a failed write, which ends us quietly;
  // one that is gone while we wait ends us the same way.
  std::signal(SIGPIPE, SIG_DFL);
  std::ios::sync_with_stdio(false);
  // Before any thread is made.
  hemoledger::Interrupts interrupts;
  hemoledger::SystemClock clock;
  hemoledger::SystemRandom random;
  hemoledger::Environment environment;
  environment.out = &std::cout;
  environment.err = &std::cerr;
  environment.err_is_terminal = isatty(STDERR_FILENO) == 1;
  environment.out_descriptor = STDOUT_FILENO;
  environment.on_out_closed = [] { std::raise(SIGPIPE); };
  environment.on_interrupt = [&interrupts](std::function<void()> tell) {
    interrupts.Set(std::move(tell));
  };
  environment.take_over_interrupts = [&interrupts] { return interrupts.TakeOver(); };
  environment.out_terminal = TerminalOfOutput;
  environment.variables = [](const char* name) -> std::optional<std::string> {
    const char* value = std::getenv(name);
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  };
  environment.connect = [&](const hemoledger::ConnectionOptions& options) {
    return hemoledger::MakeConnection(options, clock, random);
  };
  environment.clock = &clock;
  environment.random = &random;
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  // Questions are told on err: nobody answers what nobody sees.
  const bool person = isatty(STDIN_FILENO) == 1 && environment.err_is_terminal;
  return person ? hemoledger::RunHemoFor(std::cin, arguments, environment)
                : hemoledger::RunHemo(arguments, environment);
}
