// Findings in statements: results that are not what receipts give, percentages that are not what
// their figures give, and what is said a second time otherwise than in its first place.
#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "proto/base/strings.h"
#include "services/domain/finding_rules.h"

namespace hemoledger::findings {
namespace {

v1::FindingKind KindOf(v1::StatementFact fact) {
  switch (fact) {
    case v1::STATEMENT_FACT_RECEIVED_UNITS:
      return v1::FINDING_KIND_RESULT;
    case v1::STATEMENT_FACT_ATTAINMENT_PERCENT:
    case v1::STATEMENT_FACT_VOLUNTARY_SHARE:
    case v1::STATEMENT_FACT_REPEAT_SHARE:
    case v1::STATEMENT_FACT_POPULATION_SHARE:
    case v1::STATEMENT_FACT_PERCENT_OF_PLAN:
      return v1::FINDING_KIND_PERCENTAGE;
    case v1::STATEMENT_FACT_QUOTA_MET:
      return v1::FINDING_KIND_QUOTA_MET_LIST;
    case v1::STATEMENT_FACT_COLUMN_MONTH:
      return v1::FINDING_KIND_COLUMN_MONTH;
    case v1::STATEMENT_FACT_DOCUMENT_NUMBER:
      return v1::FINDING_KIND_DOCUMENT_NUMBER;
    case v1::STATEMENT_FACT_ROUND_COUNT:
      return v1::FINDING_KIND_ROUND_COUNT;
    default:
      return v1::FINDING_KIND_SAID_TWICE;
  }
}

std::string_view FieldOf(v1::StatementFact fact) {
  switch (fact) {
    case v1::STATEMENT_FACT_RECEIVED_UNITS:
    case v1::STATEMENT_FACT_ROUND_RECEIVED:
      return "received";
    case v1::STATEMENT_FACT_ROUND_REGISTERED:
      return "registered";
    case v1::STATEMENT_FACT_ROUND_HOST:
      return "host";
    case v1::STATEMENT_FACT_ROUND_TIME:
    case v1::STATEMENT_FACT_COLUMN_MONTH:
      return "time";
    case v1::STATEMENT_FACT_ROUND_COUNT:
      return "round_count";
    case v1::STATEMENT_FACT_DOCUMENT_NUMBER:
      return "number";
    case v1::STATEMENT_FACT_YEAR:
      return "year";
    case v1::STATEMENT_FACT_QUOTA_UNITS:
      return "quota";
    case v1::STATEMENT_FACT_SCHEDULED_UNITS:
      return "scheduled";
    default:
      return "";
  }
}

// Sayings of one fact with equal values are one finding; what is not about rounds must be about one
// thing besides.
struct Sayings {
  Contradiction contradiction;
  // Rounds behind the statements, each once.
  std::vector<const v1::Round*> rounds;
  const v1::Statement* last = nullptr;
};

class SayingsByValue {
 public:
  void Add(const StatementComparer& comparer, const std::string& record_id,
           const v1::Statement& statement, const Saying& saying) {
    const v1::FindingValue stated = StatementComparer::StatedValue(statement);
    const std::string scope = saying.round == nullptr ? comparer.ScopeKey(statement) : "";
    const v1::FindingValue computed = saying.compared.computed.value_or(v1::FindingValue());
    const std::string key = Concat(static_cast<int>(statement.fact()), "\n", ValueKey(stated), "\n",
                                   ValueKey(computed), "\n", scope);
    const auto [at, is_new] = index_.try_emplace(key, groups_.size());
    if (is_new) {
      Sayings& made = groups_.emplace_back();
      made.contradiction.kind = KindOf(statement.fact());
      made.contradiction.stated = stated;
      if (saying.compared.computed.has_value()) made.contradiction.computed = computed;
    }
    Sayings& group = groups_[at->second];
    if (group.last != &statement) {
      group.contradiction.places.push_back(
          StatementPlace(record_id, statement, FieldOf(statement.fact())));
      group.last = &statement;
    }
    if (saying.round != nullptr &&
        std::find(group.rounds.begin(), group.rounds.end(), saying.round) == group.rounds.end()) {
      group.rounds.push_back(saying.round);
    }
    field_of_group_.resize(groups_.size(), FieldOf(statement.fact()));
  }

  void MoveTo(Contradictions& found) {
    for (size_t i = 0; i < groups_.size(); ++i) {
      for (const v1::Round* round : groups_[i].rounds) {
        groups_[i].contradiction.places.push_back(RoundPlace(*round, field_of_group_[i]));
      }
      found.push_back(std::move(groups_[i].contradiction));
    }
  }

 private:
  std::vector<Sayings> groups_;
  std::vector<std::string_view> field_of_group_;
  std::map<std::string, size_t> index_;
};

// Holders that met their quota and are missing from the list of those that did.
void FindMissingFromList(const FindingContext& context, Contradictions& found) {
  StringSet listed;
  for (const RecordedStatements& recorded : context.input.statements) {
    for (const v1::Statement& statement : recorded.list->statements()) {
      if (statement.fact() != v1::STATEMENT_FACT_QUOTA_MET) continue;
      const v1::PlanRow* row = context.plan.FindRow(statement.row_id());
      listed.insert(row == nullptr ? statement.unit_id() : row->holder_unit_id());
    }
  }
  if (listed.empty()) return;
  for (const v1::PlanRow& row : context.plan.plan().rows()) {
    const std::string& holder = row.holder_unit_id();
    if (holder.empty() || listed.contains(holder)) continue;
    if (FindingPlan::QuotaUnits(row).value_or(0) <= 0) continue;
    const std::optional<Rational> percent = context.statements.AttainmentOfHolder(holder);
    if (!percent.has_value() || *percent < Rational{100, 1}) continue;
    found.push_back(
        {.kind = v1::FINDING_KIND_QUOTA_MET_LIST,
         .places = {MakePlace(v1::FINDING_SUBJECT_UNIT, holder, row.printed_name(), "")},
         .computed = PercentValue(*percent, context.statements.percentage_decimals())});
  }
}

}  // namespace

void FindInStatements(const FindingContext& context, Contradictions& found) {
  SayingsByValue sayings;
  for (const RecordedStatements& recorded : context.input.statements) {
    for (const v1::Statement& statement : recorded.list->statements()) {
      for (const Saying& saying : context.statements.SayingsOf(recorded.list, statement)) {
        if (saying.compared.outcome != ComparedStatement::Outcome::kDifferent) continue;
        sayings.Add(context.statements, recorded.record_id, statement, saying);
      }
    }
  }
  sayings.MoveTo(found);
  FindMissingFromList(context, found);
}

}  // namespace hemoledger::findings
