#include "store/consumer_store.h"

#include <utility>

#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/sha256.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "rocksdb/db.h"
#include "rocksdb/listener.h"
#include "rocksdb/write_batch.h"
#include "store/rocks.h"

namespace hemoledger {

using internal::ToSlice;
using internal::ToStatus;
using internal::ToView;

namespace {

// Memtable and log: cursors and what is settled ahead are small.
constexpr size_t kConsumerWriteBufferBytes = size_t{4} << 20;
constexpr uint64_t kMaxConsumerWalBytes = uint64_t{16} << 20;

std::string KeyOf(std::string_view group_id, ConsumerRowKind kind, uint64_t position = 0) {
  std::string key;
  EncodeConsumerKey({.group_id = group_id, .kind = kind, .position = position}, key);
  return key;
}

absl::Status Damaged(std::string_view key, std::string_view what) {
  return MakeError(ERROR_REASON_STORE_DAMAGED,
                   {{"detail", Concat("consumer group row 0x", Hex(key), ": ", what)}});
}

// Background errors end the process, as the ledger's do.
class FatalListener : public rocksdb::EventListener {
 public:
  FatalListener(std::function<void(const absl::Status&)> on_fatal, std::string path)
      : on_fatal_(std::move(on_fatal)), path_(std::move(path)) {}

  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* status) override {
    if (on_fatal_ != nullptr) on_fatal_(ToStatus(*status, path_));
  }
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status,
                            bool* auto_recovery) override {
    *auto_recovery = false;
  }

 private:
  const std::function<void(const absl::Status&)> on_fatal_;
  const std::string path_;
};

// Puts one row into the group that it belongs to. False: `problem` says what is wrong with it.
bool TakeRow(const ConsumerRowKey& key, std::string_view value, StoredGroup& group,
             std::string& problem) {
  switch (key.kind) {
    case ConsumerRowKind::kGroup:
      group.group_id = key.group_id;
      group.definition = value;
      return true;
    case ConsumerRowKind::kCursor:
      if (DecodeCursorValue(value, group.cursor)) return true;
      break;
    case ConsumerRowKind::kSettled:
      group.settled.push_back(key.position);
      if (value.empty()) return true;
      break;
    case ConsumerRowKind::kOpen:
      group.open.emplace_back().position = key.position;
      if (DecodeOpenValue(value, group.open.back())) return true;
      break;
    case ConsumerRowKind::kParked: {
      group.parked.push_back(key.position);
      ParkedRow row;
      if (DecodeParkedValue(value, row)) return true;
      break;
    }
  }
  problem = "its value can not be read";
  return false;
}

}  // namespace

// --- ConsumerBatch ---

class ConsumerBatch::Impl {
 public:
  rocksdb::WriteBatch batch;

  void Put(const std::string& key, const std::string& value) {
    Check(batch.Put(ToSlice(key), ToSlice(value)));
  }
  void Delete(const std::string& key) { Check(batch.Delete(ToSlice(key))); }
  void DeleteRange(const std::string& begin, const std::string& end) {
    Check(batch.DeleteRange(ToSlice(begin), ToSlice(end)));
  }
  // A batch without a bound takes whatever is put into it.
  static void Check(const rocksdb::Status& status) { HL_CHECK(status.ok()) << status.ToString(); }
};

ConsumerBatch::ConsumerBatch() : impl_(std::make_unique<Impl>()) {}
ConsumerBatch::~ConsumerBatch() = default;
ConsumerBatch::ConsumerBatch(ConsumerBatch&&) noexcept = default;
ConsumerBatch& ConsumerBatch::operator=(ConsumerBatch&&) noexcept = default;

void ConsumerBatch::PutGroup(std::string_view group_id, std::string_view definition) {
  impl_->Put(KeyOf(group_id, ConsumerRowKind::kGroup), std::string(definition));
}

void ConsumerBatch::PutCursor(std::string_view group_id, const CursorRow& row) {
  std::string value;
  EncodeCursorValue(row, value);
  impl_->Put(KeyOf(group_id, ConsumerRowKind::kCursor), value);
}

void ConsumerBatch::PutSettled(std::string_view group_id, uint64_t position) {
  impl_->Put(KeyOf(group_id, ConsumerRowKind::kSettled, position), "");
}

void ConsumerBatch::DeleteSettled(std::string_view group_id, uint64_t position) {
  impl_->Delete(KeyOf(group_id, ConsumerRowKind::kSettled, position));
}

