// The rounds of a plan as attainment reckons with them: what each is to bring in, and by when.
// Pure. docs/attainment.md, "Rounds".
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "hemoledger/v1/schedule.pb.h"
#include "proto/base/strings.h"
#include "services/domain/civil_date.h"
#include "services/domain/effective_plan.h"

namespace hemoledger {

// What a round is to bring in, in blood units.
struct RoundDemand {
  int64_t units = 0;
  // It states no quotas of units: what it is to receive at least.
  bool is_minimum = false;

  friend bool operator==(const RoundDemand&, const RoundDemand&) = default;
};

// Sum of its quotas; absent: it states none (blank is not zero).
std::optional<int64_t> SumOfQuotas(const v1::Round& round);
// The sum of its quotas, else what it is to receive at least; absent: no figure.
std::optional<RoundDemand> DemandOf(const v1::Round& round);

// First and last possible day of what a plan schedules; 0: not known. An unknown time ends with the
// plan's period.
CivilInterval PlannedDays(const v1::PlannedTime& time, const std::optional<v1::Interval>& period);

// Ids of the rounds that others, which are not cancelled, make up for: nothing of them falls due
// any more.
StringSet MadeUpFor(const std::vector<const v1::Round*>& rounds);

// Keeps nothing of the plan.
class PlanRounds {
 public:
  struct Round {
    std::optional<RoundDemand> demand;
    // Last possible day; 0: not known.
    int32_t last_date = 0;
    // False: cancelled, or made up for by another. Nothing of it falls due, and sums leave it out.
    bool stands = true;
  };

  static constexpr int32_t kNone = -1;

  explicit PlanRounds(const EffectivePlan& plan);

  // By place in EffectivePlan::rounds.
  int32_t size() const { return static_cast<int32_t>(rounds_.size()); }
  const Round& at(int32_t place) const { return rounds_[place]; }
  // kNone: none of the plan's that hold.
  int32_t PlaceOf(RoundIndex round) const {
    return round >= 0 && static_cast<size_t>(round) < places_.size() ? places_[round] : kNone;
  }
  // It stands, and its last possible day is over by the end of `day`.
  bool IsDueBy(int32_t place, int32_t day) const {
    const Round& round = rounds_[place];
    return round.stands && round.last_date != 0 && round.last_date <= day;
  }

 private:
  std::vector<Round> rounds_;
  // By RoundIndex, up to the plan's last.
  std::vector<int32_t> places_;
};

// A sum of what rounds are to bring in.
class DemandSum {
 public:
  void Add(const std::optional<RoundDemand>& demand);
  // Absent: of nothing, or of one that has no figure.
  std::optional<RoundDemand> Get() const;

 private:
  bool any_ = false;
  bool complete_ = true;
  RoundDemand sum_;
};

}  // namespace hemoledger
