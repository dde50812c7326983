#include <string>

#include "proto/base/strings.h"
#include "services/domain/civil_date.h"
#include "services/domain/plan_form.h"
#include "services/domain/plan_form_parts.h"

namespace hemoledger {
namespace {

using internal::CheckCount;
using internal::RequirePresent;

void RequireUnit(const std::string& unit_id, const std::string& place, Violations& problems) {
  problems.Add(place, RequireId(place, unit_id));
}

// A resulting quota: its units are required.
void CheckResulting(const v1::Quota& quota, const std::string& place, Violations& problems) {
  RequirePresent(quota.units().has_value(), place + ".units.value", problems);
  internal::CheckQuota(quota, place, problems);
}

void CheckSet(const v1::QuotaSet& set, const std::string& place, Violations& problems) {
  RequireUnit(set.holder_unit_id(), place + ".holder_unit_id", problems);
  CheckResulting(set.quota(), place + ".quota", problems);
  if (!set.has_new_row()) return;
  const std::string row = place + ".new_row";
  problems.Add(row + ".row_id", RequireId(row + ".row_id", set.new_row().row_id()));
  // Its holder and quota are ignored.
  v1::PlanRow checked = set.new_row();
  checked.clear_holder_unit_id();
  checked.clear_quota();
  internal::CheckRow(checked, row, problems);
}

void CheckSupplemented(const v1::QuotaSupplemented& change, const std::string& place,
                       Violations& problems) {
  RequireUnit(change.holder_unit_id(), place + ".holder_unit_id", problems);
  CheckCount(change.added_units(), 1, kMaxQuotaUnits, place + ".added_units", problems);
  CheckResulting(change.resulting(), place + ".resulting", problems);
}

void CheckTransferred(const v1::QuotaTransferred& change, const std::string& place,
                      Violations& problems) {
  RequireUnit(change.from_unit_id(), place + ".from_unit_id", problems);
  RequireUnit(change.to_unit_id(), place + ".to_unit_id", problems);
  if (!change.to_unit_id().empty() && change.from_unit_id() == change.to_unit_id()) {
    problems.Add(place + ".to_unit_id",
                 internal::Invalid(place + ".to_unit_id", change.to_unit_id(), "another unit"));
  }
  CheckCount(change.units(), 1, kMaxQuotaUnits, place + ".units", problems);
  CheckResulting(change.from_resulting(), place + ".from_resulting", problems);
  CheckResulting(change.to_resulting(), place + ".to_resulting", problems);
}

void CheckWithdrawn(const v1::QuotaWithdrawn& change, const std::string& place,
                    Violations& problems) {
  RequireUnit(change.holder_unit_id(), place + ".holder_unit_id", problems);
  // A whole quota that is taken away may have been 0.
  CheckCount(change.withdrawn_units(), change.has_resulting() ? 1 : 0, kMaxQuotaUnits,
             place + ".withdrawn_units", problems);
  if (change.has_resulting()) CheckResulting(change.resulting(), place + ".resulting", problems);
}

void CheckChange(const v1::PlanChange& change, const std::string& place, Violations& problems) {
  switch (change.change_case()) {
    case v1::PlanChange::kQuotaSet:
      return CheckSet(change.quota_set(), place + ".quota_set", problems);
    case v1::PlanChange::kQuotaSupplemented:
      return CheckSupplemented(change.quota_supplemented(), place + ".quota_supplemented",
                               problems);
    case v1::PlanChange::kQuotaTransferred:
      return CheckTransferred(change.quota_transferred(), place + ".quota_transferred", problems);
    case v1::PlanChange::kQuotaWithdrawn:
      return CheckWithdrawn(change.quota_withdrawn(), place + ".quota_withdrawn", problems);
    case v1::PlanChange::kRoundAdded:
      return internal::CheckRound(change.round_added().round(), place + ".round_added.round",
                                  problems);
    case v1::PlanChange::kCreditRuleSet:
      return internal::CheckCreditRule(change.credit_rule_set().rule(),
                                       place + ".credit_rule_set.rule", problems);
    case v1::PlanChange::kCreditRuleRemoved: {
      const std::string id = place + ".credit_rule_removed.rule_id";
      problems.Add(id, RequireId(id, change.credit_rule_removed().rule_id()));
      return;
    }
    case v1::PlanChange::kRoundSet:
      return internal::CheckRound(change.round_set().round(), place + ".round_set.round", problems);
    case v1::PlanChange::kCampaignSet:
      return internal::CheckCampaign(change.campaign_set().campaign(),
                                     place + ".campaign_set.campaign", problems);
    case v1::PlanChange::kTargetSet:
      return internal::CheckTarget(change.target_set().target(), place + ".target_set.target",
                                   problems);
    case v1::PlanChange::kTargetRemoved: {
      const std::string id = place + ".target_removed.target_id";
      problems.Add(id, RequireId(id, change.target_removed().target_id()));
      return;
    }
    case v1::PlanChange::kTaskSet:
      return internal::CheckTask(change.task_set().task(), place + ".task_set.task", problems);
    case v1::PlanChange::CHANGE_NOT_SET:
      RequirePresent(false, place, problems);
  }
}

}  // namespace

void internal::CheckAmendment(const v1::PlanAmended& amendment, const std::string& place,
                              Violations& problems) {
  problems.Add(place + "plan_id", RequireId(place + "plan_id", amendment.plan_id()));
  RequirePresent(amendment.against_revision() != 0, place + "against_revision", problems);
  RequirePresent(amendment.has_authority(), place + "authority", problems);
  CheckReference(amendment.authority(), place + "authority", problems);
  RequirePresent(amendment.has_reason(), place + "reason", problems);
  RequirePresent(amendment.has_approver(), place + "approver", problems);
  problems.Add(place + "valid_from_date",
               RequireDate(place + "valid_from_date", amendment.valid_from_date()));
  RequirePresent(amendment.changes_size() > 0, place + "changes", problems);
  RequireAtMost(amendment.changes_size(), kMaxPlanChanges, place + "changes", problems);
  for (int i = 0; i < amendment.changes_size(); ++i) {
    CheckChange(amendment.changes(i), Concat(place, "changes[", i, "]"), problems);
  }
}

void CheckAmendmentForm(const v1::PlanAmended& amendment, Violations& problems) {
  internal::CheckAmendment(amendment, "", problems);
}

}  // namespace hemoledger
