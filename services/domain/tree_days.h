// The tree on many days at once, and what follows from a unit's place in it.
//
// Days on which the tree looks the same share one number (an epoch), so that whatever is worked out
// for a unit is worked out once for each epoch, not for each day. For one query on one thread: both
// classes fill caches.
#pragma once

#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "services/domain/org_tree.h"

namespace hemoledger {

class TreeDays {
 public:
  // Keeps a reference.
  explicit TreeDays(const OrgTree& tree) : tree_(tree) {}

  const OrgTree& tree() const { return tree_; }
  // The epoch of a day. O(units) at the first question about a day.
  int EpochOn(int32_t date) {
    if (date == last_date_) return last_epoch_;
    last_date_ = date;
    return last_epoch_ = FindEpoch(date);
  }
  // The parent of every unit in an epoch. The reference stays valid.
  const std::vector<UnitIndex>& ParentsIn(int epoch) const { return parents_[epoch]; }

 private:
  int FindEpoch(int32_t date);

  const OrgTree& tree_;
  std::deque<std::vector<UnitIndex>> parents_;
  absl::flat_hash_map<int32_t, int> epoch_of_date_;
  int32_t last_date_ = -1;
  int last_epoch_ = 0;
};

// A value for every unit in an epoch that follows from its parent's: derive(parent's value, unit)
// where the parent of a root has the value T{}. Worked out once a unit and epoch, on demand.
template <typename T, typename Derive>
class InheritedValues {
 public:
  InheritedValues(TreeDays* days, Derive derive) : days_(days), derive_(std::move(derive)) {}

  const T& At(UnitIndex unit, int epoch) {
    while (static_cast<int>(epochs_.size()) <= epoch) epochs_.emplace_back();
    Epoch& values = epochs_[epoch];
    if (values.known.empty()) {
      values.known.resize(days_->tree().size(), 0);
      values.values.resize(days_->tree().size());
    }
    if (values.known[unit] == 0) Fill(values, unit, days_->ParentsIn(epoch));
    return values.values[unit];
  }

 private:
  struct Epoch {
    std::vector<uint8_t> known;
    std::vector<T> values;
  };

  void Fill(Epoch& values, UnitIndex unit, const std::vector<UnitIndex>& parents) {
    path_.clear();
    UnitIndex at = unit;
    for (; at != kNoUnit && values.known[at] == 0; at = parents[at]) path_.push_back(at);
    T inherited = at == kNoUnit ? T{} : values.values[at];
    for (; !path_.empty(); path_.pop_back()) {
      const UnitIndex next = path_.back();
      inherited = derive_(inherited, next);
      values.values[next] = inherited;
      values.known[next] = 1;
    }
  }

  TreeDays* days_;
  Derive derive_;
  std::deque<Epoch> epochs_;
  std::vector<UnitIndex> path_;
};

}  // namespace hemoledger
