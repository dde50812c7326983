// What was received within the scopes of a plan's targets. docs/attainment.md, "Targets".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "hemoledger/v1/targets.pb.h"
#include "proto/base/strings.h"
#include "services/domain/attainment.h"
#include "services/domain/attainment_figures.h"
#include "services/domain/attainment_scope.h"
#include "services/domain/campaign_places.h"
#include "services/domain/fact_cells.h"
#include "services/domain/tree_days.h"

namespace hemoledger {

struct ReceiptSums {
  // Blood units, and what they convert to.
  Tally tally;
  int64_t class_stated_units = 0;
  int64_t voluntary_units = 0;
  int64_t known_volume_units = 0;
  int64_t large_units = 0;
};

// For one query on one thread: scopes are added, then the cells are counted once, whatever their
// number; targets of equal scope share one.
class TargetReceipts {
 public:
  // Keeps references, which must outlive it.
  TargetReceipts(const OrgTree& tree, const PlanBook& book, const EffectivePlan& plan,
                 const HolderRows& holders, CampaignPlaces& campaigns, int32_t through_date);

  // Number of the scope. A unit with a quota has what is credited to it, another what its units
  // gave.
  size_t AddScope(const v1::TargetScope& scope);
  void Count(const FactCells::Snapshot& cells);
  // One sum; of a scope that binds each of its units by itself one a unit.
  const std::vector<ReceiptSums>& Of(size_t scope) const { return scopes_[scope].sums; }
  const BasisRule& rule() const { return rule_; }

 private:
  struct Scope {
    bool has_units = false;
    bool each = false;
    absl::flat_hash_map<UnitIndex, size_t> units;
    // Places in the plan; absent: any; -1: one that the plan does not have.
    std::optional<int32_t> campaign;
    std::optional<RoundIndex> round;
    std::optional<CivilInterval> interval;
    std::vector<ReceiptSums> sums;
  };

  void AddTo(Scope& scope, const FactCells::Cell& cell, const Placement& placement);
  bool IsIn(const Scope& scope, const FactKey& key, const std::vector<int32_t>& campaigns) const;

  const OrgTree& tree_;
  const PlanBook& book_;
  const HolderRows& holders_;
  CampaignPlaces& campaigns_;
  const PlacementRules rules_;
  const BasisRule rule_;
  TreeDays days_;
  std::vector<Scope> scopes_;
  // By serialised scope without its text.
  StringMap<size_t> known_scopes_;
};

}  // namespace hemoledger
