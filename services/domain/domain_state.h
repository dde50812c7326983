// Everything that events mean, folded: tree, plans, counters, sources. What a replay builds, and what a decided group is applied to.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "hemoledger/v1/events.pb.h"
#include "services/domain/fact_cells.h"
#include "services/domain/org_tree.h"
#include "services/domain/plan_book.h"

namespace hemoledger {

// A source as the fold knows it.
struct SourceState {
  v1::SourceOpened opened;
  uint64_t opened_position = 0;
  // Highest number used; 0: none.
  uint64_t mark = 0;
};

// Folds events in order. Not thread-safe; what readers get are the shared, immutable parts. A fold never reads another event (DESIGN "Events").
class DomainState {
 public:
  DomainState();

  // Applies the next event. Errors: STORE_DAMAGED when an event can not follow (damage, or a fault of ours); the state is then not to be used any more.
  // A document of several parts takes effect with its last part.
  absl::Status Apply(const v1::Event& event, const v1::Submission& submission);
  // The same, for a receipt whose facts were decided already: the hot path. `source_sequence` 0: not of a source.
  void ApplyReceipt(uint64_t position, int64_t record_time_micros, const ReceiptFacts* added, const ReceiptFacts* removed);
  // A source used numbers up to `mark`.
  void ApplySourceMark(std::string_view source_id, uint64_t mark);

  // Position of the next event: the number of events applied.
  uint64_t next_position() const;
  int64_t record_time_micros() const;
  const v1::LedgerCreated& ledger() const;

  std::shared_ptr<const OrgTree> tree() const;
  std::shared_ptr<const PlanBook> plans() const;
  FactCells::Snapshot TakeCells();
  const StringMap<SourceState>& sources() const;

  // SHA-256 over all parts: equal for incremental and replayed states of one log.
  std::string Digest();

 private:
  // (members: see domain_state.cc's owner)
};

}  // namespace hemoledger
