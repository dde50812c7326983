#include "services/domain/plan_membership.h"

#include <algorithm>
#include <utility>

namespace hemoledger {

PlanMembership::PlanMembership(std::shared_ptr<const OrgTree> tree,
                               std::shared_ptr<const PlanBook> book, PlanIndex plan)
    : tree_(std::move(tree)), book_(std::move(book)), plan_(plan) {
  for (const auto& document : book_->Documents(plan_)) {
    changes_.push_back(document->position);
    for (const auto& correction : book_->Corrections(plan_, document->revision)) {
      changes_.push_back(correction->position);
    }
  }
  std::sort(changes_.begin(), changes_.end());
}

bool PlanMembership::Counts(const FactKey& key, uint64_t position) {
  const size_t number =
      std::upper_bound(changes_.begin(), changes_.end(), position) - changes_.begin();
  if (number == 0) return false;
  if (recent_[0].span == nullptr || recent_[0].number != number) {
    std::swap(recent_[0], recent_[1]);
    if (recent_[0].span == nullptr || recent_[0].number != number) {
      recent_[0] = {number, std::make_unique<Span>(*tree_, *book_, plan_, position)};
    }
  }
  return recent_[0].span->rules.Place(key).counting == Placement::Counting::kYes;
}

}  // namespace hemoledger
