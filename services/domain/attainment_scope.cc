#include "services/domain/attainment_scope.h"

#include "proto/base/check.h"

namespace hemoledger {

void QuotaSum::Add(const EffectivePlan::Row& row) {
  HL_CHECK(row.quota_units.has_value());
  any_ = true;
  units_ += *row.quota_units;
  if (!row.quota_converted_units.has_value()) {
    converted_.reset();
  } else if (converted_.has_value()) {
    *converted_ += *row.quota_converted_units;
  }
}

std::optional<int64_t> QuotaSum::Get(bool converted) const {
  if (!any_) return std::nullopt;
  return converted ? converted_ : std::optional(units_);
}

HolderRows::HolderRows(const EffectivePlan& plan, int32_t unit_count)
    : plan_(plan), quota_rows_(unit_count, -1), first_rows_(unit_count, -1) {
  for (size_t i = 0; i < plan.rows.size(); ++i) {
    const EffectivePlan::Row& row = plan.rows[i];
    if (row.holder == kNoUnit) continue;
    if (first_rows_[row.holder] < 0) first_rows_[row.holder] = static_cast<int32_t>(i);
    if (row.quota_units.has_value()) quota_rows_[row.holder] = static_cast<int32_t>(i);
  }
}

int32_t HolderRows::HomeRow(const Placement& placement) const {
  const UnitIndex credited = placement.credited;
  const EffectivePlan::Row* own = placement.row < 0 ? nullptr : &plan_.rows[placement.row];
  if (credited != kNoUnit) {
    if (quota_rows_[credited] >= 0) return quota_rows_[credited];
    if (own != nullptr && own->holder == credited) return placement.row;
    if (first_rows_[credited] >= 0) return first_rows_[credited];
  }
  // Against a quota stands only what is credited to its holder.
  return own != nullptr && own->quota_units.has_value() ? -1 : placement.row;
}

ScopeFilter::ScopeFilter(const OrgTree& tree, const HolderRows& holders,
                         const AttainmentQuery& query, int32_t date)
    : unit_(query.unit), days_(tree), lines_(&days_, LabelBelow{query.unit, &labels_}) {
  if (query.scope == v1::ATTAINMENT_SCOPE_PLAN) return;
  HL_CHECK(unit_ != kNoUnit);
  if (query.scope == v1::ATTAINMENT_SCOPE_UNIT) {
    kind_ = holders.HoldsQuota(unit_) ? Kind::kHolder : Kind::kGivenBy;
    labels_.assign(tree.size(), kOutside);
    labels_[unit_] = 0;
    return;
  }
  kind_ = Kind::kChildren;
  children_ = tree.ChildrenOn(unit_, date);
  labels_.assign(tree.size(), kOutside);
  labels_[unit_] = static_cast<int32_t>(children_.size());
  for (size_t i = 0; i < children_.size(); ++i) labels_[children_[i]] = static_cast<int32_t>(i);
  date_epoch_ = days_.EpochOn(date);
  at_or_above_.assign(tree.size(), false);
  const std::vector<UnitIndex>& parents = days_.ParentsIn(date_epoch_);
  for (UnitIndex at = unit_; at != kNoUnit; at = parents[at]) at_or_above_[at] = true;
}

int32_t ScopeFilter::LineOf(const FactKey& key, const Placement& placement) {
  switch (kind_) {
    case Kind::kPlan:
      return 0;
    case Kind::kHolder:
      return placement.credited == unit_ ? 0 : kOutside;
    case Kind::kGivenBy:
      return lines_.At(key.unit, days_.EpochOn(key.first_date)).line;
    case Kind::kChildren:
      return ChildLineOf(key, placement.credited);
  }
  return kOutside;
}

int32_t ScopeFilter::ChildLineOf(const FactKey& key, UnitIndex credited) {
  // What counts for a unit further down counts where that unit stands; what counts for the unit
  // asked for, for one above it, or for nobody, where it was given.
  if (credited != kNoUnit && !at_or_above_[credited]) return lines_.At(credited, date_epoch_).line;
  const int32_t line = lines_.At(key.unit, days_.EpochOn(key.first_date)).line;
  if (line == kOutside && credited == unit_) return static_cast<int32_t>(children_.size());
  return line;
}

int32_t ScopeFilter::LineOfHolder(UnitIndex holder) {
  switch (kind_) {
    case Kind::kPlan:
      return 0;
    case Kind::kHolder:
      return holder == unit_ ? 0 : kOutside;
    case Kind::kGivenBy:
      return kOutside;
    case Kind::kChildren:
      return lines_.At(holder, date_epoch_).line;
  }
  return kOutside;
}

}  // namespace hemoledger
