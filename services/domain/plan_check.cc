// Whether a plan may be issued: the rules that need the book and the tree.
#include <string>

#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "services/domain/civil_date.h"
#include "services/domain/plan_book.h"
#include "services/domain/plan_form.h"
#include "services/domain/plan_form_parts.h"
#include "services/domain/plan_references.h"

namespace hemoledger {
namespace {

using internal::OwnReferences;
using internal::UnitReferences;

// What a plan as issued has of its own.
class IssuedThings {
 public:
  explicit IssuedThings(const v1::PlanIssued& plan) {
    for (const v1::RowGroup& group : plan.groups()) groups_.insert(group.group_id());
    for (const v1::Round& round : plan.rounds()) rounds_.insert(round.round_id());
    for (const v1::Campaign& campaign : plan.campaigns()) {
      part_of_.try_emplace(campaign.campaign_id(), campaign.part_of_campaign_id());
    }
  }

  OwnReferences::Known Known() const {
    return {.round = [this](const std::string& id) { return rounds_.contains(id); },
            .campaign = [this](const std::string& id) { return part_of_.contains(id); },
            .group = [this](const std::string& id) { return groups_.contains(id); }};
  }
  std::string PartOf(const std::string& campaign_id) const {
    const auto found = part_of_.find(campaign_id);
    return found == part_of_.end() ? "" : found->second;
  }
  size_t campaign_count() const { return part_of_.size(); }

 private:
  StringSet groups_;
  StringSet rounds_;
  StringMap<std::string> part_of_;
};

}  // namespace

absl::Status PlanBook::StaleRevision(PlanIndex plan, uint32_t stated_revision) const {
  const uint32_t current = RevisionAt(plan);
  const v1::DocumentReference document = RevisionDocument(plan, current);
  std::string text = document.number();
  if (document.signed_date() != 0) {
    const std::string date = FormatDate(document.signed_date(), Language::kVietnamese);
    text = text.empty() ? date : Concat(text, ", ", date);
  }
  return MakeError(ERROR_REASON_PLAN_REVISION_STALE, {{"plan_id", Id(plan)},
                                                      {"stated", stated_revision},
                                                      {"current", current},
                                                      {"document", text}});
}

absl::StatusOr<PlanBook::Verdict> PlanBook::CheckIssue(const v1::PlanIssued& plan,
                                                       const OrgTree& tree) const {
  // What is recorded already answers before any rule: a retry has the same answer for ever.
  if (const PlanIndex known = Find(plan.plan_id()); known != kNoPlan) {
    Verdict verdict;
    verdict.existing = Documents(known).front().get();
    verdict.conflict =
        MakeError(ERROR_REASON_PLAN_EXISTS,
                  {{"plan_id", plan.plan_id()}, {"position", verdict.existing->position}});
    return verdict;
  }
  Violations form;
  CheckPlanForm(plan, form);
  if (!form.empty()) return form.ToStatus();
  RETURN_IF_ERROR(CheckIssueRules(plan, kNoPlan, tree));
  Verdict verdict;
  verdict.revision = 1;
  return verdict;
}

absl::Status PlanBook::CheckIssueRules(const v1::PlanIssued& issued, PlanIndex plan,
                                       const OrgTree& tree) const {
  Violations problems;
  UnitReferences units(tree, &problems);
  const IssuedThings things(issued);
  OwnReferences own(things.Known(), &problems);
  units.Check(issued.document().issuer_unit_id(), "document.issuer_unit_id");
  for (int i = 0; i < issued.groups_size(); ++i) {
    own.Check(issued.groups(i).stated(), Concat("groups[", i, "].stated"));
  }
  for (int i = 0; i < issued.rounds_size(); ++i) {
    const v1::Round& round = issued.rounds(i);
    const std::string place = Concat("rounds[", i, "]");
    const RoundIndex known = FindRound(round.round_id());
    if (known != kNoRound && PlanOfRound(known) != plan) {
      problems.Add(place + ".round_id",
                   MakeError(ERROR_REASON_ROUND_EXISTS, {{"round_id", round.round_id()},
                                                         {"plan_id", Id(PlanOfRound(known))}}));
    }
    units.Check(round, place);
    own.Check(round, place);
  }
  for (int i = 0; i < issued.credit_rules_size(); ++i) {
    units.Check(issued.credit_rules(i), Concat("credit_rules[", i, "]"));
  }
  StringSet holders;
  for (int i = 0; i < issued.rows_size(); ++i) {
    const v1::PlanRow& row = issued.rows(i);
    const std::string place = Concat("rows[", i, "]");
    units.Check(row, place);
    own.Check(row, place);
    if (internal::HasFigure(row.quota()) && !holders.insert(row.holder_unit_id()).second) {
      problems.Add(place + ".holder_unit_id", MakeError(ERROR_REASON_QUOTA_HOLDER_DUPLICATE,
                                                        {{"holder_id", row.holder_unit_id()}}));
    }
  }
  own.Check(issued.stated(), "stated");
  for (int i = 0; i < issued.campaigns_size(); ++i) {
    const v1::Campaign& campaign = issued.campaigns(i);
    const std::string place = Concat("campaigns[", i, "]");
    const CampaignIndex known = FindCampaign(campaign.campaign_id());
    if (known != kNoCampaign && PlanOfCampaign(known) != plan) {
      problems.Add(place + ".campaign_id", MakeError(ERROR_REASON_CAMPAIGN_EXISTS,
                                                     {{"campaign_id", campaign.campaign_id()},
                                                      {"plan_id", Id(PlanOfCampaign(known))}}));
    }
    own.Check(campaign, place);
    internal::CheckCampaignCircle(
        campaign, [&](const std::string& id) { return things.PartOf(id); }, things.campaign_count(),
        place, problems);
  }
  for (int i = 0; i < issued.targets_size(); ++i) {
    const std::string place = Concat("targets[", i, "]");
    units.Check(issued.targets(i), place);
    own.Check(issued.targets(i), place);
  }
  for (int i = 0; i < issued.tasks_size(); ++i) {
    own.Check(issued.tasks(i), Concat("tasks[", i, "]"));
  }
  return problems.ToStatus();
}

}  // namespace hemoledger
