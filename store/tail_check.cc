// What LedgerStore::Open reads of the end of the ledger.
#include <algorithm>
#include <optional>
#include <vector>

#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "rocksdb/iterator.h"
#include "store/codec.h"
#include "store/event_cursor_impl.h"
#include "store/event_rows.h"
#include "store/ledger_store_impl.h"
#include "store/limits.h"

namespace hemoledger::internal {
namespace {

absl::Status Damaged(uint64_t position, std::string_view problem) {
  return MakeError(ERROR_REASON_STORE_DAMAGED,
                   {{"detail", Concat("event ", position, ": ", problem)}});
}

// Goes back over the last frames: each is whole and ends where the next one begins. Gives the
// position where those begin whose events are looked at.
absl::StatusOr<uint64_t> CheckFrames(const Rocks& rocks) {
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  const auto it = rocks.NewIterator(RowKind::kFrame, options);
  it->SeekToLast();
  std::optional<uint64_t> next_begin;
  uint64_t events_from = 0;
  size_t frames = 0;
  for (; it->Valid() && frames < kTailFrames; it->Prev(), ++frames) {
    FrameView frame;
    RETURN_IF_ERROR(ParseFrameRow(ToView(it->key()), ToView(it->value()), frame));
    if (next_begin.has_value() && frame.next_position() != *next_begin) {
      return DamagedRow(
          RowKind::kFrame, ToView(it->key()),
          Concat("ends at ", frame.next_position(), ", the next one begins at ", *next_begin));
    }
    next_begin = frame.first_position();
    if (frames < kTailIndexedFrames) events_from = frame.first_position();
  }
  RETURN_IF_ERROR(ToStatus(it->status(), rocks.path()));
  if (!it->Valid() && next_begin.value_or(0) != 0) {
    return Damaged(0, Concat("the first frame begins at ", *next_begin));
  }
  return events_from;
}

// Whether a row of the history covers the position.
absl::Status CheckRevision(const LedgerStore& store, const RowDemand::Revision& revision,
                           uint64_t position, bool beginning_known) {
  if (revision.name.size() > kMaxNameBytes ||
      (revision.subject == RevisionSubject::kTree) != revision.name.empty()) {
    return Damaged(position, "the id of its plan or record is blank or too long");
  }
  // A call's changes of the tree are one row at the first one's position; where that lies before
  // the tail it is looked for backwards, within what one call may hold.
  uint64_t from = revision.number;
  if (revision.subject == RevisionSubject::kTree && !beginning_known) {
    from = position - std::min<uint64_t>(position, kMaxGroupBytes / 16);
  }
  const size_t limit = revision.subject == RevisionSubject::kTree ? SIZE_MAX : 1;
  ASSIGN_OR_RETURN(const auto rows, store.Revisions(revision.subject, revision.name, from, limit));
  for (const RevisionRow& row : rows) {
    if (row.first_position > position) break;
    if (position < row.first_position + row.event_count) return absl::OkStatus();
  }
  return Damaged(position, "its revision row is missing or says another position");
}

absl::Status CheckRows(const LedgerStore& store, const ParsedEvent& parsed, const RowDemand& demand,
                       bool beginning_known, uint64_t request_first_position) {
  const uint64_t position = parsed.event.position();
  if (demand.run.has_value()) {
    ASSIGN_OR_RETURN(const auto run, store.FindRun(demand.run->source_id, demand.run->sequence));
    if (!run.has_value() ||
        run->first_position + (demand.run->sequence - run->first_sequence) != position) {
      return Damaged(position, "its run row is missing or says another position");
    }
  }
  if (demand.id.has_value()) {
    ASSIGN_OR_RETURN(const auto found,
                     store.FindId(demand.id->scope, demand.id->scope_name, demand.id->id));
    const bool fits = found.has_value() && (beginning_known ? *found == request_first_position
                                                            : *found <= request_first_position);
    if (!fits) return Damaged(position, "its id row is missing or says another position");
  }
  if (demand.version.has_value()) {
    ASSIGN_OR_RETURN(const auto version, store.FindVersion(demand.version->original_position));
    // A later correction, also of the tail, may have taken its place.
    if (!version.has_value() || version->latest_position < position) {
      return Damaged(position, "its version row is missing or older");
    }
  }
  if (demand.revision.has_value()) {
    RETURN_IF_ERROR(CheckRevision(store, *demand.revision, position, beginning_known));
  }
  for (const v1::Text* text : demand.texts) {
    ASSIGN_OR_RETURN(const auto row, store.GetText(position, text->ordinal()));
    if (!row.has_value()) return Damaged(position, "a row of its texts is missing");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckTail(const LedgerStore& store) {
  ASSIGN_OR_RETURN(const uint64_t from, CheckFrames(*store.impl().rocks));
  ParsedEvent parsed;
  RequestTracker requests;
  EventCursor cursor = store.ReadFrom(from);
  while (cursor.Next()) {
    std::string problem;
    if (!ParseEvent(cursor.position(), cursor.event(), parsed, problem)) {
      return Damaged(cursor.position(), problem);
    }
    const uint64_t request_first = requests.Next(parsed);
    // The first events may belong to a request that began before them.
    const bool beginning_known = request_first > from || from == 0;
    const RowDemand demand = DemandOf(parsed, request_first);
    RETURN_IF_ERROR(CheckRows(store, parsed, demand, beginning_known, request_first));
  }
  return cursor.status();
}

}  // namespace hemoledger::internal
