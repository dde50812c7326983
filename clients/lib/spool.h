// The durable spool of one source: what a clerk recorded, until the server has it and 90 days
// longer.
//
// A receipt is serialised once, numbered, and on disk (SQLite, synchronous=FULL) before Record
// returns; only then may it be sent. It is marked only after an acknowledgement that covers it, and
// kept for kKeepAcknowledgedDays after that, so that a server restored from an older backup can be
// healed by its clients. What was refused stays listed with its reason.
//
// A folder holds one spool, a spool one source: numbers 1, 2, 3, … without a gap. Open in one
// process at a time (a lock; a process that is killed loses it).
//
// Copying a spool folder, or putting an old copy of one back, makes a spool that gives numbers to
// other receipts than those that the server has under them. It shows as SPOOL_BEHIND_SERVER at the
// next opening (sequence_streamer.h), or as answers EXISTS_WITH_DIFFERENT_CONTENT; Reissue then
// carries what the server does not have on under a new source, in the same folder.
//
// Thread-safe. After an error of writing (a full disk) nothing of that call is there and the spool
// can be used on.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/lib/stream_types.h"
#include "hemoledger/v1/events.pb.h"
#include "hemoledger/v1/receipt_service.pb.h"
#include "hemoledger/v1/values.pb.h"
#include "proto/base/clock.h"

namespace hemoledger {

// How long what was acknowledged is kept.
inline constexpr int64_t kKeepAcknowledgedDays = 90;

// Bounds of a spool: beyond them nothing more is recorded (SPOOL_FULL), so that the message comes
// while there is still room to send, to mend and to shut down in good order.
struct SpoolLimits {
  // Submissions not acknowledged.
  uint64_t max_waiting = 1'000'000;
  // Of the database.
  int64_t max_bytes = 4LL << 30;
  // What must stay free on its disk.
  int64_t min_free_bytes = 64LL << 20;
};

struct SpoolOptions {
  // Created if it is missing; its parent must be there.
  std::string folder;
  // Id of the source. Blank: that of a spool that is there already; another than its own is
  // refused.
  std::string source_id = {};
  SpoolLimits limits = {};
  // Bytes that may still be written to the folder's disk; empty: asked of the system.
  std::function<absl::StatusOr<int64_t>(const std::string& folder)> free_bytes = {};
};

// A receipt, correction or void to be recorded.
struct SpoolDraft {
  // Its body; the identity is filled in by Record.
  v1::Submission submission;
  // Salt and text of its Texts.
  std::vector<v1::AccompanyingText> texts;
  // What names the receipt where it comes from (file feed and row id), 0 to 256 bytes. Blank:
  // nothing does, it is always new. Remembered for ever, longer than the submission.
  std::string origin = {};
  // What the unit of a receipt that names it by id is called, for UnitNames; blank: not known.
  std::string unit_name = {};
  // The refused submission that this one is instead of, of this spool; it is listed as mended then.
  std::optional<v1::SourceIdentity> mends = {};
};

struct SpoolRecorded {
  // Of an earlier source where `was_there` and it was recorded before a Reissue.
  std::string source_id = {};
  // The number that it has: a new one, or that which its origin had before.
  uint64_t sequence = 0;
  // True: the origin was recorded before; nothing was recorded now. (One that the server refused
  // and whose content has changed since is recorded anew, under the next number.)
  bool was_there = false;
  // With `was_there`: the content differs from what was recorded then (salts do not count).
  bool different = false;
};

// A submission as it is kept.
struct SpoolItem {
  std::string source_id;
  uint64_t sequence = 0;
  std::string bytes;
  std::vector<v1::AccompanyingText> texts;
  std::string origin;
  // By this machine's clock: microseconds since 1970-01-01T00:00:00Z.
  int64_t recorded_micros = 0;
};

// What became of a submission that the server did not take as it was.
struct SpoolSuccessor {
  // The numbers are stored: never change one.
  enum class Kind { kMended = 1, kReissued = 2, kLeftOut = 3 };
  Kind kind = Kind::kMended;
  // What stands in its place; blank for kLeftOut (a person said that the server has it already).
  v1::SourceIdentity by;
};

// A submission that the server refused for good, or has another content for.
struct SpoolRefusal {
  std::string source_id;
  uint64_t sequence = 0;
  std::string origin;
  // REJECTED or EXISTS_WITH_DIFFERENT_CONTENT.
  v1::SubmissionOutcome outcome = v1::SUBMISSION_OUTCOME_UNSPECIFIED;
  uint64_t position = 0;
  v1::Refusal refusal;
  // When the answer came: microseconds since 1970-01-01T00:00:00Z.
  int64_t answered_micros = 0;
  // Absent: still to be mended (REJECTED) or resolved (EXISTS_WITH_DIFFERENT_CONTENT).
  std::optional<SpoolSuccessor> successor;
};

// How full a spool is, and what needs a person. Moments as in SpoolItem, 0: there is none.
struct SpoolUsage {
  int64_t oldest_waiting_micros = 0;
  int64_t last_recorded_micros = 0;
  // Of the database, and free on its disk.
  int64_t bytes = 0;
  int64_t free_bytes = 0;
  // Refused and not mended.
  uint64_t refused = 0;
  // Answered with EXISTS_WITH_DIFFERENT_CONTENT and not resolved.
  uint64_t conflicts = 0;
};

// One submission under its new number.
struct SpoolReissued {
  v1::SourceIdentity from;
  v1::SourceIdentity to;
};

struct SpoolState {
  std::string source_id;
  // Learnt at the first opening; blank and 0 before.
  std::string ledger_id;
  uint32_t epoch = 0;
  // The number that the next recorded submission gets.
  uint64_t next_sequence = 1;
  // The highest number that is acknowledged; all below it are too.
  uint64_t acknowledged_sequence = 0;

