// Everything that events mean, folded: tree, plans, records beside them, counters, sources. What a
// replay builds, and what a decided group is applied to.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hemoledger/v1/events.pb.h"
#include "proto/base/strings.h"
#include "services/domain/event_scan.h"
#include "services/domain/fact_cells.h"
#include "services/domain/org_tree.h"
#include "services/domain/plan_book.h"
#include "services/domain/receipt_scan.h"
#include "services/domain/record_book.h"

namespace hemoledger {

// A source as the fold knows it.
struct SourceState {
  v1::SourceOpened opened;
  uint64_t opened_position = 0;
  // Highest number used; 0: none.
  uint64_t mark = 0;
};

// An ordinary receipt as it stands in the log.
struct LoggedReceipt {
  ScannedEvent event;
  ScannedReceipt receipt;
};

// Whether an event of this body is a document: no receipt, correction, void or rejection. Documents
// are few, and what is not counters follows from them alone.
bool IsDocument(v1::Submission::BodyCase body);

// Folds events in order. A fold never reads another event (DESIGN "Events"): what a correction
// replaces stands in the correction.
//
// Not thread-safe: one thread calls it, or a lock stands around it. What readers get are the
// shared, immutable parts: tree(), plans() and records() stay as they are when they were handed
// out; the next change copies the part first, once, however many changes follow until it is handed
// out again (a copy costs some microseconds, see org_tree.h, plan_book.h and record_book.h).
class DomainState {
 public:
  DomainState();
  DomainState(const DomainState&) = delete;
  DomainState& operator=(const DomainState&) = delete;
  // What was moved from is destroyed or assigned to, nothing else.
  DomainState(DomainState&&) = default;
  DomainState& operator=(DomainState&&) = default;

  // Applies the next event; `submission` is event.submission, parsed. Errors: STORE_DAMAGED when an
  // event can not follow (damage, or a fault of ours), told with its position; the state is then
  // not to be used any more. Whatever the bytes say, this never aborts. A document of several parts
  // takes effect with its last part; no other event may stand between.
  absl::Status Apply(const v1::Event& event, const v1::Submission& submission);

  // The same, for a receipt, correction or void whose facts were decided already: the hot path.
  // `added`, `removed`: nullptr where there are none (both for a rejection). Who counts a source's
  // numbers calls ApplySourceMark besides, before the next Apply of an event of that source.
  // REQUIRES: `position` is next_position(), the time is not before record_time_micros(), `removed`
  // was added before, no document is incomplete.
  void ApplyReceipt(uint64_t position, int64_t record_time_micros, const ReceiptFacts* added,
                    const ReceiptFacts* removed);
  // The same for new receipts at consecutive positions.
  void ApplyReceipts(uint64_t first_position, int64_t record_time_micros,
                     std::span<const ReceiptFacts> added);
  // The same for events as they stand in the log: the hot path of a replay. Applies them as long as
  // each can follow; how many. What is left is for Apply, which applies it, or tells what is wrong.
  size_t ApplyScanned(std::span<const LoggedReceipt> run);
  // A source used numbers up to `mark`. REQUIRES: it was opened; `mark` is not below its mark.
  void ApplySourceMark(std::string_view source_id, uint64_t mark);

  // Position of the next event: the number of events applied.
  uint64_t next_position() const { return next_position_; }
  // When the last one was recorded; 0: none yet.
  int64_t record_time_micros() const { return record_time_micros_; }
  // Blank before position 0 was applied.
  const v1::LedgerCreated& ledger() const { return ledger_; }
  // Whether parts of a document are still to come. At the end of a log: damage, since parts are
  // committed together.
  bool HasIncompleteDocument() const { return !parts_.empty(); }

