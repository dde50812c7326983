#include "services/domain/plan_form.h"

#include <string>

#include "absl/container/flat_hash_set.h"
#include "proto/base/ids.h"
#include "proto/base/strings.h"
#include "proto/base/utf8.h"
#include "services/domain/civil_date.h"
#include "services/domain/plan_form_parts.h"

namespace hemoledger {
namespace internal {

void RequireAtMost(int actual, int limit, const std::string& place, Violations& problems) {
  if (actual <= limit) return;
  problems.Add(place, MakeError(ERROR_REASON_COUNT_OUT_OF_RANGE,
                                {{"field", place}, {"value", actual}, {"limit", limit}}));
}

void CheckCount(int64_t value, int64_t least, int64_t limit, const std::string& place,
                Violations& problems) {
  if (value >= least && value <= limit) return;
  problems.Add(place, MakeError(ERROR_REASON_COUNT_OUT_OF_RANGE,
                                {{"field", place}, {"value", value}, {"limit", limit}}));
}

void CheckPrintedNumber(const v1::PrintedNumber& number, int64_t limit, const std::string& place,
                        Violations& problems) {
  if (number.has_value()) CheckCount(number.value(), 0, limit, place + ".value", problems);
  const std::string text = place + ".text";
  problems.Add(text, CheckText(text, number.text(), kMaxPrintedNumberBytes, false));
}

void CheckQuota(const v1::Quota& quota, const std::string& place, Violations& problems) {
  CheckPrintedNumber(quota.units(), kMaxQuotaUnits, place + ".units", problems);
  CheckPrintedNumber(quota.converted_units(), kMaxQuotaUnits, place + ".converted_units", problems);
}

void CheckReference(const v1::DocumentReference& document, const std::string& place,
                    Violations& problems) {
  const std::string number = place + ".number";
  problems.Add(number, CheckText(number, document.number(), kMaxNumberBytes, false));
  const std::string date = place + ".signed_date";
  problems.Add(date, OptionalDate(date, document.signed_date()));
  const std::string issuer = place + ".issuer_name";
  problems.Add(issuer, CheckText(issuer, document.issuer_name(), kMaxIssuerBytes, false));
  const std::string title = place + ".title";
  problems.Add(title, CheckText(title, document.title(), kMaxTitleBytes, false));
}

void CheckRound(const v1::Round& round, const std::string& place, Violations& problems) {
  const std::string id = place + ".round_id";
  problems.Add(id, RequireId(id, round.round_id()));
  const std::string label = place + ".label";
  problems.Add(label, CheckText(label, round.label(), kMaxNameBytes, true));
  UniqueIds credited(&problems);
  for (int i = 0; i < round.credited_unit_ids_size(); ++i) {
    credited.Require(round.credited_unit_ids(i), Concat(place, ".credited_unit_ids[", i, "]"));
  }
}

void CheckCreditRule(const v1::CreditRule& rule, const std::string& place, Violations& problems) {
  const std::string id = place + ".rule_id";
  problems.Add(id, RequireId(id, rule.rule_id()));
  const std::string unit = place + ".unit_id";
  problems.Add(unit, RequireId(unit, rule.unit_id()));
  const std::string credited = place + ".credited_unit_id";
  problems.Add(credited, OptionalId(credited, rule.credited_unit_id()));
}

void CheckSelector(const v1::RowSelector& selector, const std::string& place,
                   Violations& problems) {
  const std::string unit = place + ".unit_id";
  problems.Add(unit, OptionalId(unit, selector.unit_id()));
  const std::string round = place + ".round_id";
  problems.Add(round, OptionalId(round, selector.round_id()));
  const std::string component = place + ".component";
  if (!v1::Component_IsValid(selector.component())) {
    problems.Add(component,
                 Invalid(component, static_cast<int>(selector.component()), "a known component"));
  }
  const std::string donor_class = place + ".donor_class";
  if (!v1::DonorClass_IsValid(selector.donor_class())) {
    problems.Add(donor_class, Invalid(donor_class, static_cast<int>(selector.donor_class()),
                                      "a known donor class"));
  }
}

void CheckRow(const v1::PlanRow& row, const std::string& place, Violations& problems) {
  const auto text = [&](std::string_view field, std::string_view value, size_t limit) {
    const std::string where = Concat(place, ".", field);
    problems.Add(where, CheckText(where, value, limit, false));
  };
  text("label", row.label(), kMaxRowLabelBytes);
  text("printed_name", row.printed_name(), kMaxNameBytes);
  const std::string holder = place + ".holder_unit_id";
  problems.Add(holder, OptionalId(holder, row.holder_unit_id()));
  CheckQuota(row.quota(), place + ".quota", problems);
  // Nothing can ever count for a quota that nobody holds.
  if (row.holder_unit_id().empty() && HasFigure(row.quota())) {
    problems.Add(holder, MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", holder}}));
  }
  if (row.has_selector()) CheckSelector(row.selector(), place + ".selector", problems);
  const std::string group = place + ".group_id";
  problems.Add(group, OptionalId(group, row.group_id()));
  CheckPrintedNumber(row.population(), kMaxPopulation, place + ".population", problems);
  text("population_share_text", row.population_share_text(), kMaxRowLabelBytes);
  text("converted_population_share_text", row.converted_population_share_text(), kMaxRowLabelBytes);
  CheckPrintedNumber(row.round_count(), kMaxRoundCount, place + ".round_count", problems);
  text("time_text", row.time_text(), kMaxNameBytes);
  text("body_in_charge", row.body_in_charge(), kMaxNameBytes);
  RequireAtMost(row.notes_size(), kMaxRowNotes, place + ".notes", problems);
}

}  // namespace internal

namespace {

using internal::CheckCount;
using internal::Invalid;
using internal::RequireAtMost;
using internal::UniqueIds;

void CheckDocument(const v1::PlanDocument& document, Violations& problems) {
  if (document.kind() == v1::PLAN_KIND_UNSPECIFIED) {
    problems.Add("document.kind",
                 MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", "document.kind"}}));
  } else if (!v1::PlanKind_IsValid(document.kind())) {
    problems.Add("document.kind",
                 Invalid("document.kind", static_cast<int>(document.kind()), "a known kind"));
  }
  const auto text = [&](const std::string& place, std::string_view value, size_t limit,
                        bool required) {
    problems.Add(place, CheckText(place, value, limit, required));
  };
  RequireAtMost(document.numbers_size(), kMaxPlanNumbers, "document.numbers", problems);
  for (int i = 0; i < document.numbers_size(); ++i) {
    text(Concat("document.numbers[", i, "]"), document.numbers(i), kMaxNumberBytes, true);
  }
  text("document.title", document.title(), kMaxTitleBytes, true);
  problems.Add("document.issuer_unit_id",
               RequireId("document.issuer_unit_id", document.issuer_unit_id()));
  text("document.issuer_name", document.issuer_name(), kMaxIssuerBytes, false);
  text("document.place", document.place(), kMaxPlaceBytes, false);
  problems.Add("document.signed_date",
               OptionalDate("document.signed_date", document.signed_date()));
  RequireAtMost(document.recipients_size(), kMaxRecipients, "document.recipients", problems);
  for (int i = 0; i < document.recipients_size(); ++i) {
    text(Concat("document.recipients[", i, "]"), document.recipients(i), kMaxNameBytes, true);
  }
  RequireAtMost(document.legal_bases_size(), kMaxLegalBases, "document.legal_bases", problems);
  for (int i = 0; i < document.legal_bases_size(); ++i) {
    internal::CheckReference(document.legal_bases(i), Concat("document.legal_bases[", i, "]"),
                             problems);
  }
}

void CheckConversion(const v1::ConversionRule& rule, Violations& problems) {
  CheckCount(rule.base_ml(), 0, kMaxBaseMl, "conversion.base_ml", problems);
  absl::flat_hash_set<uint32_t> volumes;
  uint64_t permille = 0;
  for (int i = 0; i < rule.bag_mix_size(); ++i) {
    const v1::BagMix& mix = rule.bag_mix(i);
    const std::string place = Concat("conversion.bag_mix[", i, "]");
    CheckCount(mix.volume_ml(), 1, kMaxBagMl, place + ".volume_ml", problems);
    CheckCount(mix.permille(), 1, 1'000, place + ".permille", problems);
    if (!volumes.insert(mix.volume_ml()).second) {
      problems.Add(place, MakeError(ERROR_REASON_DUPLICATE,
                                    {{"field", place + ".volume_ml"}, {"value", mix.volume_ml()}}));
    }
    permille += mix.permille();
  }
  if (rule.bag_mix_size() > 0 && permille != 1'000) {
    problems.Add("conversion.bag_mix",
                 Invalid("conversion.bag_mix", permille, "shares that add up to 1000"));
  }
  if (rule.has_platelet_permille()) {
    CheckCount(rule.platelet_permille(), 0, kMaxPlateletPermille, "conversion.platelet_permille",
               problems);
  }
}

}  // namespace

void CheckPlanForm(const v1::PlanIssued& plan, Violations& problems) {
  problems.Add("plan_id", RequireId("plan_id", plan.plan_id()));
  CheckDocument(plan.document(), problems);
  if (plan.has_period()) {
    problems.Add("period", CheckInterval("period", plan.period()));
  } else if (plan.period_assumed()) {
    problems.Add("period", MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", "period"}}));
  }
  CheckConversion(plan.conversion(), problems);

  RequireAtMost(plan.groups_size(), kMaxRowGroups, "groups", problems);
  UniqueIds groups(&problems);
  for (int i = 0; i < plan.groups_size(); ++i) {
    const std::string place = Concat("groups[", i, "]");
    groups.Require(plan.groups(i).group_id(), place + ".group_id");
    const std::string label = place + ".label";
    problems.Add(label, CheckText(label, plan.groups(i).label(), kMaxNameBytes, true));
  }
  RequireAtMost(plan.rounds_size(), kMaxRounds, "rounds", problems);
  UniqueIds rounds(&problems);
  for (int i = 0; i < plan.rounds_size(); ++i) {
    const std::string place = Concat("rounds[", i, "]");
    internal::CheckRound(plan.rounds(i), place, problems);
    rounds.RequireNew(plan.rounds(i).round_id(), place + ".round_id");
  }
  RequireAtMost(plan.credit_rules_size(), kMaxCreditRules, "credit_rules", problems);
  UniqueIds rules(&problems);
  for (int i = 0; i < plan.credit_rules_size(); ++i) {
    const std::string place = Concat("credit_rules[", i, "]");
    internal::CheckCreditRule(plan.credit_rules(i), place, problems);
    rules.RequireNew(plan.credit_rules(i).rule_id(), place + ".rule_id");
  }
  RequireAtMost(plan.rows_size(), kMaxRows, "rows", problems);
  UniqueIds rows(&problems);
  for (int i = 0; i < plan.rows_size(); ++i) {
    const std::string place = Concat("rows[", i, "]");
    rows.Require(plan.rows(i).row_id(), place + ".row_id");
    internal::CheckRow(plan.rows(i), place, problems);
  }
  internal::CheckQuota(plan.stated_total(), "stated_total", problems);
  if (plan.has_percentage_decimals()) {
    CheckCount(plan.percentage_decimals(), 0, kMaxPercentageDecimals, "percentage_decimals",
               problems);
  }
}

}  // namespace hemoledger
