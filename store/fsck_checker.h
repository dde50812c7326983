// Inside of Fsck. Included by .cc files of store/ only.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "proto/base/strings.h"
#include "rocksdb/iterator.h"
#include "store/codec.h"
#include "store/event_rows.h"
#include "store/fsck.h"
#include "store/ledger_store.h"
#include "store/rocks.h"

namespace hemoledger::internal {

// Reads the events once, in order, looking up the rows that each demands; then scans the rows for
// those that no event demands. Memory grows with sources, corrected receipts and revisions, and a
// bit an event.
class FsckChecker {
 public:
  FsckChecker(const LedgerStore& store, const FsckOptions& options);

  FsckReport Run();

 private:
  using What = FsckProblem::What;

  // What is known of a source.
  struct Source {
    bool opened = false;
    // Highest number seen.
    uint64_t mark = 0;
    // The row that the last number stood in; absent: the number had none (already told).
    std::optional<RunRow> run;
    // Numbers of `run` stand at other positions (already told).
    bool run_is_wrong = false;
    // The last number had no row: those that follow are not told each.
    bool misses_run = false;
  };
  // --- Problems ---

  void Report(What what, RowKind kind, std::string key, std::string detail);
  void ReportRow(What what, RowKind kind, std::string_view key, std::string detail);
  void ReportEvent(uint64_t position, std::string detail);
  // Positions [from, to) could not be read.
  void MarkUnreadable(uint64_t from, uint64_t to);
  bool IsUnreadable(uint64_t position) const { return AnyUnreadable(position, position + 1); }
  bool AnyUnreadable(uint64_t from, uint64_t to) const;
  // Some event could not be read: what follows from all events together is not known.
  bool is_blind() const { return !unreadable_.empty(); }

  // --- Frames and events (fsck.cc) ---

  void ReadFrames();
  // Goes over one frame's row. Gives the position expected next; absent: not known.
  std::optional<uint64_t> ReadFrame(std::string_view key, std::string_view value,
                                    std::optional<uint64_t> expected);
  // Moves `it`, which met what can not be read at or after `position`, to the next frame that can.
  // False: there is none.
  bool SkipUnreadable(uint64_t position, std::unique_ptr<rocksdb::Iterator>& it);
  void CheckEvent(uint64_t position, std::string_view bytes);
  void CheckParts(bool begins_request);

  // --- Rows that events demand (fsck_demands.cc) ---

  void CheckDemands(uint64_t position, uint64_t request_first_position);
  void CheckRun(const RowDemand::Run& run, uint64_t position);
  void FindRunRow(const RowDemand::Run& run, Source& source);
  void CheckVersion(const RowDemand::Version& version, uint64_t position);
  void NoteRevision(const RowDemand::Revision& revision, uint64_t position);
  void CheckText(const v1::Text& text, uint64_t position);
  // Looks a row up. False: it is not there or can not be read, which is told.
  bool FindRow(RowKind kind, std::string_view key, std::string& value);
  // The row's value is exactly this, else told.
  void CheckRow(RowKind kind, std::string_view key, std::string_view value);

  // --- Rows that are there (fsck_rows.cc) ---

  void ScanMeta();
  void ScanRuns();
  void ScanRun(const RunRow& run, std::string_view source_id, std::string_view key,
               std::optional<RunRow>& before);
  // Compares the rows of a kind with all that are demanded.
  void ScanAgainst(RowKind kind, const std::map<std::string, std::string>& demanded);
  // Counts the rows of a kind, and where there are more than demanded names them.
  void ScanCounted(RowKind kind);
  // Whether the row may be that of an event that could not be read.
  bool IsDemandedByUnreadable(RowKind kind, std::string_view value) const;
  // Whether an event demands the row: it is read again.
  bool IsDemanded(RowKind kind, std::string_view key, std::string_view value);
  // Reads an event again. Absent: it can not be read, which was told, so that nothing can be said
  // of it.
  std::optional<bool> ParseAt(uint64_t position, ParsedEvent& parsed);
  bool IsNumberAt(std::string_view source_id, uint64_t sequence, uint64_t position);

  const LedgerStore& store_;
  const FsckOptions& options_;
  const Rocks& rocks_;
  FsckReport report_;

  ParsedEvent parsed_;
  RequestTracker requests_;
  int64_t record_time_micros_ = INT64_MIN;
  // Of the document in several parts that is being read; 0: none.
  uint32_t part_ = 0;
  uint32_t part_count_ = 0;
  // By position: is it a ReceiptRecorded?
  std::vector<bool> is_receipt_;
  StringMap<Source> sources_;
  // By position of the original.
  std::map<uint64_t, VersionRow> versions_;
  // By key.
  std::map<std::string, RevisionRow> revisions_;
  // Rows of a kind found at keys that events demand.
  uint64_t found_[kRowKindCount] = {};
  // Rows already told.
  std::set<std::pair<RowKind, std::string>> told_rows_;
  // Disjoint, sorted.
  std::vector<std::pair<uint64_t, uint64_t>> unreadable_;
};

}  // namespace hemoledger::internal
