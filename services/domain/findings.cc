#include "services/domain/findings.h"

#include <utility>

#include "proto/base/check.h"
#include "services/domain/finding_rules.h"

namespace hemoledger {

std::vector<v1::Finding> ComputeFindings(const FindingsInput& input) {
  HL_CHECK(input.plan != nullptr);
  const findings::FindingPlan plan(input);
  const findings::StatementComparer statements(input, plan);
  const std::vector<findings::DamagedTable> damaged = findings::FindDamagedTables(input, plan);
  const findings::FindingContext context{input, plan, statements, damaged};

  findings::Contradictions found;
  findings::FindInDocument(context, found);
  findings::FindInRows(context, found);
  findings::FindInTotals(context, found);
  findings::FindInRounds(context, found);
  findings::FindInTargets(context, found);
  findings::FindInTables(context, found);
  findings::FindInStatements(context, found);
  findings::FindInChanges(context, found);
  findings::FindInReceipts(context, found);

  std::vector<v1::Finding> made;
  made.reserve(found.size());
  for (findings::Contradiction& contradiction : found) {
    made.push_back(findings::MakeFinding(input.plan->plan_id(), std::move(contradiction)));
  }
  return made;
}

void ApplyVerdicts(const std::vector<RecordedVerdict>& verdicts,
                   std::vector<v1::Finding>& findings) {
  StringMap<const RecordedVerdict*> last;
  for (const RecordedVerdict& verdict : verdicts) last[verdict.verdict.finding_id()] = &verdict;
  for (v1::Finding& finding : findings) {
    const auto found = last.find(finding.finding_id());
    if (found == last.end()) continue;
    const RecordedVerdict& verdict = *found->second;
    if (verdict.verdict.fingerprint() != finding.fingerprint()) {
      finding.set_verdict_lapsed(true);
      continue;
    }
    finding.set_state(verdict.verdict.state());
    if (verdict.verdict.origin() != v1::FINDING_ORIGIN_UNSPECIFIED) {
      finding.set_origin(verdict.verdict.origin());
    }
    finding.set_verdict_reason(verdict.reason);
    finding.set_verdict_reason_erased(verdict.reason_erased);
    finding.set_verdict_principal(verdict.principal);
    finding.set_verdict_time_micros(verdict.record_time_micros);
    finding.set_verdict_record_id(verdict.record_id);
  }
}

ComparedStatement CompareStatement(const v1::Statement& statement, const FindingsInput& input) {
  HL_CHECK(input.plan != nullptr);
  const findings::FindingPlan plan(input);
  const findings::StatementComparer comparer(input, plan);
  // The list that it stands in: ids of statements are unique in one only.
  for (const RecordedStatements& recorded : input.statements) {
    for (const v1::Statement& other : recorded.list->statements()) {
      if (other.statement_id() == statement.statement_id() && other.place() == statement.place()) {
        return comparer.Compare(recorded.list, statement);
      }
    }
  }
  return comparer.Compare(nullptr, statement);
}

}  // namespace hemoledger
