// Whether a document may follow what is recorded: the rules that need the book and the tree.
#include <optional>
#include <string>

#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "services/domain/civil_date.h"
#include "services/domain/plan_book.h"
#include "services/domain/plan_fold.h"
#include "services/domain/plan_form.h"
#include "services/domain/plan_form_parts.h"

namespace hemoledger {
namespace {

std::string FigureText(std::optional<int64_t> figure) {
  return figure.has_value() ? std::to_string(*figure) : "";
}

// Adds the problems of references to units.
class UnitChecks {
 public:
  UnitChecks(const OrgTree& tree, Violations* problems) : tree_(tree), problems_(problems) {}
  void Known(const std::string& unit_id, const std::string& place) {
    if (unit_id.empty() || tree_.Find(unit_id) != kNoUnit) return;
    problems_->Add(place, tree_.NotFound(unit_id, place));
  }
  void Known(const v1::Round& round, const std::string& place) {
    for (int i = 0; i < round.credited_unit_ids_size(); ++i) {
      Known(round.credited_unit_ids(i), Concat(place, ".credited_unit_ids[", i, "]"));
    }
  }
  void Known(const v1::CreditRule& rule, const std::string& place) {
    Known(rule.unit_id(), place + ".unit_id");
    Known(rule.credited_unit_id(), place + ".credited_unit_id");
  }

 private:
  const OrgTree& tree_;
  Violations* problems_;
};

absl::Status UnknownReference(const std::string& place, const std::string& value) {
  return MakeError(ERROR_REASON_REFERENCE_UNKNOWN, {{"field", place}, {"value", value}});
}

// All units that the changes of an amendment name.
void CheckUnits(const v1::PlanAmended& amendment, UnitChecks& units) {
  for (int i = 0; i < amendment.changes_size(); ++i) {
    const v1::PlanChange& change = amendment.changes(i);
    const std::string place = Concat("changes[", i, "]");
    units.Known(change.quota_set().holder_unit_id(), place + ".quota_set.holder_unit_id");
    units.Known(change.quota_set().new_row().selector().unit_id(),
                place + ".quota_set.new_row.selector.unit_id");
    units.Known(change.quota_supplemented().holder_unit_id(),
                place + ".quota_supplemented.holder_unit_id");
    units.Known(change.quota_transferred().from_unit_id(),
                place + ".quota_transferred.from_unit_id");
    units.Known(change.quota_transferred().to_unit_id(), place + ".quota_transferred.to_unit_id");
    units.Known(change.quota_withdrawn().holder_unit_id(),
                place + ".quota_withdrawn.holder_unit_id");
    units.Known(change.round_added().round(), place + ".round_added.round");
    units.Known(change.credit_rule_set().rule(), place + ".credit_rule_set.rule");
  }
}

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
  RETURN_IF_ERROR(CheckIssueRules(plan, tree));
  Verdict verdict;
  verdict.revision = 1;
  return verdict;
}

absl::Status PlanBook::CheckIssueRules(const v1::PlanIssued& plan, const OrgTree& tree) const {
  Violations problems;
  UnitChecks units(tree, &problems);
  units.Known(plan.document().issuer_unit_id(), "document.issuer_unit_id");
  StringSet groups;
  for (const v1::RowGroup& group : plan.groups()) groups.insert(group.group_id());
  StringSet rounds;
  for (int i = 0; i < plan.rounds_size(); ++i) {
    const v1::Round& round = plan.rounds(i);
    const std::string place = Concat("rounds[", i, "]");
    if (const RoundIndex known = FindRound(round.round_id()); known != kNoRound) {
      problems.Add(place + ".round_id",
                   MakeError(ERROR_REASON_ROUND_EXISTS, {{"round_id", round.round_id()},
                                                         {"plan_id", Id(PlanOfRound(known))}}));
    }
    units.Known(round, place);
    rounds.insert(round.round_id());
  }
  for (int i = 0; i < plan.credit_rules_size(); ++i) {
    units.Known(plan.credit_rules(i), Concat("credit_rules[", i, "]"));
  }
  StringSet holders;
  for (int i = 0; i < plan.rows_size(); ++i) {
    const v1::PlanRow& row = plan.rows(i);
    const std::string place = Concat("rows[", i, "]");
    units.Known(row.holder_unit_id(), place + ".holder_unit_id");
    units.Known(row.selector().unit_id(), place + ".selector.unit_id");
    if (!row.selector().round_id().empty() && !rounds.contains(row.selector().round_id())) {
      const std::string where = place + ".selector.round_id";
      problems.Add(where, UnknownReference(where, row.selector().round_id()));
    }
    if (!row.group_id().empty() && !groups.contains(row.group_id())) {
      problems.Add(place + ".group_id", UnknownReference(place + ".group_id", row.group_id()));
    }
    if (internal::HasFigure(row.quota()) && !holders.insert(row.holder_unit_id()).second) {
      problems.Add(place + ".holder_unit_id", MakeError(ERROR_REASON_QUOTA_HOLDER_DUPLICATE,
                                                        {{"holder_id", row.holder_unit_id()}}));
    }
  }
  return problems.ToStatus();
}

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
  RETURN_IF_ERROR(CheckAmendRules(amendment, plan, tree));
  verdict.revision = against + 1;
  return verdict;
}

