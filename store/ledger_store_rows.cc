// Reading the index rows.
#include <limits>
#include <utility>

#include "hemoledger/v1/events.pb.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "rocksdb/iterator.h"
#include "store/codec.h"
#include "store/event_cursor_impl.h"
#include "store/ledger_store.h"
#include "store/ledger_store_impl.h"

namespace hemoledger {

using internal::DamagedRow;
using internal::ToSlice;
using internal::ToStatus;
using internal::ToView;

namespace {

// The source's last run that begins at `sequence` or before it.
absl::StatusOr<std::optional<RunRow>> RunAtOrBefore(const LedgerStore::Impl& impl,
                                                    std::string_view source_id, uint64_t sequence) {
  const auto it = impl.rocks->NewIterator(RowKind::kRun);
  std::string sought;
  EncodeRunKey(source_id, sequence, sought);
  it->SeekForPrev(ToSlice(sought));
  RETURN_IF_ERROR(ToStatus(it->status(), impl.options.path));
  std::optional<RunRow> run;
  if (!it->Valid()) return run;
  run.emplace();
  std::string_view found_source;
  const std::string_view key = ToView(it->key());
  if (!DecodeRunKey(key, found_source, run->first_sequence) ||
      !DecodeRunValue(ToView(it->value()), run->first_position, run->count)) {
    return DamagedRow(RowKind::kRun, key, "can not be read");
  }
  if (found_source != source_id) run.reset();
  return run;
}

}  // namespace

absl::StatusOr<std::optional<RunRow>> LedgerStore::FindRun(std::string_view source_id,
                                                           uint64_t sequence) const {
  ASSIGN_OR_RETURN(std::optional<RunRow> run, RunAtOrBefore(*impl_, source_id, sequence));
  if (run.has_value() && sequence > run->last_sequence()) run.reset();
  return run;
}

absl::StatusOr<std::optional<RunRow>> LedgerStore::LastRun(std::string_view source_id) const {
  return RunAtOrBefore(*impl_, source_id, std::numeric_limits<uint64_t>::max());
}

absl::StatusOr<std::optional<uint64_t>> LedgerStore::FindId(IdScope scope,
                                                            std::string_view scope_name,
                                                            std::string_view id) const {
  std::string key;
  EncodeIdKey(scope, scope_name, id, key);
  rocksdb::PinnableSlice value;
  bool found = false;
  RETURN_IF_ERROR(impl_->rocks->Get(RowKind::kId, key, value, found));
  std::optional<uint64_t> position;
  if (!found) return position;
  if (!DecodeIdValue(ToView(value), position.emplace())) {
    return DamagedRow(RowKind::kId, key, "can not be read");
  }
  return position;
}

absl::StatusOr<std::optional<VersionRow>> LedgerStore::FindVersion(
    uint64_t original_position) const {
  std::string key;
  EncodePositionKey(original_position, key);
  rocksdb::PinnableSlice value;
  bool found = false;
  RETURN_IF_ERROR(impl_->rocks->Get(RowKind::kVersion, key, value, found));
  std::optional<VersionRow> row;
  if (!found) return row;
  if (!DecodeVersionValue(ToView(value), row.emplace())) {
    return DamagedRow(RowKind::kVersion, key, "can not be read");
  }
  return row;
}

absl::StatusOr<std::vector<RevisionRow>> LedgerStore::Revisions(RevisionSubject subject,
                                                                std::string_view name,
                                                                uint64_t from, size_t limit) const {
  const auto it = impl_->rocks->NewIterator(RowKind::kRevision);
  std::string prefix;
  EncodeRevisionKeyPrefix(subject, name, prefix);
  std::string key;
  EncodeRevisionKey(subject, name, from, key);
  std::vector<RevisionRow> rows;
  for (it->Seek(ToSlice(key)); it->Valid() && rows.size() < limit; it->Next()) {
    if (!it->key().starts_with(prefix)) break;
    RevisionSubject found_subject;
    std::string_view found_name;
    RevisionRow row;
    if (!DecodeRevisionKey(ToView(it->key()), found_subject, found_name, row.number) ||
        !DecodeRevisionValue(ToView(it->value()), row)) {
      return DamagedRow(RowKind::kRevision, ToView(it->key()), "can not be read");
    }
    rows.push_back(row);
  }
  RETURN_IF_ERROR(ToStatus(it->status(), impl_->options.path));
  return rows;
}

absl::StatusOr<std::optional<TextRow>> LedgerStore::GetText(uint64_t position,
                                                            uint32_t ordinal) const {
  std::string key;
  EncodeTextKey(position, ordinal, key);
  rocksdb::PinnableSlice value;
  bool found = false;
  RETURN_IF_ERROR(impl_->rocks->Get(RowKind::kText, key, value, found));
  std::optional<TextRow> row;
  if (!found) return row;
  if (!DecodeTextValue(ToView(value), row.emplace())) {
    return DamagedRow(RowKind::kText, key, "can not be read");
  }
  return row;
}

absl::StatusOr<std::vector<LedgerStore::NumberedText>> LedgerStore::GetTexts(
    uint64_t position) const {
  const auto it = impl_->rocks->NewIterator(RowKind::kText);
  std::string prefix;
  EncodePositionKey(position, prefix);
  std::vector<NumberedText> texts;
  for (it->Seek(ToSlice(prefix)); it->Valid() && it->key().starts_with(prefix); it->Next()) {
    NumberedText text;
    uint64_t found_position = 0;
    if (!DecodeTextKey(ToView(it->key()), found_position, text.ordinal) ||
        !DecodeTextValue(ToView(it->value()), text.row)) {
      return DamagedRow(RowKind::kText, ToView(it->key()), "can not be read");
    }
    texts.push_back(std::move(text));
  }
  RETURN_IF_ERROR(ToStatus(it->status(), impl_->options.path));
  return texts;
}

absl::StatusOr<std::optional<uint64_t>> LedgerStore::FindPositionAtTime(
    int64_t record_time_micros) const {
  // The first position recorded after that time lies in [low, high].
  uint64_t low = 0;
  uint64_t high = next_position();
  v1::Event event;
  while (low < high) {
    const uint64_t middle = low + (high - low) / 2;
    ASSIGN_OR_RETURN(const std::string bytes, ReadEvent(middle));
    if (!event.ParseFromString(bytes)) {
      std::string key;
      EncodePositionKey(middle, key);
      return DamagedRow(RowKind::kFrame, key, "its event can not be parsed");
    }
    if (event.record_time_micros() <= record_time_micros) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  std::optional<uint64_t> position;
  if (low > 0) position = low - 1;
  return position;
}

}  // namespace hemoledger