  uint64_t waiting() const { return next_sequence - 1 - acknowledged_sequence; }
};

class Spool {
 public:
  // Opens or creates. `clock` must outlive it. Errors: DATA_FOLDER_IN_USE, FILE_UNREADABLE,
  // FORMAT_UNKNOWN (written by another version), ID_INVALID, FIELD_REQUIRED (a new spool without a
  // source id), FIELD_INVALID (the spool is of another source).
  static absl::StatusOr<std::unique_ptr<Spool>> Open(const SpoolOptions& options, Clock& clock);
  ~Spool();

  // Records all of `drafts` or none, durably, in their order; one answer each. Errors:
  // SUBMISSION_TOO_LARGE (as a batch error with the places drafts[i]; nothing is recorded, and no
  // number used), SPOOL_FULL (the limits, or the disk), FIELD_INVALID (`mends` names nothing that
  // was refused and is not mended), FILE_UNREADABLE.
  absl::StatusOr<std::vector<SpoolRecorded>> Record(std::span<const SpoolDraft> drafts);

  // Submissions from a number on, in order, that are still kept: at most `max_items`, and about
  // `max_bytes` (at least one).
  absl::StatusOr<std::vector<SpoolItem>> Read(uint64_t from_sequence, size_t max_items,
                                              size_t max_bytes) const;

  // The lowest number from which on all is kept.
  absl::StatusOr<uint64_t> FirstKept() const;
  // One that is still kept, also of an earlier source; absent: never recorded, or dropped.
  absl::StatusOr<std::optional<SpoolItem>> Find(const v1::SourceIdentity& name) const;
  // Calls `visit` with all that is kept, of earlier sources first; an error of `visit` ends it. The
  // spool must not be used by `visit`.
  absl::Status VisitKept(const std::function<absl::Status(const SpoolItem&)>& visit) const;

  // What the units that were recorded by id are called, as last recorded: name by id. Says nothing
  // of the ledger; without a network it tells whether a receipt by name may be of a unit by id.
  absl::StatusOr<std::map<std::string, std::string>> UnitNames() const;

  // The server's answers for the numbers that follow acknowledged_sequence, durably. Answers for
  // numbers that are acknowledged already are ignored. Errors: SEQUENCE_GAP (numbers left out, or
  // never recorded), FILE_UNREADABLE.
  absl::Status Acknowledge(std::span<const v1::OutcomeRun> runs);

  // Notes which ledger this source writes to. Errors: LEDGER_MISMATCH when it is another than noted
  // before.
  absl::Status RememberLedger(const std::string& ledger_id, uint32_t epoch);

  SpoolState state() const;

  absl::StatusOr<SpoolUsage> Usage() const;

  // What was refused or differs, by number, of earlier sources first.
  absl::StatusOr<std::vector<SpoolRefusal>> Refusals() const;

  // What a Reissue has to place: answered with EXISTS_WITH_DIFFERENT_CONTENT, or waiting; by
  // number.
  absl::StatusOr<std::vector<SpoolItem>> Unresolved() const;
  // From now on the spool is of the source `new_source_id`, and begins anew with 1: first what
  // `reissue` names, in its order, with the same bodies (a correction's target among them is named
  // anew). What `leave_out` names is never sent. Everything before stays listed under its old
  // source. All of it or nothing, durably. Errors: FIELD_INVALID (the lists are not, together, all
  // of Unresolved, each once; or the source is the same), ID_INVALID, FILE_UNREADABLE.
  absl::StatusOr<std::vector<SpoolReissued>> Reissue(const std::string& new_source_id,
                                                     std::span<const uint64_t> reissue,
                                                     std::span<const uint64_t> leave_out);

  // What the server said for one number of the present source; absent: nothing yet.
  absl::StatusOr<std::optional<SubmissionAnswer>> AnswerFor(uint64_t sequence) const;

  // Drops submissions acknowledged more than kKeepAcknowledgedDays ago; how many. What was refused
  // stays listed, and stays whole as long as it is not mended.
  absl::StatusOr<int64_t> DropOld();

 private:
  struct Impl;
  explicit Spool(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace hemoledger
