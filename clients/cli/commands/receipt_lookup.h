// Receipts by what a person writes (receipt_id.h).
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "clients/cli/commands/command_line.h"
#include "clients/cli/commands/context.h"
#include "hemoledger/v1/receipt_service.pb.h"

namespace hemoledger {

// The argument RECEIPT. What has none of the forms of receipt_id.h is a fault of the command line;
// `for_writing`: a position alone too.
Option AddReceiptId(Command& command, std::string& id, bool for_writing);

// The reference that `id` is. `for_writing`: a position alone is refused, since another receipt may
// stand there after a restore. Else its leaf hash is read from the ledger. Errors: FIELD_INVALID,
// and those of ReadEvents.
absl::StatusOr<v1::ReceiptReference> ResolveReceipt(Context& context, const std::string& id,
                                                    bool for_writing);

// The receipt with all its versions.
absl::StatusOr<v1::GetReceiptResponse> FetchReceipt(Context& context,
                                                    const v1::ReceiptReference& reference,
                                                    const v1::ReadOptions& read);

}  // namespace hemoledger
