// Whether an amendment may follow what is recorded.
#include <deque>
#include <optional>
#include <string>

#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "services/domain/plan_book.h"
#include "services/domain/plan_fold.h"
#include "services/domain/plan_form.h"
#include "services/domain/plan_form_parts.h"
#include "services/domain/plan_references.h"

namespace hemoledger {

absl::StatusOr<PlanBook::Verdict> PlanBook::CheckAmend(const v1::PlanAmended& amendment,
                                                       const OrgTree& tree) const {
  const PlanIndex plan = Find(amendment.plan_id());
  const uint32_t against = amendment.against_revision();
  Verdict verdict;
  if (plan != kNoPlan && against >= 1 && against < RevisionAt(plan)) {
    verdict.existing = Documents(plan)[against].get();
    verdict.conflict = StaleRevision(plan, against);
    return verdict;
  }
  Violations form;
  CheckAmendmentForm(amendment, form);
  if (!form.empty()) return form.ToStatus();
  if (plan == kNoPlan) {
    return MakeError(ERROR_REASON_PLAN_NOT_FOUND, {{"plan_id", amendment.plan_id()}});
  }
  if (against > RevisionAt(plan)) return StaleRevision(plan, against);
  RETURN_IF_ERROR(CheckAmendRules(amendment, plan, plans_[plan].current, "", tree));
  verdict.revision = against + 1;
  return verdict;
}

namespace {

using internal::OwnReferences;
using internal::UnitReferences;
using internal::UnknownReference;

std::string FigureText(std::optional<int64_t> figure) {
  return figure.has_value() ? std::to_string(*figure) : "";
}

// All units that a change names.
void CheckUnits(const v1::PlanChange& change, const std::string& place, UnitReferences& units) {
  units.Check(change.quota_set().holder_unit_id(), place + ".quota_set.holder_unit_id");
  units.Check(change.quota_set().new_row().selector().unit_id(),
              place + ".quota_set.new_row.selector.unit_id");
  units.Check(change.quota_supplemented().holder_unit_id(),
              place + ".quota_supplemented.holder_unit_id");
  units.Check(change.quota_transferred().from_unit_id(), place + ".quota_transferred.from_unit_id");
  units.Check(change.quota_transferred().to_unit_id(), place + ".quota_transferred.to_unit_id");
  units.Check(change.quota_withdrawn().holder_unit_id(), place + ".quota_withdrawn.holder_unit_id");
  units.Check(change.round_added().round(), place + ".round_added.round");
  units.Check(change.round_set().round(), place + ".round_set.round");
  units.Check(change.credit_rule_set().rule(), place + ".credit_rule_set.rule");
  units.Check(change.target_set().target(), place + ".target_set.target");
}

// Carries out an amendment change by change on what holds, and tells the first that does not fit.
class AmendmentRules {
 public:
  AmendmentRules(const PlanBook& book, PlanIndex plan, const PlanEdition& edition,
                 int32_t valid_from_date)
      : book_(book),
        plan_(plan),
        fold_(edition, static_cast<uint32_t>(edition.documents.size()), valid_from_date),
        row_ids_(edition.RowIds()),
        round_ids_(edition.RoundIds()) {}

  absl::Status Check(const v1::PlanAmended& amendment, const std::string& place) {
    for (int i = 0; i < amendment.changes_size(); ++i) {
      const v1::PlanChange& change = amendment.changes(i);
      Violations problems;
      CheckChange(change, Concat(place, "changes[", i, "]"), problems);
      // Later changes rest on this one.
      if (!problems.empty()) return problems.ToStatus();
      Apply(change, i);
    }
    return absl::OkStatus();
  }

