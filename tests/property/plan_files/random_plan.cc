#include "random_plan.h"

#include <algorithm>
#include <string>

#include "proto/base/strings.h"
#include "proto/base/text_commitment.h"
#include "random_schedule.h"
#include "random_values.h"
#include "services/domain/civil_date.h"
#include "services/domain/plan_form.h"

namespace hemoledger {
namespace {

class Maker {
 public:
  explicit Maker(SeededRandom& random)
      : random_(random), values_(random, made_.texts), tame_(values_.tame()) {}

  RandomPlan Make() {
    plan().set_plan_id(Concat("p-", random_.Below(100'000)));
    MakeDocument();
    if (Coin()) {
      plan().mutable_period()->set_first_date(Date());
      if (Often()) {
        plan().mutable_period()->set_last_date(std::min(
            AddDays(plan().period().first_date(), static_cast<int32_t>(random_.Below(400))),
            MakeDate(kLastYear, 12, 31)));
      }
      plan().set_period_assumed(Coin());
    }
    if (Coin()) MakeConversion();
    for (uint64_t i = random_.Below(4); i > 0; --i) {
      v1::RowGroup& group = *plan().add_groups();
      group.set_group_id(Concat("nhom-", i));
      // A label that is another group's id must not be taken for it.
      group.set_label(random_.Below(5) == 0 ? Concat("nhom-", i + 1) : Name(kMaxNameBytes));
    }
    MakeRandomSchedule(values_, plan());
    for (v1::RowGroup& group : *plan().mutable_groups()) {
      if (Coin()) MakeStatedTotals(true, *group.mutable_stated());
    }
    for (uint64_t i = random_.Below(4); i > 0; --i) MakeRule(i);
    for (uint64_t i = random_.Below(9); i > 0; --i) MakeRow();
    if (Coin()) MakeQuota(*plan().mutable_stated_total());
    if (Coin()) MakeQuota(*plan().mutable_assigned_quota());
    if (Coin()) MakeStatedTotals(false, *plan().mutable_stated());
    for (uint64_t i = random_.Below(3); i > 0; --i) *plan().add_notes() = Text();
    for (uint64_t i = random_.Below(3); i > 0; --i) MakeReference(*plan().add_implements());
    if (Coin()) plan().set_percentage_decimals(static_cast<uint32_t>(random_.Below(5)));
    RenumberTexts(plan(), made_.texts);
    return std::move(made_);
  }

 private:
  v1::PlanIssued& plan() { return made_.plan; }

  bool Coin() { return values_.Coin(); }
  bool Often() { return values_.Often(); }
  int32_t Date() { return values_.Date(); }
  std::string Unit() { return values_.Unit(); }
  std::string Name(size_t limit) { return values_.Name(limit); }
  std::string MaybeName(size_t limit) { return values_.MaybeName(limit); }
  v1::Text Text() { return values_.Text(); }
  void MakeNumber(int64_t limit, v1::PrintedNumber& number) { values_.MakeNumber(limit, number); }

  void MakeDocument() {
    v1::PlanDocument& document = *plan().mutable_document();
    document.set_kind(static_cast<v1::PlanKind>(random_.Below(5) + 1));
    for (uint64_t i = random_.Below(3); i > 0; --i) document.add_numbers(Name(kMaxNumberBytes));
    document.set_title(Name(kMaxTitleBytes));
    document.set_issuer_unit_id(Unit());
    document.set_issuer_name(MaybeName(kMaxIssuerBytes));
    if (Coin()) *document.mutable_signatory() = Text();
    document.set_place(MaybeName(kMaxPlaceBytes));
    if (Coin()) document.set_signed_date(Date());
    for (uint64_t i = random_.Below(4); i > 0; --i) document.add_recipients(Name(kMaxNameBytes));
    for (uint64_t i = random_.Below(3); i > 0; --i) {
      MakeReference(*document.add_legal_bases());
    }
  }

  void MakeReference(v1::DocumentReference& reference) {
    reference.set_number(tame_ ? Name(kMaxNumberBytes) : MaybeName(kMaxNumberBytes));
    if (Coin()) reference.set_signed_date(Date());
    reference.set_issuer_name(MaybeName(kMaxIssuerBytes));
    reference.set_title(MaybeName(kMaxTitleBytes));
  }

  void MakeStatedTotals(bool with_quota, v1::StatedTotals& totals) {
    if (with_quota && Coin()) MakeQuota(*totals.mutable_quota());
    if (Coin()) MakeNumber(kMaxPopulation, *totals.mutable_population());
    totals.set_population_share_text(Share());
    totals.set_converted_population_share_text(Share());
    if (Coin()) MakeNumber(kMaxRoundCount, *totals.mutable_round_count());
    for (const v1::Round& round : plan().rounds()) {
      if (!Coin()) continue;
      v1::StatedRoundTotal& total = *totals.add_rounds();
      total.set_round_id(round.round_id());
      if (Often()) MakeNumber(kMaxQuotaUnits, *total.mutable_units());
    }
  }

  void MakeConversion() {
    v1::ConversionRule& rule = *plan().mutable_conversion();
    if (Coin()) rule.set_base_ml(static_cast<uint32_t>(random_.Below(kMaxBaseMl) + 1));
    if (Coin()) {
      const auto share = static_cast<uint32_t>(random_.Below(999) + 1);
      v1::BagMix& first = *rule.add_bag_mix();
      first.set_volume_ml(250);
      first.set_permille(share);
      v1::BagMix& second = *rule.add_bag_mix();
      second.set_volume_ml(350);
      second.set_permille(1000 - share);
    }
    if (Coin()) {
      rule.set_platelet_permille(static_cast<uint32_t>(random_.Below(kMaxPlateletPermille + 1)));
    }
  }

  void MakeRule(uint64_t i) {
    v1::CreditRule& rule = *plan().add_credit_rules();
    rule.set_rule_id(Concat("quy-tac-", i));
    rule.set_unit_id(Unit());
    if (Coin()) rule.set_credited_unit_id(Unit());
    rule.set_inferred(Coin());
    if (Coin()) *rule.mutable_reason() = Text();
  }

  void MakeQuota(v1::Quota& quota) {
    if (tame_ || Often()) MakeNumber(kMaxQuotaUnits, *quota.mutable_units());
    if (Coin()) MakeNumber(kMaxQuotaUnits, *quota.mutable_converted_units());
  }

  void MakeSelector(v1::RowSelector& selector, const std::string& unit) {
    if (tame_ || Often()) selector.set_unit_id(!unit.empty() && Coin() ? unit : Unit());
    if (Coin() && plan().rounds_size() > 0) {
      const auto index =
          static_cast<int>(random_.Below(static_cast<uint64_t>(plan().rounds_size())));
      selector.set_round_id(plan().rounds(index).round_id());
    }
    if (Coin()) selector.set_component(static_cast<v1::Component>(random_.Below(4)));
    if (Coin()) selector.set_donor_class(static_cast<v1::DonorClass>(random_.Below(4)));
  }

  std::string Share() {
    switch (tame_ ? random_.Below(3) : random_.Below(5)) {
      case 0:
        return "";
      case 1:
        return "1,10";
      case 2:
        return "0.95%";
      case 3:
        return " 1,10";
      default:
        return Name(kMaxRowLabelBytes);
    }
  }

  void MakeRow() {
    v1::PlanRow& row = *plan().add_rows();
    row.set_row_id(Concat(Coin() ? "r" : "dong-", plan().rows_size()));
    row.set_label(MaybeName(kMaxRowLabelBytes));
    row.set_printed_name(MaybeName(kMaxNameBytes));
    const bool holds = Coin();
    if (holds) row.set_holder_unit_id(Unit());
    if (holds && (tame_ || Often())) MakeQuota(*row.mutable_quota());
    // A quota without any figure needs no holder.
    if (!holds && !tame_ && random_.Below(6) == 0) row.mutable_quota();
    if (tame_ ? !holds : Coin()) MakeSelector(*row.mutable_selector(), row.holder_unit_id());
    if (Coin() && plan().groups_size() > 0) {
      const auto index =
          static_cast<int>(random_.Below(static_cast<uint64_t>(plan().groups_size())));
      row.set_group_id(plan().groups(index).group_id());
    }
    if (Coin()) MakeNumber(kMaxPopulation, *row.mutable_population());
    row.set_population_share_text(Share());
    row.set_converted_population_share_text(Share());
    if (Coin()) MakeNumber(kMaxRoundCount, *row.mutable_round_count());
    row.set_time_text(MaybeName(kMaxNameBytes));
    row.set_body_in_charge(MaybeName(kMaxNameBytes));
    for (uint64_t i = random_.Below(3); i > 0; --i) *row.add_notes() = Text();
  }

  SeededRandom& random_;
  RandomPlan made_;
  RandomValues values_;
  const bool tame_;
};

}  // namespace

RandomPlan MakeRandomPlan(SeededRandom& random) {
  return Maker(random).Make();
}

}  // namespace hemoledger
