#include "services/domain/plan_references.h"

#include "proto/base/strings.h"
#include "services/domain/plan_form_parts.h"

namespace hemoledger::internal {

absl::Status UnknownReference(const std::string& place, const std::string& value) {
  return MakeError(ERROR_REASON_REFERENCE_UNKNOWN, {{"field", place}, {"value", value}});
}

void UnitReferences::Check(const std::string& unit_id, const std::string& place) {
  if (unit_id.empty() || tree_.Find(unit_id) != kNoUnit) return;
  problems_->Add(place, tree_.NotFound(unit_id, place));
}

void UnitReferences::Check(const google::protobuf::RepeatedPtrField<std::string>& unit_ids,
                           const std::string& place) {
  for (int i = 0; i < unit_ids.size(); ++i) Check(unit_ids[i], Concat(place, "[", i, "]"));
}

void UnitReferences::Check(const v1::Round& round, const std::string& place) {
  Check(round.credited_unit_ids(), place + ".credited_unit_ids");
  for (int i = 0; i < round.quotas_size(); ++i) {
    Check(round.quotas(i).unit_id(), Concat(place, ".quotas[", i, "].unit_id"));
  }
  Check(round.host_unit_id(), place + ".host_unit_id");
  Check(round.contributing_unit_ids(), place + ".contributing_unit_ids");
}

void UnitReferences::Check(const v1::CreditRule& rule, const std::string& place) {
  Check(rule.unit_id(), place + ".unit_id");
  Check(rule.credited_unit_id(), place + ".credited_unit_id");
}

void UnitReferences::Check(const v1::PlanRow& row, const std::string& place) {
  Check(row.holder_unit_id(), place + ".holder_unit_id");
  Check(row.selector().unit_id(), place + ".selector.unit_id");
}

void UnitReferences::Check(const v1::Target& target, const std::string& place) {
  Check(target.scope().unit_ids(), place + ".scope.unit_ids");
}

void OwnReferences::Require(const Has& has, const std::string& id, const std::string& place) {
  if (!id.empty() && !has(id)) problems_->Add(place, UnknownReference(place, id));
}

void OwnReferences::Check(const v1::Round& round, const std::string& place) {
  for (int i = 0; i < round.campaign_ids_size(); ++i) {
    Require(known_.campaign, round.campaign_ids(i), Concat(place, ".campaign_ids[", i, "]"));
  }
  Require(known_.round, round.make_up_for_round_id(), place + ".make_up_for_round_id");
}

void OwnReferences::Check(const v1::Campaign& campaign, const std::string& place) {
  Require(known_.campaign, campaign.part_of_campaign_id(), place + ".part_of_campaign_id");
}

void OwnReferences::Check(const v1::Target& target, const std::string& place) {
  Require(known_.campaign, target.scope().campaign_id(), place + ".scope.campaign_id");
  Require(known_.round, target.scope().round_id(), place + ".scope.round_id");
}

void OwnReferences::Check(const v1::Task& task, const std::string& place) {
  Require(known_.campaign, task.campaign_id(), place + ".campaign_id");
}

void OwnReferences::Check(const v1::PlanRow& row, const std::string& place) {
  Require(known_.round, row.selector().round_id(), place + ".selector.round_id");
  Require(known_.group, row.group_id(), place + ".group_id");
}

void OwnReferences::Check(const v1::StatedTotals& totals, const std::string& place) {
  for (int i = 0; i < totals.rounds_size(); ++i) {
    Require(known_.round, totals.rounds(i).round_id(), Concat(place, ".rounds[", i, "].round_id"));
  }
}

void CheckCampaignCircle(const v1::Campaign& campaign,
                         const std::function<std::string(const std::string&)>& part_of,
                         size_t count, const std::string& place, Violations& problems) {
  std::string above = campaign.part_of_campaign_id();
  // Who goes up more often than there are campaigns goes in a circle, though perhaps not through
  // this one: then another one tells.
  for (size_t steps = 0; steps < count && !above.empty(); ++steps) {
    if (above == campaign.campaign_id()) {
      const std::string field = place + ".part_of_campaign_id";
      return problems.Add(field, Invalid(field, campaign.part_of_campaign_id(),
                                         "a campaign that is not part of this one"));
    }
    above = part_of(above);
  }
}

}  // namespace hemoledger::internal
