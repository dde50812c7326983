// Findings: where a plan contradicts itself, its statements or the ledger
// (proto/hemoledger/v1/findings.proto; DOMAIN "Invariants that are flagged, never enforced"). Pure:
// the same code runs in the server over the ledger and in `hemo plan import --dry-run` over a file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hemoledger/v1/findings.pb.h"
#include "hemoledger/v1/plans.pb.h"
#include "hemoledger/v1/records.pb.h"

namespace hemoledger {

// What the ledger knows of results, for statements about them. Figures of everything credited.
class LedgerFigures {
 public:
  virtual ~LedgerFigures() = default;

  struct Received {
    int64_t units = 0;
    // Of them, those whose receipts carry the month asked for. Equal to `units` where no month was
    // asked for.
    int64_t dated_units = 0;
    // Units whose month is not known and that could therefore lie in the month asked for.
    int64_t undated_units = 0;
  };
  // Units received as `statement` narrows it (unit, row, group, rounds, campaign, interval,
  // component, donor class). Absent: the ledger can not tell.
  virtual std::optional<Received> ReceivedAs(const v1::Statement& statement) const = 0;
  // Quota of what the statement names; absent: none.
  virtual std::optional<int64_t> QuotaAs(const v1::Statement& statement) const = 0;
  // Sum of the quotas of another plan; absent: not in the ledger.
  virtual std::optional<int64_t> TotalQuotaOf(std::string_view plan_id) const = 0;
  // Percentage asked for by `fact` (VOLUNTARY_SHARE, REPEAT_SHARE, POPULATION_SHARE) as an exact
  // fraction of 1; absent: the ledger can not tell.
  struct Ratio {
    int64_t numerator = 0;
    int64_t denominator = 1;
  };
  virtual std::optional<Ratio> ShareAs(const v1::Statement& statement) const = 0;
  // Units whose receipts lie partly inside the period.
  virtual int64_t StraddlingUnits() const = 0;
};

// A list of statements and the record that it stands in.
struct RecordedStatements {
  std::string record_id;
  const v1::StatementList* list = nullptr;
};

struct FindingsInput {
  // The plan as it holds (PlanView.plan). Required.
  const v1::PlanIssued* plan = nullptr;
  // Its amendments, in the order of recording.
  std::vector<const v1::PlanAmended*> amendments;
  std::vector<RecordedStatements> statements;
  // nullptr: no ledger (a file that is not sent yet); results are then not checked.
  const LedgerFigures* ledger = nullptr;
};

// All findings in the document's order: document, rows, totals, rounds, targets, statements,
// changes, receipts. Origin as the rule gives it, state OPEN, with id and fingerprint.
std::vector<v1::Finding> ComputeFindings(const FindingsInput& input);

// A verdict with the record that it stands in; `reason` is filled in by the caller where it has it.
struct RecordedVerdict {
  v1::FindingVerdict verdict;
  std::string record_id;
  std::string principal;
  int64_t record_time_micros = 0;
  std::string reason;
  bool reason_erased = false;
};
// Gives findings their states: of several verdicts on one finding the last in the list holds; one
// whose fingerprint is another's has lapsed.
void ApplyVerdicts(const std::vector<RecordedVerdict>& verdicts,
                   std::vector<v1::Finding>& findings);

// A statement against the ledger and the plan.
struct ComparedStatement {
  enum class Outcome { kEqual, kDifferent, kNotCheckable };
  Outcome outcome = Outcome::kNotCheckable;
  std::optional<v1::FindingValue> computed;
};
ComparedStatement CompareStatement(const v1::Statement& statement, const FindingsInput& input);

}  // namespace hemoledger
