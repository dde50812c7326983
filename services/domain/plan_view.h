// Plans as people read them: a plan as it holds, and its line in a list.
#pragma once

#include <cstdint>
#include <vector>

#include "hemoledger/v1/plan_service.pb.h"
#include "services/domain/org_tree.h"
#include "services/domain/plan_book.h"
#include "services/domain/plan_text_places.h"

namespace hemoledger {

// The plan as PlanBook::Effective says that it holds: all as issued (as the entry stood at the
// bound), but rows (with the quotas that hold), rounds, rules, campaigns, targets and tasks are as
// they are then. Its Texts are numbered 0, 1, 2, … in their order. `texts` and `progress` of the
// view stay blank; `text_places`, unless null, gets the places of its Texts, by their numbers, for
// the caller to fill in. REQUIRES: the plan was issued by `position_bound`.
v1::PlanView DescribePlan(const PlanBook& book, PlanIndex plan, int32_t through_date,
                          uint64_t position_bound, std::vector<PlanTextPlace>* text_places);

// Its line in a list. REQUIRES: as above.
v1::PlanSummary SummarizePlan(const PlanBook& book, PlanIndex plan, int32_t through_date,
                              uint64_t position_bound = kNoPositionBound);

}  // namespace hemoledger