 private:
  void CheckChange(const v1::PlanChange& change, const std::string& place, Violations& problems) {
    switch (change.change_case()) {
      case v1::PlanChange::kQuotaSet:
        return CheckNewRow(change.quota_set(), place + ".quota_set.new_row", problems);
      case v1::PlanChange::kQuotaSupplemented: {
        const v1::QuotaSupplemented& more = change.quota_supplemented();
        return CheckChanged(more.holder_unit_id(), more.added_units(), &more.resulting(),
                            place + ".quota_supplemented", problems);
      }
      case v1::PlanChange::kQuotaTransferred: {
        const v1::QuotaTransferred& transfer = change.quota_transferred();
        CheckChanged(transfer.from_unit_id(), -transfer.units(), &transfer.from_resulting(),
                     place + ".quota_transferred.from_resulting", problems);
        return CheckTaker(transfer, place + ".quota_transferred.to_resulting", problems);
      }
      case v1::PlanChange::kQuotaWithdrawn: {
        const v1::QuotaWithdrawn& less = change.quota_withdrawn();
        return CheckChanged(less.holder_unit_id(), -less.withdrawn_units(),
                            less.has_resulting() ? &less.resulting() : nullptr,
                            place + ".quota_withdrawn", problems);
      }
      case v1::PlanChange::kRoundAdded:
        return CheckRoundAdded(change.round_added().round(), place + ".round_added.round",
                               problems);
      case v1::PlanChange::kRoundSet:
        return CheckRoundSet(change.round_set().round(), place + ".round_set.round", problems);
      case v1::PlanChange::kCampaignSet:
        return CheckCampaignSet(change.campaign_set().campaign(), place + ".campaign_set.campaign",
                                problems);
      case v1::PlanChange::kTargetSet:
        return References(problems).Check(change.target_set().target(),
                                          place + ".target_set.target");
      case v1::PlanChange::kTaskSet:
        return References(problems).Check(change.task_set().task(), place + ".task_set.task");
      case v1::PlanChange::kTargetRemoved: {
        const std::string& target_id = change.target_removed().target_id();
        if (fold_.targets().Find(target_id) != nullptr) return;
        const std::string where = place + ".target_removed.target_id";
        return problems.Add(where, UnknownReference(where, target_id));
      }
      case v1::PlanChange::kCreditRuleRemoved: {
        const std::string& rule_id = change.credit_rule_removed().rule_id();
        if (fold_.rules().Find(rule_id) != nullptr) return;
        const std::string where = place + ".credit_rule_removed.rule_id";
        return problems.Add(where, UnknownReference(where, rule_id));
      }
      case v1::PlanChange::kCreditRuleSet:
      case v1::PlanChange::CHANGE_NOT_SET:
        return;
    }
  }

  void CheckNewRow(const v1::QuotaSet& set, const std::string& place, Violations& problems) {
    if (!set.has_new_row()) return;
    const v1::PlanRow& row = set.new_row();
    if (fold_.RowOf(set.holder_unit_id()) != nullptr) {
      problems.Add(place, internal::Invalid(place, row.row_id(), "no row: the holder has one"));
    }
    if (row_ids_.contains(row.row_id())) {
      problems.Add(place + ".row_id",
                   MakeError(ERROR_REASON_DUPLICATE,
                             {{"field", place + ".row_id"}, {"value", row.row_id()}}));
    }
    // A row may wait for a round that holds later.
    OwnReferences::Known known = Known();
    known.round = [this](const std::string& id) { return round_ids_.contains(id); };
    OwnReferences(std::move(known), &problems).Check(row, place);
  }

  // A holder's quota becomes larger or smaller by `difference`; `stated` nullptr: none is left.
  void CheckChanged(const std::string& holder_id, int64_t difference, const v1::Quota* stated,
                    const std::string& place, Violations& problems) {
    const std::optional<int64_t> before = fold_.UnitsOf(holder_id);
    if (!before.has_value()) return problems.Add(place, HolderUnknown(holder_id));
    const int64_t computed = *before + difference;
    if (computed < 0) {
      return problems.Add(place, MakeError(ERROR_REASON_QUOTA_NEGATIVE,
                                           {{"holder_id", holder_id}, {"computed", computed}}));
    }
    CheckResult(holder_id, UnitsIn(stated), computed, stated == nullptr, place, problems);
  }

  void CheckTaker(const v1::QuotaTransferred& transfer, const std::string& place,
                  Violations& problems) {
    const std::string& holder_id = transfer.to_unit_id();
    if (fold_.RowOf(holder_id) == nullptr) return problems.Add(place, HolderUnknown(holder_id));
    const int64_t computed = fold_.UnitsOf(holder_id).value_or(0) + transfer.units();
    CheckResult(holder_id, UnitsIn(&transfer.to_resulting()), computed, false, place, problems);
  }

