// What every command is given: where to write, in which language and form, and the server.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <stop_token>
#include <string>
#include <string_view>

#include "clients/cli/commands/closed_output.h"
#include "clients/cli/commands/settings.h"
#include "clients/cli/render/watch_view.h"
#include "clients/lib/connection.h"
#include "proto/base/clock.h"
#include "proto/base/random.h"

namespace hemoledger {

// The world around the program, so that tests give another one. All must outlive the run.
struct Environment {
  std::ostream* out = nullptr;
  std::ostream* err = nullptr;
  // Progress bars are for terminals only.
  bool err_is_terminal = false;
  // The descriptor behind `out`, and what is done when its reader is gone while a command waits for
  // something to print; below 0: it is not watched.
  int out_descriptor = -1;
  std::function<void()> on_out_closed;
  // Sets what is said at Ctrl-C before it ends the process (Interrupts::Set); may be empty.
  std::function<void(std::function<void()> tell)> on_interrupt;
  // From now on the first Ctrl-C or SIGTERM only requests a stop (Interrupts::TakeOver); may be
  // empty.
  std::function<std::stop_token()> take_over_interrupts;
  // The size of the terminal behind `out` now; absent, or empty: it is none.
  std::function<std::optional<TerminalSize>()> out_terminal;
  EnvironmentVariables variables;
  std::function<std::unique_ptr<Connection>(const ConnectionOptions&)> connect;
  Clock* clock = nullptr;
  Random* random = nullptr;
};

class Context {
 public:
  Context(const Environment& environment, Settings settings);

  std::ostream& out() { return *environment_.out; }
  std::ostream& err() { return *environment_.err; }
  bool err_is_terminal() const { return environment_.err_is_terminal; }
  Clock& clock() { return *environment_.clock; }
  Random& random() { return *environment_.random; }

  // Options of the command line write into it.
  Settings& settings() { return settings_; }
  Language language() const { return settings_.language; }
  OutputFormat format() const { return settings_.format; }
  std::string Say(std::string_view vi, std::string_view en) const;

  // How long to go on when the server can not be reached, where the command line says so (--wait).
  std::chrono::seconds& wait() { return wait_; }
  bool wait_given() const { return wait_given_; }
  void set_wait_given() { wait_given_ = true; }

  // Watches the output as long as the result lives; null where it is not watched.
  std::unique_ptr<ClosedOutputWatch> WatchOutput();
  // See Environment; an empty `tell` takes it back.
  void SetInterruptNotice(std::function<void()> tell);
  // For a command that a person ends: what it waits in ends at this token's stop, and the command
  // with exit code 0. See Environment.
  std::stop_token TakeOverInterrupts();

  // See Environment.
  std::optional<TerminalSize> OutTerminal() const;

  // Connects at the first use.
  Connection& connection();

  // A policy that tells a person on a terminal what is being waited for.
  RetryPolicy MakeRetryPolicy(std::chrono::seconds give_up_after);

  // "prefix" and 32 random hexadecimal digits.
  std::string NewRequestId(std::string_view prefix);

  // Writes an error for people to err.
  void TellError(const absl::Status& status);

 private:
  const Environment environment_;
  Settings settings_;
  std::chrono::seconds wait_{5};
  bool wait_given_ = false;
  std::unique_ptr<Connection> connection_;
};

}  // namespace hemoledger
