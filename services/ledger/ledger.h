// The sequencer, the only writer of the ledger, and what readers read from (DESIGN "The way of one
// receipt").
//
// Every write is asynchronous: it is taken, decided against all that was decided before it, made
// durable in a group, applied to the published view, and then answered by its callback. Every
// answer, refusals, EXISTS and validate_only too, waits until all that it rests on is durable, so a
// reader that has an answer at position p finds a view that includes p.
//
// Callbacks are called exactly once, from a thread of the ledger (or, for what is refused before it
// is taken, from the caller's), with no lock held; they must be short.
//
// Threads: one decides, one commits and answers. While a group syncs the next gathers and is
// decided. Any method may be called from any thread; none blocks on the disk but Open, Stop,
// PrepareBatch's look-ups and the reads.
//
// Failures: a write whose outcome is not known, or a state that can not be continued, is fatal:
// Options::on_fatal is called, and by default ends the process. Nothing is answered then.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hemoledger/v1/plan_service.pb.h"
#include "hemoledger/v1/receipt_service.pb.h"
#include "hemoledger/v1/record_service.pb.h"
#include "hemoledger/v1/status_service.pb.h"
#include "hemoledger/v1/unit_service.pb.h"
#include "proto/base/clock.h"
#include "proto/base/random.h"
#include "services/ledger/disk_space.h"
#include "services/ledger/limits.h"
#include "services/ledger/log_level.h"
#include "services/ledger/receipt_lookup.h"
#include "services/ledger/stream_batch.h"
#include "services/ledger/views.h"

namespace hemoledger {

class LedgerStore;
class Proposer;
class SnapshotStore;

// A write's answer: the contract's response, or the error to end the call with.
template <typename Response>
using WriteDone = std::function<void(absl::StatusOr<Response>)>;

// How the ledger does.
struct LedgerStatus {
  std::string ledger_id;
  uint32_t epoch = 0;
  // Position of the last durable event and when it was recorded.
  uint64_t head_position = 0;
  int64_t head_record_time_micros = 0;
  // Position that views reflect.
  uint64_t published_position = 0;
  // Number of events decided: those that are durable and those in flight.
  uint64_t decided_count = 0;
  v1::WriteState write_state = v1::WRITE_STATE_UNSPECIFIED;
  // OK when writable, else why: CLOCK_STOPPED, DISK_NEARLY_FULL, SERVER_STOPPING; its messages say
  // what to do.
  absl::Status write_status;
  int64_t disk_free_bytes = 0;
  int64_t disk_needed_bytes = 0;
  // Work taken and not yet decided.
  size_t waiting_batches = 0;
  size_t waiting_calls = 0;
  size_t waiting_bytes = 0;
  int64_t unit_count = 0;
  int64_t plan_count = 0;
  int64_t source_count = 0;
  int64_t cell_count = 0;
  // Position of the newest snapshot that was written, or that the ledger began from; 0: none.
  uint64_t snapshot_position = 0;
  // Snapshots that could not be written since the start.
  uint64_t snapshot_failures = 0;
};

class Ledger {
 public:
  struct Options {
    // All borrowed: they must outlive the ledger. Required, but `proposer`, `disk` and `snapshots`.
    LedgerStore* store = nullptr;
    // nullptr: straight into `store`.
    Proposer* proposer = nullptr;
    Clock* clock = nullptr;
    Random* random = nullptr;
    // nullptr: the store's.
    DiskSpace* disk = nullptr;
    // The start begins from the newest usable one, and new ones are taken as LedgerLimits says.
    // nullptr: none are read or written, and the whole log is replayed.
    SnapshotStore* snapshots = nullptr;
    LedgerLimits limits;
    // Called once, from a thread of the ledger, when it can not go on. Blank: tells stderr and ends
    // the process. Where it returns (in tests), nothing more is written, and what waits ends with
    // OUTCOME_UNKNOWN.
    std::function<void(const absl::Status&)> on_fatal;
    // Called from any thread of the ledger. Blank: nothing is told.
    std::function<void(LogLevel, std::string_view)> log;
  };

