// Form of corrections of entries.
#include <string>

#include "proto/base/strings.h"
#include "services/domain/plan_form.h"
#include "services/domain/plan_form_parts.h"

namespace hemoledger {
namespace {

using internal::Invalid;
using internal::RequirePresent;

void CheckFix(const v1::EntryFix& fix, const std::string& place, Violations& problems) {
  const auto removed = [&](std::string_view field, const std::string& id) {
    const std::string where = Concat(place, ".", field);
    problems.Add(where, RequireId(where, id));
  };
  switch (fix.fix_case()) {
    case v1::EntryFix::kDocument:
      return internal::CheckDocument(fix.document(), place + ".document", problems);
    case v1::EntryFix::kPeriod:
      return internal::CheckPeriod(fix.period(), place + ".period", problems);
    case v1::EntryFix::kConversion:
      return internal::CheckConversion(fix.conversion(), place + ".conversion", problems);
    case v1::EntryFix::kGroup:
      return internal::CheckGroup(fix.group(), place + ".group", problems);
    case v1::EntryFix::kRound:
      return internal::CheckRound(fix.round(), place + ".round", problems);
    case v1::EntryFix::kCreditRule:
      return internal::CheckCreditRule(fix.credit_rule(), place + ".credit_rule", problems);
    case v1::EntryFix::kRow: {
      const std::string id = place + ".row.row_id";
      problems.Add(id, RequireId(id, fix.row().row_id()));
      return internal::CheckRow(fix.row(), place + ".row", problems);
    }
    case v1::EntryFix::kStatedTotal:
      return internal::CheckQuota(fix.stated_total(), place + ".stated_total", problems);
    case v1::EntryFix::kStated:
      return internal::CheckStatedTotals(fix.stated(), place + ".stated", problems);
    case v1::EntryFix::kCampaign:
      return internal::CheckCampaign(fix.campaign(), place + ".campaign", problems);
    case v1::EntryFix::kTarget:
      return internal::CheckTarget(fix.target(), place + ".target", problems);
    case v1::EntryFix::kTask:
      return internal::CheckTask(fix.task(), place + ".task", problems);
    case v1::EntryFix::kAssignedQuota:
      return internal::CheckQuota(fix.assigned_quota(), place + ".assigned_quota", problems);
    case v1::EntryFix::kRemovedRowId:
      return removed("removed_row_id", fix.removed_row_id());
    case v1::EntryFix::kRemovedRuleId:
      return removed("removed_rule_id", fix.removed_rule_id());
    case v1::EntryFix::kRemovedTargetId:
      return removed("removed_target_id", fix.removed_target_id());
    case v1::EntryFix::kRemovedTaskId:
      return removed("removed_task_id", fix.removed_task_id());
    case v1::EntryFix::FIX_NOT_SET:
      RequirePresent(false, place, problems);
  }
}

// The plan as issued is mended piece by piece.
void CheckFixes(const v1::PlanEntryCorrected& correction, Violations& problems) {
  RequirePresent(correction.fixes_size() > 0, "fixes", problems);
  internal::RequireAtMost(correction.fixes_size(), kMaxEntryFixes, "fixes", problems);
  for (int i = 0; i < correction.fixes_size(); ++i) {
    CheckFix(correction.fixes(i), Concat("fixes[", i, "]"), problems);
  }
  if (correction.has_amended()) {
    problems.Add("amended", Invalid("amended", correction.amended().plan_id(),
                                    "blank: revision 1 is mended by fixes"));
  }
}

// An amendment is entered anew as a whole.
void CheckEnteredAnew(const v1::PlanEntryCorrected& correction, Violations& problems) {
  if (correction.fixes_size() > 0) {
    problems.Add("fixes", Invalid("fixes", correction.fixes_size(),
                                  "none: an amendment is stated anew in `amended`"));
  }
  RequirePresent(correction.has_amended(), "amended", problems);
  if (!correction.has_amended()) return;
  const v1::PlanAmended& amended = correction.amended();
  internal::CheckAmendment(amended, "amended.", problems);
  if (amended.plan_id() != correction.plan_id()) {
    problems.Add("amended.plan_id",
                 Invalid("amended.plan_id", amended.plan_id(), correction.plan_id()));
  }
  if (amended.against_revision() + 1 != correction.revision()) {
    problems.Add("amended.against_revision",
                 Invalid("amended.against_revision", amended.against_revision(),
                         std::to_string(correction.revision() - 1)));
  }
}

}  // namespace

void CheckEntryCorrectionForm(const v1::PlanEntryCorrected& correction, Violations& problems) {
  problems.Add("plan_id", RequireId("plan_id", correction.plan_id()));
  RequirePresent(correction.revision() != 0, "revision", problems);
  RequirePresent(correction.against_version() != 0, "against_version", problems);
  RequirePresent(correction.has_reason(), "reason", problems);
  if (correction.revision() <= 1) {
    CheckFixes(correction, problems);
  } else {
    CheckEnteredAnew(correction, problems);
  }
}

}  // namespace hemoledger
