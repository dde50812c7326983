// The spool that a command works on: which folder, and how it is opened.
#pragma once

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "clients/cli/commands/clerk.h"
#include "clients/cli/commands/command_line.h"
#include "clients/cli/commands/context.h"
#include "clients/lib/spool.h"

namespace hemoledger {

struct SpoolChoice {
  // Blank: the usual one, see SpoolFolder.
  std::string folder = {};
  // Blank: that of the spool that is there.
  std::string source_id = {};
};

// --spool; with `source` also --source.
void AddSpoolChoice(Command& command, SpoolChoice& choice, bool source);

// --label and --unit: what is said of the source when it is opened.
void AddSourceLabel(Command& command, std::string& label);
void AddSourceUnit(Command& command, std::string& unit_id);

// `folder`, else the variable HEMOLEDGER_SPOOL, else $XDG_DATA_HOME/hemoledger/spool, else
// ~/.local/share/hemoledger/spool.
std::string SpoolFolder(const std::string& folder, const Clerk& clerk);

enum class SpoolUse {
  // Made where there is none; that takes a source.
  kMake,
  // FILE_UNREADABLE where there is none.
  kMustExist,
};

// Opens the spool, drops what is old in it, and gives it to `run`, whose answer it returns. Errors:
// those of Spool::Open; where the command line is at fault (no source, another's, no id) it is told
// here, and the answer is kUsage.
absl::StatusOr<ExitCode> WithSpool(const SpoolChoice& choice, SpoolUse use, const Clerk& clerk,
                                   Context& context,
                                   const std::function<absl::StatusOr<ExitCode>(Spool&)>& run);

}  // namespace hemoledger
