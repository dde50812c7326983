#include "services/domain/plan_entry.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "services/domain/plan_text_places.h"

namespace hemoledger {
namespace {

// A list of the entry while it is mended: entries are found by their ids.
template <typename Entry>
class MendedList {
 public:
  using List = google::protobuf::RepeatedPtrField<Entry>;
  using IdOf = const std::string& (Entry::*)() const;

  MendedList(List* list, IdOf id_of) : list_(list), id_of_(id_of) {
    entries_.reserve(list->size());
    for (Entry& entry : *list) Set(std::move(entry));
    list->Clear();
  }

  // Replaces the one of its id, or adds it behind the last.
  void Set(Entry entry) {
    const std::string id = (entry.*id_of_)();
    const auto [known, is_new] = index_of_id_.try_emplace(id, entries_.size());
    if (is_new) {
      entries_.push_back(std::move(entry));
    } else {
      entries_[known->second] = std::move(entry);
    }
  }
  absl::Status Remove(const std::string& id, const std::string& place) {
    const auto known = index_of_id_.find(id);
    if (known == index_of_id_.end()) {
      return MakeError(ERROR_REASON_REFERENCE_UNKNOWN, {{"field", place}, {"value", id}});
    }
    entries_[known->second].reset();
    index_of_id_.erase(known);
    return absl::OkStatus();
  }
  // Puts what remains back.
  void Finish() {
    for (std::optional<Entry>& entry : entries_) {
      if (entry.has_value()) *list_->Add() = std::move(*entry);
    }
  }

 private:
  List* list_;
  IdOf id_of_;
  std::vector<std::optional<Entry>> entries_;
  StringMap<size_t> index_of_id_;
};

// A plan as issued while it is mended.
class MendedPlan {
 public:
  explicit MendedPlan(v1::PlanIssued* plan)
      : plan_(plan),
        groups_(plan->mutable_groups(), &v1::RowGroup::group_id),
        rounds_(plan->mutable_rounds(), &v1::Round::round_id),
        rules_(plan->mutable_credit_rules(), &v1::CreditRule::rule_id),
        rows_(plan->mutable_rows(), &v1::PlanRow::row_id),
        campaigns_(plan->mutable_campaigns(), &v1::Campaign::campaign_id),
        targets_(plan->mutable_targets(), &v1::Target::target_id),
        tasks_(plan->mutable_tasks(), &v1::Task::task_id) {}

  absl::Status Mend(const v1::EntryFix& fix, const std::string& place) {
    switch (fix.fix_case()) {
      case v1::EntryFix::kDocument:
        *plan_->mutable_document() = fix.document();
        break;
      case v1::EntryFix::kPeriod:
        SetOrClear(fix.period().has_period(), fix.period().period(), plan_->mutable_period(),
                   [this] { plan_->clear_period(); });
        plan_->set_period_assumed(fix.period().assumed());
        break;
      case v1::EntryFix::kConversion:
        SetUnlessBlank(fix.conversion(), plan_->mutable_conversion(),
                       [this] { plan_->clear_conversion(); });
        break;
      case v1::EntryFix::kGroup:
        groups_.Set(fix.group());
        break;
      case v1::EntryFix::kRound:
        rounds_.Set(fix.round());
        break;
      case v1::EntryFix::kCreditRule:
        rules_.Set(fix.credit_rule());
        break;
      case v1::EntryFix::kRow:
        rows_.Set(fix.row());
        break;
      case v1::EntryFix::kStatedTotal:
        SetUnlessBlank(fix.stated_total(), plan_->mutable_stated_total(),
                       [this] { plan_->clear_stated_total(); });
        break;
      case v1::EntryFix::kStated:
        SetUnlessBlank(fix.stated(), plan_->mutable_stated(), [this] { plan_->clear_stated(); });
        break;
      case v1::EntryFix::kCampaign:
        campaigns_.Set(fix.campaign());
        break;
      case v1::EntryFix::kTarget:
        targets_.Set(fix.target());
        break;
      case v1::EntryFix::kTask:
        tasks_.Set(fix.task());
        break;
      case v1::EntryFix::kAssignedQuota:
        SetUnlessBlank(fix.assigned_quota(), plan_->mutable_assigned_quota(),
                       [this] { plan_->clear_assigned_quota(); });
        break;
      case v1::EntryFix::kRemovedRowId:
        return rows_.Remove(fix.removed_row_id(), place + ".removed_row_id");
      case v1::EntryFix::kRemovedRuleId:
        return rules_.Remove(fix.removed_rule_id(), place + ".removed_rule_id");
      case v1::EntryFix::kRemovedTargetId:
        return targets_.Remove(fix.removed_target_id(), place + ".removed_target_id");
      case v1::EntryFix::kRemovedTaskId:
        return tasks_.Remove(fix.removed_task_id(), place + ".removed_task_id");
      case v1::EntryFix::FIX_NOT_SET:
        break;
    }
    return absl::OkStatus();
  }

  void Finish() {
    groups_.Finish();
    rounds_.Finish();
    rules_.Finish();
    rows_.Finish();
    campaigns_.Finish();
    targets_.Finish();
    tasks_.Finish();
  }

 private:
  template <typename Part, typename Clear>
  static void SetOrClear(bool stated, const Part& part, Part* to, Clear clear) {
    if (stated) {
      *to = part;
    } else {
      clear();
    }
  }
  // A part that says nothing is one that the document does not state.
  template <typename Part, typename Clear>
  static void SetUnlessBlank(const Part& part, Part* to, Clear clear) {
    SetOrClear(part.ByteSizeLong() > 0, part, to, clear);
  }

  v1::PlanIssued* plan_;
  MendedList<v1::RowGroup> groups_;
  MendedList<v1::Round> rounds_;
  MendedList<v1::CreditRule> rules_;
  MendedList<v1::PlanRow> rows_;
  MendedList<v1::Campaign> campaigns_;
  MendedList<v1::Target> targets_;
  MendedList<v1::Task> tasks_;
};

}  // namespace

absl::StatusOr<PlanDocumentRecord> CorrectedDocument(
    const PlanDocumentRecord& before, std::shared_ptr<const PlanCorrectionRecord> correction) {
  PlanDocumentRecord after = before;
  PlanTextPlaces places;
  // The correction's own texts: one event, numbered through it.
  v1::PlanEntryCorrected mended = correction->correction;
  places.Take(mended, [&](uint32_t ordinal) {
    return PlanTextPlace{correction->position, 1, ordinal};
  });
  after.correction = std::move(correction);
  if (after.amended.has_value()) {
    *after.amended = std::move(*mended.mutable_amended());
    after.text_places = places.Number(*after.amended);
    return after;
  }
  places.Take(*after.issued, [&](uint32_t ordinal) { return before.TextPlaceOf(ordinal); });
  MendedPlan plan(&*after.issued);
  for (int i = 0; i < mended.fixes_size(); ++i) {
    RETURN_IF_ERROR(plan.Mend(mended.fixes(i), Concat("fixes[", i, "]")));
  }
  plan.Finish();
  after.text_places = places.Number(*after.issued);
  return after;
}

}  // namespace hemoledger
