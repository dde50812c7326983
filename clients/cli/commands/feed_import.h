// One file of a feed's folder, from the folder to the ledger and out of the way.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "clients/cli/commands/context.h"
#include "clients/cli/commands/feed_folder.h"
#include "clients/cli/input/receipts_table.h"
#include "clients/lib/stream_types.h"

namespace hemoledger {

// What became of it.
struct FeedFileReport {
  enum class End {
    // All rows are in the ledger or among the refused ones, the file is in the archive.
    kTaken,
    // It can not be read as a table; it stands beside its reason.
    kPutAside,
    // It was written again meanwhile: it stays, and is taken anew when it is finished.
    kChanged,
  };
  std::string file;
  End end = End::kTaken;
  uint64_t rows = 0;
  uint64_t created = 0;
  uint64_t exists = 0;
  // EXISTS_WITH_DIFFERENT_CONTENT.
  uint64_t different = 0;
  // By the server.
  uint64_t refused = 0;
  uint64_t unreadable = 0;
  uint64_t last_position = 0;
  // Below the folder. `refused_rows` blank: none was refused.
  std::string moved_to = {};
  std::string refused_rows = {};
  // kPutAside: the first fault.
  std::string fault_vi = {};
  std::string fault_en = {};

  // By the server.
  uint64_t answered() const { return created + exists + different + refused; }
  uint64_t bad_rows() const { return different + refused + unreadable; }
};

// Sends the rows of a file under the feed's name, then keeps the refused ones, then moves the file.
// An error before the last step leaves the file where it is, to be done again from the beginning,
// which records nothing twice. Errors: those of ReceiptStreamer::Run (unreachable: wait), and
// FILE_UNREADABLE where the disk or the share does not do its part.
absl::StatusOr<FeedFileReport> ImportDroppedFile(const DroppedFile& file, const FeedHeader& header,
                                                 const StreamTuning& tuning, FeedFolder& folder,
                                                 Context& context);

}  // namespace hemoledger
