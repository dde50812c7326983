// What every command is given: where to write, in which language and form, and the server.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
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
  // The size of the terminal behind `out` now; absent, or empty: it is none.
  std::function<std::optional<TerminalSize>()> out_terminal;
  // Ends the process at once with this code, what was written to `out` sent off; from any thread.
  std::function<void(int code)> end_process;
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

  // See Environment.
  std::optional<TerminalSize> OutTerminal() const;
  void EndProcess(int code);

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
