#include "services/domain/round_shares.h"

#include "services/domain/attainment.h"
#include "services/domain/attainment_scope.h"

namespace hemoledger {

RoundShares::RoundShares(const OrgTree& tree, const EffectivePlan& plan, const HolderRows& holders,
                         const PlacementRules& rules, int32_t date) {
  for (size_t place = 0; place < plan.rounds.size(); ++place) {
    const int32_t round = static_cast<int32_t>(place);
    // In this round only: what units state themselves, and what counts for others.
    absl::flat_hash_map<UnitIndex, std::optional<int64_t>> own;
    absl::flat_hash_map<UnitIndex, int64_t> for_others;
    for (const v1::RoundQuota& quota : plan.rounds[place].as_planned.quotas()) {
      const UnitIndex unit = tree.Find(quota.unit_id());
      if (unit == kNoUnit) continue;
      std::optional<int64_t>& units = own[unit];
      if (!quota.units().has_value()) continue;
      units = quota.units().value();
      if (holders.HoldsQuota(unit)) continue;
      const UnitIndex holder = rules.CreditByPlan(unit, date);
      if (holders.HoldsQuota(holder)) for_others[holder] += *units;
    }
    for (const auto& [holder, units] : for_others) {
      std::optional<int64_t>& stated = own[holder];
      if (!stated.has_value()) stated = units;
    }
    for (const auto& [unit, units] : own) shares_[unit].push_back({round, units});
  }
}

const std::vector<RoundShares::Share>& RoundShares::Of(UnitIndex unit) const {
  const auto found = shares_.find(unit);
  return found == shares_.end() ? none_ : found->second;
}

}  // namespace hemoledger
