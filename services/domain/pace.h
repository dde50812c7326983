// What should have been received by the end of a day, and how what was received stands to it. Pure.
// DOMAIN "Pace"; docs/attainment.md, "Pace".
#pragma once

#include <cstdint>
#include <optional>

#include "hemoledger/v1/attainment_service.pb.h"
#include "services/domain/civil_date.h"
#include "services/domain/effective_plan.h"
#include "services/domain/exact_fraction.h"
#include "services/domain/plan_rounds.h"
#include "services/domain/round_shares.h"

namespace hemoledger {

// What is expected of one holder or round, or a sum of such.
class Expectation {
 public:
  // Nothing yet: a sum to add to. As such it is not known.
  Expectation() = default;
  static Expectation Unknown();
  // `due` units fell due.
  static Expectation BySchedule(int64_t due);
  // Of `units` a part, by days.
  static Expectation ByDays(int64_t units);

  // A sum with one that is not known is not known.
  void Add(const Expectation& other);

 private:
  friend class PaceRules;

  bool any_ = false;
  bool known_ = true;
  bool by_schedule_ = false;
  bool by_days_ = false;
  Int128 due_units_ = 0;
  Int128 spread_units_ = 0;
};

class PaceRules {
 public:
  // `day`: by the end of which. Keeps references to `rounds` and `shares`.
  PaceRules(const EffectivePlan& plan, const PlanRounds& rounds, const RoundShares& shares,
            int32_t day);

  // Of the holder of a row's quota. Its shares in rounds fall due after their last possible day,
  // the rest of the quota at the period's end; where no round that stands states one, the quota
  // falls due evenly day by day. `converted`: the converted quota; its shares in rounds are not
  // known. REQUIRES: the row has a quota in units.
  Expectation OfHolder(const EffectivePlan::Row& row, bool converted) const;
  // Of `units` of a round; absent: not known.
  Expectation OfRound(int32_t place, std::optional<int64_t> units) const;

  // Puts what is expected into `figures`, and whether what was received is ahead, on time or
  // behind. Nothing where it is not known.
  void Write(const Expectation& expected, v1::AttainmentFigures& figures) const;

 private:
  const PlanRounds& rounds_;
  const RoundShares& shares_;
  const int32_t day_;
  std::optional<CivilInterval> period_;
  // Of the period: days passed, all days. 0, 0 without a period.
  int64_t passed_days_ = 0;
  int64_t days_ = 0;
};

}  // namespace hemoledger
