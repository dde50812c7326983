// Records one receipt through the spool: read back, doubts confirmed, durable, then a try to send.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/cli/commands/clerk.h"
#include "clients/cli/commands/context.h"
#include "clients/cli/commands/exit_code.h"
#include "clients/lib/spool.h"
#include "hemoledger/v1/receipts.pb.h"

namespace hemoledger {

struct NewReceipt {
  v1::Receipt receipt;
  std::vector<v1::AccompanyingText> texts;
  // What its unit is called.
  std::string unit_name;
  // As SpoolDraft has them.
  std::string origin = {};
  std::optional<v1::SourceIdentity> mends = {};
};

struct Recording {
  // Doubts are told and not asked about.
  bool yes = false;
  // False: it is not tried to send it, since nobody answers.
  bool send = true;
  // For opening the source.
  std::string label = {};
};

// Tells the receipt and its doubts, asks where there are any, records, says under which number, and
// tries once to send all that waits. kOk: it is durable in the spool, sent or waiting. kRefused:
// the server refused it, or the person said no. kUsage: a field is wrong, or there are doubts and
// nobody to ask. Errors: those of Spool::Record; those of sending besides a server that can not be
// reached (the receipt is recorded then, which was said).
absl::StatusOr<ExitCode> RecordThroughSpool(const NewReceipt& receipt, const Recording& recording,
                                            Spool& spool, const Clerk& clerk, Context& context);

}  // namespace hemoledger
