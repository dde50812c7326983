#include "services/domain/receipt_rules.h"

#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "services/domain/civil_date.h"

namespace hemoledger {

namespace {

// All of the facts that no state is needed for.
ReceiptFacts FactsWithoutUnits(const v1::Receipt& receipt) {
  ReceiptFacts facts;
  const CivilInterval interval = ToCivil(receipt.interval());
  facts.key.first_date = interval.first;
  facts.key.last_date = interval.last;
  facts.key.component = static_cast<uint8_t>(receipt.component());
  facts.key.donor_class = static_cast<uint8_t>(receipt.donor_class());
  facts.key.emergency = receipt.emergency();
  FactValue& value = facts.value;
  value.receipts = 1;
  for (const v1::BagCount& bag : receipt.bags()) AddBags(bag.volume_ml(), bag.count(), &value);
  if (receipt.has_repeat_donors()) {
    value.repeat_donors = receipt.repeat_donors();
    value.repeat_stated_units = value.units;
  }
  return facts;
}

// The unit that `reference` names, open on some day of the interval. `id` gets what a name stood
// for.
absl::StatusOr<UnitIndex> DecideUnit(const v1::UnitReference& reference, const FactKey& key,
                                     const OrgTree& tree, std::string_view field, std::string* id) {
  ASSIGN_OR_RETURN(const UnitIndex unit, tree.Resolve(reference, key.first_date, field));
  if (!tree.IsOpenWithin(unit, key.first_date, key.last_date)) {
    return MakeError(ERROR_REASON_UNIT_NOT_OPEN,
                     {{"unit_id", tree.Id(unit)}, {"date", key.first_date}});
  }
  if (reference.has_name()) *id = tree.Id(unit);
  return unit;
}

absl::Status Damaged(const std::string& detail) {
  return MakeError(ERROR_REASON_STORE_DAMAGED, {{"detail", detail}});
}

absl::StatusOr<UnitIndex> FindRecorded(const v1::UnitReference& reference,
                                       const std::string& resolved_id, const OrgTree& tree) {
  const std::string& id = reference.has_name() ? resolved_id : reference.unit_id();
  const UnitIndex unit = tree.Find(id);
  if (unit == kNoUnit) return Damaged(Concat("a receipt names the unknown unit '", id, "'"));
  return unit;
}

void ToId(v1::UnitReference* reference, const std::string& resolved_id) {
  if (reference->has_name()) reference->set_unit_id(resolved_id);
}

}  // namespace

absl::StatusOr<DecidedReceipt> DecideReceipt(const v1::Receipt& receipt, const OrgTree& tree,
                                             const PlanBook& book) {
  DecidedReceipt decided;
  decided.facts = FactsWithoutUnits(receipt);
  FactKey& key = decided.facts.key;
  ASSIGN_OR_RETURN(key.unit,
                   DecideUnit(receipt.unit(), key, tree, "receipt.unit", &decided.unit_id));
  key.collecting_unit = key.unit;
  if (receipt.has_collecting_unit()) {
    ASSIGN_OR_RETURN(key.collecting_unit,
                     DecideUnit(receipt.collecting_unit(), key, tree, "receipt.collecting_unit",
                                &decided.collecting_unit_id));
  }
  if (receipt.has_credited_to()) {
    ASSIGN_OR_RETURN(key.credited_to, DecideUnit(receipt.credited_to(), key, tree,
                                                 "receipt.credited_to", &decided.credited_to_id));
  }
  if (!receipt.round_id().empty()) {
    key.round = book.FindRound(receipt.round_id());
    if (key.round == kNoRound) {
      return MakeError(ERROR_REASON_ROUND_NOT_FOUND, {{"round_id", receipt.round_id()}});
    }
  }
  if (!receipt.campaign_id().empty()) {
    key.campaign = book.FindCampaign(receipt.campaign_id());
    if (key.campaign == kNoCampaign) {
      return MakeError(ERROR_REASON_CAMPAIGN_NOT_FOUND, {{"campaign_id", receipt.campaign_id()}});
    }
  }
  return decided;
}

v1::Receipt ReplaceableReceipt(const v1::Receipt& receipt, const v1::Resolved& resolved) {
  v1::Receipt replaceable = receipt;
  replaceable.clear_note();
  ToId(replaceable.mutable_unit(), resolved.unit_id());
  if (replaceable.has_collecting_unit()) {
    ToId(replaceable.mutable_collecting_unit(), resolved.collecting_unit_id());
  }
  if (replaceable.has_credited_to()) {
    ToId(replaceable.mutable_credited_to(), resolved.credited_to_id());
  }
  return replaceable;
}

absl::StatusOr<ReceiptFacts> CheckedFactsOfRecorded(const v1::Receipt& receipt,
                                                    const v1::Resolved& resolved,
                                                    const OrgTree& tree, const PlanBook& book) {
  if (const absl::Status form = CheckReceiptForm(receipt); !form.ok()) {
    return Damaged(Concat("a receipt of impossible form: ", ReasonName(ReasonOf(form)), " ",
                          FieldOf(form, "field")));
  }
  ReceiptFacts facts = FactsWithoutUnits(receipt);
  FactKey& key = facts.key;
  ASSIGN_OR_RETURN(key.unit, FindRecorded(receipt.unit(), resolved.unit_id(), tree));
  key.collecting_unit = key.unit;
  if (receipt.has_collecting_unit()) {
    ASSIGN_OR_RETURN(key.collecting_unit,
                     FindRecorded(receipt.collecting_unit(), resolved.collecting_unit_id(), tree));
  }
  if (receipt.has_credited_to()) {
    ASSIGN_OR_RETURN(key.credited_to,
                     FindRecorded(receipt.credited_to(), resolved.credited_to_id(), tree));
  }
  if (!receipt.round_id().empty()) {
    key.round = book.FindRound(receipt.round_id());
    if (key.round == kNoRound) {
      return Damaged(Concat("a receipt names the unknown round '", receipt.round_id(), "'"));
    }
  }
  if (!receipt.campaign_id().empty()) {
    key.campaign = book.FindCampaign(receipt.campaign_id());
    if (key.campaign == kNoCampaign) {
      return Damaged(Concat("a receipt names the unknown campaign '", receipt.campaign_id(), "'"));
    }
  }
  return facts;
}

ReceiptFacts FactsOfRecorded(const v1::Receipt& receipt, const v1::Resolved& resolved,
                             const OrgTree& tree, const PlanBook& book) {
  absl::StatusOr<ReceiptFacts> facts = CheckedFactsOfRecorded(receipt, resolved, tree, book);
  HL_CHECK_OK(facts);
  return *facts;
}

}  // namespace hemoledger
