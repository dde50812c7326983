// The scans beside the log (store/attachments.h) against the events that name them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/domain/record_book.h"
#include "services/ledger/ledger.h"
#include "store/attachments.h"

namespace hemoledger {

// The scans of an open ledger, before anybody uploads: what uploads that were cut short left is
// removed. Whole files stay, strays too, which no event names: the process was killed between the
// file and the event, and its client, which has no answer, uploads the same bytes again; or an
// older copy of the ledger was restored, and the scan is all that is left of its record. `log` (as
// in Ledger::Options) is told how many strays there are. Errors: FILE_UNREADABLE.
absl::StatusOr<std::unique_ptr<AttachmentStore>> OpenAttachments(
    const std::string& data_path, Ledger& ledger,
    const std::function<void(LogLevel, std::string_view)>& log = nullptr);

// What fsck finds of the scans.
struct AttachmentReport {
  struct Problem {
    // 64 hexadecimal digits.
    std::string name;
    // The reason's own words: ATTACHMENT_NOT_FOUND, STORE_DAMAGED, FILE_UNREADABLE.
    absl::Status status;
  };
  // Files that events name and that are there, whole.
  uint64_t sound_count = 0;
  // Files that events name and that are not there (those of withdrawn records may be missing), or
  // are there with other bytes.
  std::vector<Problem> problems;
  // Files that no event names: no damage.
  std::vector<std::string> strays;
};

// Reads every scan, changing nothing. Errors: FILE_UNREADABLE where the folder can not be listed.
absl::StatusOr<AttachmentReport> CheckAttachments(const AttachmentStore& attachments,
                                                  const RecordBook& records);

}  // namespace hemoledger
