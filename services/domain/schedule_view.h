// Rounds and tasks of plans as they hold and as they went: what ListRounds and ListTasks answer.
// Pure. proto/hemoledger/v1/schedule_service.proto; docs/attainment.md, "Rounds".
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hemoledger/v1/schedule_service.pb.h"
#include "services/domain/civil_date.h"
#include "services/domain/fact_cells.h"
#include "services/domain/org_tree.h"
#include "services/domain/plan_book.h"
#include "services/domain/record_book.h"

namespace hemoledger {

// One state of the ledger, borrowed.
struct ScheduleSources {
  const OrgTree& tree;
  const PlanBook& plans;
  const RecordBook& records;
  const FactCells::Snapshot& cells;
};

struct ScheduleQuery {
  // kNoPlan: all.
  PlanIndex plan = kNoPlan;
  // Only what may take place in this span; 0: open. REQUIRES: not reversed.
  CivilInterval span;
  // The day that "due" and "late" refer to; 0: neither is told.
  int32_t today = 0;
  bool only_late = false;
  // As in AttainmentQuery.
  int32_t through_date = 0;

  // --- Rounds only ---
  // Only plans of this issuer or of one below it; kNoUnit: all. Units stand here and below where
  // they stand on the day shown: `through_date`, else the last day of the plan's period, else the
  // newest.
  UnitIndex issuer = kNoUnit;
  // Only rounds that this unit or one below it hosts, has a quota in, contributes to, or is
  // credited with; kNoUnit: all.
  UnitIndex unit = kNoUnit;
  // Only rounds of this campaign, or of one that is part of it; blank: all.
  std::string campaign_id;
};

// Where something stands in the order of both lists: by last possible day, those without one last,
// then by plan, then as in the plan.
struct SchedulePlace {
  int32_t last_date = 0;
  std::string plan_id;
  // Among the plan's rounds or tasks.
  int32_t number = 0;

  friend bool operator<(const SchedulePlace& a, const SchedulePlace& b);
};

// What the receipts of a round add up to.
struct RoundReceived {
  int64_t units = 0;
  int64_t receipts = 0;
};

// Keeps pointers into the sources.
struct FoundRound {
  SchedulePlace place;
  const v1::Round* round = nullptr;
  v1::RoundStatus status = v1::ROUND_STATUS_PLANNED;
  CivilInterval days;
  RoundReceived received;
  bool due = false;
  bool late = false;
  bool short_of_quota = false;
  // nullptr: nothing was reported.
  const v1::ProgressReport* report = nullptr;
};
struct FoundTask {
  SchedulePlace place;
  const v1::Task* task = nullptr;
  CivilInterval days;
  bool done = false;
  bool due = false;
  bool late = false;
  const v1::ProgressReport* report = nullptr;
};

// By round of the ledger. One pass over the cells; with `through_date` only receipts that end by
// it.
std::vector<RoundReceived> ReceivedByRound(const FactCells::Snapshot& cells, int32_t round_count,
                                           int32_t through_date);

// Whether a round is about `unit` or one that stands below it on `date`: it hosts it, has a quota
// in it, contributes to it, or is credited with it.
bool ConcernsUnit(const OrgTree& tree, const v1::Round& round, UnitIndex unit, int32_t date);

// In their order.
std::vector<FoundRound> FindRounds(const ScheduleSources& sources, const ScheduleQuery& query);
std::vector<FoundTask> FindTasks(const ScheduleSources& sources, const ScheduleQuery& query);

v1::RoundView DescribeRound(const FoundRound& found);
v1::TaskView DescribeTask(const FoundTask& found);

}  // namespace hemoledger
