// The rows that an event demands are there and say what it says.
#include "absl/strings/str_format.h"
#include "proto/base/text_commitment.h"
#include "store/event_cursor_impl.h"
#include "store/fsck_checker.h"
#include "store/limits.h"

namespace hemoledger::internal {

void FsckChecker::CheckDemands(uint64_t position, uint64_t request_first_position) {
  const RowDemand demand = DemandOf(parsed_, request_first_position);
  if (demand.run.has_value()) CheckRun(*demand.run, position);
  // Of one request's events the first has the row.
  if (demand.id.has_value() && request_first_position == position) {
    // Behind a hole the request may have begun in it.
    const bool beginning_known = position == 0 || !IsUnreadable(position - 1);
    const RowDemand::Id& id = *demand.id;
    if (id.scope_name.empty() || id.scope_name.size() > kMaxNameBytes || id.id.empty() ||
        id.id.size() > kMaxRowIdBytes) {
      ReportEvent(position, "its identity is blank or too long");
    } else if (beginning_known || id.scope == IdScope::kFeed) {
      std::string key;
      EncodeIdKey(id.scope, id.scope_name, id.id, key);
      std::string value;
      EncodeIdValue(position, value);
      CheckRow(RowKind::kId, key, value);
    }
  }
  if (demand.version.has_value()) CheckVersion(*demand.version, position);
  if (demand.revision.has_value()) NoteRevision(*demand.revision, position);
  for (const v1::Text* text : demand.texts) CheckText(*text, position);
}

void FsckChecker::CheckRun(const RowDemand::Run& run, uint64_t position) {
  if (run.source_id.empty() || run.source_id.size() > kMaxNameBytes) {
    ReportEvent(position, "its source's id is blank or too long");
    return;
  }
  Source& source = sources_[std::string(run.source_id)];
  const bool opens = run.sequence == 0;
  if (!is_blind()) {
    if (opens && source.opened) ReportEvent(position, "the source is opened again");
    if (opens && !parsed_.submission.has_source_opened()) ReportEvent(position, "number 0");
    if (!opens && !source.opened) ReportEvent(position, "its source was not opened");
    if (!opens && run.sequence != source.mark + 1) {
      ReportEvent(position, absl::StrFormat("number %d of %s after %d", run.sequence,
                                            std::string(run.source_id), source.mark));
    }
  }
  source.opened |= opens;
  source.mark = std::max(source.mark, run.sequence);
  const bool in_row = source.run.has_value() && source.run->first_sequence <= run.sequence &&
                      run.sequence <= source.run->last_sequence();
  if (!in_row) FindRunRow(run, source);
  if (!source.run.has_value() || source.run_is_wrong) return;
  const uint64_t stated = source.run->first_position + (run.sequence - source.run->first_sequence);
  if (stated == position) return;
  source.run_is_wrong = true;
  std::string key;
  EncodeRunKey(run.source_id, source.run->first_sequence, key);
  ReportRow(What::kAltered, RowKind::kRun, key,
            absl::StrFormat("it says that number %d stands at %d, it stands at %d", run.sequence,
                            stated, position));
}

void FsckChecker::FindRunRow(const RowDemand::Run& run, Source& source) {
  source.run_is_wrong = false;
  const auto found = store_.FindRun(run.source_id, run.sequence);
  if (!found.ok()) {
    // The scan of the rows names it.
    source.run.reset();
    return;
  }
  source.run = *found;
  if (source.run.has_value()) {
    source.misses_run = false;
    return;
  }
  if (source.misses_run) return;
  source.misses_run = true;
  std::string key;
  EncodeRunKey(run.source_id, run.sequence, key);
  ReportRow(What::kMissing, RowKind::kRun, key,
            absl::StrFormat("no row holds number %d, which stands at position %d; either the row "
                            "that begins with it is gone, or the one before it was cut short",
                            run.sequence, parsed_.event.position()));
}

void FsckChecker::CheckVersion(const RowDemand::Version& version, uint64_t position) {
  const uint64_t original = version.original_position;
  if (original >= position || (!is_receipt_[original] && !IsUnreadable(original))) {
    ReportEvent(position, absl::StrFormat("it corrects %d, which is no receipt", original));
    return;
  }
  const auto known = versions_.find(original);
  const uint64_t latest = known == versions_.end() ? original : known->second.latest_position;
  const uint32_t current = known == versions_.end() ? 1 : known->second.version;
  const bool voided = known != versions_.end() && known->second.voided;
  if (!is_blind() && (version.row.version != current + 1 || version.replaced_position != latest)) {
    ReportEvent(position, absl::StrFormat(
                              "it replaces version %d at %d; version %d at %d was current",
                              version.row.version - 1, version.replaced_position, current, latest));
  }
  if (voided) ReportEvent(position, absl::StrFormat("the receipt %d was voided before", original));
  versions_[original] = version.row;
}

void FsckChecker::NoteRevision(const RowDemand::Revision& revision, uint64_t position) {
  if (revision.name.size() > kMaxNameBytes ||
      (revision.subject != RevisionSubject::kTree && revision.name.empty())) {
    ReportEvent(position, "the id of its plan or record is blank or too long");
    return;
  }
  std::string key;
  EncodeRevisionKey(revision.subject, revision.name, revision.number, key);
  auto [it, is_new] = revisions_.try_emplace(key);
  RevisionRow& row = it->second;
  if (is_new) {
    row = {.number = revision.number, .first_position = position, .event_count = 1};
  } else if (row.first_position + row.event_count == position) {
    ++row.event_count;
  } else if (!is_blind()) {
    ReportEvent(position,
                absl::StrFormat("%s stands at %d already", DescribeKey(RowKind::kRevision, key),
                                row.first_position));
  }
}

void FsckChecker::CheckText(const v1::Text& text, uint64_t position) {
  std::string key;
  EncodeTextKey(position, text.ordinal(), key);
  std::string value;
  if (!FindRow(RowKind::kText, key, value)) return;
  TextRow row;
  if (!DecodeTextValue(value, row)) {
    ReportRow(What::kAltered, RowKind::kText, key, "its value can not be read");
  } else if (row.erased) {
    // This version of the contract has no event that erases.
    ReportRow(What::kAltered, RowKind::kText, key, "it is erased, and no event says so");
  } else if (!MatchesCommitment(text.commitment(), row.salt, row.text)) {
    ReportRow(What::kAltered, RowKind::kText, key,
              "salt and text do not give the commitment of the event");
  }
}

bool FsckChecker::FindRow(RowKind kind, std::string_view key, std::string& value) {
  rocksdb::PinnableSlice found_value;
  bool found = false;
  const absl::Status status = rocks_.Get(kind, key, found_value, found);
  if (!status.ok()) {
    ReportRow(What::kUnreadable, kind, key, status.ToString());
    return false;
  }
  if (!found) {
    ReportRow(What::kMissing, kind, key,
              absl::StrFormat("event %d demands it", parsed_.event.position()));
    return false;
  }
  ++found_[static_cast<size_t>(kind)];
  value = ToView(found_value);
  return true;
}

void FsckChecker::CheckRow(RowKind kind, std::string_view key, std::string_view value) {
  std::string found;
  if (!FindRow(kind, key, found) || found == value) return;
  ReportRow(What::kAltered, kind, key,
            "it is \"" + DescribeRow(kind, key, found) + "\", the events say \"" +
                DescribeRow(kind, key, value) + "\"");
}

}  // namespace hemoledger::internal
