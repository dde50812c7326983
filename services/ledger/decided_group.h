// A group on its way: the events and rows that are proposed, what they do to the fold, and the
// answers that wait for it. It is also the overlay on the decision state: what later decisions must
// know of it while it is not durable.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "hemoledger/v1/events.pb.h"
#include "hemoledger/v1/receipt_service.pb.h"
#include "proto/base/strings.h"
#include "services/domain/facts.h"
#include "services/ledger/receipt_lookup.h"
#include "services/ledger/work.h"
#include "store/group.h"

namespace hemoledger {

// How an event is applied to the fold. Facts stand in DecidedGroup::facts, in the order of the
// events.
enum class FoldKind : uint8_t {
  // Parse the event: everything that is no receipt.
  kParse,
  // Changes no counter: a rejection.
  kNothing,
  // One entry: added.
  kAdd,
  // One entry: removed (a void).
  kRemove,
  // Two entries: added, removed (a correction).
  kReplace,
};

class DecidedGroup {
 public:
  // Consecutive numbers of a source at consecutive positions.
  struct SourceRun {
    std::string source_id;
    RunRow row;
  };

  using Versions = absl::flat_hash_map<uint64_t, std::shared_ptr<const ReceiptTarget>>;

  // Begins anew, keeping buffers.
  void Reset(uint64_t base_position, int64_t record_time_micros);

  uint64_t next_position() const { return events_.next_position(); }
  // Nothing to write, nothing to answer.
  bool idle() const { return events_.empty() && pieces.empty(); }
  const Group& events() const { return events_; }
  int64_t record_time_micros() const { return record_time_micros_; }
  const std::vector<FoldKind>& folds() const { return folds_; }
  const std::vector<ReceiptFacts>& facts() const { return facts_; }
  const std::vector<SourceRun>& runs() const { return runs_; }
  const Versions& versions() const { return versions_; }

  // --- Adding. All that belongs to one item is added between a Mark and Fits; if it does not fit,
  // Rewind drops it. ---

  struct Mark {
    Group::Mark events;
    size_t folds = 0;
    size_t facts = 0;
  };
  Mark mark() const { return {events_.mark(), folds_.size(), facts_.size()}; }
  // Whether all of it, the row of the open run included, is a group that may be proposed.
  bool Fits() const;
  void Rewind(const Mark& mark);

  // Adds an event around `submission`, and gives its position. `added`, `removed` as `fold` says.
  // REQUIRES: the event has at most kMaxEventBytes.
  uint64_t AddEvent(std::string_view principal, std::string_view submission,
                    const v1::Resolved* resolved, FoldKind fold,
                    const ReceiptFacts* added = nullptr, const ReceiptFacts* removed = nullptr);
  void AddTexts(uint64_t position, std::span<const v1::AccompanyingText* const> texts);
  // For rows of ids, versions, revisions and openings.
  Group& rows() { return events_; }

  // --- What later decisions must know; called once an item is known to fit. ---

  // The last event is this number of a source. Runs are kept together as long as nothing comes
  // between.
  void TookSequence(std::string_view source_id, uint64_t sequence);
  void KnowId(IdScope scope, std::string_view name, std::string_view id, uint64_t position);
  // The new state of a receipt. Of two the later one holds.
  void KnowVersion(std::shared_ptr<const ReceiptTarget> target);

  // Writes the row of the open run: before anything else may be proposed.
  void Seal();

  // --- Looking up what is in flight; absent: not here. ---

  std::optional<uint64_t> FindSequence(std::string_view source_id, uint64_t sequence) const;
  std::optional<uint64_t> FindId(IdScope scope, std::string_view name, std::string_view id) const;
  std::shared_ptr<const ReceiptTarget> FindVersion(uint64_t original_position) const;
  // REQUIRES: base <= position < next_position().
  std::string_view event(uint64_t position) const {
    return events_.event(position - events_.base_position());
  }
  bool Holds(uint64_t position) const {
    return position >= events_.base_position() && position < events_.next_position();
  }
  const v1::AccompanyingText* FindText(uint64_t position, uint32_t ordinal) const;

  // Answers, in the order in which they were decided.
  std::vector<Piece> pieces;

 private:
  void CloseRun();

  Group events_;
  int64_t record_time_micros_ = 0;
  std::vector<FoldKind> folds_;
  std::vector<ReceiptFacts> facts_;
  // The last one is open when run_open_: its row is not yet written.
  std::vector<SourceRun> runs_;
  bool run_open_ = false;
  StringMap<uint64_t> ids_;
  // By original position.
  Versions versions_;
  absl::flat_hash_map<std::pair<uint64_t, uint32_t>, v1::AccompanyingText> texts_;
};

}  // namespace hemoledger
