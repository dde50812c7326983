// A plan as it holds for one business date and moment: what attainment reckons with.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hemoledger/v1/plans.pb.h"
#include "services/domain/facts.h"
#include "services/domain/org_tree.h"

namespace hemoledger {

// Dense index of a plan, in the order of issuing.
using PlanIndex = int32_t;
inline constexpr PlanIndex kNoPlan = -1;

// Indices instead of ids.
struct EffectivePlan {
  struct Row {
    // As issued, or as added by an amendment; `quota` is what holds.
    v1::PlanRow row;
    UnitIndex holder = kNoUnit;
    // False: the row has neither a selector nor a holder and takes no receipts.
    bool takes_receipts = false;
    // The selector in effect (the row's own, or its holder's units).
    UnitIndex selector_unit = kNoUnit;
    RoundIndex selector_round = kNoRound;
    uint8_t selector_component = 0;
    uint8_t selector_donor_class = 0;
    std::optional<int64_t> quota_units;
    std::optional<int64_t> quota_converted_units;
  };
  struct Rule {
    std::string rule_id;
    UnitIndex unit = kNoUnit;
    UnitIndex credited = kNoUnit;
    bool inferred = false;
  };
  struct Round {
    RoundIndex round = kNoRound;
    // Whose quota its receipts count for; empty: the round says nothing.
    std::vector<UnitIndex> credited;
    bool inferred = false;
    // Those that it belongs to, as stated: campaigns above them are not added.
    std::vector<CampaignIndex> campaigns;
    // The round as it holds.
    v1::Round as_planned;
  };
  struct Campaign {
    CampaignIndex campaign = kNoCampaign;
    // What counts here counts there too. Never leads back to this campaign.
    CampaignIndex part_of = kNoCampaign;
    // The campaign as it holds.
    v1::Campaign as_planned;
  };
  PlanIndex plan = kNoPlan;
  uint32_t revision = 0;
  UnitIndex issuer = kNoUnit;
  // Absent: the plan states no period.
  std::optional<v1::Interval> period;
  // The document does not state it; it was taken from its title.
  bool period_assumed = false;
  v1::ConversionRule conversion;
  std::vector<v1::RowGroup> groups;
  std::vector<Row> rows;
  std::vector<Rule> rules;
  // In the document's order, those of amendments behind.
  std::vector<Round> rounds;
  std::vector<Campaign> campaigns;
  std::vector<v1::Target> targets;
  std::vector<v1::Task> tasks;
  uint32_t percentage_decimals = 1;
  // Sum over holders of quota_units.
  int64_t total_quota_units = 0;
};

}  // namespace hemoledger
