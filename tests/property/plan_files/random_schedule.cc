#include "random_schedule.h"

#include <algorithm>
#include <set>
#include <string>

#include "proto/base/strings.h"
#include "services/domain/civil_date.h"
#include "services/domain/plan_form.h"

namespace hemoledger {
namespace {

constexpr size_t kMaxTextBytes = 1'024;
constexpr size_t kMaxTimeTextBytes = 256;

class ScheduleMaker {
 public:
  ScheduleMaker(RandomValues& values, v1::PlanIssued& plan) : values_(values), plan_(plan) {}

  void Make() {
    for (int i = values_.Number(4); i > 0; --i) MakeCampaign(i);
    // Few or many: from six on they are a table.
    for (int i = values_.Number(values_.Coin() ? 4 : 12); i > 0; --i) MakeRound(i);
    for (int i = values_.Number(4); i > 0; --i) MakeTarget(i);
    for (int i = values_.Number(4); i > 0; --i) MakeTask(i);
  }

 private:
  bool Coin() { return values_.Coin(); }

  // Some of `count` values in ascending order, at least one.
  template <typename Make>
  std::set<int32_t> SomeOf(Make make) {
    std::set<int32_t> made;
    for (int i = values_.Number(4); i >= 0; --i) made.insert(make());
    return made;
  }

