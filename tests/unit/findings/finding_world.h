// Plans and statements in few words, for tests of findings; and findings in one line each.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/domain/findings.h"
#include "tests/support/builders.h"

namespace hemoledger {

v1::PrintedNumber Printed(int64_t value, std::string_view text = "");
// A figure of `scale` decimals: Fig(953, 1) is 95,3.
v1::Figure Fig(int64_t unscaled, uint32_t scale = 0,
               v1::Comparator comparator = v1::COMPARATOR_EQUAL);
v1::Figure AtLeast(int64_t value);
v1::Figure MoreThan(int64_t value);
v1::Figure FromTo(int64_t lower, int64_t upper);

// Times as people write them ("quý III/2024"). A test fails where it can not be read.
v1::PlannedTime Time(std::string_view text);
// A month YYYYMM as days.
v1::Interval Month(int32_t month);

// A round of the plan, of which the id is also the label.
v1::Round& AddRound(v1::PlanIssued& plan, std::string_view round_id, std::string_view time = "");
// What a unit must bring to it; blank: it takes part, no figure.
void AddQuota(v1::Round& round, std::string_view unit_id, std::optional<int64_t> units);
v1::PlanRow& AddRow(v1::PlanIssued& plan, std::string_view row_id, std::string_view holder_id,
                    std::optional<int64_t> quota);
v1::Target& AddTarget(v1::PlanIssued& plan, std::string_view target_id, v1::TargetMetric metric,
                      const v1::Figure& value);
v1::Statement& AddStatement(v1::StatementList& list, std::string_view statement_id,
                            v1::StatementFact fact, const v1::Figure* value = nullptr);
v1::Statement& AddFigure(v1::StatementList& list, std::string_view statement_id,
                         v1::StatementFact fact, const v1::Figure& value);

// A ledger that knows what a test tells it, by what a statement is about: "", "row r01", "unit x",
// "campaign c", each with " 202103" of a month.
class FakeLedger : public LedgerFigures {
 public:
  static std::string About(const v1::Statement& statement);

  std::optional<Received> ReceivedAs(const v1::Statement& statement) const override;
  std::optional<int64_t> QuotaAs(const v1::Statement& statement) const override;
  std::optional<int64_t> TotalQuotaOf(std::string_view plan_id) const override;
  std::optional<Ratio> ShareAs(const v1::Statement& statement) const override;
  int64_t StraddlingUnits() const override { return straddling; }

  std::map<std::string, Received> received;
  std::map<std::string, int64_t> quotas;
  std::map<std::string, int64_t> plans;
  // By fact.
  std::map<int, Ratio> shares;
  int64_t straddling = 0;
};

// A plan with what is said about it.
struct FindingWorld {
  FindingWorld();
  FindingsInput Input() const;
  std::vector<v1::Finding> Find() const { return ComputeFindings(Input()); }
  // All of them, one line each.
  std::vector<std::string> Told() const;

  v1::PlanIssued plan;
  v1::StatementList statements;
  std::vector<v1::PlanAmended> amendments;
  FakeLedger ledger;
  bool has_ledger = false;
};

// "CONVERTED_QUOTA row:r03/converted_quota 1227 <> 1228"; a value that is not there is "-".
std::string Line(const v1::Finding& finding);
std::string Text(const v1::FindingValue& value);

}  // namespace hemoledger
