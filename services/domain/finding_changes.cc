// Findings in the life of a plan: changes that were overtaken, receipts that are not counted.
#include <algorithm>
#include <map>
#include <utility>

#include "proto/base/strings.h"
#include "services/domain/finding_rules.h"

namespace hemoledger::findings {
namespace {

// One change of one thing by one amendment.
struct KeyedChange {
  // What is changed: "quota/unit", "round/id", …
  std::string key;
  v1::FindingSubject subject = v1::FINDING_SUBJECT_REVISION;
  std::string id;
  std::string_view field;
  // What results; nullptr: no figure.
  const v1::Quota* quota = nullptr;
};

KeyedChange QuotaChange(const std::string& unit_id, const v1::Quota& quota) {
  return {Concat("quota/", unit_id), v1::FINDING_SUBJECT_UNIT, unit_id, "quota", &quota};
}

KeyedChange OtherChange(std::string_view kind, v1::FindingSubject subject, const std::string& id) {
  return {Concat(kind, "/", id), subject, id, "", nullptr};
}

std::vector<KeyedChange> KeysOf(const v1::PlanChange& change) {
  switch (change.change_case()) {
    case v1::PlanChange::kQuotaSet:
      return {QuotaChange(change.quota_set().holder_unit_id(), change.quota_set().quota())};
    case v1::PlanChange::kQuotaSupplemented:
      return {QuotaChange(change.quota_supplemented().holder_unit_id(),
                          change.quota_supplemented().resulting())};
    case v1::PlanChange::kQuotaTransferred:
      return {QuotaChange(change.quota_transferred().from_unit_id(),
                          change.quota_transferred().from_resulting()),
              QuotaChange(change.quota_transferred().to_unit_id(),
                          change.quota_transferred().to_resulting())};
    case v1::PlanChange::kQuotaWithdrawn:
      return {QuotaChange(change.quota_withdrawn().holder_unit_id(),
                          change.quota_withdrawn().resulting())};
    case v1::PlanChange::kRoundAdded:
      return {
          OtherChange("round", v1::FINDING_SUBJECT_ROUND, change.round_added().round().round_id())};
    case v1::PlanChange::kRoundSet:
      return {
          OtherChange("round", v1::FINDING_SUBJECT_ROUND, change.round_set().round().round_id())};
    case v1::PlanChange::kTargetSet:
      return {OtherChange("target", v1::FINDING_SUBJECT_TARGET,
                          change.target_set().target().target_id())};
    case v1::PlanChange::kTargetRemoved:
      return {
          OtherChange("target", v1::FINDING_SUBJECT_TARGET, change.target_removed().target_id())};
    case v1::PlanChange::kCampaignSet:
      return {OtherChange("campaign", v1::FINDING_SUBJECT_CAMPAIGN,
                          change.campaign_set().campaign().campaign_id())};
    // Rules and tasks are no subject of their own: the change itself is the place.
    case v1::PlanChange::kCreditRuleSet:
      return {OtherChange("rule", v1::FINDING_SUBJECT_REVISION,
                          change.credit_rule_set().rule().rule_id())};
    case v1::PlanChange::kCreditRuleRemoved:
      return {OtherChange("rule", v1::FINDING_SUBJECT_REVISION,
                          change.credit_rule_removed().rule_id())};
    case v1::PlanChange::kTaskSet:
      return {
          OtherChange("task", v1::FINDING_SUBJECT_REVISION, change.task_set().task().task_id())};
    case v1::PlanChange::CHANGE_NOT_SET:
      break;
  }
  return {};
}

uint32_t RevisionOf(const v1::PlanAmended& amendment) {
  return amendment.against_revision() + 1;
}

v1::FindingPlace RevisionPlace(const v1::PlanAmended& amendment, std::string_view field) {
  return MakePlace(v1::FINDING_SUBJECT_REVISION, Concat(RevisionOf(amendment)),
                   amendment.authority().number(), field);
}

v1::FindingValue ResultOf(const v1::PlanAmended& amendment, const KeyedChange& change) {
  if (change.quota != nullptr && change.quota->units().has_value()) {
    return PrintedValue(change.quota->units(), kMeasureUnits);
  }
  return DateValue(amendment.valid_from_date());
}

}  // namespace

void FindInChanges(const FindingContext& context, Contradictions& found) {
  struct Last {
    const v1::PlanAmended* amendment = nullptr;
    KeyedChange change;
  };
  std::map<std::string, Last> last_of_key;
  for (const v1::PlanAmended* amendment : context.input.amendments) {
    for (const v1::PlanChange& each : amendment->changes()) {
      for (KeyedChange& change : KeysOf(each)) {
        Last& last = last_of_key[change.key];
        if (last.amendment != nullptr &&
            last.amendment->valid_from_date() > amendment->valid_from_date()) {
          Contradiction overtaken;
          overtaken.kind = v1::FINDING_KIND_CHANGE_OVERTAKEN;
          overtaken.places.push_back(RevisionPlace(*last.amendment, change.field));
          if (change.subject == v1::FINDING_SUBJECT_REVISION) {
            overtaken.places.push_back(RevisionPlace(*amendment, change.id));
          } else {
            overtaken.places.push_back(MakePlace(change.subject, change.id, "", change.field));
          }
          overtaken.stated = ResultOf(*last.amendment, last.change);
          overtaken.computed = ResultOf(*amendment, change);
          found.push_back(std::move(overtaken));
        }
        last = {amendment, std::move(change)};
      }
    }
  }
}

void FindInReceipts(const FindingContext& context, Contradictions& found) {
  if (context.input.ledger == nullptr) return;
  const int64_t units = context.input.ledger->StraddlingUnits();
  if (units <= 0) return;
  found.push_back({.kind = v1::FINDING_KIND_RECEIPT_STRADDLES,
                   .places = {MakePlace(v1::FINDING_SUBJECT_DOCUMENT, "", "", "period")},
                   .computed = CountValue(units, kMeasureUnits)});
}

}  // namespace hemoledger::findings
