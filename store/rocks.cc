#include "store/rocks.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "rocksdb/cache.h"
#include "rocksdb/env.h"
#include "rocksdb/filter_policy.h"
#include "rocksdb/table.h"
#include "store/codec.h"
#include "store/limits.h"

namespace hemoledger::internal {
namespace {

// Only the default family is named by RocksDB.
std::string FamilyName(RowKind kind) {
  return kind == RowKind::kMeta ? rocksdb::kDefaultColumnFamilyName
                                : std::string(RowKindName(kind));
}

rocksdb::DBOptions DatabaseOptions(const Rocks::Options& options) {
  rocksdb::DBOptions db;
  if (options.env != nullptr) db.env = options.env;
  db.create_if_missing = options.create;
  db.create_missing_column_families = options.create;
  if (options.listener != nullptr) db.listeners.push_back(options.listener);

  // --- Nothing acknowledged is lost in silence ---
  // A record that can not be read makes Open fail. (The default stops there in silence, also before
  // acknowledged groups.) A record that ends with the file is dropped: a killed process leaves it,
  // and it was never synced.
  db.wal_recovery_mode = options.recovery;
  // A closed log file that is missing or shorter than when it was closed makes Open fail.
  db.track_and_verify_wals_in_manifest = options.verify_wal_sizes;
  // A reused log file has old records behind the new ones, so that a torn tail can not be told.
  db.recycle_log_file_num = 0;
  // Families are flushed apart: a record that was never synced stands behind all that any of them
  // has flushed, since memtables take what is synced only. (Flushing them together would let log
  // files go sooner, but 7.8 leaks a reference when such a flush fails, and then can not be
  // closed.)
  db.atomic_flush = false;
  // RocksDB would resume by itself, for instance after a full disk; here the process ends.
  db.max_bgerror_resume_count = 0;
  db.paranoid_checks = true;

  // --- Speed ---
  // Start-up replays no more than this; see kMaxWalBytes.
  db.max_total_wal_size = kMaxWalBytes;
  // Tables are written back in steps, so that no fdatasync of the WAL waits behind a whole table.
  db.bytes_per_sync = 1 << 20;
  // There is one writer: a memtable without atomics.
  db.allow_concurrent_memtable_write = false;
  db.enable_write_thread_adaptive_yield = false;
  db.max_background_jobs = 2;

  // --- Its own log: Debian's build is one with assertions, and logs at DEBUG by default ---
  db.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  db.keep_log_file_num = 4;
  db.max_log_file_size = 16 << 20;
  db.stats_dump_period_sec = 0;
  db.stats_persist_period_sec = 0;
  return db;
}

rocksdb::ColumnFamilyOptions FamilyOptions(RowKind kind, const Rocks::Options& options,
                                           const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.format_version = 5;
  // Debian's CRC-32C does without the processor's instruction; XXH3 is fast in plain code.
  table.checksum = rocksdb::ChecksumType::kXXH3;
  // Indexes and filters are part of what the cache bounds.
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;

  rocksdb::ColumnFamilyOptions family;
  // LZ4 takes a third off frames of receipts at about a tenth of a core; at the bottom, where
  // tables stay, zstd takes more.
  family.compression = rocksdb::CompressionType::kLZ4Compression;
  family.write_buffer_size = std::max<size_t>(options.write_buffer_bytes / 4, 64 << 10);
  switch (kind) {
    case RowKind::kFrame:
      // One frame fills a block; keys only grow, so compaction moves tables without rewriting them.
      family.write_buffer_size = options.write_buffer_bytes;
      family.max_write_buffer_number = 4;
      break;
    case RowKind::kId:
      // New ids come in no order and are mostly not there: a filter answers without reading.
      table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
      family.write_buffer_size = options.write_buffer_bytes;
      break;
    case RowKind::kVersion:
      // Most receipts were never corrected.
      table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
      break;
    case RowKind::kText:
      // Salts do not compress, and texts are short.
      family.compression = rocksdb::CompressionType::kNoCompression;
      break;
    case RowKind::kRun:
    case RowKind::kRevision:
    case RowKind::kMeta:
      break;
  }
  family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return family;
}

}  // namespace

absl::Status ToStatus(const rocksdb::Status& status, std::string_view path) {
  if (status.ok()) return absl::OkStatus();
  if (status.IsCorruption()) {
    return MakeError(ERROR_REASON_STORE_DAMAGED, {{"detail", status.ToString()}});
  }
  return MakeError(ERROR_REASON_FILE_UNREADABLE, {{"path", path}, {"detail", status.ToString()}});
}

rocksdb::Status Rocks::Open(const Options& options, std::unique_ptr<Rocks>& rocks) {
  const auto cache = rocksdb::NewLRUCache(options.block_cache_bytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (int i = 0; i < kRowKindCount; ++i) {
    const auto kind = static_cast<RowKind>(i);
    descriptors.emplace_back(FamilyName(kind), FamilyOptions(kind, options, cache));
  }
  const rocksdb::DBOptions db_options = DatabaseOptions(options);
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status =
      options.read_only
          ? rocksdb::DB::OpenForReadOnly(db_options, options.path, descriptors, &handles, &db)
          : rocksdb::DB::Open(db_options, options.path, descriptors, &handles, &db);
  if (!status.ok()) return status;
  HL_CHECK(handles.size() == static_cast<size_t>(kRowKindCount));
  rocks.reset(new Rocks());
  rocks->path_ = options.path;
  rocks->db_.reset(db);
  std::copy(handles.begin(), handles.end(), rocks->families_.begin());
  return status;
}

Rocks::~Rocks() {
  for (rocksdb::ColumnFamilyHandle* family : families_) {
    db_->DestroyColumnFamilyHandle(family).PermitUncheckedError();
  }
  // What is durable is durable; an error here says nothing new.
  db_->Close().PermitUncheckedError();
}

std::unique_ptr<rocksdb::Iterator> Rocks::NewIterator(RowKind kind,
                                                      const rocksdb::ReadOptions& options) const {
  return std::unique_ptr<rocksdb::Iterator>(db_->NewIterator(options, family(kind)));
}

absl::Status Rocks::Get(RowKind kind, std::string_view key, rocksdb::PinnableSlice& value,
                        bool& found) const {
  const rocksdb::Status status = db_->Get({}, family(kind), ToSlice(key), &value);
  found = status.ok();
  return status.IsNotFound() ? absl::OkStatus() : ToStatus(status, path_);
}

absl::StatusOr<uint64_t> Rocks::NextPosition() const {
  const auto it = NewIterator(RowKind::kFrame);
  it->SeekToLast();
  RETURN_IF_ERROR(ToStatus(it->status(), path_));
  if (!it->Valid()) return 0;
  uint64_t first_position = 0;
  FrameView frame;
  std::string problem = "its key can not be read";
  if (!DecodePositionKey(ToView(it->key()), first_position) ||
      !FrameView::Parse(first_position, ToView(it->value()), frame, problem)) {
    return MakeError(
        ERROR_REASON_STORE_DAMAGED,
        {{"detail", DescribeKey(RowKind::kFrame, ToView(it->key())) + ": " + problem}});
  }
  return frame.next_position();
}

absl::Status WriteMeta(const Rocks& rocks) {
  std::string value;
  PutU32(kFormatVersion, value);
  rocksdb::WriteOptions write;
  write.sync = true;
  return ToStatus(rocks.db().Put(write, rocks.family(RowKind::kMeta),
                                 ToSlice(kMetaFormatVersionKey), ToSlice(value)),
                  rocks.path());
}

absl::Status CheckMeta(const Rocks& rocks) {
  rocksdb::PinnableSlice value;
  bool found = false;
  RETURN_IF_ERROR(rocks.Get(RowKind::kMeta, kMetaFormatVersionKey, value, found));
  if (!found || value.size() != 4) {
    return MakeError(ERROR_REASON_STORE_DAMAGED, {{"detail", "no meta row tells the format"}});
  }
  const uint32_t version = GetU32(value.data());
  if (version != kFormatVersion) {
    return MakeError(ERROR_REASON_FORMAT_UNKNOWN,
                     {{"found", version}, {"expected", kFormatVersion}});
  }
  return absl::OkStatus();
}

}  // namespace hemoledger::internal
