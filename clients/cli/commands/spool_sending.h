// Sends what waits in a spool, and tells what became of it.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "clients/cli/commands/context.h"
#include "clients/cli/commands/exit_code.h"
#include "clients/lib/spool.h"

namespace hemoledger {

struct SpoolSending {
  // As a person named it, for messages.
  std::string folder = {};
  // For opening the source, see SequenceStreamerOptions.
  std::string label = {};
  std::string unit_id = {};
};

// Sends all that waits, going on for --wait seconds (60) while the server can not be reached. Tells
// refusals of this run on err and the counts on out. A spool with conflicts sends nothing until
// they are resolved (hemo spool resend): that is told, and kRefused. Errors: those of
// SequenceStreamer::Run, after saying how many are safe in the spool.
absl::StatusOr<ExitCode> SendSpool(const SpoolSending& sending, Spool& spool, Context& context);

// "may-a#7".
std::string SpoolName(const v1::SourceIdentity& name);

// Why a submission was not taken, on one line.
std::string RefusalWords(v1::SubmissionOutcome outcome, const v1::Refusal& refusal,
                         Context& context);

// True: the spool has conflicts, which this tells on err.
absl::StatusOr<bool> TellConflicts(const Spool& spool, Context& context);

// Whether nobody could be asked, so that a clerk goes on without a network.
bool IsUnreachable(const absl::Status& status);

}  // namespace hemoledger
