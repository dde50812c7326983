// Two plans beside each other, holder by holder: PlanService.ComparePlans. Pure.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "hemoledger/v1/plan_service.pb.h"
#include "services/domain/fact_cells.h"
#include "services/domain/org_tree.h"
#include "services/domain/plan_book.h"

namespace hemoledger {

struct CompareQuery {
  PlanIndex before = kNoPlan;
  PlanIndex after = kNoPlan;
  // Of receipts and plan changes, as in AttainmentQuery. Successions hold whatever it is: who a
  // holder is does not depend on how far the figures go.
  int32_t through_date = 0;
  uint64_t position_bound = kNoPositionBound;
};

// The whole answer except `reflects`. The figures are those of ComputeAttainment, by row, on the
// basis of everything credited; a unit that holds several rows of a plan is one holder. The unit of
// a row without a quota stands here too, as far as receipts are at home with it.
//
// Who is the same holder: a unit is itself; else a holder of the earlier plan is the first of its
// chain of successors that the later plan has; else it is the first holder of the later plan that
// it carries on (plans given the other way round). Units that one unit carries on together are one
// holder only there: their figures are added.
//
// Errors: PLAN_NOT_FOUND (not yet issued at `position_bound`), DATE_INVALID. Cost: that of two
// attainments.
absl::StatusOr<v1::ComparePlansResponse> ComputePlanComparison(const OrgTree& tree,
                                                               const PlanBook& book,
                                                               const FactCells::Snapshot& cells,
                                                               const CompareQuery& query);

}  // namespace hemoledger
