// What decisions are made against: what is committed, and over it the groups in flight, oldest
// first, the open one last.
//
// Tree, plans and records are immutable values: the newest ones here, older ones in the hands of
// whoever still needs them. Ids, numbers, versions and bytes in flight stand in the groups; what is
// durable is looked up in the store. Forgetting what is in flight is Reset.
//
// Used by the deciding thread alone.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/domain/domain_state.h"
#include "services/ledger/content_compare.h"
#include "services/ledger/decided_group.h"
#include "services/ledger/limits.h"
#include "services/ledger/receipt_lookup.h"
#include "store/ledger_store.h"

namespace hemoledger {

class DecisionState final : public EventSource, public TextSource {
 public:
  struct Source {
    v1::SourceOpened opened;
    uint64_t opened_position = 0;
    // Highest number used, those in flight included.
    uint64_t mark = 0;
  };

  // Borrows the store.
  DecisionState(const LedgerStore& store, const LedgerLimits& limits);
  ~DecisionState() override;

  // Forgets all that is in flight: from now on `committed` is what holds. The store has exactly
  // that.
  void Reset(const DomainState& committed);

  // --- Groups in flight ---

  // Opens the group that decisions go into, unless one is open.
  void OpenGroup(int64_t now_micros);
  // REQUIRES: a group is open.
  DecidedGroup& open_group();
  bool has_open_group() const { return open_; }
  // Closes it: it stays here until it is retired. The pointer lives until then.
  DecidedGroup* SealGroup();
  // The oldest sealed group is durable, and nobody else uses it any more.
  void RetireGroup();
  // Gives all groups in flight, the open one included, oldest first; they live until Reset.
  std::vector<DecidedGroup*> groups();

  // --- What holds ---

  const std::shared_ptr<const OrgTree>& tree() const { return tree_; }
  const std::shared_ptr<const PlanBook>& plans() const { return plans_; }
  const std::shared_ptr<const RecordBook>& records() const { return records_; }
  // After the events that change them were added to the open group.
  void SetTree(std::shared_ptr<const OrgTree> tree) {
    tree_ = std::move(tree);
    rules_version_ = next_position();
  }
  void SetPlans(std::shared_ptr<const PlanBook> plans) {
    plans_ = std::move(plans);
    rules_version_ = next_position();
  }
  // That of RuleBooks, of tree() and plans().
  uint64_t rules_version() const { return rules_version_; }
  void SetRecords(std::shared_ptr<const RecordBook> records) { records_ = std::move(records); }
  // Number of events decided.
  uint64_t next_position() const;

  // nullptr: there is none. The pointer lives until the next AddSource or Reset.
  Source* FindSource(std::string_view source_id);
  void AddSource(const v1::SourceOpened& opened, uint64_t position);

  // --- Looking up, in flight and durable ---

  absl::StatusOr<uint64_t> FindSequence(const v1::SourceIdentity& identity) override;
  absl::StatusOr<uint64_t> FindExternalId(const v1::FeedIdentity& identity) override;
  absl::StatusOr<std::optional<VersionRow>> FindVersion(uint64_t original_position) override;
  absl::Status ReadEvent(uint64_t position, std::string* bytes) override;
  absl::StatusOr<PlainText> ReadText(uint64_t position, uint32_t ordinal) override;

  // Position of the (first) event with this id; absent: none.
  absl::StatusOr<std::optional<uint64_t>> FindId(IdScope scope, std::string_view name,
                                                 std::string_view id);
  // Position of a number at or below a source's mark.
  absl::StatusOr<uint64_t> PositionOf(const std::string& source_id, uint64_t sequence);
  // The receipt that `reference` names, as it stands after all that was decided. `hint`: found in
  // advance, may be nullptr.
  absl::StatusOr<std::shared_ptr<const ReceiptTarget>> FindTarget(
      const v1::ReceiptReference& reference, const ReceiptTarget* hint);
  // Events are read one after the other where they are asked for so; this ends it, and frees what
  // it held.
  void EndReading();

 private:
  std::optional<uint64_t> FindSequenceInFlight(std::string_view source_id, uint64_t sequence) const;
  void RememberVersions(const DecidedGroup& group);

  const LedgerStore& store_;
  StoredEvents stored_;
  const size_t max_cached_versions_;

  // In flight, oldest first; when open_, the last one is not sealed.
  std::deque<std::unique_ptr<DecidedGroup>> groups_;
  bool open_ = false;
  // Groups to use again, for their buffers.
  std::vector<std::unique_ptr<DecidedGroup>> spare_groups_;

  std::shared_ptr<const OrgTree> tree_;
  std::shared_ptr<const PlanBook> plans_;
  std::shared_ptr<const RecordBook> records_;
  uint64_t rules_version_ = 0;
  StringMap<Source> sources_;
  uint64_t committed_next_position_ = 0;
  int64_t last_record_time_micros_ = 0;

  // Durable versions, the last decided ones; `version_order_` says which goes first.
  DecidedGroup::Versions versions_;
  std::deque<std::pair<uint64_t, std::shared_ptr<const ReceiptTarget>>> version_order_;

  // Where reading stands.
  std::optional<EventCursor> cursor_;
  std::string run_source_;
  std::optional<RunRow> run_;
};

}  // namespace hemoledger
