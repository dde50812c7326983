// Whether a correction of an entry may follow what is recorded.
#include <memory>
#include <string>
#include <utility>

#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "services/domain/plan_book.h"
#include "services/domain/plan_entry.h"
#include "services/domain/plan_form.h"
#include "services/domain/plan_references.h"

namespace hemoledger {
namespace {

absl::Status StaleEntry(const v1::PlanEntryCorrected& correction, uint32_t current) {
  return MakeError(ERROR_REASON_ENTRY_VERSION_STALE, {{"plan_id", correction.plan_id()},
                                                      {"revision", correction.revision()},
                                                      {"stated", correction.against_version()},
                                                      {"current", current}});
}

// What an amendment makes the plan's own.
struct AmendmentOwns {
  explicit AmendmentOwns(const v1::PlanAmended& amendment) {
    for (const v1::PlanChange& change : amendment.changes()) {
      if (change.has_round_added()) rounds.insert(change.round_added().round().round_id());
      if (change.has_campaign_set()) {
        campaigns.insert(change.campaign_set().campaign().campaign_id());
      }
    }
  }

  StringSet rounds;
  StringSet campaigns;
};

// Receipts and records may rest on the ids of rounds and campaigns: an amendment entered anew has
// all that it had.
absl::Status CheckKeeps(const v1::PlanAmended& before, const v1::PlanAmended& after) {
  const AmendmentOwns kept(after);
  Violations problems;
  for (const v1::PlanChange& change : before.changes()) {
    const std::string& round_id = change.round_added().round().round_id();
    const std::string& campaign_id = change.campaign_set().campaign().campaign_id();
    const bool keeps = (round_id.empty() || kept.rounds.contains(round_id)) &&
                       (campaign_id.empty() || kept.campaigns.contains(campaign_id));
    if (keeps) continue;
    problems.Add(
        "amended.changes",
        internal::UnknownReference("amended.changes", round_id.empty() ? campaign_id : round_id));
  }
  return problems.ToStatus();
}

// A row of the entry must not take the id of one that an amendment added.
absl::Status CheckRowIds(const v1::PlanEntryCorrected& correction, const PlanEdition& edition) {
  StringSet added;
  for (const PlanEdition::AddedRow& row : edition.added_rows) added.insert(row.row->row_id());
  Violations problems;
  for (int i = 0; i < correction.fixes_size(); ++i) {
    const std::string& row_id = correction.fixes(i).row().row_id();
    if (row_id.empty() || !added.contains(row_id)) continue;
    const std::string place = Concat("fixes[", i, "].row.row_id");
    problems.Add(place, MakeError(ERROR_REASON_DUPLICATE, {{"field", place}, {"value", row_id}}));
  }
  return problems.ToStatus();
}

}  // namespace

absl::StatusOr<PlanBook::CorrectionVerdict> PlanBook::CheckCorrect(
    const v1::PlanEntryCorrected& correction, const OrgTree& tree) const {
  const PlanIndex plan = Find(correction.plan_id());
  const uint32_t revision = correction.revision();
  const uint32_t against = correction.against_version();
  const bool is_known = plan != kNoPlan && revision >= 1 && revision <= RevisionAt(plan);
  const uint32_t current = is_known ? Documents(plan)[revision - 1]->entry_version() : 0;
  CorrectionVerdict verdict;
  // What is recorded already answers before any rule: a retry has the same answer for ever.
  if (is_known && against >= 1 && against < current) {
    verdict.existing = Corrections(plan, revision)[against - 1].get();
    verdict.conflict = StaleEntry(correction, current);
    return verdict;
  }
  Violations form;
  CheckEntryCorrectionForm(correction, form);
  if (!form.empty()) return form.ToStatus();
  if (plan == kNoPlan) {
    return MakeError(ERROR_REASON_PLAN_NOT_FOUND, {{"plan_id", correction.plan_id()}});
  }
  if (!is_known) return StaleRevision(plan, revision);
  if (against > current) return StaleEntry(correction, current);
  RETURN_IF_ERROR(CheckCorrectedRules(correction, plan, tree));
  verdict.entry_version = current + 1;
  return verdict;
}

absl::Status PlanBook::CheckCorrectedRules(const v1::PlanEntryCorrected& correction, PlanIndex plan,
                                           const OrgTree& tree) const {
  const PlanEdition& before = plans_[plan].current;
  const uint32_t revision = correction.revision();
  PlanCorrectionRecord record;
  record.correction = correction;
  ASSIGN_OR_RETURN(
      PlanDocumentRecord corrected,
      CorrectedDocument(*before.documents[revision - 1],
                        std::make_shared<const PlanCorrectionRecord>(std::move(record))));
  PlanEdition after = before.UpTo(revision - 1);
  if (revision == 1) {
    RETURN_IF_ERROR(CheckRowIds(correction, before));
    Violations form;
    CheckPlanForm(*corrected.issued, form);
    if (!form.empty()) return form.ToStatus();
    RETURN_IF_ERROR(CheckIssueRules(*corrected.issued, plan, tree));
  } else {
    RETURN_IF_ERROR(CheckKeeps(*before.documents[revision - 1]->amended, *corrected.amended));
    RETURN_IF_ERROR(CheckAmendRules(*corrected.amended, plan, after, "amended.", tree));
  }
  after.Append(std::make_shared<const PlanDocumentRecord>(std::move(corrected)));
  for (size_t i = revision; i < before.documents.size(); ++i) {
    RETURN_IF_ERROR(CheckAmendRules(*before.documents[i]->amended, plan, after,
                                    Concat("revisions[", i + 1, "]."), tree));
    after.Append(before.documents[i]);
  }
  return absl::OkStatus();
}

}  // namespace hemoledger
