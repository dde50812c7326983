// A plan's file as it would be understood, before anything is sent.
#pragma once

#include <string>

#include "clients/cli/commands/context.h"
#include "clients/cli/commands/exit_code.h"
#include "clients/cli/commands/import_report.h"
#include "clients/cli/input/input_files.h"

namespace hemoledger {

// Shows the plan as `hemo plan show` would, and its findings without a ledger; nothing is sent. A
// plan whose form the server would refuse is told by file and line, and is kUsage. As JSON both go
// into the file's entry of `reports`.
ExitCode PreviewPlan(const std::string& path, PlanFile file, Context& context,
                     ImportReports& reports);

}  // namespace hemoledger