namespace {

// Carries out an amendment change by change on what holds, and tells the first that does not fit.
class AmendmentRules {
 public:
  AmendmentRules(const PlanBook& book, PlanIndex plan, PlanFold fold, StringSet row_ids)
      : book_(book), plan_(plan), fold_(std::move(fold)), row_ids_(std::move(row_ids)) {}

  absl::Status Check(const v1::PlanAmended& amendment) {
    for (int i = 0; i < amendment.changes_size(); ++i) {
      const v1::PlanChange& change = amendment.changes(i);
      Violations problems;
      CheckChange(change, Concat("changes[", i, "]"), problems);
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
        return CheckRoundAdded(change.round_added().round().round_id(),
                               place + ".round_added.round.round_id", problems);
      case v1::PlanChange::kCreditRuleRemoved: {
        const std::string& rule_id = change.credit_rule_removed().rule_id();
        if (fold_.rules().Find(rule_id) != nullptr) return;
        const std::string where = place + ".credit_rule_removed.rule_id";
        return problems.Add(where, UnknownReference(where, rule_id));
      }
      case v1::PlanChange::kRoundSet:
      case v1::PlanChange::kCampaignSet:
      case v1::PlanChange::kTargetSet:
      case v1::PlanChange::kTargetRemoved:
      case v1::PlanChange::kTaskSet:
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
    if (!row.group_id().empty() && !fold_.HasGroup(row.group_id())) {
      problems.Add(place + ".group_id", UnknownReference(place + ".group_id", row.group_id()));
    }
    const std::string& round_id = row.selector().round_id();
    if (!round_id.empty() && !IsOfPlan(round_id)) {
      const std::string where = place + ".selector.round_id";
      problems.Add(where, UnknownReference(where, round_id));
    }
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

  void CheckRoundAdded(const std::string& round_id, const std::string& place,
                       Violations& problems) {
    const RoundIndex known = book_.FindRound(round_id);
    if (known == kNoRound && !added_rounds_.contains(round_id)) return;
    const PlanIndex owner = known == kNoRound ? plan_ : book_.PlanOfRound(known);
    problems.Add(place, MakeError(ERROR_REASON_ROUND_EXISTS,
                                  {{"round_id", round_id}, {"plan_id", book_.Id(owner)}}));
  }

  absl::Status HolderUnknown(const std::string& holder_id) const {
    return MakeError(ERROR_REASON_QUOTA_HOLDER_UNKNOWN,
                     {{"plan_id", book_.Id(plan_)}, {"holder_id", holder_id}});
  }

  bool IsOfPlan(const std::string& round_id) const {
    const RoundIndex known = book_.FindRound(round_id);
    return known == kNoRound ? added_rounds_.contains(round_id) : book_.PlanOfRound(known) == plan_;
  }

  void Apply(const v1::PlanChange& change, int index) {
    if (change.has_round_added()) added_rounds_.insert(change.round_added().round().round_id());
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
  StringSet row_ids_;
  StringSet added_rounds_;
  // A deque: the fold points into it.
  std::deque<v1::PlanRow> added_rows_;
};

}  // namespace

absl::Status PlanBook::CheckAmendRules(const v1::PlanAmended& amendment, PlanIndex plan,
                                       const OrgTree& tree) const {
  Violations problems;
  UnitChecks units(tree, &problems);
  CheckUnits(amendment, units);
  RETURN_IF_ERROR(problems.ToStatus());
  AmendmentRules rules(*this, plan, PlanFold::At(*this, plan, amendment.valid_from_date()),
                       RowIds(plans_[plan]));
  return rules.Check(amendment);
}

}  // namespace hemoledger
