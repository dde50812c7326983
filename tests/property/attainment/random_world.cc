#include "random_world.h"

#include <algorithm>
#include <set>

#include "tests/support/builders.h"

namespace hemoledger::naive {

std::vector<v1::UnitChanged> RandomWorld::Tree() {
  std::vector<v1::UnitChanged> changes;
  const auto open = [&](const std::string& id, v1::UnitKind kind, const std::string& parent) {
    changes.push_back(OpenUnit(id, kind, "Đơn vị " + id, parent));
    units_.push_back(id);
  };
  open("vn", v1::UNIT_KIND_NATION, "");
  open("vien", v1::UNIT_KIND_HOSPITAL, "vn");
  for (const std::string province : {"p0", "p1"}) {
    open(province, v1::UNIT_KIND_PROVINCE, "vn");
    for (int d = 0; d < 3; ++d) {
      const std::string district = province + "-d" + std::to_string(d);
      open(district, v1::UNIT_KIND_DISTRICT, province);
      districts_.push_back(district);
      movable_.push_back(district);
      for (int c = 0; c < 2; ++c) {
        open(district + "-c" + std::to_string(c), v1::UNIT_KIND_COMMUNE, district);
        movable_.push_back(units_.back());
      }
    }
    open(province + "-doan", v1::UNIT_KIND_UNION, province);
  }
  return changes;
}

v1::UnitChanged RandomWorld::Move() {
  const std::string unit = Any(movable_);
  const bool district = std::find(districts_.begin(), districts_.end(), unit) != districts_.end();
  return MoveUnit(unit, district ? (OneIn(2) ? "p0" : "p1") : Any(districts_), Day());
}

int32_t RandomWorld::Day() {
  const int year = OneIn(6) ? 2020 : (OneIn(6) ? 2022 : 2021);
  return year * 10000 + (1 + Below(12)) * 100 + 1 + Below(28);
}

int32_t RandomWorld::Through() {
  return OneIn(2) ? 0 : Day();
}

v1::PlannedTime RandomWorld::Time() {
  v1::PlannedTime time;
  const int32_t day = Day();
  switch (Below(8)) {
    case 0:
      time.mutable_dates()->add_dates(day);
      if (day % 100 < 28) time.mutable_dates()->add_dates(day / 100 * 100 + 28);
      break;
    case 1:
      time.mutable_range()->set_first_date(day);
      if (OneIn(2)) time.mutable_range()->set_last_date(day / 10000 * 10000 + 1231);
      break;
    case 2:
      time.mutable_months()->add_months(day / 100);
      if (day / 100 % 100 < 12) time.mutable_months()->add_months(day / 10000 * 100 + 12);
      break;
    case 3:
      time.mutable_quarter()->set_year(day / 10000);
      time.mutable_quarter()->set_quarter(1 + Below(4));
      break;
    case 4:
    case 5:
      time.mutable_deadline()->set_date(OneIn(2) ? day : day / 100 * 100 + 1);
      time.mutable_deadline()->set_inclusive(OneIn(2));
      break;
    case 6:
      for (int n = 0; n < 2; ++n) {
        time.mutable_alternatives()->add_times()->mutable_months()->add_months(Day() / 100);
      }
      break;
    default:
      break;
  }
  return time;
}

v1::Campaign RandomWorld::Campaign(const std::string& plan_id, int number) {
  v1::Campaign campaign;
  campaign.set_campaign_id(plan_id + "-chien-dich-" + std::to_string(number));
  campaign.set_label(campaign.campaign_id());
  // Part of one with a lower number: never in a circle, whatever is amended.
  if (number > 0 && !OneIn(3)) {
    campaign.set_part_of_campaign_id(plan_id + "-chien-dich-" + std::to_string(Below(number)));
  }
  return campaign;
}

v1::Round RandomWorld::Round(const std::string& id, const std::string& plan_id) {
  v1::Round round = MakeRound(id);
  if (!OneIn(4)) *round.mutable_time() = Time();
  if (OneIn(8)) round.set_status(v1::ROUND_STATUS_CANCELLED);
  if (OneIn(8)) round.set_status(v1::ROUND_STATUS_POSTPONED);
  std::set<std::string> bringing;
  for (int n = std::max(0, Below(7) - 2); n > 0; --n) {
    const std::string unit = Unit();
    if (!bringing.insert(unit).second) continue;
    v1::RoundQuota& quota = *round.add_quotas();
    quota.set_unit_id(unit);
    if (!OneIn(5)) quota.mutable_units()->set_value(Below(4) * 20);
  }
  if (OneIn(3)) {
    v1::Figure& received = *round.mutable_received();
    received.mutable_value()->set_unscaled(50 + Below(100));
    static constexpr v1::Comparator kComparators[] = {v1::COMPARATOR_EQUAL, v1::COMPARATOR_AT_LEAST,
                                                      v1::COMPARATOR_RANGE, v1::COMPARATOR_AT_MOST};
    received.set_comparator(kComparators[Below(4)]);
    if (received.comparator() == v1::COMPARATOR_RANGE) {
      received.mutable_upper()->set_unscaled(received.value().unscaled() + Below(50));
    }
  }
  const int campaigns = campaigns_of_plan_[plan_id];
  for (int number = 0; number < campaigns; ++number) {
    if (OneIn(3)) round.add_campaign_ids(plan_id + "-chien-dich-" + std::to_string(number));
  }
  // None, one, or a joint round.
  for (int n = std::max(0, Below(5) - 1); n > 0; --n) {
    const std::string unit = Unit();
    const auto& known = round.credited_unit_ids();
    if (std::find(known.begin(), known.end(), unit) == known.end())
      round.add_credited_unit_ids(unit);
  }
  round.set_credit_inferred(OneIn(2));
  return round;
}

v1::CreditRule RandomWorld::Rule(int number) {
  v1::CreditRule rule =
      MakeCreditRule("luat-" + std::to_string(number), Unit(), OneIn(5) ? "" : Unit());
  rule.set_inferred(OneIn(2));
  return rule;
}

v1::PlanIssued RandomWorld::Plan(int number) {
  const std::string id = "ke-hoach-" + std::to_string(number);
  static constexpr const char* kIssuers[] = {"p0", "p0", "p0-d1", "vn"};
  v1::PlanIssued plan = MakePlan(id, kIssuers[number % 4], number == 1 ? 20220101 : 20201201,
                                 number == 1 ? 20221231 : 20211130);
  if (number == 3 && OneIn(2)) plan.clear_period();
  if (OneIn(2)) plan.mutable_conversion()->set_base_ml(350);
  if (OneIn(2)) plan.mutable_conversion()->set_platelet_permille(2500);
  for (int g = 0; g < 2; ++g) plan.add_groups()->set_group_id("nhom-" + std::to_string(g));
  for (v1::RowGroup& group : *plan.mutable_groups()) group.set_label(group.group_id());
  for (int c = 0, count = Below(4); c < count; ++c) {
    *plan.add_campaigns() = Campaign(id, c);
    campaigns_.push_back(plan.campaigns(c).campaign_id());
  }
  campaigns_of_plan_[id] = plan.campaigns_size();
  for (int r = Below(4); r > 0; --r) {
    const std::string round = id + "-dot-" + std::to_string(next_round_++);
    *plan.add_rounds() = Round(round, id);
    rounds_.push_back(round);
    rounds_of_plan_[id].push_back(round);
  }
  for (int r = Below(4); r > 0; --r) *plan.add_credit_rules() = Rule(r);
  // Some plans have only rounds to reckon with.
  const bool without_quotas = number == 2;
  std::set<std::string> holders;
  for (int r = 2 + Below(9); r > 0; --r) {
    v1::PlanRow& row = *plan.add_rows();
    row.set_row_id("dong-" + std::to_string(next_row_++));
    if (!OneIn(5)) {
      row.set_holder_unit_id(Unit());
      if (!without_quotas && !OneIn(3) && holders.insert(row.holder_unit_id()).second) {
        row.mutable_quota()->mutable_units()->set_value(Below(4) * 50);
        if (!OneIn(3)) row.mutable_quota()->mutable_converted_units()->set_value(Below(4) * 60);
      }
    }
    if (OneIn(3) || row.holder_unit_id().empty()) {
      v1::RowSelector& selector = *row.mutable_selector();
      if (!OneIn(4)) selector.set_unit_id(Unit());
      if (OneIn(3) && plan.rounds_size() > 0)
        selector.set_round_id(plan.rounds(Below(plan.rounds_size())).round_id());
      if (OneIn(3)) selector.set_component(static_cast<v1::Component>(1 + Below(3)));
      if (OneIn(3)) selector.set_donor_class(static_cast<v1::DonorClass>(1 + Below(3)));
      if (selector.ByteSizeLong() == 0) selector.set_unit_id("vn");
    }
    if (OneIn(2)) row.set_group_id("nhom-" + std::to_string(Below(2)));
  }
  plans_.push_back(id);
  return plan;
}

v1::PlanAmended RandomWorld::Amendment(const Model& model, const std::string& plan_id,
                                       bool* wrong_result) {
  v1::PlanAmended amendment;
  amendment.set_plan_id(plan_id);
  amendment.set_against_revision(model.RevisionOf(plan_id));
  amendment.mutable_authority()->set_number("QĐ-" + std::to_string(amendment.against_revision()));
  amendment.set_valid_from_date(Day());
  *wrong_result = false;
  const int32_t day = amendment.valid_from_date();
  std::vector<std::string> holders;
  for (const std::string& unit : units_) {
    if (model.QuotaOn(plan_id, unit, day)) holders.push_back(unit);
  }
  const auto result = [&](v1::Quota* quota, int64_t units) {
    quota->mutable_units()->set_value(units);
    if (OneIn(2)) quota->mutable_converted_units()->set_value(units + Below(10));
  };
  // One change a holder and document: what the arithmetic of several is, unit tests show.
  v1::PlanChange& change = *amendment.add_changes();
  const int kind = Below(9);
  const std::string holder = holders.empty() ? "" : Any(holders);
  const int64_t quota = holder.empty() ? 0 : *model.QuotaOn(plan_id, holder, day);
  const int64_t slip = OneIn(6) ? 1 : 0;
  const std::vector<std::string>& issued_rounds = rounds_of_plan_[plan_id];
  if (kind == 0 && !holder.empty()) {
    v1::QuotaSupplemented& s = *change.mutable_quota_supplemented();
    s.set_holder_unit_id(holder);
    s.set_added_units(1 + Below(30));
    result(s.mutable_resulting(), quota + s.added_units() + slip);
    *wrong_result = slip != 0;
  } else if (kind == 1 && holders.size() > 1 && quota > 0) {
    v1::QuotaTransferred& t = *change.mutable_quota_transferred();
    std::string to = holder;
    while (to == holder) to = Any(holders);
    t.set_from_unit_id(holder);
    t.set_to_unit_id(to);
    t.set_units(1 + Below(static_cast<int>(quota)));
    result(t.mutable_from_resulting(), quota - t.units());
    result(t.mutable_to_resulting(), *model.QuotaOn(plan_id, to, day) + t.units() + slip);
    *wrong_result = slip != 0;
  } else if (kind == 2 && quota > 0) {
    v1::QuotaWithdrawn& w = *change.mutable_quota_withdrawn();
    w.set_holder_unit_id(holder);
    if (OneIn(2)) {
      w.set_withdrawn_units(quota + slip);
      *wrong_result = slip != 0;
    } else {
      w.set_withdrawn_units(1 + Below(static_cast<int>(quota)));
      result(w.mutable_resulting(), quota - w.withdrawn_units() + slip);
      *wrong_result = slip != 0;
    }
  } else if (kind == 3) {
    v1::Round round = Round(plan_id + "-dot-" + std::to_string(next_round_++), plan_id);
    // The rounds as issued hold on every day.
    if (!issued_rounds.empty() && OneIn(2)) round.set_make_up_for_round_id(Any(issued_rounds));
    *change.mutable_round_added()->mutable_round() = round;
  } else if (kind == 7 && !issued_rounds.empty()) {
    *change.mutable_round_set()->mutable_round() = Round(Any(issued_rounds), plan_id);
  } else if (kind == 8 && campaigns_of_plan_[plan_id] > 0) {
    *change.mutable_campaign_set()->mutable_campaign() =
        Campaign(plan_id, Below(campaigns_of_plan_[plan_id]));
  } else if (kind == 4) {
    *change.mutable_credit_rule_set()->mutable_rule() = Rule(1 + Below(4));
  } else {
    v1::QuotaSet& set = *change.mutable_quota_set();
    set.set_holder_unit_id(Unit());
    result(set.mutable_quota(), Below(5) * 40);
  }
  return amendment;
}

v1::Receipt RandomWorld::Receipt() {
  const int32_t first = Day();
  v1::Receipt receipt =
      MakeReceipt(Unit(), first, 1 + static_cast<uint32_t>(Below(60)), OneIn(4) ? 0 : 250);
  if (OneIn(4))
    receipt.mutable_interval()->set_last_date(
        first / 100 * 100 + 28 >= first ? first / 100 * 100 + 28 : first);
  if (OneIn(6)) receipt.mutable_interval()->set_last_date((first / 10000) * 10000 + 1231);
  if (OneIn(8)) receipt.mutable_interval()->set_last_date((first / 10000 + 1) * 10000 + 301);
  if (OneIn(3)) {
    v1::BagCount& bag = *receipt.add_bags();
    bag.set_volume_ml(350);
    bag.set_count(1 + static_cast<uint32_t>(Below(20)));
  }
  receipt.set_component(static_cast<v1::Component>(Below(4)));
  receipt.set_donor_class(static_cast<v1::DonorClass>(Below(4)));
  if (OneIn(5)) receipt.mutable_collecting_unit()->set_unit_id(Unit());
  if (OneIn(6)) receipt.mutable_credited_to()->set_unit_id(Unit());
  if (OneIn(3) && !rounds_.empty()) receipt.set_round_id(Any(rounds_));
  if (OneIn(5) && !campaigns_.empty()) receipt.set_campaign_id(Any(campaigns_));
  if (OneIn(3))
    receipt.set_repeat_donors(
        static_cast<uint32_t>(Below(static_cast<int>(receipt.bags(0).count()) + 1)));
  receipt.set_emergency(OneIn(10));
  return receipt;
}

}  // namespace hemoledger::naive
