// Which receipts count in one plan, each by the plan's documents known when it was recorded. The
// rule is that of attainment (PlacementRules), without a date to count through.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "services/domain/attainment.h"
#include "services/domain/facts.h"
#include "services/domain/org_tree.h"
#include "services/domain/plan_book.h"

namespace hemoledger {

// Of one version of tree and book. Counts is O(1) amortised for positions that grow, or stay
// between two changes of the plan: the rules of the last two such spans are kept. Not thread-safe:
// it fills caches.
class PlanMembership {
 public:
  PlanMembership(std::shared_ptr<const OrgTree> tree, std::shared_ptr<const PlanBook> book,
                 PlanIndex plan);

  // Whether a receipt with these facts, recorded at `position`, counts in the plan then: not before
  // the plan was issued, and not if its dates lie only partly in the period. REQUIRES: tree and
  // book know all that `key` names.
  bool Counts(const FactKey& key, uint64_t position);

 private:
  // The plan between two changes of it.
  struct Span {
    Span(const OrgTree& tree, const PlanBook& book, PlanIndex plan, uint64_t position)
        : effective(book.Effective(plan, tree, 0, position)), rules(tree, book, effective, 0) {}
    const EffectivePlan effective;
    const PlacementRules rules;
  };
  struct Slot {
    size_t number = 0;
    std::unique_ptr<Span> span;
  };

  const std::shared_ptr<const OrgTree> tree_;
  const std::shared_ptr<const PlanBook> book_;
  const PlanIndex plan_;
  // Where the plan was issued or changed, ascending.
  std::vector<uint64_t> changes_;
  // The one used last first.
  Slot recent_[2];
};

}  // namespace hemoledger
