#include "store/repair_tail.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "rocksdb/env.h"
#include "store/data_folder.h"
#include "store/ledger_store.h"
#include "store/rocks.h"

namespace hemoledger {
namespace {

using internal::DataFolder;
using internal::Rocks;
using internal::ToStatus;

// So many torn-wal-<n> folders may stand there before somebody must tidy up.
constexpr int kMaxCopies = 1'000;

absl::StatusOr<std::vector<std::string>> WalFiles(const DataFolder& folder) {
  std::vector<std::string> children;
  RETURN_IF_ERROR(
      ToStatus(folder.env()->GetChildren(folder.ledger_path(), &children), folder.ledger_path()));
  std::erase_if(children, [](const std::string& name) { return !name.ends_with(".log"); });
  return children;
}

// Copies the log files, durably. Gives the folder of the copies.
absl::StatusOr<std::string> CopyWal(const DataFolder& folder) {
  rocksdb::Env& env = *folder.env();
  std::string copy_path;
  for (int n = 1; n <= kMaxCopies; ++n) {
    copy_path = Concat(folder.path(), "/torn-wal-", n);
    if (!env.FileExists(copy_path).ok()) break;
    if (n == kMaxCopies) {
      return MakeError(ERROR_REASON_FILE_UNREADABLE,
                       {{"path", copy_path}, {"detail", "too many copies; remove old ones"}});
    }
  }
  RETURN_IF_ERROR(ToStatus(env.CreateDir(copy_path), copy_path));
  RETURN_IF_ERROR(folder.SyncFolder(folder.path()));
  ASSIGN_OR_RETURN(const auto names, WalFiles(folder));
  for (const std::string& name : names) {
    const std::string source = Concat(folder.ledger_path(), "/", name);
    const std::string target = Concat(copy_path, "/", name);
    // At most kMaxWalBytes each.
    std::string bytes;
    RETURN_IF_ERROR(ToStatus(rocksdb::ReadFileToString(&env, source, &bytes), source));
    RETURN_IF_ERROR(
        ToStatus(rocksdb::WriteStringToFile(&env, bytes, target, /*should_sync=*/true), target));
  }
  RETURN_IF_ERROR(folder.SyncFolder(copy_path));
  return copy_path;
}

Rocks::Options RepairOptions(const DataFolder& folder, rocksdb::WALRecoveryMode recovery,
                             bool read_only) {
  return {.path = folder.ledger_path(),
          .env = folder.env(),
          .read_only = read_only,
          .recovery = recovery,
          .verify_wal_sizes = false,
          .listener = nullptr};
}

// The number of events that can be seen when bad records are stepped over.
absl::StatusOr<uint64_t> SeenNextPosition(const DataFolder& folder) {
  std::unique_ptr<Rocks> rocks;
  RETURN_IF_ERROR(ToStatus(
      Rocks::Open(RepairOptions(folder, rocksdb::WALRecoveryMode::kSkipAnyCorruptedRecords, true),
                  rocks),
      folder.path()));
  return rocks->NextPosition();
}

// Drops the torn record and all behind it, for good.
absl::Status DropTail(const DataFolder& folder) {
  std::unique_ptr<Rocks> rocks;
  RETURN_IF_ERROR(ToStatus(
      Rocks::Open(RepairOptions(folder, rocksdb::WALRecoveryMode::kPointInTimeRecovery, false),
                  rocks),
      folder.path()));
  // Into tables, so that no later start reads the torn log again.
  rocksdb::FlushOptions flush;
  std::vector<rocksdb::ColumnFamilyHandle*> families;
  for (int i = 0; i < kRowKindCount; ++i) {
    families.push_back(rocks->family(static_cast<RowKind>(i)));
  }
  return ToStatus(rocks->db().Flush(flush, families), folder.path());
}

}  // namespace

absl::StatusOr<RepairTailReport> RepairTail(const RepairTailOptions& options) {
  StoreOptions store_options;
  store_options.path = options.path;
  store_options.env = options.env;
  store_options.read_only = true;
  RepairTailReport report;
  {
    const auto store = LedgerStore::Open(store_options);
    if (store.ok()) {
      report.old_next_position = report.new_next_position = (*store)->next_position();
      return report;
    }
    if (ReasonOf(store.status()) != ERROR_REASON_TAIL_TORN) return store.status();
  }
  {
    ASSIGN_OR_RETURN(const auto folder,
                     DataFolder::Open(options.path, options.env, /*create_if_missing=*/false));
    const auto seen = SeenNextPosition(*folder);
    ASSIGN_OR_RETURN(report.copy_path, CopyWal(*folder));
    RETURN_IF_ERROR(DropTail(*folder));
    report.old_next_position = seen.ok() ? *seen : 0;
  }
  ASSIGN_OR_RETURN(const auto store, LedgerStore::Open(std::move(store_options)));
  report.repaired = true;
  report.new_next_position = store->next_position();
  // What was torn may have been the last of it.
  report.old_next_position = std::max(report.old_next_position, report.new_next_position);
  return report;
}

}  // namespace hemoledger
