#include "services/domain/event_matcher.h"

#include <utility>

#include "proto/base/errors.h"
#include "proto/base/ids.h"
#include "proto/base/status_macros.h"
#include "services/domain/civil_date.h"

namespace hemoledger {

absl::StatusOr<EventMatcher> EventMatcher::Make(const v1::EventFilter& filter,
                                                std::shared_ptr<const OrgTree> tree,
                                                std::shared_ptr<const PlanBook> plans) {
  EventMatcher matcher;
  ASSIGN_OR_RETURN(matcher.types_, EventTypes::Make(filter.types()));
  RETURN_IF_ERROR(OptionalId("source_id", filter.source_id()));
  RETURN_IF_ERROR(OptionalId("feed", filter.feed()));
  RETURN_IF_ERROR(OptionalDate("map_date", filter.map_date()));
  if (filter.map_date() != 0 && filter.unit_id().empty()) {
    return MakeError(
        ERROR_REASON_FIELD_INVALID,
        {{"field", "map_date"}, {"value", filter.map_date()}, {"expected", "0 without unit_id"}});
  }
  if (!filter.unit_id().empty()) {
    matcher.unit_ = tree->Find(filter.unit_id());
    if (matcher.unit_ == kNoUnit) return tree->NotFound(filter.unit_id(), "unit_id");
  }
  if (!filter.plan_id().empty()) {
    matcher.plan_ = plans->Find(filter.plan_id());
    if (matcher.plan_ == kNoPlan) {
      return MakeError(ERROR_REASON_PLAN_NOT_FOUND, {{"plan_id", filter.plan_id()}});
    }
  }
  matcher.source_id_ = filter.source_id();
  matcher.feed_ = filter.feed();
  matcher.map_date_ = filter.map_date();
  matcher.tree_ = std::move(tree);
  matcher.plans_ = std::move(plans);
  return matcher;
}

void EventMatcher::MoveTo(std::shared_ptr<const OrgTree> tree,
                          std::shared_ptr<const PlanBook> plans) {
  if (tree != tree_) {
    subtree_.reset();
    membership_.reset();
    tree_ = std::move(tree);
  }
  if (plans != plans_) {
    membership_.reset();
    plans_ = std::move(plans);
  }
}

bool EventMatcher::MayMatch(const EventSketch& sketch) const {
  if (!types_.all() && !types_.Contains(sketch.type)) return false;
  if (source_id_.empty() && feed_.empty()) return true;
  return (!source_id_.empty() && sketch.source_id == source_id_) ||
         (!feed_.empty() && sketch.feed == feed_);
}

bool EventMatcher::MayMatch(const PlainReceipt& receipt) {
  if (unit_ == kNoUnit || receipt.unit == kNoUnit) return true;
  return Subtree().Contains(receipt.unit, map_date_ != 0 ? map_date_ : receipt.last_date);
}

bool EventMatcher::Matches(uint64_t position, const EventTraits& traits) {
  if (!needs_traits() || !traits.understood) return true;
  return (unit_ == kNoUnit || IsOfUnit(traits)) && (plan_ == kNoPlan || IsOfPlan(position, traits));
}

bool EventMatcher::operator()(uint64_t position, const v1::Event& event,
                              const v1::Submission& submission) {
  EventSketch sketch{.type = TypeOf(submission), .source_id = {}, .feed = {}};
  if (submission.has_source()) sketch.source_id = submission.source().source_id();
  if (submission.has_feed()) sketch.feed = submission.feed().feed();
  if (submission.has_source_opened()) sketch.source_id = submission.source_opened().source_id();
  if (!MayMatch(sketch)) return false;
  return !needs_traits() || Matches(position, TraitsOf(event, submission, *tree_, *plans_));
}

UnitSubtree& EventMatcher::Subtree() {
  if (subtree_ == nullptr) subtree_ = std::make_unique<UnitSubtree>(tree_, unit_);
  return *subtree_;
}

bool EventMatcher::IsOfUnit(const EventTraits& traits) {
  static_cast<void>(Subtree());
  if (traits.has_receipt && ConcernsUnit(traits.receipt)) return true;
  if (traits.has_replaced && ConcernsUnit(traits.replaced)) return true;
  const int32_t date = map_date_ != 0 ? map_date_ : traits.record_date;
  for (const UnitIndex unit : traits.units) {
    if (unit != kNoUnit && subtree_->Contains(unit, date)) return true;
  }
  if (traits.plan == kNoPlan) return false;
  const UnitIndex issuer =
      tree_->Find(plans_->Documents(traits.plan).front()->issued->document().issuer_unit_id());
  return issuer != kNoUnit && subtree_->Contains(issuer, date);
}

bool EventMatcher::ConcernsUnit(const FactKey& key) {
  const int32_t date = map_date_ != 0 ? map_date_ : key.last_date;
  if (subtree_->Contains(key.unit, date)) return true;
  if (key.collecting_unit != key.unit && subtree_->Contains(key.collecting_unit, date)) return true;
  return key.credited_to != kNoUnit && subtree_->Contains(key.credited_to, date);
}

bool EventMatcher::IsOfPlan(uint64_t position, const EventTraits& traits) {
  if (traits.plan != kNoPlan) return traits.plan == plan_;
  if (!traits.has_receipt && !traits.has_replaced) return false;
  if (membership_ == nullptr) {
    membership_ = std::make_unique<PlanMembership>(tree_, plans_, plan_);
  }
  return (traits.has_receipt && membership_->Counts(traits.receipt, position)) ||
         (traits.has_replaced && membership_->Counts(traits.replaced, traits.replaced_position));
}

}  // namespace hemoledger