  // Replays the store from the newest snapshot on, and tells how far that was; records
  // LedgerCreated where it is empty. Errors: STORE_DAMAGED, those of the
  // store.
  static absl::StatusOr<std::unique_ptr<Ledger>> Open(Options options);
  // As Stop.
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  // From now on work is refused with SERVER_STOPPING; waits until all that was taken before is
  // durable and answered, ends all waits for positions, and takes a last snapshot where it is worth
  // it. May be called more than once.
  void Stop();

  // --- Streams ---

  // Parses a batch, checks its form and texts and looks up what corrections replace; in the
  // caller's thread. `next_number` is the number that follows the stream's last submission
  // (SEQUENCE: 0 where this is the first batch and it is not known). Errors, with which the stream
  // ends and nothing of the batch is taken: IDENTITY_MISMATCH (a submission is not of this source
  // or feed), SUBMISSION_UNREADABLE (no submission of a SEQUENCE batch tells its number),
  // TEXT_COMMITMENT_MISMATCH (a text of no submission). How many submissions and bytes a batch may
  // hold is the caller's to check.
  absl::StatusOr<StreamBatch> PrepareBatch(const StreamIdentity& stream, uint64_t next_number,
                                           std::unique_ptr<const ReceivedBatch> batch);

  // Batches of one stream are handed in in their order and answered in it. A stream stops reading
  // while it has too much unanswered.
  void SubmitBatch(StreamBatch batch, BatchDone done);

  // --- Calls. `principal` is who calls; the rest is the contract's (plan_service.proto,
  // receipt_service.proto, record_service.proto, unit_service.proto), with all checks of form,
  // texts and identity done here. Besides the contract's errors: OVERLOADED, OUTCOME_UNKNOWN. ---

  void ChangeUnits(std::string_view principal, v1::ChangeUnitsRequest request,
                   WriteDone<v1::ChangeUnitsResponse> done);
  void IssuePlan(std::string_view principal, v1::IssuePlanRequest request,
                 WriteDone<v1::IssuePlanResponse> done);
  void AmendPlan(std::string_view principal, v1::AmendPlanRequest request,
                 WriteDone<v1::AmendPlanResponse> done);
  // An attachment too: its bytes are there before (attachment_service.proto). Whether a verdict's
  // finding is there is the caller's to see.
  void PutRecord(std::string_view principal, v1::PutRecordRequest request,
                 WriteDone<v1::PutRecordResponse> done);
  void CorrectPlanEntry(std::string_view principal, v1::CorrectPlanEntryRequest request,
                        WriteDone<v1::CorrectPlanEntryResponse> done);
  void OpenSource(std::string_view principal, v1::OpenSourceRequest request,
                  WriteDone<v1::OpenSourceResponse> done);
  void RecordReceipt(std::string_view principal, v1::RecordReceiptRequest request,
                     WriteDone<v1::ReceiptWriteResponse> done);
  void CorrectReceipt(std::string_view principal, v1::CorrectReceiptRequest request,
                      WriteDone<v1::ReceiptWriteResponse> done);
  void VoidReceipt(std::string_view principal, v1::VoidReceiptRequest request,
                   WriteDone<v1::ReceiptWriteResponse> done);

  // An operator confirms the clock as it is now: records ClockConfirmed and writes on. Answers with
  // the event's position; 0 where the clock was not in doubt and nothing was recorded.
  void ConfirmClock(WriteDone<uint64_t> done);

  // --- Reading ---

  Views& views();
  // Readers may use all of its const methods.
  const LedgerStore& store() const;
  // The receipt that `reference` names and its current version, of what is durable. Errors: as
  // FindReceipt.
  absl::StatusOr<ReceiptTarget> ResolveTarget(const v1::ReceiptReference& reference);
  LedgerStatus status();

  // SHA-256 over the state that all durable events make: equal to a replay's. Waits for the
  // committing thread; for fsck and tests.
  std::string StateDigest();

 private:
  class Impl;
  explicit Ledger(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace hemoledger
