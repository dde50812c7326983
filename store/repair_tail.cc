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
#include "store/torn_tail.h"

namespace hemoledger {
namespace {

using internal::DataFolder;
using internal::Rocks;
using internal::Tear;
using internal::ToStatus;

// So many torn-wal-<n> folders may stand there before somebody must tidy up.
constexpr int kMaxCopies = 1'000;

// The WAL files and the MANIFEST, which may both be torn.
absl::StatusOr<std::vector<std::string>> FilesToCopy(const DataFolder& folder) {
  std::vector<std::string> children;
  RETURN_IF_ERROR(
      ToStatus(folder.env()->GetChildren(folder.ledger_path(), &children), folder.ledger_path()));
  std::erase_if(children, [](const std::string& name) {
    return !name.ends_with(".log") && !name.starts_with("MANIFEST-") && name != "CURRENT";
  });
  return children;
}

// Copies them, durably. Gives the folder of the copies.
absl::StatusOr<std::string> CopyFiles(const DataFolder& folder) {
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
  ASSIGN_OR_RETURN(const auto names, FilesToCopy(folder));
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
          // RocksDB drops what it noted of the sizes where they are not compared; it can not where
          // nothing is written.
          .verify_wal_sizes = read_only,
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
  // The MANIFEST may be torn, and behind it the WAL.
  for (int torn = 0; torn <= 2; ++torn) {
    {
      const auto store = LedgerStore::Open(store_options);
      if (store.ok()) {
        report.new_next_position = (*store)->next_position();
        report.old_next_position = std::max(report.old_next_position, report.new_next_position);
        return report;
      }
      if (ReasonOf(store.status()) != ERROR_REASON_TAIL_TORN || torn == 2) return store.status();
    }
    ASSIGN_OR_RETURN(const auto folder,
                     DataFolder::Open(options.path, options.env, /*create_if_missing=*/false));
    if (report.copy_path.empty()) {
      ASSIGN_OR_RETURN(report.copy_path, CopyFiles(*folder));
    }
    const Tear tear = internal::FindTear(
        RepairOptions(*folder, rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords, true));
    if (tear.where == Tear::Where::kManifest) {
      RETURN_IF_ERROR(internal::CutFile(*folder->env(), tear.manifest_path, tear.good_bytes));
    } else {
      const auto seen = SeenNextPosition(*folder);
      if (seen.ok()) report.old_next_position = *seen;
      RETURN_IF_ERROR(DropTail(*folder));
    }
    report.repaired = true;
  }
  return MakeError(ERROR_REASON_INTERNAL, {{"detail", "repair-tail came to no end"}});
}

}  // namespace hemoledger
