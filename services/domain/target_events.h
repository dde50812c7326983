// Which rounds of a plan took place, within the scopes of its targets. docs/attainment.md,
// "Targets".
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "hemoledger/v1/targets.pb.h"
#include "services/domain/campaign_places.h"
#include "services/domain/civil_date.h"
#include "services/domain/effective_plan.h"
#include "services/domain/schedule_view.h"

namespace hemoledger {

// A round took place where the plan or a later report says so, or where it has receipts. Its day is
// the first of what was reported, else of its earliest receipt, else its last possible one.
class TargetEvents {
 public:
  // Keeps references, which must outlive it.
  TargetEvents(const ScheduleSources& sources, const EffectivePlan& plan,
               const CampaignPlaces& campaigns, int32_t through_date);

  // Rounds that took place in scope, of `unit` (kNoUnit: of any of the scope's, of all where it
  // names none). A unit's rounds are those that it or one below it hosts; of a round without a host
  // in the tree those that concern it (ConcernsUnit).
  int64_t CountIn(const v1::TargetScope& scope, UnitIndex unit) const;
  // The least number of them in a quarter: of the calendar quarters that lie wholly in the scope's
  // span, else the plan's period, and are over by `through_date`. Absent: there is none.
  std::optional<int64_t> LeastInAQuarter(const v1::TargetScope& scope, UnitIndex unit) const;

 private:
  struct Event {
    const EffectivePlan::Round* round = nullptr;
    // Place in the plan.
    int32_t place = 0;
    // 0: not known.
    int32_t day = 0;
  };

  bool IsIn(const Event& event, const v1::TargetScope& scope, UnitIndex unit) const;
  bool IsOf(const v1::Round& round, UnitIndex unit) const;

  const ScheduleSources& sources_;
  const EffectivePlan& plan_;
  const CampaignPlaces& campaigns_;
  const int32_t through_date_;
  int32_t shown_date_ = 0;
  std::vector<Event> events_;
};

}  // namespace hemoledger
