// The rules of findings, a family a function; each appends what it finds in the document's order.
// docs/findings.md says when each kind is told.
#pragma once

#include <vector>

#include "services/domain/finding_plan.h"
#include "services/domain/finding_tables.h"
#include "services/domain/finding_values.h"
#include "services/domain/findings.h"
#include "services/domain/statement_compare.h"

namespace hemoledger::findings {

// What all rules look at.
struct FindingContext {
  const FindingsInput& input;
  const FindingPlan& plan;
  const StatementComparer& statements;
  // What tables whose copy lost cells can not bring together.
  const std::vector<DamagedTable>& damaged_tables;
};

using Contradictions = std::vector<Contradiction>;

// DOCUMENT_NUMBER (of the document itself), LEGAL_BASIS_LATER.
void FindInDocument(const FindingContext& context, Contradictions& found);
// CONVERTED_QUOTA, POPULATION_SHARE of rows, ROUND_SUM, GROUP_ONLY, ROUND_COUNT of rows.
void FindInRows(const FindingContext& context, Contradictions& found);
// TOTAL, POPULATION_SHARE of groups and of the total, ASSIGNED_QUOTA.
void FindInTotals(const FindingContext& context, Contradictions& found);
// ROUND_BEFORE_SIGNING, ROUND_OUTSIDE_PERIOD, ROUND_WITHOUT_FIGURE.
void FindInRounds(const FindingContext& context, Contradictions& found);
// HEADLINE, EVENTS_TOO_FEW.
void FindInTargets(const FindingContext& context, Contradictions& found);
// COPY_DAMAGE.
void FindInTables(const FindingContext& context, Contradictions& found);
// SAID_TWICE, RESULT, PERCENTAGE, QUOTA_MET_LIST, COLUMN_MONTH, and what statements say of the
// document's number and of the number of rounds.
void FindInStatements(const FindingContext& context, Contradictions& found);
// CHANGE_OVERTAKEN.
void FindInChanges(const FindingContext& context, Contradictions& found);
// RECEIPT_STRADDLES.
void FindInReceipts(const FindingContext& context, Contradictions& found);

}  // namespace hemoledger::findings