void ConsumerBatch::PutOpen(std::string_view group_id, const OpenRow& row) {
  std::string value;
  EncodeOpenValue(row, value);
  impl_->Put(KeyOf(group_id, ConsumerRowKind::kOpen, row.position), value);
}

void ConsumerBatch::DeleteOpen(std::string_view group_id, uint64_t position) {
  impl_->Delete(KeyOf(group_id, ConsumerRowKind::kOpen, position));
}

void ConsumerBatch::PutParked(std::string_view group_id, const ParkedRow& row) {
  std::string value;
  EncodeParkedValue(row, value);
  impl_->Put(KeyOf(group_id, ConsumerRowKind::kParked, row.position), value);
}

void ConsumerBatch::DeleteParked(std::string_view group_id, uint64_t position) {
  impl_->Delete(KeyOf(group_id, ConsumerRowKind::kParked, position));
}

void ConsumerBatch::DeleteAll(std::string_view group_id, ConsumerRowKind kind) {
  impl_->DeleteRange(ConsumerKeyBegin(group_id, kind), ConsumerKeyEnd(group_id, kind));
}

void ConsumerBatch::DeleteGroup(std::string_view group_id) {
  impl_->DeleteRange(ConsumerKeyBegin(group_id, ConsumerRowKind::kGroup),
                     ConsumerKeyEnd(group_id, ConsumerRowKind::kParked));
}

void ConsumerBatch::Append(ConsumerBatch later) {
  if (empty()) {
    impl_ = std::move(later.impl_);
    return;
  }
  class Copy : public rocksdb::WriteBatch::Handler {
   public:
    explicit Copy(Impl& to) : to_(to) {}
    rocksdb::Status PutCF(uint32_t, const rocksdb::Slice& key,
                          const rocksdb::Slice& value) override {
      return to_.batch.Put(key, value);
    }
    rocksdb::Status DeleteCF(uint32_t, const rocksdb::Slice& key) override {
      return to_.batch.Delete(key);
    }
    rocksdb::Status DeleteRangeCF(uint32_t, const rocksdb::Slice& begin,
                                  const rocksdb::Slice& end) override {
      return to_.batch.DeleteRange(begin, end);
    }

   private:
    Impl& to_;
  };
  Copy copy(*impl_);
  Impl::Check(later.impl_->batch.Iterate(&copy));
}

bool ConsumerBatch::empty() const {
  return impl_->batch.Count() == 0;
}

// --- ConsumerStore ---

class ConsumerStore::Impl {
 public:
  ConsumerStoreOptions options;
  std::string path;
  // Null: read only, and there never were groups.
  std::unique_ptr<rocksdb::DB> db;

  ~Impl() {
    if (db != nullptr) db->Close().PermitUncheckedError();
  }

  absl::Status Open() {
    rocksdb::Options rocks;
    if (options.env != nullptr) rocks.env = options.env;
    path = options.path + "/consumers";
    if (options.read_only && !rocks.env->FileExists(path + "/CURRENT").ok()) {
      return absl::OkStatus();
    }
    rocks.create_if_missing = !options.read_only;
    // A record torn at the end was never answered; here, unlike in the ledger, a shorter log costs
    // deliveries twice, never an event.
    rocks.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
    rocks.recycle_log_file_num = 0;
    rocks.max_bgerror_resume_count = 0;
    rocks.paranoid_checks = true;
    rocks.write_buffer_size = kConsumerWriteBufferBytes;
    rocks.max_total_wal_size = kMaxConsumerWalBytes;
    rocks.allow_concurrent_memtable_write = false;
    rocks.max_background_jobs = 2;
    rocks.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
    rocks.keep_log_file_num = 4;
    rocks.max_log_file_size = 16 << 20;
    rocks.stats_dump_period_sec = 0;
    rocks.stats_persist_period_sec = 0;
    rocks.compression = rocksdb::CompressionType::kLZ4Compression;
    if (options.on_fatal != nullptr) {
      rocks.listeners.push_back(std::make_shared<FatalListener>(options.on_fatal, path));
    }
    rocksdb::DB* opened = nullptr;
    const rocksdb::Status status = options.read_only
                                       ? rocksdb::DB::OpenForReadOnly(rocks, path, &opened)
                                       : rocksdb::DB::Open(rocks, path, &opened);
    if (!status.ok()) return ToStatus(status, path);
    db.reset(opened);
    return absl::OkStatus();
  }
};

ConsumerStore::ConsumerStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ConsumerStore::~ConsumerStore() = default;

