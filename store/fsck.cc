#include "store/fsck.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/str_format.h"
#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "store/event_cursor_impl.h"
#include "store/fsck_checker.h"
#include "store/ledger_store_impl.h"
#include "store/limits.h"

namespace hemoledger {
namespace {

constexpr uint64_t kEventsBetweenProgress = 1 << 16;

std::string_view AdviceFor(FsckProblem::What what) {
  switch (what) {
    case FsckProblem::What::kMissing:
    case FsckProblem::What::kAltered:
    case FsckProblem::What::kExtra:
    case FsckProblem::What::kEvent:
      return "Keep a copy of the data folder, do not start the server on it, and restore the last "
             "backup; clients then send again what the backup lacks.";
    case FsckProblem::What::kUnreadable:
      return "Check the disk and keep a copy of the data folder; restore the last backup on a "
             "sound "
             "disk; clients then send again what the backup lacks.";
  }
  HL_CHECK(false);
  return {};
}

}  // namespace

std::string_view FsckWhatName(FsckProblem::What what) {
  switch (what) {
    case FsckProblem::What::kMissing:
      return "missing";
    case FsckProblem::What::kAltered:
      return "altered";
    case FsckProblem::What::kExtra:
      return "extra";
    case FsckProblem::What::kUnreadable:
      return "unreadable";
    case FsckProblem::What::kEvent:
      return "event";
  }
  HL_CHECK(false);
  return {};
}

absl::StatusOr<FsckReport> Fsck(const FsckOptions& options) {
  StoreOptions store_options;
  store_options.path = options.path;
  store_options.env = options.env;
  store_options.read_only = true;
  store_options.check_tail = false;
  ASSIGN_OR_RETURN(const auto store, LedgerStore::Open(std::move(store_options)));
  return internal::FsckChecker(*store, options).Run();
}

namespace internal {

FsckChecker::FsckChecker(const LedgerStore& store, const FsckOptions& options)
    : store_(store), options_(options), rocks_(*store.impl().rocks) {}

FsckReport FsckChecker::Run() {
  ReadFrames();
  ScanMeta();
  ScanRuns();
  std::map<std::string, std::string> versions;
  for (const auto& [original, version] : versions_) {
    std::string key;
    EncodePositionKey(original, key);
    EncodeVersionValue(version, versions[key]);
  }
  ScanAgainst(RowKind::kVersion, versions);
  std::map<std::string, std::string> revisions;
  for (const auto& [key, row] : revisions_) EncodeRevisionValue(row, revisions[key]);
  ScanAgainst(RowKind::kRevision, revisions);
  ScanCounted(RowKind::kId);
  ScanCounted(RowKind::kText);
  return std::move(report_);
}

// --- Problems ---

void FsckChecker::Report(What what, RowKind kind, std::string key, std::string detail) {
  ++report_.problem_count;
  if (report_.problems.size() >= options_.max_problems) return;
  report_.problems.push_back({.what = what,
                              .kind = kind,
                              .key = std::move(key),
                              .detail = std::move(detail),
                              .advice = std::string(AdviceFor(what))});
}

void FsckChecker::ReportRow(What what, RowKind kind, std::string_view key, std::string detail) {
  // A row is told once.
  if (!told_rows_.emplace(kind, std::string(key)).second) return;
  Report(what, kind, DescribeKey(kind, key), std::move(detail));
}

void FsckChecker::ReportEvent(uint64_t position, std::string detail) {
  Report(What::kEvent, RowKind::kFrame, absl::StrFormat("event %d", position), std::move(detail));
}

void FsckChecker::MarkUnreadable(uint64_t from, uint64_t to) {
  HL_CHECK(from < to);
  if (!unreadable_.empty() && from <= unreadable_.back().second) {
    unreadable_.back().second = std::max(unreadable_.back().second, to);
    return;
  }
  unreadable_.emplace_back(from, to);
}

bool FsckChecker::AnyUnreadable(uint64_t from, uint64_t to) const {
  // The last range that begins before `to`.
  const auto after =
      std::lower_bound(unreadable_.begin(), unreadable_.end(), to,
                       [](const auto& range, uint64_t value) { return range.first < value; });
  return after != unreadable_.begin() && std::prev(after)->second > from;
}

// --- Frames ---

void FsckChecker::ReadFrames() {
  rocksdb::ReadOptions read;
  read.fill_cache = false;
  auto it = rocks_.NewIterator(RowKind::kFrame, read);
  it->SeekToFirst();
  // Absent: behind what could not be read.
  std::optional<uint64_t> expected = 0;
  // Where what can not be read began.
  uint64_t unreadable_from = 0;
  while (true) {
    if (!it->status().ok()) {
      if (expected.has_value()) unreadable_from = *expected;
      expected.reset();
      Report(What::kUnreadable, RowKind::kFrame, absl::StrFormat("frame %d", unreadable_from),
             it->status().ToString());
      if (!SkipUnreadable(unreadable_from, it)) break;
    }
    if (!it->Valid()) break;
    const std::string_view key = ToView(it->key());
    uint64_t first_position = 0;
    const bool has_position = DecodePositionKey(key, first_position);
    if (has_position && !expected.has_value() && first_position > unreadable_from) {
      MarkUnreadable(unreadable_from, first_position);
      expected = first_position;
    }
    const std::optional<uint64_t> next = ReadFrame(key, ToView(it->value()), expected);
    if (expected.has_value() && !next.has_value()) unreadable_from = first_position;
    expected = next;
    it->Next();
  }
  if (!expected.has_value()) {
    MarkUnreadable(unreadable_from, std::numeric_limits<uint64_t>::max());
  } else if (part_ != part_count_) {
    ReportEvent(*expected - 1, absl::StrFormat("part %d of %d is the last", part_, part_count_));
  }
}

std::optional<uint64_t> FsckChecker::ReadFrame(std::string_view key, std::string_view value,
                                               std::optional<uint64_t> expected) {
  ++report_.frame_count;
  uint64_t first_position = 0;
  if (!DecodePositionKey(key, first_position)) {
    ReportRow(What::kExtra, RowKind::kFrame, key, "this is no key of a frame");
    return expected;
  }
  const uint64_t begin = expected.value_or(first_position);
  if (first_position < begin) {
    ReportRow(What::kExtra, RowKind::kFrame, key,
              absl::StrFormat("position %d stands in a frame before it already", first_position));
    return expected;
  }
  if (first_position > begin) {
    std::string missing;
    EncodePositionKey(begin, missing);
    ReportRow(What::kMissing, RowKind::kFrame, missing,
              absl::StrFormat("the events %d to %d are not there; the next frame is %d", begin,
                              first_position - 1, first_position));
    MarkUnreadable(begin, first_position);
  }
  FrameView frame;
  std::string problem;
  if (!FrameView::Parse(first_position, value, frame, problem)) {
    ReportRow(What::kUnreadable, RowKind::kFrame, key, problem);
    return std::nullopt;
  }
  for (uint32_t i = 0; i < frame.event_count(); ++i) {
    CheckEvent(first_position + i, frame.event(i));
  }
  return frame.next_position();
}

bool FsckChecker::SkipUnreadable(uint64_t position, std::unique_ptr<rocksdb::Iterator>& it) {
  rocksdb::ReadOptions read;
  read.fill_cache = false;
  std::string key;
  for (int power = 0; power < 64; ++power) {
    const uint64_t step = uint64_t{1} << power;
    if (position > std::numeric_limits<uint64_t>::max() - step) return false;
    key.clear();
    EncodePositionKey(position + step, key);
    it = rocks_.NewIterator(RowKind::kFrame, read);
    it->Seek(ToSlice(key));
    if (!it->status().ok()) continue;
    if (!it->Valid()) return false;
    // Back to the first that can be read.
    std::string good = it->key().ToString();
    std::string from;
    EncodePositionKey(position, from);
    for (it->Prev(); it->Valid() && ToView(it->key()) > from; it->Prev()) {
      good = it->key().ToString();
    }
    it = rocks_.NewIterator(RowKind::kFrame, read);
    it->Seek(good);
    return it->Valid();
  }
  return false;
}

// --- Events ---

void FsckChecker::CheckEvent(uint64_t position, std::string_view bytes) {
  ++report_.event_count;
  if (options_.on_progress != nullptr && report_.event_count % kEventsBetweenProgress == 0) {
    // The end is not known where the last frame is damaged.
    const uint64_t total = store_.next_position();
    const bool is_known = total != std::numeric_limits<uint64_t>::max();
    options_.on_progress(report_.event_count, is_known ? total : report_.event_count);
  }
  is_receipt_.resize(position + 1);
  std::string problem;
  if (!ParseEvent(position, bytes, parsed_, problem)) {
    ReportEvent(position, problem);
    MarkUnreadable(position, position + 1);
    return;
  }
  is_receipt_[position] = parsed_.submission.has_receipt_recorded();
  if (parsed_.event.record_time_micros() < record_time_micros_) {
    ReportEvent(position, absl::StrFormat("recorded at %d, before the last one's %d",
                                          parsed_.event.record_time_micros(), record_time_micros_));
  }
  record_time_micros_ = std::max(record_time_micros_, parsed_.event.record_time_micros());
  const bool creates = parsed_.submission.has_ledger_created();
  if (creates != (position == 0)) {
    ReportEvent(position, creates ? "the ledger is created again" : "it is not LedgerCreated");
  }
  if (creates && parsed_.submission.ledger_created().format_version() != kFormatVersion) {
    ReportEvent(position, absl::StrFormat("format version %d",
                                          parsed_.submission.ledger_created().format_version()));
  }
  const uint64_t request_first = requests_.Next(parsed_);
  CheckParts(request_first == position);
  CheckDemands(position, request_first);
}

void FsckChecker::CheckParts(bool begins_request) {
  const uint64_t position = parsed_.event.position();
  // After a hole nothing is known of the document before it.
  if (position > 0 && IsUnreadable(position - 1)) part_ = part_count_ = 0;
  if (begins_request) {
    if (part_ != part_count_) {
      ReportEvent(position - 1, absl::StrFormat("part %d of %d is the last", part_, part_count_));
    }
    part_ = part_count_ = 0;
  }
  const v1::RequestIdentity& request = parsed_.submission.request();
  if (request.part_count() == 0) return;
  const bool follows = begins_request
                           ? request.part() == 1 || is_blind()
                           : request.part() == part_ + 1 && request.part_count() == part_count_;
  if (!follows && !is_blind()) {
    ReportEvent(position, absl::StrFormat("part %d of %d after part %d of %d", request.part(),
                                          request.part_count(), part_, part_count_));
  }
  part_ = request.part();
  part_count_ = request.part_count();
}

}  // namespace internal
}  // namespace hemoledger
