// A plan's history for people: who changed what, when, by which document, from what to what.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "hemoledger/v1/plan_service.pb.h"
#include "services/domain/org_tree.h"
#include "services/domain/plan_book.h"
#include "services/domain/plan_text_places.h"

namespace hemoledger {

// One document. Its texts are left blank: the caller fills them in from where they stand.
struct PlanHistoryEntry {
  v1::PlanRevision revision;
  // Of `reason` and `approver`; absent: none.
  std::optional<PlanTextPlace> reason;
  std::optional<PlanTextPlace> approver;
  // Of the reasons of revision.entry_corrections, one each.
  std::vector<PlanTextPlace> correction_reasons;
};

// All documents recorded up to the bound, or those that touch one holder, oldest first, as their
// entries stood then; with before and after of every figure, as each document found it.
std::vector<PlanHistoryEntry> PlanHistory(const PlanBook& book, const OrgTree& tree, PlanIndex plan,
                                          UnitIndex holder_or_none,
                                          uint64_t position_bound = kNoPositionBound);

}  // namespace hemoledger
