// Attainment: received against quota, on five bases, by row, group, month, component, donor
// class, round or campaign. Pure. The rules stand in docs/attainment.md; DOMAIN "Attainment",
// DESIGN "Reads".
#pragma once

#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "hemoledger/v1/attainment_service.pb.h"
#include "services/domain/fact_cells.h"
#include "services/domain/org_tree.h"
#include "services/domain/plan_book.h"

namespace hemoledger {

struct AttainmentQuery {
  PlanIndex plan = kNoPlan;
  v1::AttainmentScope scope = v1::ATTAINMENT_SCOPE_PLAN;
  // For scopes UNIT and CHILDREN.
  UnitIndex unit = kNoUnit;
  v1::AttainmentGrouping grouping = v1::ATTAINMENT_GROUPING_ROW;
  v1::AttainmentBasis basis = v1::ATTAINMENT_BASIS_ALL_CREDITED;
  v1::AttainmentOrder order = v1::ATTAINMENT_ORDER_DOCUMENT;
  // Also by month: each line's own receipts, and the total. Only grouping ROW, scope PLAN or UNIT.
  bool with_months = false;
  // 0: receipts unbounded, plan changes to the period's end.
  int32_t through_date = 0;
  // Also what should have been received by the end of this day; it is then `through_date` too,
  // unless that is set. 0: not asked for.
  int32_t pace_date = 0;
  // Plan changes recorded up to it; cells are as of the caller's snapshot.
  uint64_t position_bound = kNoPositionBound;

  friend bool operator==(const AttainmentQuery&, const AttainmentQuery&) = default;
};

// How one cell of facts stands to one plan: whether it counts, whose quota it counts for, which row
// is its own.
struct Placement {
  enum class Counting : uint8_t { kNo, kYes, kStraddles };
  enum class CreditWay : uint8_t { kNone, kReceipt, kRound, kPlanRule, kTree };
  Counting counting = Counting::kNo;
  // The unit credited: a holder of a quota or not; kNoUnit: nobody.
  UnitIndex credited = kNoUnit;
  CreditWay way = CreditWay::kNone;
  bool inferred = false;
  // Index in EffectivePlan::rows; -1: no row.
  int32_t row = -1;
};

// Places facts in one plan. Construct once a query; Place is O(1) amortised: what follows from a
// unit and a tree is worked out once for each of them. Not thread-safe: Place fills caches.
class PlacementRules {
 public:
  // Keeps references: tree, book and plan must outlive it.
  PlacementRules(const OrgTree& tree, const PlanBook& book, const EffectivePlan& plan,
                 int32_t through_date);
  ~PlacementRules();
  Placement Place(const FactKey& key) const;
  // Whose quota counts what `unit` gives on a day, by the plan's rules and the tree alone; kNoUnit:
  // nobody's.
  UnitIndex CreditByPlan(UnitIndex unit, int32_t date) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The whole answer except `reflects` and paging (all lines). Errors: INVALID combinations
// (FIELD_INVALID).
absl::StatusOr<v1::GetAttainmentResponse> ComputeAttainment(const OrgTree& tree,
                                                            const PlanBook& book,
                                                            const FactCells::Snapshot& cells,
                                                            const AttainmentQuery& query);

}  // namespace hemoledger