  // One form but alternatives.
  v1::PlannedTime Form() {
    v1::PlannedTime time;
    switch (values_.Number(5)) {
      case 0:
        for (const int32_t date : SomeOf([&] { return values_.Date(); })) {
          time.mutable_dates()->add_dates(date);
        }
        break;
      case 1:
        *time.mutable_range() = values_.Interval();
        break;
      case 2:
        for (const int32_t month : SomeOf([&] { return values_.Date() / 100; })) {
          time.mutable_months()->add_months(month);
        }
        break;
      case 3:
        time.mutable_quarter()->set_year(SplitDate(values_.Date()).year);
        time.mutable_quarter()->set_quarter(values_.Number(4) + 1);
        break;
      default:
        time.mutable_deadline()->set_date(values_.Date() + 10'000);
        if (!IsValidDate(time.deadline().date())) time.mutable_deadline()->set_date(20240315);
        time.mutable_deadline()->set_inclusive(Coin());
    }
    return time;
  }

  v1::PlannedTime Time() {
    v1::PlannedTime time;
    if (values_.Below(6) == 0) {
      for (int i = values_.Number(3) + 2; i > 0; --i) {
        *time.mutable_alternatives()->add_times() = Form();
      }
    } else if (values_.tame() || values_.Often()) {
      time = Form();
    }
    if (Coin()) time.set_text(values_.Name(kMaxTimeTextBytes));
    time.set_tentative(Coin());
    return time;
  }

  std::string SomeCampaign() {
    if (plan_.campaigns().empty() || Coin()) return "";
    return plan_.campaigns(values_.Number(plan_.campaigns_size())).campaign_id();
  }

  void MakeCampaign(int i) {
    // Before it is added: it is no part of itself.
    const std::string whole = SomeCampaign();
    v1::Campaign& campaign = *plan_.add_campaigns();
    campaign.set_campaign_id(Concat("chien-dich-", i));
    campaign.set_label(values_.Name(kMaxNameBytes));
    if (Coin()) *campaign.mutable_time() = Time();
    campaign.set_part_of_campaign_id(whole);
  }

  void MakeQuotas(v1::Round& round) {
    std::set<std::string> units;
    for (int i = values_.Number(4); i > 0; --i) units.insert(values_.Unit());
    for (const std::string& unit : units) {
      v1::RoundQuota& quota = *round.add_quotas();
      quota.set_unit_id(unit);
      if (values_.Often()) values_.MakeNumber(kMaxQuotaUnits, *quota.mutable_units());
    }
  }

  void MakeRound(int i) {
    // A postponed or cancelled round that this one may make up for.
    std::string made_up_for;
    for (const v1::Round& other : plan_.rounds()) {
      const bool off = other.status() == v1::ROUND_STATUS_POSTPONED ||
                       other.status() == v1::ROUND_STATUS_CANCELLED;
      if (off && Coin()) made_up_for = other.round_id();
    }
    v1::Round& round = *plan_.add_rounds();
    round.set_round_id(Concat("dot-", i));
    round.set_label(values_.Name(kMaxNameBytes));
    for (int n = values_.Number(3); n > 0; --n) round.add_credited_unit_ids(values_.Unit());
    round.set_credit_inferred(Coin());
    if (Coin()) *round.mutable_time() = Time();
    round.set_status(static_cast<v1::RoundStatus>(values_.Number(5)));
    if (Coin()) MakeQuotas(round);
    if (Coin()) *round.mutable_registered() = values_.Figure(true);
    if (Coin()) *round.mutable_received() = values_.Figure(true);
    if (Coin()) round.set_host_unit_id(values_.Unit());
    round.set_host_name(values_.MaybeName(kMaxNameBytes));
    for (int n = values_.Number(3); n > 0; --n) round.add_partners(values_.Name(kMaxNameBytes));
    for (int n = values_.Number(3); n > 0; --n) round.add_contributing_unit_ids(values_.Unit());
    round.set_place(values_.MaybeName(kMaxNameBytes));
    round.set_receiving_body(values_.MaybeName(kMaxNameBytes));
    for (const v1::Campaign& campaign : plan_.campaigns()) {
      if (Coin()) round.add_campaign_ids(campaign.campaign_id());
    }
    for (int n = values_.Number(3); n > 0; --n) *round.add_notes() = values_.Text();
    round.set_make_up_for_round_id(made_up_for);
  }

  void MakeTarget(int i) {
    v1::Target& target = *plan_.add_targets();
    target.set_target_id(Concat("chi-tieu-", i));
    target.set_metric(static_cast<v1::TargetMetric>(values_.Number(16) + 1));
    *target.mutable_value() = values_.Figure(Coin());
    target.set_text(values_.Name(kMaxTextBytes));
    target.set_place(values_.MaybeName(kMaxPlaceBytes));
    v1::TargetScope scope;
    std::set<std::string> units;
    for (int n = values_.Number(3); n > 0; --n) units.insert(values_.Unit());
    for (const std::string& unit : units) scope.add_unit_ids(unit);
    scope.set_each(!units.empty() && Coin());
    scope.set_text(values_.MaybeName(kMaxNameBytes));
    scope.set_campaign_id(SomeCampaign());
    if (Coin() && !plan_.rounds().empty()) {
      scope.set_round_id(plan_.rounds(values_.Number(plan_.rounds_size())).round_id());
    }
    if (Coin()) *scope.mutable_interval() = values_.Interval();
    if (scope.ByteSizeLong() > 0) *target.mutable_scope() = scope;
    if (Coin()) target.set_indicator(Concat("chi-so-", i));
  }

  void MakeTask(int i) {
    v1::Task& task = *plan_.add_tasks();
    task.set_task_id(Concat("viec-", i));
    task.set_kind(static_cast<v1::TaskKind>(values_.Number(10)));
    task.set_label(values_.Name(kMaxTextBytes));
    task.set_lead(values_.MaybeName(kMaxNameBytes));
    for (int n = values_.Number(3); n > 0; --n) task.add_partners(values_.Name(kMaxNameBytes));
    task.set_place(values_.MaybeName(kMaxNameBytes));
    if (Coin()) *task.mutable_time() = Time();
    task.set_campaign_id(SomeCampaign());
    for (int n = values_.Number(3); n > 0; --n) *task.add_notes() = values_.Text();
  }

  RandomValues& values_;
  v1::PlanIssued& plan_;
};

}  // namespace

void MakeRandomSchedule(RandomValues& values, v1::PlanIssued& plan) {
  ScheduleMaker(values, plan).Make();
}

}  // namespace hemoledger
