// Tree and plans, the part of the state that receipts are decided against.
#pragma once

#include <cstdint>
#include <memory>

#include "services/domain/org_tree.h"
#include "services/domain/plan_book.h"

namespace hemoledger {

struct RuleBooks {
  std::shared_ptr<const OrgTree> tree;
  std::shared_ptr<const PlanBook> plans;
  // The position that follows the last event that changed either (0: none did). Both are folds of
  // one log, so books with equal versions have equal contents and give equal facts, even where they
  // are other objects: one set is kept by the deciding thread, one by the committing thread. An
  // event in flight that is dropped by a conflict takes its books along (DecisionState::Reset), and
  // whoever prepares only sees books that are durable.
  uint64_t version = 0;
};

}  // namespace hemoledger
