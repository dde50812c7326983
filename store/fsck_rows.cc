// The rows that are there are those that events demand, and no others.
#include "absl/strings/str_format.h"
#include "store/event_cursor_impl.h"
#include "store/fsck_checker.h"
#include "store/limits.h"

namespace hemoledger::internal {

void FsckChecker::ScanMeta() {
  const auto it = rocks_.NewIterator(RowKind::kMeta);
  // That the one row is there and right was seen at opening (CheckMeta).
  for (it->SeekToFirst(); it->Valid(); it->Next()) {
    ++report_.row_count;
    if (ToView(it->key()) != kMetaFormatVersionKey) {
      ReportRow(What::kExtra, RowKind::kMeta, ToView(it->key()), "this version knows no such row");
    }
  }
  if (!it->status().ok()) {
    Report(What::kUnreadable, RowKind::kMeta, "meta", it->status().ToString());
  }
}

void FsckChecker::ScanRuns() {
  const auto it = rocks_.NewIterator(RowKind::kRun);
  std::string source_before;
  std::optional<RunRow> before;
  for (it->SeekToFirst(); it->Valid(); it->Next()) {
    ++report_.row_count;
    const std::string_view key = ToView(it->key());
    std::string_view source_id;
    RunRow run;
    if (!DecodeRunKey(key, source_id, run.first_sequence)) {
      ReportRow(What::kExtra, RowKind::kRun, key, "this is no key of a run");
      continue;
    }
    if (!DecodeRunValue(ToView(it->value()), run.first_position, run.count)) {
      ReportRow(What::kAltered, RowKind::kRun, key, "its value can not be read");
      continue;
    }
    if (source_id != source_before) {
      source_before = source_id;
      before.reset();
    }
    ScanRun(run, source_id, key, before);
  }
  if (!it->status().ok()) {
    Report(What::kUnreadable, RowKind::kRun, "run", it->status().ToString());
  }
}

void FsckChecker::ScanRun(const RunRow& run, std::string_view source_id, std::string_view key,
                          std::optional<RunRow>& before) {
  if (AnyUnreadable(run.first_position, run.first_position + run.count)) {
    before = run;
    return;
  }
  const auto source = sources_.find(source_id);
  const uint64_t mark = source == sources_.end() ? 0 : source->second.mark;
  if (source == sources_.end() || run.first_sequence > mark) {
    ReportRow(What::kExtra, RowKind::kRun, key, "no event has such a number");
    return;
  }
  if (run.last_sequence() > mark || run.last_sequence() < run.first_sequence) {
    ReportRow(What::kAltered, RowKind::kRun, key,
              absl::StrFormat("it holds %d numbers, the source's last one is %d", run.count, mark));
    before = run;
    return;
  }
  if (before.has_value() && run.first_sequence <= before->last_sequence()) {
    // Two rows hold a number. The one whose last number is not where it says is wrong.
    std::string before_key;
    EncodeRunKey(source_id, before->first_sequence, before_key);
    const bool before_is_right =
        IsNumberAt(source_id, before->last_sequence(), before->first_position + before->count - 1);
    const std::string detail = absl::StrFormat("number %d stands in two rows", run.first_sequence);
    if (before_is_right) {
      ReportRow(What::kExtra, RowKind::kRun, key, detail);
      return;
    }
    ReportRow(What::kAltered, RowKind::kRun, before_key, detail);
  }
  before = run;
}

bool FsckChecker::IsNumberAt(std::string_view source_id, uint64_t sequence, uint64_t position) {
  ParsedEvent parsed;
  if (!ParseAt(position, parsed).value_or(false)) return false;
  const RowDemand demand = DemandOf(parsed, position);
  return demand.run.has_value() && demand.run->source_id == source_id &&
         demand.run->sequence == sequence;
}

std::optional<bool> FsckChecker::ParseAt(uint64_t position, ParsedEvent& parsed) {
  if (IsUnreadable(position)) return std::nullopt;
  const auto bytes = store_.ReadEvent(position);
  std::string problem;
  if (bytes.ok()) return ParseEvent(position, *bytes, parsed, problem);
  // Looking for a frame also touches the one behind it.
  if (is_blind()) return std::nullopt;
  return false;
}

void FsckChecker::ScanAgainst(RowKind kind, const std::map<std::string, std::string>& demanded) {
  const auto it = rocks_.NewIterator(kind);
  auto expected = demanded.begin();
  const auto report_missing_before = [&](std::string_view key, bool to_end) {
    for (; expected != demanded.end() && (to_end || expected->first < key); ++expected) {
      ReportRow(What::kMissing, kind, expected->first,
                "the events say \"" + DescribeRow(kind, expected->first, expected->second) + "\"");
    }
  };
  for (it->SeekToFirst(); it->Valid(); it->Next()) {
    ++report_.row_count;
    const std::string_view key = ToView(it->key());
    const std::string_view value = ToView(it->value());
    report_missing_before(key, /*to_end=*/false);
    const bool is_demanded = expected != demanded.end() && expected->first == key;
    if (!is_demanded) {
      // It may be demanded by an event that could not be read.
      if (!is_blind() || !IsDemandedByUnreadable(kind, value)) {
        ReportRow(What::kExtra, kind, key,
                  "no event demands \"" + DescribeRow(kind, key, value) + "\"");
      }
      continue;
    }
    if (value != expected->second && !(is_blind() && IsDemandedByUnreadable(kind, value))) {
      ReportRow(What::kAltered, kind, key,
                "it is \"" + DescribeRow(kind, key, value) + "\", the events say \"" +
                    DescribeRow(kind, key, expected->second) + "\"");
    }
    ++expected;
  }
  if (!it->status().ok()) {
    Report(What::kUnreadable, kind, std::string(RowKindName(kind)), it->status().ToString());
    return;
  }
  report_missing_before({}, /*to_end=*/true);
}

bool FsckChecker::IsDemandedByUnreadable(RowKind kind, std::string_view value) const {
  if (kind == RowKind::kVersion) {
    VersionRow row;
    return DecodeVersionValue(value, row) && IsUnreadable(row.latest_position);
  }
  RevisionRow row;
  // An event before or after it may belong to the same document.
  return kind == RowKind::kRevision && DecodeRevisionValue(value, row) &&
         AnyUnreadable(row.first_position, row.first_position + row.event_count);
}

void FsckChecker::ScanCounted(RowKind kind) {
  uint64_t count = 0;
  const auto it = rocks_.NewIterator(kind);
  for (it->SeekToFirst(); it->Valid(); it->Next()) ++count;
  report_.row_count += count;
  if (!it->status().ok()) {
    Report(What::kUnreadable, kind, std::string(RowKindName(kind)), it->status().ToString());
  }
  // Every row demanded was looked up; as many as were found, no others.
  if (count == found_[static_cast<size_t>(kind)]) return;
  for (it->SeekToFirst(); it->Valid(); it->Next()) {
    const std::string_view key = ToView(it->key());
    const std::string_view value = ToView(it->value());
    if (IsDemanded(kind, key, value)) continue;
    ReportRow(What::kExtra, kind, key,
              "no event demands \"" + DescribeRow(kind, key, value) + "\"");
  }
}

bool FsckChecker::IsDemanded(RowKind kind, std::string_view key, std::string_view value) {
  ParsedEvent parsed;
  uint64_t position = 0;
  if (kind == RowKind::kText) {
    uint32_t ordinal = 0;
    if (!DecodeTextKey(key, position, ordinal)) return false;
    const std::optional<bool> is_there = ParseAt(position, parsed);
    if (!is_there.value_or(false)) return !is_there.has_value();
    const RowDemand demand = DemandOf(parsed, position);
    for (const v1::Text* text : demand.texts) {
      if (text->ordinal() == ordinal) return true;
    }
    return false;
  }
  IdScope scope;
  std::string_view scope_name;
  std::string_view id;
  if (!DecodeIdKey(key, scope, scope_name, id) || !DecodeIdValue(value, position)) return false;
  const std::optional<bool> is_there = ParseAt(position, parsed);
  if (!is_there.value_or(false)) return !is_there.has_value();
  const RowDemand demand = DemandOf(parsed, position);
  return demand.id.has_value() && demand.id->scope == scope &&
         demand.id->scope_name == scope_name && demand.id->id == id;
}

}  // namespace hemoledger::internal
