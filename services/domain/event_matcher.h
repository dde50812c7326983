// Which events a reader wants: EventFilter of the contract, carried out. Pure; used by
// subscriptions and consumer groups alike.
//
//   ASSIGN_OR_RETURN(EventMatcher wanted, EventMatcher::Make(filter, view->tree, view->plans));
//   …
//   wanted.MoveTo(view->tree, view->plans);  // before events that this view is the first to have
//   if (wanted(position, event, submission)) …
//
// Who looks at very many events asks in two steps instead: MayMatch by the event's outside, then
// Matches by its traits, which several matchers share.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "hemoledger/v1/event_service.pb.h"
#include "services/domain/event_traits.h"
#include "services/domain/event_types.h"
#include "services/domain/org_tree.h"
#include "services/domain/plan_book.h"
#include "services/domain/plan_membership.h"
#include "services/domain/unit_subtree.h"

namespace hemoledger {

// Used by one thread at a time: it fills caches. Movable.
class EventMatcher {
 public:
  // Of every event.
  EventMatcher() = default;
  // Of these types.
  explicit EventMatcher(const EventTypes& types) : types_(types) {}
  // Errors: FIELD_INVALID (a type; a map date without a unit), ID_INVALID, DATE_INVALID,
  // UNIT_NOT_FOUND (with suggestions), PLAN_NOT_FOUND.
  static absl::StatusOr<EventMatcher> Make(const v1::EventFilter& filter,
                                           std::shared_ptr<const OrgTree> tree,
                                           std::shared_ptr<const PlanBook> plans);

  // Looks from now on at events by a newer tree and book. Costs nothing where both are the same; of
  // a change what follows from it is worked out anew at the next event that needs it (O(units)).
  void MoveTo(std::shared_ptr<const OrgTree> tree, std::shared_ptr<const PlanBook> plans);

  // False: the event is not wanted, whatever else it says.
  bool MayMatch(const EventSketch& sketch) const;
  // The same of what PlainReceiptOf says of the event: told apart because most events end here.
  // REQUIRES: the tree knows the unit.
  bool MayMatch(const PlainReceipt& receipt);
  // Whether MayMatch alone does not decide.
  bool needs_traits() const { return unit_ != kNoUnit || plan_ != kNoPlan; }
  // Whether an event for which MayMatch is true is wanted. One that is not understood (damage) is:
  // it is better told than lost. REQUIRES: tree and book know the event.
  bool Matches(uint64_t position, const EventTraits& traits);

  // All of it, of an event that is parsed. `submission` is event.submission.
  bool operator()(uint64_t position, const v1::Event& event, const v1::Submission& submission);

 private:
  UnitSubtree& Subtree();
  bool IsOfUnit(const EventTraits& traits);
  bool IsOfPlan(uint64_t position, const EventTraits& traits);
  // Whether one of the key's units lies there.
  bool ConcernsUnit(const FactKey& key);

  EventTypes types_;
  std::string source_id_;
  std::string feed_;
  UnitIndex unit_ = kNoUnit;
  int32_t map_date_ = 0;
  PlanIndex plan_ = kNoPlan;
  std::shared_ptr<const OrgTree> tree_;
  std::shared_ptr<const PlanBook> plans_;
  // Of tree_ and plans_; nullptr: not worked out yet.
  std::unique_ptr<UnitSubtree> subtree_;
  std::unique_ptr<PlanMembership> membership_;
};

}  // namespace hemoledger
