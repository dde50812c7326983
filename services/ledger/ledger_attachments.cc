#include "services/ledger/ledger_attachments.h"

#include <set>
#include <utility>

#include "proto/base/errors.h"
#include "proto/base/sha256.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

constexpr size_t kPieceBytes = 1 << 20;

std::set<std::string> FileNames(const StringSet& hashes) {
  std::set<std::string> names;
  for (const std::string& hash : hashes) names.insert(Hex(hash));
  return names;
}

// Reads the whole file and with it its hash.
absl::Status ReadThrough(const AttachmentStore& attachments, const Hash256& hash) {
  ASSIGN_OR_RETURN(const auto reader, attachments.Read(hash));
  while (true) {
    ASSIGN_OR_RETURN(const std::string piece, reader->Next(kPieceBytes));
    if (piece.empty()) return absl::OkStatus();
  }
}

// Files that no event names, by name.
absl::StatusOr<std::vector<std::string>> StraysOf(const AttachmentStore& attachments,
                                                  const RecordBook& records) {
  const std::set<std::string> named = FileNames(records.AttachmentHashes(false));
  ASSIGN_OR_RETURN(std::vector<std::string> names, attachments.List());
  std::erase_if(names, [&](const std::string& name) { return named.contains(name); });
  return names;
}

}  // namespace

absl::StatusOr<std::unique_ptr<AttachmentStore>> OpenAttachments(
    const std::string& data_path, Ledger& ledger,
    const std::function<void(LogLevel, std::string_view)>& log) {
  ASSIGN_OR_RETURN(std::unique_ptr<AttachmentStore> attachments, AttachmentStore::Open(data_path));
  const std::shared_ptr<const View> view = ledger.views().Pin();
  ASSIGN_OR_RETURN(const std::vector<std::string> strays, StraysOf(*attachments, *view->records));
  if (log && !strays.empty()) {
    log(LogLevel::kWarning,
        Concat(strays.size(), " attachments that no event names; fsck lists them"));
  }
  return attachments;
}

absl::StatusOr<AttachmentReport> CheckAttachments(const AttachmentStore& attachments,
                                                  const RecordBook& records) {
  AttachmentReport report;
  ASSIGN_OR_RETURN(const std::vector<std::string> names, attachments.List());
  const std::set<std::string> there(names.begin(), names.end());
  const std::set<std::string> named = FileNames(records.AttachmentHashes(false));
  const std::set<std::string> demanded = FileNames(records.AttachmentHashes(true));
  for (const std::string& name : named) {
    if (!there.contains(name) && !demanded.contains(name)) continue;
    absl::Status status = ReadThrough(attachments, *HashFromBytes(*UnHex(name)));
    if (status.ok()) {
      ++report.sound_count;
    } else {
      report.problems.push_back({name, std::move(status)});
    }
  }
  ASSIGN_OR_RETURN(report.strays, StraysOf(attachments, records));
  return report;
}

}  // namespace hemoledger
