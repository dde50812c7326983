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

void RequirePresent(bool present, const std::string& place, Violations& problems) {
  if (!present) problems.Add(place, MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", place}}));
}

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

void CheckDocument(const v1::PlanDocument& document, const std::string& at, Violations& problems) {
  if (document.kind() == v1::PLAN_KIND_UNSPECIFIED) {
    problems.Add(at + ".kind", MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", at + ".kind"}}));
  } else if (!v1::PlanKind_IsValid(document.kind())) {
    problems.Add(at + ".kind",
                 Invalid(at + ".kind", static_cast<int>(document.kind()), "a known kind"));
  }
  const auto text = [&](const std::string& place, std::string_view value, size_t limit,
                        bool required) {
    problems.Add(place, CheckText(place, value, limit, required));
  };
  RequireAtMost(document.numbers_size(), kMaxPlanNumbers, at + ".numbers", problems);
  for (int i = 0; i < document.numbers_size(); ++i) {
    text(Concat(at, ".numbers[", i, "]"), document.numbers(i), kMaxNumberBytes, true);
  }
  text(at + ".title", document.title(), kMaxTitleBytes, true);
  problems.Add(at + ".issuer_unit_id",
               RequireId(at + ".issuer_unit_id", document.issuer_unit_id()));
  text(at + ".issuer_name", document.issuer_name(), kMaxIssuerBytes, false);
  text(at + ".place", document.place(), kMaxPlaceBytes, false);
  problems.Add(at + ".signed_date", OptionalDate(at + ".signed_date", document.signed_date()));
  RequireAtMost(document.recipients_size(), kMaxRecipients, at + ".recipients", problems);
  for (int i = 0; i < document.recipients_size(); ++i) {
    text(Concat(at, ".recipients[", i, "]"), document.recipients(i), kMaxNameBytes, true);
  }
  RequireAtMost(document.legal_bases_size(), kMaxLegalBases, at + ".legal_bases", problems);
  for (int i = 0; i < document.legal_bases_size(); ++i) {
    CheckReference(document.legal_bases(i), Concat(at, ".legal_bases[", i, "]"), problems);
  }
}

void CheckConversion(const v1::ConversionRule& rule, const std::string& at, Violations& problems) {
  CheckCount(rule.base_ml(), 0, kMaxBaseMl, at + ".base_ml", problems);
  absl::flat_hash_set<uint32_t> volumes;
  uint64_t permille = 0;
  for (int i = 0; i < rule.bag_mix_size(); ++i) {
    const v1::BagMix& mix = rule.bag_mix(i);
    const std::string place = Concat(at, ".bag_mix[", i, "]");
    CheckCount(mix.volume_ml(), 1, kMaxBagMl, place + ".volume_ml", problems);
    CheckCount(mix.permille(), 1, 1'000, place + ".permille", problems);
    if (!volumes.insert(mix.volume_ml()).second) {
      problems.Add(place, MakeError(ERROR_REASON_DUPLICATE,
                                    {{"field", place + ".volume_ml"}, {"value", mix.volume_ml()}}));
    }
    permille += mix.permille();
  }
  if (rule.bag_mix_size() > 0 && permille != 1'000) {
    problems.Add(at + ".bag_mix", Invalid(at + ".bag_mix", permille, "shares that add up to 1000"));
  }
  if (rule.has_platelet_permille()) {
    CheckCount(rule.platelet_permille(), 0, kMaxPlateletPermille, at + ".platelet_permille",
               problems);
  }
}

void CheckPeriod(const v1::PlanPeriod& period, const std::string& place, Violations& problems) {
  if (period.has_period()) {
    problems.Add(place, CheckInterval(place, period.period()));
  } else {
    RequirePresent(!period.assumed(), place, problems);
  }
}

void CheckGroup(const v1::RowGroup& group, const std::string& place, Violations& problems) {
  const std::string id = place + ".group_id";
  problems.Add(id, RequireId(id, group.group_id()));
  const std::string label = place + ".label";
  problems.Add(label, CheckText(label, group.label(), kMaxNameBytes, true));
  if (group.has_stated()) CheckStatedTotals(group.stated(), place + ".stated", problems);
}

void CheckStatedTotals(const v1::StatedTotals& totals, const std::string& place,
                       Violations& problems) {
  const auto text = [&](std::string_view field, std::string_view value) {
    const std::string where = Concat(place, ".", field);
    problems.Add(where, CheckText(where, value, kMaxRowLabelBytes, false));
  };
  CheckQuota(totals.quota(), place + ".quota", problems);
  CheckPrintedNumber(totals.population(), kMaxPopulation, place + ".population", problems);
  text("population_share_text", totals.population_share_text());
  text("converted_population_share_text", totals.converted_population_share_text());
  CheckPrintedNumber(totals.round_count(), kMaxRoundCount, place + ".round_count", problems);
  RequireAtMost(totals.rounds_size(), kMaxStatedRounds, place + ".rounds", problems);
  UniqueIds rounds(&problems);
  for (int i = 0; i < totals.rounds_size(); ++i) {
    const std::string round = Concat(place, ".rounds[", i, "]");
    rounds.Require(totals.rounds(i).round_id(), round + ".round_id");
    CheckPrintedNumber(totals.rounds(i).units(), kMaxQuotaUnits, round + ".units", problems);
  }
}

}  // namespace internal

namespace {

using internal::CheckCount;
using internal::Invalid;
using internal::RequireAtMost;
using internal::UniqueIds;

// Checks every entry of a list, each with an id of its own.
template <typename Entry, typename IdOf, typename Check>
void CheckPlanList(const google::protobuf::RepeatedPtrField<Entry>& list, int limit,
                   std::string_view name, std::string_view id_name, IdOf id_of, Check check,
                   Violations& problems) {
  RequireAtMost(list.size(), limit, std::string(name), problems);
  UniqueIds ids(&problems);
  for (int i = 0; i < list.size(); ++i) {
    const std::string place = Concat(name, "[", i, "]");
    check(list[i], place, problems);
    ids.RequireNew(id_of(list[i]), Concat(place, ".", id_name));
  }
}

void CheckNumberedRow(const v1::PlanRow& row, const std::string& place, Violations& problems) {
  problems.Add(place + ".row_id", RequireId(place + ".row_id", row.row_id()));
  internal::CheckRow(row, place, problems);
}

// The totals besides `stated_total`.
void CheckOtherTotals(const v1::StatedTotals& totals, Violations& problems) {
  internal::CheckStatedTotals(totals, "stated", problems);
  if (totals.quota().ByteSizeLong() > 0) {
    problems.Add("stated.quota", Invalid("stated.quota", "", "blank: it stands in stated_total"));
  }
}

}  // namespace

void CheckPlanForm(const v1::PlanIssued& plan, Violations& problems) {
  problems.Add("plan_id", RequireId("plan_id", plan.plan_id()));
  internal::CheckDocument(plan.document(), "document", problems);
  v1::PlanPeriod period;
  if (plan.has_period()) *period.mutable_period() = plan.period();
  period.set_assumed(plan.period_assumed());
  internal::CheckPeriod(period, "period", problems);
  internal::CheckConversion(plan.conversion(), "conversion", problems);

  CheckPlanList(
      plan.groups(), kMaxRowGroups, "groups", "group_id",
      [](const v1::RowGroup& group) { return group.group_id(); }, internal::CheckGroup, problems);
  CheckPlanList(
      plan.rounds(), kMaxRounds, "rounds", "round_id",
      [](const v1::Round& round) { return round.round_id(); }, internal::CheckRound, problems);
  CheckPlanList(
      plan.credit_rules(), kMaxCreditRules, "credit_rules", "rule_id",
      [](const v1::CreditRule& rule) { return rule.rule_id(); }, internal::CheckCreditRule,
      problems);
  CheckPlanList(
      plan.rows(), kMaxRows, "rows", "row_id", [](const v1::PlanRow& row) { return row.row_id(); },
      CheckNumberedRow, problems);
  CheckPlanList(
      plan.campaigns(), kMaxCampaigns, "campaigns", "campaign_id",
      [](const v1::Campaign& campaign) { return campaign.campaign_id(); }, internal::CheckCampaign,
      problems);
  CheckPlanList(
      plan.targets(), kMaxTargets, "targets", "target_id",
      [](const v1::Target& target) { return target.target_id(); }, internal::CheckTarget, problems);
  CheckPlanList(
      plan.tasks(), kMaxTasks, "tasks", "task_id",
      [](const v1::Task& task) { return task.task_id(); }, internal::CheckTask, problems);
  internal::CheckQuota(plan.stated_total(), "stated_total", problems);
  if (plan.has_stated()) CheckOtherTotals(plan.stated(), problems);
  if (plan.has_percentage_decimals()) {
    CheckCount(plan.percentage_decimals(), 0, kMaxPercentageDecimals, "percentage_decimals",
               problems);
  }
  RequireAtMost(plan.implements_size(), kMaxImplements, "implements", problems);
  for (int i = 0; i < plan.implements_size(); ++i) {
    internal::CheckReference(plan.implements(i), Concat("implements[", i, "]"), problems);
  }
  internal::CheckQuota(plan.assigned_quota(), "assigned_quota", problems);
  RequireAtMost(plan.notes_size(), kMaxPlanNotes, "notes", problems);
}

}  // namespace hemoledger
