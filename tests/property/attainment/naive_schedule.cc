// The naive model's rounds and campaigns: what each asks, of whom, by when, and what should have
// been received by a day. docs/attainment.md, "Rounds", "Campaigns", "Pace".
#include <algorithm>
#include <chrono>

#include "naive_model.h"

namespace hemoledger::naive {
namespace {

namespace chr = std::chrono;

// Of a >= 0 and b > 0. std::gcd takes no 128 bits.
__int128 CommonOf(__int128 a, __int128 b) {
  return a == 0 ? b : CommonOf(b % a, a);
}

chr::sys_days DayOf(int32_t date) {
  return chr::sys_days(chr::year(date / 10000) / (date / 100 % 100) / (date % 100));
}

int32_t DateOf(chr::sys_days day) {
  const chr::year_month_day date(day);
  return static_cast<int>(date.year()) * 10000 +
         static_cast<int32_t>(static_cast<unsigned>(date.month())) * 100 +
         static_cast<int32_t>(static_cast<unsigned>(date.day()));
}

int32_t EndOfMonth(int32_t month) {
  return DateOf(
      chr::sys_days(chr::year_month_day_last(chr::year(month / 100) / (month % 100) / chr::last)));
}

// 0: no form.
int32_t LastOfTime(const v1::PlannedTime& time) {
  if (time.has_dates()) return time.dates().dates(time.dates().dates_size() - 1);
  if (time.has_range()) return LastOf(time.range());
  if (time.has_months()) return EndOfMonth(time.months().months(time.months().months_size() - 1));
  if (time.has_quarter()) {
    return EndOfMonth(time.quarter().year() * 100 + time.quarter().quarter() * 3);
  }
  if (time.has_deadline()) {
    const int32_t date = time.deadline().date();
    return time.deadline().inclusive() ? date : DateOf(DayOf(date) - chr::days(1));
  }
  int32_t last = 0;
  for (const v1::PlannedTime& one : time.alternatives().times()) {
    last = std::max(last, LastOfTime(one));
  }
  return last;
}

}  // namespace

int32_t Model::LastDayOf(const Plan& plan, const v1::Round& round) {
  const int32_t last = LastOfTime(round.time());
  if (last != 0 || !plan.issued.has_period()) return last;
  return LastOf(plan.issued.period());
}

bool Model::Stands(const Holding& holding, const v1::Round& round) {
  if (round.status() == v1::ROUND_STATUS_CANCELLED) return false;
  return std::none_of(holding.rounds.begin(), holding.rounds.end(), [&](const v1::Round& other) {
    return other.make_up_for_round_id() == round.round_id() &&
           other.status() != v1::ROUND_STATUS_CANCELLED;
  });
}

std::optional<Model::Demand> Model::DemandOf(const v1::Round& round) {
  std::optional<Demand> demand;
  for (const v1::RoundQuota& quota : round.quotas()) {
    if (!quota.units().has_value()) continue;
    if (!demand) demand = Demand{0, false};
    demand->units += quota.units().value();
  }
  if (demand || !round.has_received()) return demand;
  if (round.received().comparator() == v1::COMPARATOR_AT_MOST) return std::nullopt;
  return Demand{round.received().value().unscaled(), true};
}

Model::Share Model::ShareOf(const Holding& holding, const v1::Round& round, const std::string& unit,
                            int32_t day) const {
  Share share;
  for (const v1::RoundQuota& quota : round.quotas()) {
    if (quota.unit_id() != unit) continue;
    share.takes_part = true;
    if (quota.units().has_value()) share.units = quota.units().value();
  }
  if (share.units || holding.QuotaRow(unit) < 0) return share;
  for (const v1::RoundQuota& quota : round.quotas()) {
    if (!quota.units().has_value() || holding.QuotaRow(quota.unit_id()) >= 0) continue;
    if (CreditByPlan(holding, quota.unit_id(), day) != unit) continue;
    share.takes_part = true;
    share.units = share.units.value_or(0) + quota.units().value();
  }
  return share;
}

std::string Model::CreditByPlan(const Holding& holding, const std::string& unit,
                                int32_t day) const {
  const std::vector<std::string> chain = ChainOn(unit, day);
  for (const std::string& above : chain) {
    for (size_t i = holding.rules.size(); i-- > 0;) {
      if (holding.rules[i].unit_id() == above) return holding.rules[i].credited_unit_id();
    }
  }
  for (const std::string& above : chain) {
    if (holding.QuotaRow(above) >= 0) return above;
  }
  return "";
}

std::set<std::string> Model::WithCampaignsAbove(const Holding& holding,
                                                const std::vector<std::string>& ids) {
  std::set<std::string> all;
  for (std::string id : ids) {
    while (!id.empty()) {
      std::string above;
      bool known = false;
      for (const v1::Campaign& campaign : holding.campaigns) {
        if (campaign.campaign_id() != id) continue;
        known = true;
        above = campaign.part_of_campaign_id();
      }
      if (known) all.insert(id);
      id = known ? above : "";
    }
  }
  return all;
}

std::set<std::string> Model::CampaignsOf(const Holding& holding, const v1::Round& round) {
  return WithCampaignsAbove(holding, {round.campaign_ids().begin(), round.campaign_ids().end()});
}

std::set<std::string> Model::CampaignsOf(const Holding& holding, const v1::Receipt& receipt) {
  std::vector<std::string> ids = {receipt.campaign_id()};
  for (const v1::Round& round : holding.rounds) {
    if (receipt.round_id().empty() || round.round_id() != receipt.round_id()) continue;
    ids.insert(ids.end(), round.campaign_ids().begin(), round.campaign_ids().end());
  }
  return WithCampaignsAbove(holding, ids);
}

// --- Pace ---

Model::Expected Model::ExpectedOfRound(const Plan& plan, const Holding& holding,
                                       const v1::Round& round, int64_t units, int32_t day) {
  if (!Stands(holding, round)) return {true, 0, 1, kBySchedule};
  const int32_t last = LastDayOf(plan, round);
  if (last == 0) return {};
  return {true, last <= day ? units : 0, 1, kBySchedule};
}

Model::Expected Model::ExpectedOfHolder(const Plan& plan, const Holding& holding, const Row& row,
                                        v1::AttainmentBasis basis, int32_t shown_day,
                                        int32_t day) const {
  const bool converted = basis == v1::ATTAINMENT_BASIS_CONVERTED;
  const int32_t end = plan.issued.has_period() ? LastOf(plan.issued.period()) : 0;
  bool any_share = false;
  bool any_day = false;
  int64_t shares = 0;
  int64_t due = 0;
  for (const v1::Round& round : holding.rounds) {
    const Share share = ShareOf(holding, round, row.row.holder_unit_id(), shown_day);
    if (!share.units || !Stands(holding, round)) continue;
    any_share = true;
    shares += *share.units;
    const int32_t last = LastDayOf(plan, round);
    any_day = any_day || last != 0;
    if (last != 0 && last <= day) due += *share.units;
  }
  if (!any_share) {
    const std::optional<int64_t> quota = converted ? row.converted : row.units;
    if (!quota || end == 0) return {};
    const int64_t all = (DayOf(end) - DayOf(plan.issued.period().first_date())).count() + 1;
    int64_t passed = (DayOf(day) - DayOf(plan.issued.period().first_date())).count() + 1;
    passed = std::min(std::max<int64_t>(passed, 0), all);
    return {true, static_cast<__int128>(*quota) * passed, all, kProRata};
  }
  if (converted || !any_day) return {};
  if (end != 0 && end <= day && *row.units > shares) due += *row.units - shares;
  return {true, due, 1, kBySchedule};
}

Model::Expected Model::Sum(const std::vector<Expected>& parts) {
  Expected sum = {!parts.empty(), 0, 1, 0};
  for (const Expected& part : parts) {
    sum.known = sum.known && part.known;
    sum.numerator = sum.numerator * part.denominator + part.numerator * sum.denominator;
    sum.denominator *= part.denominator;
    sum.ways |= part.ways;
    const __int128 common = CommonOf(sum.numerator, sum.denominator);
    sum.numerator /= common;
    sum.denominator /= common;
  }
  return sum;
}

void Model::AddPace(const Expected& expected, v1::AttainmentBasis basis, Figures* figures) {
  if (!expected.known) return;
  const __int128 common = CommonOf(expected.numerator, expected.denominator);
  figures->expected_numerator = static_cast<int64_t>(expected.numerator / common);
  figures->expected_denominator = static_cast<int64_t>(expected.denominator / common);
  figures->pace_basis = expected.ways == (kBySchedule | kProRata) ? v1::PACE_BASIS_MIXED
                        : expected.ways == kProRata               ? v1::PACE_BASIS_PRO_RATA
                                                                  : v1::PACE_BASIS_SCHEDULE;
  __int128 above = figures->received;
  __int128 below = 1;
  if (basis == v1::ATTAINMENT_BASIS_CONVERTED) {
    if (figures->unconverted > 0) return;
    above = figures->converted_numerator;
    below = figures->converted_denominator;
  }
  const __int128 difference = above * expected.denominator - expected.numerator * below;
  figures->pace = difference > 0   ? v1::PACE_AHEAD
                  : difference < 0 ? v1::PACE_BEHIND
                                   : v1::PACE_ON_TIME;
}

}  // namespace hemoledger::naive
