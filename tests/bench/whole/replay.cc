#include "tests/bench/whole/replay.h"

#include <rocksdb/db.h>
#include <rocksdb/table.h>
#include <rocksdb/utilities/options_util.h>

#include <memory>
#include <vector>

#include "services/ledger/committed_state.h"
#include "services/ledger/views.h"
#include "store/ledger_store.h"
#include "tests/bench/whole/measurement.h"

namespace hemoledger::bench {
namespace {

constexpr char kFrames[] = "frame";

// The ledger's RocksDB without any of our code around it.
class RawLedger {
 public:
  explicit RawLedger(const std::filesystem::path& folder) {
    const std::string path = folder / "ledger";
    rocksdb::Options options;
    // No cache of blocks: every scan reads, checks and unpacks what the files hold.
    rocksdb::BlockBasedTableOptions table;
    table.no_block_cache = true;
    rocksdb::ColumnFamilyOptions family_options;
    family_options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    // What is compacted here is packed as the ledger packs it.
    rocksdb::DBOptions database;
    std::vector<rocksdb::ColumnFamilyDescriptor> written;
    Require(rocksdb::LoadLatestOptions(rocksdb::ConfigOptions(), path, &database, &written));
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    for (const rocksdb::ColumnFamilyDescriptor& family : written) {
      family_options.compression = family.options.compression;
      family_options.bottommost_compression = family.options.bottommost_compression;
      families.emplace_back(family.name, family_options);
    }
    rocksdb::DB* db = nullptr;
    Require(rocksdb::DB::Open(options, path, families, &families_, &db));
    db_.reset(db);
  }
  ~RawLedger() {
    for (rocksdb::ColumnFamilyHandle* family : families_) {
      db_->DestroyColumnFamilyHandle(family).PermitUncheckedError();
    }
  }
  RawLedger(const RawLedger&) = delete;
  RawLedger& operator=(const RawLedger&) = delete;

  // Bytes of all frames.
  uint64_t Scan() const {
    for (rocksdb::ColumnFamilyHandle* family : families_) {
      if (family->GetName() != kFrames) continue;
      const std::unique_ptr<rocksdb::Iterator> row(
          db_->NewIterator(rocksdb::ReadOptions(), family));
      uint64_t bytes = 0;
      for (row->SeekToFirst(); row->Valid(); row->Next()) bytes += row->value().size();
      Require(row->status());
      return bytes;
    }
    Die("the ledger has no frames");
  }
  // Out of memory into files.
  void Flush() const {
    for (rocksdb::ColumnFamilyHandle* family : families_) {
      Require(db_->Flush(rocksdb::FlushOptions(), family));
    }
  }
  void Compact() const {
    Flush();
    for (rocksdb::ColumnFamilyHandle* family : families_) {
      Require(db_->CompactRange(rocksdb::CompactRangeOptions(), family, nullptr, nullptr));
    }
  }

 private:
  static void Require(const rocksdb::Status& status) {
    if (!status.ok()) Die("RocksDB: " + status.ToString());
  }

  std::vector<rocksdb::ColumnFamilyHandle*> families_;
  std::unique_ptr<rocksdb::DB> db_;
};

std::unique_ptr<LedgerStore> OpenStore(const std::filesystem::path& folder) {
  StoreOptions options;
  options.path = folder;
  absl::StatusOr<std::unique_ptr<LedgerStore>> store = LedgerStore::Open(std::move(options));
  if (!store.ok()) Die("the ledger can not be opened: " + std::string(store.status().message()));
  return *std::move(store);
}

}  // namespace

ReplayOutcome Replay(const std::filesystem::path& folder) {
  ReplayOutcome outcome;
  double scan_seconds = 0;
  {
    const RawLedger raw(folder);
    raw.Flush();
    // The files come from the disk once; then both read them from memory.
    raw.Scan();
    scan_seconds = Seconds([&] { raw.Scan(); });
  }
  const std::unique_ptr<LedgerStore> store = OpenStore(folder);
  Views views;
  CommittedState state(*store, views);
  uint64_t applied = 0;
  const double replay_seconds = Seconds([&] {
    if (!state.CatchUp(&applied).ok()) Die("the ledger can not be replayed");
  });
  outcome.replayed_per_second = static_cast<double>(applied) / replay_seconds;
  outcome.scanned_per_second = static_cast<double>(applied) / scan_seconds;
  return outcome;
}

DiskOutcome DiskUse(const std::filesystem::path& folder) {
  {
    const RawLedger raw(folder);
    raw.Compact();
  }
  DiskOutcome outcome;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "ledger")) {
    const std::string kind = entry.path().extension();
    if (kind == ".sst") outcome.disk_bytes += static_cast<double>(entry.file_size());
  }
  const std::unique_ptr<LedgerStore> store = OpenStore(folder);
  for (EventCursor cursor = store->ReadFrom(0); cursor.Next();) {
    outcome.event_bytes += static_cast<double>(cursor.event().size());
  }
  return outcome;
}

}  // namespace hemoledger::bench
