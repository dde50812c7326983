#include "store/ledger_store.h"

#include <array>
#include <limits>
#include <utility>

#include "hemoledger/v1/events.pb.h"
#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "rocksdb/env.h"
#include "rocksdb/iterator.h"
#include "rocksdb/transaction_log.h"
#include "store/codec.h"
#include "store/event_cursor_impl.h"
#include "store/ledger_store_impl.h"

namespace hemoledger {

using internal::DamagedRow;
using internal::ToSlice;
using internal::ToStatus;
using internal::ToView;

namespace internal {
namespace {

// RocksDB's background errors end the process.
class FatalListener : public rocksdb::EventListener {
 public:
  FatalListener(std::shared_ptr<Poison> poison, std::string path)
      : poison_(std::move(poison)), path_(std::move(path)) {}

  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* status) override {
    poison_->SetAndTell(ToStatus(*status, path_));
  }
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status,
                            bool* auto_recovery) override {
    *auto_recovery = false;
  }

 private:
  const std::shared_ptr<Poison> poison_;
  const std::string path_;
};

}  // namespace

absl::Status Poison::Set(absl::Status status) {
  MutexLock lock(mutex_);
  if (status_.ok()) status_ = std::move(status);
  return status_;
}

void Poison::SetAndTell(absl::Status status) {
  const absl::Status first = Set(std::move(status));
  {
    MutexLock lock(mutex_);
    if (told_) return;
    told_ = true;
  }
  if (on_fatal_ != nullptr) on_fatal_(first);
}

absl::Status Poison::status() const {
  MutexLock lock(mutex_);
  return status_;
}

}  // namespace internal

LedgerStore::Impl::Impl(StoreOptions options)
    : options(std::move(options)),
      poison(std::make_shared<internal::Poison>(this->options.on_fatal)),
      batch(kMaxGroupBytes) {}

absl::Status LedgerStore::Impl::Open() {
  HL_CHECK(!(options.create_if_missing && options.read_only));
  HL_CHECK(options.check_tail || options.read_only) << "a ledger to be written is looked at first";
  ASSIGN_OR_RETURN(
      folder, internal::DataFolder::Open(options.path, options.env, options.create_if_missing));
  if (folder->is_new()) return Make();
  RETURN_IF_ERROR(OpenRocks());
  RETURN_IF_ERROR(internal::CheckMeta(*rocks));
  const absl::StatusOr<uint64_t> position = rocks->NextPosition();
  if (position.ok()) {
    next_position.store(*position);
  } else if (options.check_tail) {
    return position.status();
  } else {
    // fsck names what is wrong with the last frame; every position may be asked for.
    next_position.store(std::numeric_limits<uint64_t>::max());
  }
  return absl::OkStatus();
}

absl::Status LedgerStore::Impl::OpenRocks() {
  const internal::Rocks::Options rocks_options{
      .path = folder->ledger_path(),
      .env = folder->env(),
      .create = folder->is_new(),
      .read_only = options.read_only,
      .block_cache_bytes = options.block_cache_bytes,
      .write_buffer_bytes = options.write_buffer_bytes,
      .listener = std::make_shared<internal::FatalListener>(poison, options.path)};
  const rocksdb::Status status = internal::Rocks::Open(rocks_options, rocks);
  if (!status.IsCorruption()) return ToStatus(status, options.path);
  const internal::Tear tear = internal::FindTear(rocks_options);
  if (tear.where == internal::Tear::Where::kNowhere) return ToStatus(status, options.path);
  if (folder->is_new()) return MendUnfinished(rocks_options, tear);
  return MakeError(
      ERROR_REASON_TAIL_TORN,
      {{"path", options.path}, {"detail", Concat(tear.detail, ": ", status.ToString())}});
}

absl::Status LedgerStore::Impl::MendUnfinished(internal::Rocks::Options rocks_options,
                                               const internal::Tear& tear) {
  if (tear.where == internal::Tear::Where::kManifest) {
    RETURN_IF_ERROR(internal::CutFile(*folder->env(), tear.manifest_path, tear.good_bytes));
  } else if (tear.next_position != 0) {
    return EventsWithoutFormat(tear.next_position);
  }
  rocks_options.recovery = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  return ToStatus(internal::Rocks::Open(rocks_options, rocks), options.path);
}

absl::Status LedgerStore::Impl::EventsWithoutFormat(uint64_t count) const {
  return MakeError(
      ERROR_REASON_STORE_DAMAGED,
      {{"detail", Concat("there are ", count, " events but no file FORMAT in ", options.path)}});
}

absl::Status LedgerStore::Impl::Make() {
  RETURN_IF_ERROR(OpenRocks());
  ASSIGN_OR_RETURN(const uint64_t position, rocks->NextPosition());
  if (position != 0) return EventsWithoutFormat(position);
  RETURN_IF_ERROR(internal::WriteMeta(*rocks));
  return folder->WriteFormat();
}

