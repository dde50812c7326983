// The durable spool of one source: what a clerk recorded, until the server has it and 90 days
// longer.
//
// A receipt is serialised once, numbered, and on disk (SQLite, synchronous=FULL) before Record
// returns; only then may it be sent. It is marked only after an acknowledgement that covers it, and
// kept for kKeepAcknowledgedDays after that, so that a server restored from an older backup can be
// healed by its clients. What was refused stays listed with its reason.
//
// A folder holds one spool, a spool one source: numbers 1, 2, 3, … without a gap. Open in one
// process at a time (a lock; a process that is killed loses it). Copying a spool folder makes a
// clone that would give the same numbers to other receipts: the server then answers
// EXISTS_WITH_DIFFERENT_CONTENT. A copy must begin a new source.
//
// Thread-safe. After an error of writing (a full disk) nothing of that call is there and the spool
// can be used on.
#pragma once

#include <cstdint>
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

struct SpoolOptions {
  // Created if it is missing; its parent must be there.
  std::string folder;
  // Id of the source. Blank: that of a spool that is there already; another than its own is
  // refused.
  std::string source_id;
};

// A receipt, correction or void to be recorded.
struct SpoolDraft {
  // Its body; the identity is filled in by Record.
  v1::Submission submission;
  // Salt and text of its Texts.
  std::vector<v1::AccompanyingText> texts;
  // What names the receipt where it comes from (file feed and row id), 0 to 256 bytes. Blank:
  // nothing does, it is always new. Remembered for ever, longer than the submission.
  std::string origin;
};

struct SpoolRecorded {
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
  uint64_t sequence = 0;
  std::string bytes;
  std::vector<v1::AccompanyingText> texts;
  std::string origin;
};

// A submission that the server refused for good, or has another content for.
struct SpoolRefusal {
  uint64_t sequence = 0;
  std::string origin;
  // REJECTED or EXISTS_WITH_DIFFERENT_CONTENT.
  v1::SubmissionOutcome outcome = v1::SUBMISSION_OUTCOME_UNSPECIFIED;
  uint64_t position = 0;
  v1::Refusal refusal;
  // When the answer came: microseconds since 1970-01-01T00:00:00Z.
  int64_t answered_micros = 0;
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
  // number used), FILE_UNREADABLE.
  absl::StatusOr<std::vector<SpoolRecorded>> Record(std::span<const SpoolDraft> drafts);

  // Submissions from a number on, in order, that are still kept: at most `max_items`, and about
  // `max_bytes` (at least one).
  absl::StatusOr<std::vector<SpoolItem>> Read(uint64_t from_sequence, size_t max_items,
                                              size_t max_bytes) const;

  // The server's answers for the numbers that follow acknowledged_sequence, durably. Answers for
  // numbers that are acknowledged already are ignored. Errors: SEQUENCE_GAP (numbers left out, or
  // never recorded), FILE_UNREADABLE.
  absl::Status Acknowledge(std::span<const v1::OutcomeRun> runs);

  // Notes which ledger this source writes to. Errors: LEDGER_MISMATCH when it is another than noted
  // before.
  absl::Status RememberLedger(const std::string& ledger_id, uint32_t epoch);

  SpoolState state() const;

  // What was refused or differs, by number.
  absl::StatusOr<std::vector<SpoolRefusal>> Refusals() const;
  // What the server said for one number; absent: nothing yet.
  absl::StatusOr<std::optional<SubmissionAnswer>> AnswerFor(uint64_t sequence) const;

  // Drops submissions acknowledged more than kKeepAcknowledgedDays ago; how many. What was refused
  // stays listed.
  absl::StatusOr<int64_t> DropOld();

 private:
  struct Impl;
  explicit Spool(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace hemoledger
