// Whether units lie at or below one unit, on any day.
#pragma once

#include <memory>
#include <utility>

#include "services/domain/org_tree.h"
#include "services/domain/tree_days.h"

namespace hemoledger {

// Of one version of the tree. Contains is O(1) amortised: each unit is looked up once for the days
// between two moves. Not thread-safe: it fills caches.
class UnitSubtree {
 public:
  UnitSubtree(std::shared_ptr<const OrgTree> tree, UnitIndex top)
      : tree_(std::move(tree)), days_(*tree_), inside_(&days_, BelowTop{top}) {}
  UnitSubtree(const UnitSubtree&) = delete;
  UnitSubtree& operator=(const UnitSubtree&) = delete;

  // REQUIRES: `unit` is one of the tree's.
  bool Contains(UnitIndex unit, int32_t date) {
    return inside_.At(unit, days_.EpochOn(date)).is_inside;
  }

 private:
  struct Place {
    bool is_inside = false;
  };
  struct BelowTop {
    UnitIndex top;
    Place operator()(const Place& parent, UnitIndex unit) const {
      return {parent.is_inside || unit == top};
    }
  };

  const std::shared_ptr<const OrgTree> tree_;
  TreeDays days_;
  InheritedValues<Place, BelowTop> inside_;
};

}  // namespace hemoledger
