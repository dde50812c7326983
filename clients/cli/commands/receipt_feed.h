// What the commands that send receipts under a feed's name share.
#pragma once

#include "clients/cli/input/input_files.h"
#include "clients/cli/input/receipts_table.h"
#include "clients/lib/receipt_streamer.h"

namespace hemoledger {

// The row as it is sent.
FeedItem MakeFeedItem(const InputReceipt& input);

// Whether the answer leaves the row out of the ledger.
bool IsRefused(const SubmissionAnswer& answer);

// Why a row was not taken. REQUIRES: IsRefused.
RowRefusal RefusalOf(const SubmissionAnswer& answer);

}  // namespace hemoledger