absl::Status LedgerStore::Impl::Append(const Group& group) {
  const uint64_t position = next_position.load();
  HL_CHECK(!options.read_only);
  HL_CHECK(!group.empty());
  HL_CHECK(group.base_position() == position)
      << "a group for " << group.base_position() << " at " << position;
  HL_CHECK(group.size_bytes() <= kMaxGroupBytes) << group.size_bytes() << " bytes";
  RETURN_IF_ERROR(poison->status());

  batch.Clear();
  std::string key;
  std::string trailer;
  for (size_t i = 0; i < group.frame_count(); ++i) {
    const Group::FrameParts frame = group.frame(i);
    key.clear();
    EncodePositionKey(frame.first_position, key);
    trailer.clear();
    EncodeFrameTrailer(frame.first_position, frame.events, frame.offsets, frame.event_count,
                       trailer);
    const std::array<rocksdb::Slice, 1> key_parts = {ToSlice(key)};
    const std::array<rocksdb::Slice, 3> value_parts = {ToSlice(frame.events),
                                                       ToSlice(frame.offsets), ToSlice(trailer)};
    const rocksdb::Status put =
        batch.Put(rocks->family(RowKind::kFrame), {key_parts.data(), key_parts.size()},
                  {value_parts.data(), value_parts.size()});
    if (!put.ok()) return poison->Set(ToStatus(put, options.path));
  }
  for (size_t i = 0; i < group.row_count(); ++i) {
    const Group::EncodedRow row = group.row(i);
    const rocksdb::Status put =
        batch.Put(rocks->family(row.kind), ToSlice(row.key), ToSlice(row.value));
    if (!put.ok()) return poison->Set(ToStatus(put, options.path));
  }
  HL_CHECK(batch.GetDataSize() <= group.size_bytes())
      << batch.GetDataSize() << " > " << group.size_bytes();

  rocksdb::WriteOptions write;
  write.sync = true;
  const rocksdb::Status written = rocks->db().Write(write, &batch);
  if (!written.ok()) return poison->Set(ToStatus(written, options.path));
  next_position.store(group.next_position());
  return absl::OkStatus();
}

absl::Status LedgerStore::Impl::ParseFrame(std::string_view key, std::string_view value,
                                           FrameView& frame) const {
  uint64_t first_position = 0;
  std::string problem;
  if (DecodePositionKey(key, first_position) && verified.Has(first_position) &&
      FrameView::ParseUnchecked(first_position, value, frame, problem)) {
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(internal::ParseFrameRow(key, value, frame));
  verified.Add(frame.first_position());
  return absl::OkStatus();
}

absl::Status LedgerStore::Impl::SeekFrame(uint64_t position, std::unique_ptr<rocksdb::Iterator>& it,
                                          FrameView& frame) const {
  const uint64_t next = next_position.load();
  if (position >= next) {
    return MakeError(ERROR_REASON_POSITION_PAST_HEAD,
                     {{"position", position}, {"head", next == 0 ? "none" : Concat(next - 1)}});
  }
  it = rocks->NewIterator(RowKind::kFrame);
  std::string key;
  EncodePositionKey(position, key);
  it->SeekForPrev(ToSlice(key));
  RETURN_IF_ERROR(ToStatus(it->status(), options.path));
  if (!it->Valid()) return DamagedRow(RowKind::kFrame, key, "no frame holds it");
  RETURN_IF_ERROR(ParseFrame(ToView(it->key()), ToView(it->value()), frame));
  if (position >= frame.next_position()) {
    return DamagedRow(RowKind::kFrame, key, "no frame holds it");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> internal::EventIn(const FrameView& frame, uint64_t position) {
  const auto index = static_cast<uint32_t>(position - frame.first_position());
  if (frame.Holds(index)) return std::string(frame.event(index));
  std::string key;
  EncodePositionKey(position, key);
  return DamagedRow(RowKind::kFrame, key, "the event lies outside of it");
}

absl::StatusOr<std::unique_ptr<LedgerStore>> LedgerStore::Open(StoreOptions options) {
  const bool check_tail = options.check_tail;
  auto impl = std::make_unique<Impl>(std::move(options));
  RETURN_IF_ERROR(impl->Open());
  std::unique_ptr<LedgerStore> store(new LedgerStore(std::move(impl)));
  if (check_tail) RETURN_IF_ERROR(internal::CheckTail(*store));
  return store;
}

LedgerStore::LedgerStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
LedgerStore::~LedgerStore() = default;

uint64_t LedgerStore::next_position() const {
  return impl_->next_position.load();
}

absl::Status LedgerStore::Append(const Group& group) {
  return impl_->Append(group);
}

absl::StatusOr<std::string> LedgerStore::ReadEvent(uint64_t position) const {
  std::unique_ptr<rocksdb::Iterator> it;
  FrameView frame;
  RETURN_IF_ERROR(impl_->SeekFrame(position, it, frame));
  return internal::EventIn(frame, position);
}

EventCursor LedgerStore::ReadFrom(uint64_t position) const {
  return EventCursor(std::make_unique<EventCursor::Impl>(*impl_->rocks, position));
}

absl::StatusOr<uint64_t> LedgerStore::FreeDiskBytes() const {
  uint64_t bytes = 0;
  RETURN_IF_ERROR(ToStatus(impl_->folder->env()->GetFreeSpace(impl_->folder->path(), &bytes),
                           impl_->options.path));
  return bytes;
}

StoreSizes LedgerStore::Sizes() const {
  StoreSizes sizes;
  rocksdb::DB& db = impl_->rocks->db();
  for (int i = 0; i < kRowKindCount; ++i) {
    StoreSizes::Kind kind{.kind = static_cast<RowKind>(i)};
    rocksdb::ColumnFamilyHandle* const family = impl_->rocks->family(kind.kind);
    // A property that is not there leaves 0.
    db.GetIntProperty(family, rocksdb::DB::Properties::kTotalSstFilesSize, &kind.table_file_bytes);
    db.GetIntProperty(family, rocksdb::DB::Properties::kSizeAllMemTables, &kind.memtable_bytes);
    db.GetIntProperty(family, rocksdb::DB::Properties::kEstimateNumKeys, &kind.row_count);
    sizes.total_bytes += kind.table_file_bytes;
    sizes.kinds.push_back(kind);
  }
  rocksdb::VectorLogPtr logs;
  if (db.GetSortedWalFiles(logs).ok()) {
    for (const auto& log : logs) sizes.wal_bytes += log->SizeFileBytes();
  }
  sizes.total_bytes += sizes.wal_bytes;
  return sizes;
}

}  // namespace hemoledger
