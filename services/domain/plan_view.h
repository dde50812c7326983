// Plans as people read them: a plan as it holds, and its line in a list.
#pragma once

#include <cstdint>
#include <vector>

#include "hemoledger/v1/plan_service.pb.h"
#include "services/domain/org_tree.h"
#include "services/domain/plan_book.h"

namespace hemoledger {

// Where a Text that stands in a PlanView comes from.
struct PlanTextPlace {
  // The document, and the text's number in it (in a plan of several parts: in the whole).
  uint32_t revision = 0;
  uint32_t ordinal = 0;

  friend bool operator==(const PlanTextPlace&, const PlanTextPlace&) = default;
};

// The plan as PlanBook::Effective says that it holds: all as issued, but rows (with the quotas that
// hold), rounds and rules as they are then. `texts` of the view stay blank; `text_places`, unless
// null, gets the places of all Texts in it, in their order, for the caller to fill in. REQUIRES:
// the plan was issued by `position_bound`.
v1::PlanView DescribePlan(const PlanBook& book, PlanIndex plan, int32_t through_date,
                          uint64_t position_bound, std::vector<PlanTextPlace>* text_places);

// Its line in a list. REQUIRES: as above.
v1::PlanSummary SummarizePlan(const PlanBook& book, PlanIndex plan, int32_t through_date,
                              uint64_t position_bound = kNoPositionBound);

}  // namespace hemoledger
