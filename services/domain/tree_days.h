// The tree on many days at once, and what follows from a unit's place in it.
//
// Days between which nothing moved share one number (an epoch), so that whatever is worked out for
// a unit is worked out once for each epoch, not for each day. For one query on one thread: both
// classes fill caches.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "services/domain/org_tree.h"

namespace hemoledger {

class TreeDays {
 public:
  // Keeps a reference. O(units).
  explicit TreeDays(const OrgTree& tree)
      : tree_(tree), move_dates_(tree.MoveDates()), parents_(move_dates_.size() + 1) {}

  const OrgTree& tree() const { return tree_; }
  int epoch_count() const { return static_cast<int>(parents_.size()); }
  int EpochOn(int32_t date) const {
    return static_cast<int>(std::upper_bound(move_dates_.begin(), move_dates_.end(), date) -
                            move_dates_.begin());
  }
  // The parent of every unit in an epoch. The reference stays valid.
  const std::vector<UnitIndex>& ParentsIn(int epoch) {
    std::vector<UnitIndex>& parents = parents_[epoch];
    // Before the first move it was as on any day before: 0 is before all.
    if (parents.empty()) parents = tree_.ParentsOn(epoch == 0 ? 0 : move_dates_[epoch - 1]);
    return parents;
  }

 private:
  const OrgTree& tree_;
  const std::vector<int32_t> move_dates_;
  // By epoch; empty: not asked for yet.
  std::vector<std::vector<UnitIndex>> parents_;
};

// A value for every unit in an epoch that follows from its parent's: derive(parent's value, unit)
// where the parent of a root has the value T{}. Worked out once a unit and epoch, on demand.
template <typename T, typename Derive>
class InheritedValues {
 public:
  InheritedValues(TreeDays* days, Derive derive)
      : days_(days), derive_(std::move(derive)), epochs_(days->epoch_count()) {}

  const T& At(UnitIndex unit, int epoch) {
    std::vector<Slot>& slots = epochs_[epoch];
    if (slots.empty()) slots.resize(days_->tree().size());
    if (!slots[unit].known) Fill(slots, unit, days_->ParentsIn(epoch));
    return slots[unit].value;
  }

 private:
  struct Slot {
    T value{};
    bool known = false;
  };

  void Fill(std::vector<Slot>& slots, UnitIndex unit, const std::vector<UnitIndex>& parents) {
    path_.clear();
    UnitIndex at = unit;
    for (; at != kNoUnit && !slots[at].known; at = parents[at]) path_.push_back(at);
    T inherited = at == kNoUnit ? T{} : slots[at].value;
    for (; !path_.empty(); path_.pop_back()) {
      inherited = derive_(inherited, path_.back());
      slots[path_.back()] = {inherited, true};
    }
  }

  TreeDays* days_;
  Derive derive_;
  std::vector<std::vector<Slot>> epochs_;
  std::vector<UnitIndex> path_;
};

}  // namespace hemoledger
