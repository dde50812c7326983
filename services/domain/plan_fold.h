// A plan's documents carried out one after the other: what every check, answer and history of a
// plan rests on.
//
// Quotas, rounds, campaigns, rules, targets and tasks hold key by key: what the last applied change
// states is what holds (docs/adr/0002). Which documents are applied (recorded by a position, valid
// by a date) is the caller's choice; their order is that of recording.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "hemoledger/v1/plans.pb.h"
#include "proto/base/strings.h"
#include "services/domain/plan_book.h"
#include "services/domain/plan_edition.h"

namespace hemoledger {

// Keeps pointers into the edition that it is given: it must outlive the fold, and stay as it is.
class PlanFold {
 public:
  struct Row {
    // As issued or added; its quota is not what holds.
    const v1::PlanRow* row = nullptr;
    uint32_t revision = 0;
    std::string_view holder_id;
    // What holds; nullptr: no quota.
    const v1::Quota* quota = nullptr;
  };
  // What has an id of its own, in the order of the document and of being set. One that was set
  // again keeps its place, one that was removed leaves an entry without `value`.
  template <typename Value>
  struct Entry {
    const Value* value = nullptr;
    uint32_t revision = 0;
  };
  template <typename Value>
  class Keyed {
   public:
    const std::vector<Entry<Value>>& entries() const { return entries_; }
    // nullptr: there is none.
    const Entry<Value>* Find(std::string_view id) const {
      const auto known = index_of_id_.find(ToAbsl(id));
      return known == index_of_id_.end() ? nullptr : &entries_[known->second];
    }
    // `id` must live as long as `value`.
    void Set(std::string_view id, const Value* value, uint32_t revision) {
      const int next = static_cast<int>(entries_.size());
      const auto [known, is_new] = index_of_id_.try_emplace(ToAbsl(id), next);
      if (is_new) entries_.emplace_back();
      entries_[known->second] = {value, revision};
    }
    // Nothing where there is none.
    void Remove(std::string_view id) {
      const auto known = index_of_id_.find(ToAbsl(id));
      if (known == index_of_id_.end()) return;
      entries_[known->second] = {};
      index_of_id_.erase(known);
    }

   private:
    std::vector<Entry<Value>> entries_;
    // Of those that hold.
    absl::flat_hash_map<absl::string_view, int> index_of_id_;
  };

  // What the first `revisions` documents come to (REQUIRES: 1 at least), of the amendments those
  // valid by `through_date` (0: by the end of the period, unbounded where there is none).
  PlanFold(const PlanEdition& edition, uint32_t revisions, int32_t through_date);

  // What holds of what is recorded up to `position_bound`, entries as they stood then. REQUIRES:
  // the plan was issued by then.
  static PlanFold At(const PlanBook& book, PlanIndex plan, int32_t through_date,
                     uint64_t position_bound = kNoPositionBound);

  // One change of a document that makes `revision`; `added_row` is for a QuotaSet whose holder has
  // no row (nullptr: the plan's own, REQUIRES that it is there).
  void ApplyChange(const v1::PlanChange& change, uint32_t revision, int index,
                   const v1::PlanRow* added_row = nullptr);

  // In the document's order, added ones behind.
  const std::vector<Row>& rows() const { return rows_; }
  // Rounds and campaigns are never removed.
  const Keyed<v1::Round>& rounds() const { return rounds_; }
  const Keyed<v1::Campaign>& campaigns() const { return campaigns_; }
  const Keyed<v1::CreditRule>& rules() const { return rules_; }
  const Keyed<v1::Target>& targets() const { return targets_; }
  const Keyed<v1::Task>& tasks() const { return tasks_; }

  // The row on which the holder's quota stands or would stand; nullptr: the plan has none of it.
  const Row* RowOf(std::string_view holder_id) const;
  // Blood units that hold for it; absent: no quota.
  std::optional<int64_t> UnitsOf(std::string_view holder_id) const;
  std::optional<int64_t> ConvertedOf(std::string_view holder_id) const;
  bool HasGroup(std::string_view group_id) const;

 private:
  void Apply(const PlanDocumentRecord& record);
  void AddRow(const v1::PlanRow* row, uint32_t revision, const v1::Quota* quota);
  void SetQuota(std::string_view holder_id, const v1::Quota* quota);
  const v1::PlanRow* AddedRowOf(uint32_t revision, int change) const;

  const PlanEdition* edition_;
  std::vector<Row> rows_;
  // Index in `rows_`.
  absl::flat_hash_map<absl::string_view, int> row_of_holder_;
  Keyed<v1::Round> rounds_;
  Keyed<v1::Campaign> campaigns_;
  Keyed<v1::CreditRule> rules_;
  Keyed<v1::Target> targets_;
  Keyed<v1::Task> tasks_;
};

// The figures of a quota; absent: not stated.
std::optional<int64_t> UnitsIn(const v1::Quota* quota);
std::optional<int64_t> ConvertedIn(const v1::Quota* quota);

// The row that a QuotaSet adds for a holder that has none: its `new_row`, or one made from the
// holder's id (with "-2", "-3" … where a row of that id is among `taken_ids`).
v1::PlanRow MakeAddedRow(const v1::QuotaSet& set, const StringSet& taken_ids);

}  // namespace hemoledger
