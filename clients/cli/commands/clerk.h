// What the commands of the spool need of the world besides Context: a person to ask, where the
// spool usually is, and calls that end soon when there is no network. Declared beside these
// commands, so that the others do not depend on it.
#pragma once

#include <chrono>
#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/commands/command_line.h"
#include "clients/cli/commands/context.h"

namespace hemoledger {

// How long a person waits for one call of the server.
inline constexpr std::chrono::milliseconds kShortWait{3'000};

class Clerk {
 public:
  // `in`: where answers to questions come from; null: nobody sits there. It outlives this.
  Clerk(std::istream* in, EnvironmentVariables variables)
      : in_(in), variables_(std::move(variables)) {}

  // Asks, and answers whether the person said yes; all but a clear yes is no. Absent: nobody can be
  // asked.
  std::optional<bool> Confirm(Context& context, std::string_view vi, std::string_view en) const;

  // An environment variable; blank: not set.
  std::string Variable(const char* name) const;

  // From now on each call may take kShortWait and is not tried again, unless --wait says otherwise.
  // Before the connection's first use.
  void PreferShortCalls(Context& context);

  // The environment with a `connect` that keeps to that. This must outlive the answer.
  Environment Limit(const Environment& environment) const;

 private:
  std::istream* const in_;
  const EnvironmentVariables variables_;
  bool short_calls_ = false;
};

// RunHemo (run_hemo.h) where a person sits at `in`.
int RunHemoFor(std::istream& in, const std::vector<std::string>& arguments,
               const Environment& environment);

// hemo receipt record, hemo spool …; `clerk` outlives the run.
void AddReceiptRecord(Command& receipt, CommandLine& line, Clerk& clerk);
void AddSpoolStatus(Command& spool, CommandLine& line, Clerk& clerk);
void AddSpoolFlush(Command& spool, CommandLine& line, Clerk& clerk);
void AddSpoolRejected(Command& spool, CommandLine& line, Clerk& clerk);
void AddSpoolMend(Command& spool, CommandLine& line, Clerk& clerk);
void AddSpoolResend(Command& spool, CommandLine& line, Clerk& clerk);
void AddSpoolExport(Command& spool, CommandLine& line, Clerk& clerk);
void AddSpoolImport(Command& spool, CommandLine& line);
// hemo relay: its secrets may stand in variables.
void AddRelay(Command& hemo, CommandLine& line, Clerk& clerk);
// hemo round sheet
void AddRoundSheet(Command& round, CommandLine& line);

}  // namespace hemoledger
