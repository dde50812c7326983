#include "services/domain/target_receipts.h"

#include <algorithm>
#include <utility>

#include "services/domain/civil_date.h"

namespace hemoledger {

TargetReceipts::TargetReceipts(const OrgTree& tree, const PlanBook& book, const EffectivePlan& plan,
                               const HolderRows& holders, CampaignPlaces& campaigns,
                               int32_t through_date)
    : tree_(tree),
      book_(book),
      holders_(holders),
      campaigns_(campaigns),
      rules_(tree, book, plan, through_date),
      rule_(MakeBasisRule(v1::ATTAINMENT_BASIS_CONVERTED, plan.conversion)),
      days_(tree) {}

size_t TargetReceipts::AddScope(const v1::TargetScope& stated) {
  v1::TargetScope key = stated;
  key.clear_text();
  const auto [known, is_new] = known_scopes_.try_emplace(key.SerializeAsString(), scopes_.size());
  if (!is_new) return known->second;
  Scope scope;
  scope.has_units = !stated.unit_ids().empty();
  scope.each = scope.has_units && stated.each();
  for (int i = 0; i < stated.unit_ids_size(); ++i) {
    const UnitIndex unit = tree_.Find(stated.unit_ids(i));
    if (unit != kNoUnit) scope.units.try_emplace(unit, static_cast<size_t>(i));
  }
  if (!stated.campaign_id().empty()) {
    scope.campaign = campaigns_.PlaceOf(book_.FindCampaign(stated.campaign_id()));
  }
  if (!stated.round_id().empty()) scope.round = book_.FindRound(stated.round_id());
  if (stated.has_interval()) scope.interval = ToCivil(stated.interval());
  scope.sums.resize(scope.each ? static_cast<size_t>(stated.unit_ids_size()) : 1);
  scopes_.push_back(std::move(scope));
  return known->second;
}

void TargetReceipts::Count(const FactCells::Snapshot& cells) {
  if (scopes_.empty()) return;
  for (int64_t i = 0; i < cells.size(); ++i) {
    const FactCells::Cell& cell = cells.cell(i);
    if (cell.value.IsZero()) continue;
    const Placement placement = rules_.Place(cell.key);
    if (placement.counting != Placement::Counting::kYes) continue;
    const std::vector<int32_t>& campaigns = campaigns_.Of(cell.key);
    for (Scope& scope : scopes_) {
      if (IsIn(scope, cell.key, campaigns)) AddTo(scope, cell, placement);
    }
  }
}

bool TargetReceipts::IsIn(const Scope& scope, const FactKey& key,
                          const std::vector<int32_t>& campaigns) const {
  if (scope.round.has_value() && (key.round == kNoRound || key.round != *scope.round)) return false;
  if (scope.campaign.has_value() &&
      !std::binary_search(campaigns.begin(), campaigns.end(), *scope.campaign)) {
    return false;
  }
  return !scope.interval.has_value() || IsInside({key.first_date, key.last_date}, *scope.interval);
}

void TargetReceipts::AddTo(Scope& scope, const FactCells::Cell& cell, const Placement& placement) {
  const auto add = [&](ReceiptSums& sums) {
    const FactValue& value = cell.value;
    sums.tally.Add(rule_, cell.key, value);
    sums.known_volume_units += value.units - value.unknown_volume_units;
    sums.large_units += value.large_units;
    if (cell.key.donor_class == v1::DONOR_CLASS_UNSPECIFIED) return;
    sums.class_stated_units += value.units;
    if (cell.key.donor_class == v1::DONOR_CLASS_VOLUNTARY) sums.voluntary_units += value.units;
  };
  if (!scope.has_units) {
    add(scope.sums.front());
    return;
  }
  // False: no more to look for, since together each receipt counts once.
  const auto add_to = [&](UnitIndex unit) {
    const auto found = scope.units.find(unit);
    if (found == scope.units.end()) return true;
    add(scope.each ? scope.sums[found->second] : scope.sums.front());
    return scope.each;
  };
  if (holders_.HoldsQuota(placement.credited) && !add_to(placement.credited)) return;
  const std::vector<UnitIndex>& parents = days_.ParentsIn(days_.EpochOn(cell.key.first_date));
  for (UnitIndex at = cell.key.unit; at != kNoUnit; at = parents[at]) {
    if (!holders_.HoldsQuota(at) && !add_to(at)) return;
  }
}

}  // namespace hemoledger
