// Which part of each round a unit is to bring in. Pure. docs/attainment.md, "Rounds".
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "services/domain/effective_plan.h"
#include "services/domain/org_tree.h"

namespace hemoledger {

class HolderRows;
class PlacementRules;

class RoundShares {
 public:
  struct Share {
    // Place in EffectivePlan::rounds.
    int32_t round = 0;
    // Absent: the unit takes part, and no figure is stated.
    std::optional<int64_t> units;
  };

  // Of nobody.
  RoundShares() = default;
  // A unit's share is its quota in the round. A holder of a quota that has no figure there has the
  // sum of those whose units have no quota of their own and whose receipts would count for it, by
  // the plan's rules or the tree of `date` ("one group": the quota on its first row, the rounds on
  // its last).
  RoundShares(const OrgTree& tree, const EffectivePlan& plan, const HolderRows& holders,
              const PlacementRules& rules, int32_t date);

  // By round. Empty: the unit is named in none.
  const std::vector<Share>& Of(UnitIndex unit) const;

 private:
  absl::flat_hash_map<UnitIndex, std::vector<Share>> shares_;
  const std::vector<Share> none_;
};

}  // namespace hemoledger