  void CheckResult(const std::string& holder_id, std::optional<int64_t> stated, int64_t computed,
                   bool taken_away, const std::string& place, Violations& problems) {
    if (taken_away ? computed == 0 : stated == computed) return;
    problems.Add(place,
                 MakeError(ERROR_REASON_QUOTA_RESULT_MISMATCH, {{"holder_id", holder_id},
                                                                {"stated", FigureText(stated)},
                                                                {"computed", computed}}));
  }

  void CheckRoundAdded(const v1::Round& round, const std::string& place, Violations& problems) {
    const RoundIndex known = book_.FindRound(round.round_id());
    const bool of_another = known != kNoRound && book_.PlanOfRound(known) != plan_;
    if (of_another || round_ids_.contains(round.round_id())) {
      const PlanIndex owner = of_another ? book_.PlanOfRound(known) : plan_;
      problems.Add(place + ".round_id",
                   MakeError(ERROR_REASON_ROUND_EXISTS,
                             {{"round_id", round.round_id()}, {"plan_id", book_.Id(owner)}}));
    }
    References(problems).Check(round, place);
  }

  void CheckRoundSet(const v1::Round& round, const std::string& place, Violations& problems) {
    if (fold_.rounds().Find(round.round_id()) == nullptr) {
      const std::string where = place + ".round_id";
      problems.Add(where, UnknownReference(where, round.round_id()));
    }
    References(problems).Check(round, place);
  }

  void CheckCampaignSet(const v1::Campaign& campaign, const std::string& place,
                        Violations& problems) {
    const CampaignIndex known = book_.FindCampaign(campaign.campaign_id());
    if (known != kNoCampaign && book_.PlanOfCampaign(known) != plan_) {
      problems.Add(place + ".campaign_id",
                   MakeError(ERROR_REASON_CAMPAIGN_EXISTS,
                             {{"campaign_id", campaign.campaign_id()},
                              {"plan_id", book_.Id(book_.PlanOfCampaign(known))}}));
    }
    References(problems).Check(campaign, place);
    internal::CheckCampaignCircle(
        campaign,
        [this](const std::string& id) {
          const auto* found = fold_.campaigns().Find(id);
          return found == nullptr ? "" : found->value->part_of_campaign_id();
        },
        fold_.campaigns().entries().size() + 1, place, problems);
  }

  // What holds when the change is carried out.
  OwnReferences::Known Known() const {
    return {
        .round = [this](const std::string& id) { return fold_.rounds().Find(id) != nullptr; },
        .campaign = [this](const std::string& id) { return fold_.campaigns().Find(id) != nullptr; },
        .group = [this](const std::string& id) { return fold_.HasGroup(id); }};
  }
  OwnReferences References(Violations& problems) const { return OwnReferences(Known(), &problems); }

  absl::Status HolderUnknown(const std::string& holder_id) const {
    return MakeError(ERROR_REASON_QUOTA_HOLDER_UNKNOWN,
                     {{"plan_id", book_.Id(plan_)}, {"holder_id", holder_id}});
  }

  void Apply(const v1::PlanChange& change, int index) {
    if (change.has_round_added()) round_ids_.insert(change.round_added().round().round_id());
    if (change.has_quota_set() && fold_.RowOf(change.quota_set().holder_unit_id()) == nullptr) {
      added_rows_.push_back(MakeAddedRow(change.quota_set(), row_ids_));
      row_ids_.insert(added_rows_.back().row_id());
      return fold_.ApplyChange(change, 0, index, &added_rows_.back());
    }
    fold_.ApplyChange(change, 0, index);
  }

  const PlanBook& book_;
  PlanIndex plan_;
  PlanFold fold_;
  // All that the plan ever had, with those added so far.
  StringSet row_ids_;
  StringSet round_ids_;
  // A deque: the fold points into it.
  std::deque<v1::PlanRow> added_rows_;
};

}  // namespace

absl::Status PlanBook::CheckAmendRules(const v1::PlanAmended& amendment, PlanIndex plan,
                                       const PlanEdition& edition, const std::string& place,
                                       const OrgTree& tree) const {
  Violations problems;
  UnitReferences units(tree, &problems);
  for (int i = 0; i < amendment.changes_size(); ++i) {
    CheckUnits(amendment.changes(i), Concat(place, "changes[", i, "]"), units);
  }
  RETURN_IF_ERROR(problems.ToStatus());
  return AmendmentRules(*this, plan, edition, amendment.valid_from_date()).Check(amendment, place);
}

}  // namespace hemoledger
