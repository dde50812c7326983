// What tests of rounds, campaigns and the pace build and read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tests/support/builders.h"
#include "tests/unit/domain_plans/world.h"

namespace hemoledger {

inline v1::Round& AddRound(v1::PlanIssued& plan, std::string_view round_id) {
  *plan.add_rounds() = MakeRound(round_id);
  return *plan.mutable_rounds(plan.rounds_size() - 1);
}

inline void AddQuota(v1::Round& round, std::string_view unit_id, std::optional<int64_t> units) {
  v1::RoundQuota& quota = *round.add_quotas();
  quota.set_unit_id(std::string(unit_id));
  if (units.has_value()) quota.mutable_units()->set_value(*units);
}

inline void SetReceived(v1::Round& round, v1::Comparator comparator, int64_t units,
                        int64_t upper = 0) {
  round.mutable_received()->set_comparator(comparator);
  round.mutable_received()->mutable_value()->set_unscaled(units);
  if (upper != 0) round.mutable_received()->mutable_upper()->set_unscaled(upper);
}

inline void AddCampaign(v1::PlanIssued& plan, std::string_view campaign_id,
                        std::string_view part_of = "") {
  v1::Campaign& campaign = *plan.add_campaigns();
  campaign.set_campaign_id(std::string(campaign_id));
  campaign.set_label(std::string(campaign_id));
  campaign.set_part_of_campaign_id(std::string(part_of));
}

inline void Receive(World& world, std::string_view unit, int32_t date, uint32_t count,
                    std::string_view round_id, std::string_view campaign_id = "") {
  v1::Receipt receipt = MakeReceipt(unit, date, count);
  receipt.set_round_id(std::string(round_id));
  receipt.set_campaign_id(std::string(campaign_id));
  world.Receive(receipt);
}

inline AttainmentQuery ByRound(const World& world, std::string_view plan_id) {
  AttainmentQuery query = world.Query(plan_id);
  query.grouping = v1::ATTAINMENT_GROUPING_ROUND;
  return query;
}
inline AttainmentQuery ByCampaign(const World& world, std::string_view plan_id) {
  AttainmentQuery query = world.Query(plan_id);
  query.grouping = v1::ATTAINMENT_GROUPING_CAMPAIGN;
  return query;
}
inline AttainmentQuery WithPace(AttainmentQuery query, int32_t day) {
  query.pace_date = day;
  return query;
}

// "847 schedule behind", "1/2 days on time"; "-": not known.
inline std::string PaceText(const v1::AttainmentFigures& figures) {
  if (!figures.has_expected_numerator()) return "-";
  std::string text = std::to_string(figures.expected_numerator());
  if (figures.expected_denominator() != 1) {
    text += "/" + std::to_string(figures.expected_denominator());
  }
  static constexpr const char* kBases[] = {"", " schedule", " days", " both"};
  static constexpr const char* kPaces[] = {"", " ahead", " on time", " behind"};
  return text + kBases[figures.pace_basis()] + kPaces[figures.pace()];
}

}  // namespace hemoledger
