#include "services/domain/finding_plan.h"

#include <algorithm>

#include "services/domain/campaigns_within.h"
#include "services/domain/finding_values.h"

namespace hemoledger::findings {
namespace {

bool SelectsUnitOnly(const v1::RowSelector& selector) {
  return !selector.unit_id().empty() && selector.round_id().empty() &&
         selector.component() == v1::COMPONENT_UNSPECIFIED &&
         selector.donor_class() == v1::DONOR_CLASS_UNSPECIFIED;
}

// Months or days that a series lists; 1 for all else.
int64_t ListedEvents(const v1::Round& round) {
  if (round.time().has_months()) return std::max(1, round.time().months().months_size());
  if (round.time().has_dates()) return std::max(1, round.time().dates().dates_size());
  return 1;
}

}  // namespace

void RoundFigures::Add(const v1::PrintedNumber& number) {
  if (number.has_value()) {
    units += number.value();
    ++figures;
  } else {
    ++blanks;
  }
}

void RoundFigures::Add(const RoundFigures& other) {
  units += other.units;
  figures += other.figures;
  blanks += other.blanks;
}

FindingPlan::FindingPlan(const FindingsInput& input) : plan_(*input.plan) {
  for (const v1::PlanRow& row : plan_.rows()) {
    rows_by_id_.try_emplace(row.row_id(), &row);
    if (QuotaUnits(row).has_value() && !row.holder_unit_id().empty()) {
      quota_rows_.try_emplace(row.holder_unit_id(), &row);
    }
    if (const std::string_view unit = UnitOf(row); !unit.empty()) {
      rows_by_unit_.try_emplace(std::string(unit), &row);
    }
  }
  for (const v1::RowGroup& group : plan_.groups()) groups_.try_emplace(group.group_id(), &group);
  for (const v1::CreditRule& rule : plan_.credit_rules()) {
    credits_[rule.unit_id()] = rule.credited_unit_id();
  }
  for (const v1::Round& round : plan_.rounds()) {
    rounds_by_id_.try_emplace(round.round_id(), &round);
    if (round.status() == v1::ROUND_STATUS_CANCELLED) continue;
    rounds_.push_back(&round);
    const auto note = [&](const std::string& unit_id) {
      if (unit_id.empty()) return;
      auto& of_unit = rounds_of_unit_[unit_id];
      if (of_unit.empty() || of_unit.back() != &round) of_unit.push_back(&round);
    };
    note(round.host_unit_id());
    for (const std::string& unit_id : round.credited_unit_ids()) note(unit_id);
    for (const v1::RoundQuota& quota : round.quotas()) {
      note(quota.unit_id());
      figures_[quota.unit_id()].Add(quota.units());
    }
  }
  for (const v1::PlanRow& row : plan_.rows()) {
    const std::string_view holder = CreditedUnitOf(row);
    if (holder.empty() || holder == row.holder_unit_id()) continue;
    credited_rows_.try_emplace(std::string(holder)).first->second.push_back(&row);
  }
  for (const v1::PlanAmended* amendment : input.amendments) NoteAmendment(*amendment);
  for (const v1::Round& round : plan_.rounds()) {
    if (!IsAmendedRound(round.round_id())) continue;
    for (const v1::RoundQuota& quota : round.quotas()) {
      units_of_amended_rounds_.insert(quota.unit_id());
    }
  }
}

void FindingPlan::NoteAmendment(const v1::PlanAmended& amendment) {
  for (const v1::PlanChange& change : amendment.changes()) {
    switch (change.change_case()) {
      case v1::PlanChange::kQuotaSet:
        amended_units_.insert(change.quota_set().holder_unit_id());
        break;
      case v1::PlanChange::kQuotaSupplemented:
        amended_units_.insert(change.quota_supplemented().holder_unit_id());
        break;
      case v1::PlanChange::kQuotaTransferred:
        amended_units_.insert(change.quota_transferred().from_unit_id());
        amended_units_.insert(change.quota_transferred().to_unit_id());
        break;
      case v1::PlanChange::kQuotaWithdrawn:
        amended_units_.insert(change.quota_withdrawn().holder_unit_id());
        break;
      case v1::PlanChange::kRoundAdded:
        amended_rounds_.insert(change.round_added().round().round_id());
        break;
      case v1::PlanChange::kRoundSet:
        amended_rounds_.insert(change.round_set().round().round_id());
        break;
      case v1::PlanChange::kTargetSet:
        amended_targets_.insert(change.target_set().target().target_id());
        break;
      default:
        break;
    }
  }
}

const v1::Interval* FindingPlan::stated_period() const {
  return plan_.has_period() && !plan_.period_assumed() ? &plan_.period() : nullptr;
}

const v1::PlanRow* FindingPlan::FindRow(std::string_view row_id) const {
  const auto found = rows_by_id_.find(row_id);
  return found == rows_by_id_.end() ? nullptr : found->second;
}

const v1::RowGroup* FindingPlan::FindGroup(std::string_view group_id) const {
  const auto found = groups_.find(group_id);
  return found == groups_.end() ? nullptr : found->second;
}

const v1::PlanRow* FindingPlan::QuotaRowOf(std::string_view unit_id) const {
  const auto found = quota_rows_.find(unit_id);
  return found == quota_rows_.end() ? nullptr : found->second;
}

const v1::PlanRow* FindingPlan::RowOf(std::string_view unit_id) const {
  const auto found = rows_by_unit_.find(unit_id);
  return found == rows_by_unit_.end() ? nullptr : found->second;
}

std::string_view FindingPlan::UnitOf(const v1::PlanRow& row) {
  if (!row.holder_unit_id().empty()) return row.holder_unit_id();
  if (row.has_selector() && SelectsUnitOnly(row.selector())) return row.selector().unit_id();
  return {};
}

std::optional<int64_t> FindingPlan::QuotaUnits(const v1::PlanRow& row) {
  if (!row.quota().units().has_value()) return std::nullopt;
  return row.quota().units().value();
}

std::string_view FindingPlan::CreditedUnitOf(const v1::PlanRow& row) const {
  if (QuotaUnits(row).has_value()) return {};
  if (!row.selector().round_id().empty()) {
    const v1::Round* round = FindRound(row.selector().round_id());
    if (round != nullptr && round->credited_unit_ids_size() == 1) {
      return round->credited_unit_ids(0);
    }
  }
  const auto rule = credits_.find(row.has_selector() && !row.selector().unit_id().empty()
                                      ? std::string_view(row.selector().unit_id())
                                      : std::string_view(row.holder_unit_id()));
  return rule == credits_.end() ? std::string_view() : rule->second;
}

std::vector<const v1::PlanRow*> FindingPlan::RowsCreditedTo(std::string_view holder_unit_id) const {
  const auto found = credited_rows_.find(holder_unit_id);
  return found == credited_rows_.end() ? std::vector<const v1::PlanRow*>() : found->second;
}

std::optional<int64_t> FindingPlan::AllocatedUnits(std::string_view group_id) const {
  std::optional<int64_t> sum;
  for (const v1::PlanRow& row : plan_.rows()) {
    if (!group_id.empty() && row.group_id() != group_id) continue;
    if (const auto units = QuotaUnits(row)) sum = sum.value_or(0) + *units;
  }
  return sum;
}

const v1::Round* FindingPlan::FindRound(std::string_view round_id) const {
  const auto found = rounds_by_id_.find(round_id);
  return found == rounds_by_id_.end() ? nullptr : found->second;
}

RoundFigures FindingPlan::FiguresOf(std::string_view unit_id) const {
  const auto found = figures_.find(unit_id);
  return found == figures_.end() ? RoundFigures() : found->second;
}

std::vector<const v1::Round*> FindingPlan::RoundsOf(std::string_view unit_id) const {
  const auto found = rounds_of_unit_.find(unit_id);
  return found == rounds_of_unit_.end() ? std::vector<const v1::Round*>() : found->second;
}

std::vector<const v1::Round*> FindingPlan::RoundsOfCampaign(std::string_view campaign_id) const {
  const StringSet wanted = CampaignsWithin(plan_, campaign_id);
  std::vector<const v1::Round*> rounds;
  for (const v1::Round* round : rounds_) {
    if (std::any_of(round->campaign_ids().begin(), round->campaign_ids().end(),
                    [&](const std::string& id) { return wanted.contains(id); })) {
      rounds.push_back(round);
    }
  }
  return rounds;
}

RoundCount FindingPlan::CountOf(const std::vector<const v1::Round*>& rounds) {
  RoundCount count;
  for (const v1::Round* round : rounds) {
    count.least += 1;
    count.most += ListedEvents(*round);
  }
  return count;
}

bool FindingPlan::HasFigure(const v1::Round& round) {
  if (HasNumber(round.received())) return true;
  return std::any_of(round.quotas().begin(), round.quotas().end(),
                     [](const v1::RoundQuota& quota) { return quota.units().has_value(); });
}

std::optional<RoundAmount> FindingPlan::AmountOf(const v1::Round& round) {
  RoundFigures quotas;
  for (const v1::RoundQuota& quota : round.quotas()) quotas.Add(quota.units());
  if (quotas.figures > 0 && quotas.blanks == 0) return RoundAmount{quotas.units, true};
  const v1::Figure& received = round.received();
  if (!HasNumber(received) || received.value().scale() != 0) return std::nullopt;
  switch (received.comparator()) {
    case v1::COMPARATOR_EQUAL:
      return RoundAmount{received.value().unscaled(), true};
    case v1::COMPARATOR_AT_LEAST:
    case v1::COMPARATOR_MORE_THAN:
    case v1::COMPARATOR_ABOUT:
    case v1::COMPARATOR_RANGE:
      return RoundAmount{received.value().unscaled(), false};
    default:
      return std::nullopt;
  }
}

bool FindingPlan::HasAmendedQuota(std::string_view group_id) const {
  if (amended_units_.empty()) return false;
  if (group_id.empty()) return true;
  return std::any_of(plan_.rows().begin(), plan_.rows().end(), [&](const v1::PlanRow& row) {
    return row.group_id() == group_id && IsAmended(row.holder_unit_id());
  });
}

}  // namespace hemoledger::findings
