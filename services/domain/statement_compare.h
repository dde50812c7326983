// What documents state, compared with the ledger, with the document's own figures and with what the
// plan says in its first place. docs/findings.md, "Statements against the ledger".
//
// Keeps references to the input and the plan: they must outlive it. Made once for a whole list.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proto/base/strings.h"
#include "services/domain/finding_plan.h"
#include "services/domain/finding_values.h"
#include "services/domain/findings.h"

namespace hemoledger::findings {

// One thing that a statement says: a statement about several rounds says it of each.
struct Saying {
  // nullptr: not about a round.
  const v1::Round* round = nullptr;
  ComparedStatement compared;
};

class StatementComparer {
 public:
  StatementComparer(const FindingsInput& input, const FindingPlan& plan);

  // `list`: where it stands; nullptr: nowhere.
  ComparedStatement Compare(const v1::StatementList* list, const v1::Statement& statement) const;
  // The same, one by one; empty: there is nothing to compare.
  std::vector<Saying> SayingsOf(const v1::StatementList* list,
                                const v1::Statement& statement) const;

  // What the statement is about, whatever it says: equal for statements about one thing. Row and
  // unit of one holder are the same.
  std::string ScopeKey(const v1::Statement& statement) const;
  // Received against the quota of a holder, from the document's own figures, else from the ledger.
  // Absent: not known.
  std::optional<Rational> AttainmentOfHolder(std::string_view unit_id) const;
  // What a statement of QUOTA_MET holds against: a percentage below 100 as the document would print
  // it.
  bool IsBelowQuota(const Rational& percent) const;
  int percentage_decimals() const { return decimals_; }
  // What a finding and a comparison tell as stated: a figure, text or time with its measure.
  static v1::FindingValue StatedValue(const v1::Statement& statement);

 private:
  ComparedStatement CompareReceived(const v1::StatementList* list,
                                    const v1::Statement& statement) const;
  ComparedStatement ComparePercent(const v1::Statement& statement) const;
  ComparedStatement CompareQuotaMet(const v1::Statement& statement) const;
  ComparedStatement CompareNumber(const v1::Statement& statement) const;
  ComparedStatement CompareYear(const v1::Statement& statement) const;
  ComparedStatement CompareQuota(const v1::StatementList* list,
                                 const v1::Statement& statement) const;
  ComparedStatement CompareRoundCount(const v1::Statement& statement) const;
  ComparedStatement CompareScheduled(const v1::StatementList* list,
                                     const v1::Statement& statement) const;
  ComparedStatement CompareColumnMonth(const v1::Statement& statement) const;
  ComparedStatement CompareRound(const v1::Statement& statement, const v1::Round& round) const;

  // In percent; absent: not known.
  std::optional<Rational> PercentOf(const v1::Statement& statement) const;
  // Units received of what the statement is about: as the document states it, else by the ledger.
  std::optional<int64_t> ReceivedOf(const v1::Statement& statement) const;
  // Quota of what the statement is about; absent: none, or not certain.
  std::optional<int64_t> QuotaOf(const v1::Statement& statement) const;
  std::optional<int64_t> PopulationOf(const v1::Statement& statement) const;
  std::vector<const v1::Round*> RoundsAbout(const v1::Statement& statement) const;

  const FindingsInput& input_;
  const FindingPlan& plan_;
  const int decimals_;
  // Units received as the documents state them, without comparator, by ScopeKey.
  StringMap<int64_t> stated_received_;
};

}  // namespace hemoledger::findings
