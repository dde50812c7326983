#include "proto/base/check.h"
#include "services/domain/plan_book.h"
#include "services/domain/plan_fold.h"

namespace hemoledger {
namespace {

// A unit that a recorded document names: it was there when the document was checked.
UnitIndex Known(const OrgTree& tree, std::string_view unit_id) {
  const UnitIndex unit = tree.Find(unit_id);
  HL_CHECK(unit != kNoUnit) << "unit " << unit_id;
  return unit;
}

UnitIndex KnownOrNone(const OrgTree& tree, std::string_view unit_id) {
  return unit_id.empty() ? kNoUnit : Known(tree, unit_id);
}

EffectivePlan::Row MakeRow(const PlanFold::Row& row, const PlanBook& book, const OrgTree& tree) {
  EffectivePlan::Row made;
  made.row = *row.row;
  if (row.quota == nullptr) {
    made.row.clear_quota();
  } else {
    *made.row.mutable_quota() = *row.quota;
  }
  made.quota_units = UnitsIn(row.quota);
  made.quota_converted_units = ConvertedIn(row.quota);
  made.holder = KnownOrNone(tree, row.holder_id);
  if (made.row.has_selector()) {
    const v1::RowSelector& selector = made.row.selector();
    made.takes_receipts = true;
    made.selector_unit = KnownOrNone(tree, selector.unit_id());
    if (!selector.round_id().empty()) made.selector_round = book.FindRound(selector.round_id());
    made.selector_component = static_cast<uint8_t>(selector.component());
    made.selector_donor_class = static_cast<uint8_t>(selector.donor_class());
  } else {
    made.takes_receipts = made.holder != kNoUnit;
    made.selector_unit = made.holder;
  }
  return made;
}

EffectivePlan::Round MakeRound(const v1::Round& round, const PlanBook& book, const OrgTree& tree) {
  EffectivePlan::Round made;
  made.round = book.FindRound(round.round_id());
  for (const std::string& unit_id : round.credited_unit_ids()) {
    made.credited.push_back(Known(tree, unit_id));
  }
  made.inferred = round.credit_inferred();
  for (const std::string& campaign_id : round.campaign_ids()) {
    made.campaigns.push_back(book.FindCampaign(campaign_id));
  }
  made.as_planned = round;
  return made;
}

// What the campaign is part of. Two documents, each right on the day from which it holds, may
// together lead in a circle on a later day: then it is part of none.
CampaignIndex PartOf(const v1::Campaign& campaign, const PlanFold& fold, const PlanBook& book) {
  const size_t longest = fold.campaigns().entries().size();
  const v1::Campaign* above = &campaign;
  for (size_t steps = 0; steps < longest; ++steps) {
    if (above->part_of_campaign_id().empty()) {
      return campaign.part_of_campaign_id().empty()
                 ? kNoCampaign
                 : book.FindCampaign(campaign.part_of_campaign_id());
    }
    const auto* known = fold.campaigns().Find(above->part_of_campaign_id());
    HL_CHECK(known != nullptr) << "campaign " << above->part_of_campaign_id();
    above = known->value;
  }
  return kNoCampaign;
}

}  // namespace

EffectivePlan PlanBook::Effective(PlanIndex plan, const OrgTree& tree, int32_t through_date,
                                  uint64_t position_bound) const {
  const v1::PlanIssued& issued = EditionAt(plan, position_bound).issued();
  const PlanFold fold = PlanFold::At(*this, plan, through_date, position_bound);
  EffectivePlan effective;
  effective.plan = plan;
  effective.revision = RevisionAt(plan, position_bound);
  effective.issuer = Known(tree, issued.document().issuer_unit_id());
  if (issued.has_period()) effective.period = issued.period();
  effective.period_assumed = issued.period_assumed();
  effective.conversion = issued.conversion();
  effective.groups.assign(issued.groups().begin(), issued.groups().end());
  if (issued.has_percentage_decimals()) {
    effective.percentage_decimals = issued.percentage_decimals();
  }
  effective.rows.reserve(fold.rows().size());
  for (const PlanFold::Row& row : fold.rows()) {
    effective.rows.push_back(MakeRow(row, *this, tree));
    effective.total_quota_units += effective.rows.back().quota_units.value_or(0);
  }
  for (const auto& [rule, revision] : fold.rules().entries()) {
    if (rule == nullptr) continue;
    effective.rules.push_back({rule->rule_id(), Known(tree, rule->unit_id()),
                               KnownOrNone(tree, rule->credited_unit_id()), rule->inferred()});
  }
  for (const auto& [round, revision] : fold.rounds().entries()) {
    effective.rounds.push_back(MakeRound(*round, *this, tree));
  }
  for (const auto& [campaign, revision] : fold.campaigns().entries()) {
    effective.campaigns.push_back({.campaign = FindCampaign(campaign->campaign_id()),
                                   .part_of = PartOf(*campaign, fold, *this),
                                   .as_planned = *campaign});
  }
  for (const auto& [target, revision] : fold.targets().entries()) {
    if (target != nullptr) effective.targets.push_back(*target);
  }
  for (const auto& [task, revision] : fold.tasks().entries()) {
    if (task != nullptr) effective.tasks.push_back(*task);
  }
  return effective;
}

}  // namespace hemoledger