  std::shared_ptr<const OrgTree> tree() const;
  std::shared_ptr<const PlanBook> plans() const;
  std::shared_ptr<const RecordBook> records() const;
  // The position that follows the last event that changed tree or plans; 0: none did.
  uint64_t rules_version() const { return rules_version_; }
  FactCells::Snapshot TakeCells() { return cells_.TakeSnapshot(); }
  const StringMap<SourceState>& sources() const { return sources_; }
  // Positions of the documents applied, ascending.
  const std::vector<uint64_t>& document_positions() const { return document_positions_; }

  // SHA-256 over all parts, 32 bytes: equal for incremental and replayed states of one log.
  std::string Digest();

  // --- Making it of a snapshot (state_codec.h): all documents, all counters, the marks, the end;
  // then it goes on as if all events had been applied. Errors: STORE_DAMAGED; the state is then not
  // to be used. ---

  // The next document; receipts before it may be missing.
  absl::Status RestoreDocument(const v1::Event& event, const v1::Submission& submission);
  // Room for so many counters.
  void ReserveCells(uint64_t count);
  // The counter with the next index.
  absl::Status RestoreCell(const FactCells::Cell& cell);
  // Of all sources, in the order of their opening.
  absl::Status RestoreMarks(const std::vector<uint64_t>& marks);
  absl::Status EndRestore(uint64_t next_position, int64_t record_time_micros);

 private:
  absl::Status ApplyBody(const v1::Event& event, const v1::Submission& submission);
  // Whether the identity fits the body, and the number follows the source's mark.
  absl::Status CheckIdentity(const v1::Submission& submission) const;
  absl::Status ApplyLedgerCreated(const v1::LedgerCreated& created);
  absl::Status ApplySourceOpened(const v1::SourceOpened& opened, uint64_t position);
  absl::Status ApplyUnitChanged(const v1::UnitChanged& change, uint64_t position);
  absl::Status ApplyPlanPart(const v1::Event& event, const v1::Submission& submission);
  absl::Status ApplyPlanIssued(const v1::Event& event, v1::PlanIssued plan);
  absl::Status ApplyPlanAmended(const v1::Event& event, const v1::PlanAmended& amendment);
  absl::Status ApplyPlanEntryCorrected(const v1::Event& event,
                                       const v1::PlanEntryCorrected& correction);
  absl::Status ApplyPlanRecorded(const v1::Event& event, const v1::PlanRecorded& record);
  absl::Status Count(const v1::Event& event, const v1::Receipt* receipt, bool replaces);

  // The next event was decided before it is applied: it must follow.
  void BeginDecided(uint64_t position, int64_t record_time_micros);
  // Whether the event can be the one at `position`; it is then taken note of but for its facts.
  bool Follows(const LoggedReceipt& logged);
  // nullptr: it was not opened.
  SourceState* FindSource(std::string_view source_id);

  OrgTree& MutableTree();
  PlanBook& MutablePlans();
  RecordBook& MutableRecords();

  uint64_t next_position_ = 0;
  uint64_t rules_version_ = 0;
  int64_t record_time_micros_ = 0;
  v1::LedgerCreated ledger_;
  FactCells cells_;
  StringMap<SourceState> sources_;
  // Facts of a run that is being applied; reused.
  std::vector<ReceiptFacts> run_facts_;
  // The one found last: events of one source come in runs. Forgotten when one is opened.
  SourceState* last_source_ = nullptr;
  std::vector<uint64_t> document_positions_;
  // Never null. Whether somebody may hold them, so that the next change copies.
  std::shared_ptr<OrgTree> tree_;
  std::shared_ptr<PlanBook> plans_;
  std::shared_ptr<RecordBook> records_;
  mutable bool tree_handed_out_ = false;
  mutable bool plans_handed_out_ = false;
  mutable bool records_handed_out_ = false;

  // The parts so far of a document of several; empty: none is under way.
  std::vector<v1::PlanIssued> parts_;
  v1::RequestIdentity parts_identity_;
  uint64_t parts_position_ = 0;
};

}  // namespace hemoledger