absl::StatusOr<std::unique_ptr<ConsumerStore>> ConsumerStore::Open(ConsumerStoreOptions options) {
  auto impl = std::make_unique<Impl>();
  impl->options = std::move(options);
  RETURN_IF_ERROR(impl->Open());
  return std::unique_ptr<ConsumerStore>(new ConsumerStore(std::move(impl)));
}

absl::StatusOr<std::vector<StoredGroup>> ConsumerStore::ReadAll() const {
  std::vector<StoredGroup> groups;
  if (impl_->db == nullptr) return groups;
  const std::unique_ptr<rocksdb::Iterator> it(impl_->db->NewIterator({}));
  for (it->SeekToFirst(); it->Valid(); it->Next()) {
    ConsumerRowKey key;
    if (!DecodeConsumerKey(ToView(it->key()), key)) {
      return Damaged(ToView(it->key()), "its key can not be read");
    }
    if (key.kind == ConsumerRowKind::kGroup) groups.emplace_back();
    if (groups.empty() || (key.kind != ConsumerRowKind::kGroup &&
                           std::string_view(groups.back().group_id) != key.group_id)) {
      return Damaged(ToView(it->key()), "it belongs to no group");
    }
    std::string problem;
    if (!TakeRow(key, ToView(it->value()), groups.back(), problem)) {
      return Damaged(ToView(it->key()), problem);
    }
  }
  RETURN_IF_ERROR(ToStatus(it->status(), impl_->path));
  return groups;
}

absl::StatusOr<std::vector<ParkedRow>> ConsumerStore::ReadParked(std::string_view group_id,
                                                                 uint64_t from,
                                                                 size_t limit) const {
  std::vector<ParkedRow> rows;
  if (impl_->db == nullptr) return rows;
  const std::string end = ConsumerKeyEnd(group_id, ConsumerRowKind::kParked);
  const std::unique_ptr<rocksdb::Iterator> it(impl_->db->NewIterator({}));
  for (it->Seek(ToSlice(KeyOf(group_id, ConsumerRowKind::kParked, from)));
       it->Valid() && ToView(it->key()) < std::string_view(end) && rows.size() < limit;
       it->Next()) {
    ConsumerRowKey key;
    ParkedRow& row = rows.emplace_back();
    if (!DecodeConsumerKey(ToView(it->key()), key) ||
        !DecodeParkedValue(ToView(it->value()), row)) {
      return Damaged(ToView(it->key()), "it can not be read");
    }
    row.position = key.position;
  }
  RETURN_IF_ERROR(ToStatus(it->status(), impl_->path));
  return rows;
}

absl::Status ConsumerStore::Write(const ConsumerBatch& batch) {
  HL_CHECK(impl_->db != nullptr && !impl_->options.read_only);
  rocksdb::WriteOptions write;
  write.sync = true;
  const absl::Status written = ToStatus(impl_->db->Write(write, &batch.impl_->batch), impl_->path);
  if (!written.ok() && impl_->options.on_fatal != nullptr) impl_->options.on_fatal(written);
  return written;
}

absl::StatusOr<std::vector<std::string>> CheckConsumerRows(const std::string& data_path,
                                                           rocksdb::Env* env, uint64_t event_count,
                                                           uint64_t& group_count) {
  ASSIGN_OR_RETURN(const auto store,
                   ConsumerStore::Open({.path = data_path, .env = env, .read_only = true}));
  std::vector<std::string> problems;
  const auto groups = store->ReadAll();
  if (!groups.ok()) {
    problems.push_back(MessageOf(groups.status(), Language::kEnglish));
    return problems;
  }
  group_count = groups->size();
  for (const StoredGroup& group : *groups) {
    const uint64_t cursor = group.cursor.next_position;
    const auto tell = [&](const auto&... words) {
      problems.push_back(Concat("group ", group.group_id, ": ", words...));
    };
    if (cursor > event_count) {
      tell("its cursor ", cursor, " is beyond the ledger's ", event_count,
           " events; reset it, or restore the ledger");
    }
    if (group.definition.empty()) tell("its definition is blank");
    for (const uint64_t position : group.settled) {
      if (position < cursor) tell("position ", position, " is settled before the cursor ", cursor);
      if (position >= event_count) tell("position ", position, " is settled beyond the ledger");
    }
    for (const OpenRow& row : group.open) {
      if (row.position >= event_count)
        tell("position ", row.position, " is open beyond the ledger");
    }
    for (const uint64_t position : group.parked) {
      if (position >= event_count) tell("position ", position, " is parked beyond the ledger");
    }
  }
  return problems;
}

}  // namespace hemoledger
