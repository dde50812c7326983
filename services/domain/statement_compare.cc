#include "services/domain/statement_compare.h"

#include <algorithm>
#include <utility>

#include "services/domain/civil_date.h"
#include "services/domain/finding_tables.h"
#include "services/domain/planned_time.h"
#include "services/domain/saying_agreement.h"

namespace hemoledger::findings {
namespace {

using Outcome = ComparedStatement::Outcome;

ComparedStatement Equal(v1::FindingValue computed) {
  return {Outcome::kEqual, std::move(computed)};
}
ComparedStatement Different(v1::FindingValue computed) {
  return {Outcome::kDifferent, std::move(computed)};
}
ComparedStatement NotCheckable() {
  return {};
}
ComparedStatement Judge(bool agrees, v1::FindingValue computed) {
  return agrees ? Equal(std::move(computed)) : Different(std::move(computed));
}

// The year that a statement names: its text's, else its figure's.
std::optional<int32_t> YearOf(const v1::Statement& statement) {
  if (!statement.text().empty()) {
    const std::optional<int64_t> year = ParseInt64(TrimBlanks(statement.text()));
    if (year.has_value() && *year >= kFirstYear && *year <= kLastYear) {
      return static_cast<int32_t>(*year);
    }
    return std::nullopt;
  }
  if (!HasNumber(statement.value()) || statement.value().value().scale() != 0) return std::nullopt;
  const int64_t year = statement.value().value().unscaled();
  if (year < kFirstYear || year > kLastYear) return std::nullopt;
  return static_cast<int32_t>(year);
}

std::string_view MeasureOf(const v1::Statement& statement) {
  switch (statement.fact()) {
    case v1::STATEMENT_FACT_RECEIVED_UNITS:
    case v1::STATEMENT_FACT_QUOTA_UNITS:
    case v1::STATEMENT_FACT_ROUND_RECEIVED:
    case v1::STATEMENT_FACT_SCHEDULED_UNITS:
    case v1::STATEMENT_FACT_CHANGE_TO_EARLIER:
      return kMeasureUnits;
    case v1::STATEMENT_FACT_ATTAINMENT_PERCENT:
    case v1::STATEMENT_FACT_VOLUNTARY_SHARE:
    case v1::STATEMENT_FACT_REPEAT_SHARE:
    case v1::STATEMENT_FACT_POPULATION_SHARE:
    case v1::STATEMENT_FACT_PERCENT_OF_PLAN:
      return kMeasurePercent;
    case v1::STATEMENT_FACT_REGISTERED_PEOPLE:
    case v1::STATEMENT_FACT_ROUND_REGISTERED:
      return kMeasurePeople;
    case v1::STATEMENT_FACT_ROUND_COUNT:
      return kMeasureRounds;
    default:
      return "";
  }
}

bool IsAboutRound(v1::StatementFact fact) {
  return fact == v1::STATEMENT_FACT_ROUND_RECEIVED || fact == v1::STATEMENT_FACT_ROUND_REGISTERED ||
         fact == v1::STATEMENT_FACT_ROUND_HOST || fact == v1::STATEMENT_FACT_ROUND_TIME;
}

// What a round is said to be about once more, compared with its own figure.
ComparedStatement CompareFigures(const v1::Statement& statement, const v1::Figure& planned,
                                 std::string_view measure) {
  if (!HasNumber(statement.value()) || !HasNumber(planned)) return NotCheckable();
  return Judge(SameFigure(statement.value(), planned), FigureValue(planned, measure));
}

// What rounds schedule for a span of days; absent: not certain.
std::optional<int64_t> ScheduledIn(const std::vector<const v1::Round*>& rounds,
                                   std::string_view unit_id, const CivilInterval& span) {
  int64_t sum = 0;
  bool any = false;
  for (const v1::Round* round : rounds) {
    const std::vector<CivilInterval> spans = PossibleSpans(round->time());
    if (spans.empty()) return std::nullopt;
    const auto inside = std::count_if(spans.begin(), spans.end(),
                                      [&](const CivilInterval& s) { return IsInside(s, span); });
    if (inside == 0 && !MayTakePlaceIn(round->time(), span)) continue;
    if (static_cast<size_t>(inside) != spans.size()) return std::nullopt;
    if (unit_id.empty()) {
      const std::optional<RoundAmount> amount = FindingPlan::AmountOf(*round);
      if (!amount.has_value() || !amount->exact) return std::nullopt;
      sum += amount->units;
    } else {
      RoundFigures figures;
      for (const v1::RoundQuota& quota : round->quotas()) {
        if (quota.unit_id() == unit_id) figures.Add(quota.units());
      }
      if (figures.figures == 0 || figures.blanks > 0) return std::nullopt;
      sum += figures.units;
    }
    any = true;
  }
  return any ? std::optional(sum) : std::nullopt;
}

}  // namespace

StatementComparer::StatementComparer(const FindingsInput& input, const FindingPlan& plan)
    : input_(input),
      plan_(plan),
      decimals_(plan.plan().has_percentage_decimals()
                    ? static_cast<int>(std::min(plan.plan().percentage_decimals(), 4U))
                    : 1) {
  for (const RecordedStatements& recorded : input.statements) {
    for (const v1::Statement& statement : recorded.list->statements()) {
      if (statement.fact() != v1::STATEMENT_FACT_RECEIVED_UNITS) continue;
      if (IsDamagedCell(recorded.list, statement) || IsCellWithoutMonth(statement)) continue;
      const v1::Figure& value = statement.value();
      if (!HasNumber(value) || value.comparator() != v1::COMPARATOR_EQUAL) continue;
      if (value.value().scale() != 0 || value.value().unscaled() < 0) continue;
      stated_received_.try_emplace(ScopeKey(statement), value.value().unscaled());
    }
  }
}

std::string StatementComparer::ScopeKey(const v1::Statement& statement) const {
  // A holder's row and the holder are one thing.
  std::string row_id = statement.row_id();
  std::string unit_id = statement.unit_id();
  if (row_id.empty() && !unit_id.empty()) {
    if (const v1::PlanRow* row = plan_.QuotaRowOf(unit_id)) row_id = row->row_id();
  }
  if (!row_id.empty()) {
    const v1::PlanRow* row = plan_.FindRow(row_id);
    if (row != nullptr && FindingPlan::UnitOf(*row) == unit_id) unit_id.clear();
  }
  std::vector<std::string> rounds(statement.round_ids().begin(), statement.round_ids().end());
  std::sort(rounds.begin(), rounds.end());
  std::string key = Concat(row_id, "|", unit_id, "|", statement.group_id(), "|",
                           statement.campaign_id(), "|", static_cast<int>(statement.component()),
                           "|", static_cast<int>(statement.donor_class()));
  if (statement.has_interval()) {
    const CivilInterval interval = ToCivil(statement.interval());
    key += Concat("|", interval.first, "-", interval.last);
  }
  for (const std::string& round : rounds) key += Concat("|", round);
  return key;
}

v1::FindingValue StatementComparer::StatedValue(const v1::Statement& statement) {
  switch (statement.fact()) {
    case v1::STATEMENT_FACT_DOCUMENT_NUMBER:
      return TextValue(statement.text());
    case v1::STATEMENT_FACT_ROUND_HOST:
      return TextValue(statement.text().empty() ? statement.unit_id() : statement.text());
    case v1::STATEMENT_FACT_YEAR:
      if (const std::optional<int32_t> year = YearOf(statement)) return TextValue(Concat(*year));
      return TextValue(statement.text());
    case v1::STATEMENT_FACT_ROUND_TIME:
      return TimeValue(statement.time());
    case v1::STATEMENT_FACT_COLUMN_MONTH:
      return IntervalValue(ToCivil(statement.interval()));
    case v1::STATEMENT_FACT_QUOTA_MET: {
      v1::Figure met = ExactFigure(100);
      met.set_comparator(v1::COMPARATOR_AT_LEAST);
      return FigureValue(met, kMeasurePercent);
    }
    default:
      return FigureValue(statement.value(), MeasureOf(statement));
  }
}

ComparedStatement StatementComparer::Compare(const v1::StatementList* list,
                                             const v1::Statement& statement) const {
  ComparedStatement result;
  for (Saying& saying : SayingsOf(list, statement)) {
    if (saying.compared.outcome == Outcome::kNotCheckable) continue;
    if (saying.compared.outcome == Outcome::kDifferent) return std::move(saying.compared);
    if (result.outcome == Outcome::kNotCheckable) result = std::move(saying.compared);
  }
  return result;
}

std::vector<Saying> StatementComparer::SayingsOf(const v1::StatementList* list,
                                                 const v1::Statement& statement) const {
  std::vector<Saying> sayings;
  if (IsAboutRound(statement.fact())) {
    for (const std::string& round_id : statement.round_ids()) {
      const v1::Round* round = plan_.FindRound(round_id);
      if (round == nullptr || plan_.IsAmendedRound(round_id)) continue;
      sayings.push_back({round, CompareRound(statement, *round)});
    }
    return sayings;
  }
  switch (statement.fact()) {
    case v1::STATEMENT_FACT_RECEIVED_UNITS:
      sayings.push_back({nullptr, CompareReceived(list, statement)});
      break;
    case v1::STATEMENT_FACT_ATTAINMENT_PERCENT:
    case v1::STATEMENT_FACT_VOLUNTARY_SHARE:
    case v1::STATEMENT_FACT_REPEAT_SHARE:
    case v1::STATEMENT_FACT_POPULATION_SHARE:
    case v1::STATEMENT_FACT_PERCENT_OF_PLAN:
      sayings.push_back({nullptr, ComparePercent(statement)});
      break;
    case v1::STATEMENT_FACT_QUOTA_MET:
      sayings.push_back({nullptr, CompareQuotaMet(statement)});
      break;
    case v1::STATEMENT_FACT_DOCUMENT_NUMBER:
      sayings.push_back({nullptr, CompareNumber(statement)});
      break;
    case v1::STATEMENT_FACT_YEAR:
      sayings.push_back({nullptr, CompareYear(statement)});
      break;
    case v1::STATEMENT_FACT_QUOTA_UNITS:
      sayings.push_back({nullptr, CompareQuota(list, statement)});
      break;
    case v1::STATEMENT_FACT_ROUND_COUNT:
      sayings.push_back({nullptr, CompareRoundCount(statement)});
      break;
    case v1::STATEMENT_FACT_SCHEDULED_UNITS:
      sayings.push_back({nullptr, CompareScheduled(list, statement)});
      break;
    case v1::STATEMENT_FACT_COLUMN_MONTH:
      sayings.push_back({nullptr, CompareColumnMonth(statement)});
      break;
    default:
      break;
  }
  return sayings;
}

// --- Results ---

ComparedStatement StatementComparer::CompareReceived(const v1::StatementList* list,
                                                     const v1::Statement& statement) const {
  const v1::Figure& stated = statement.value();
  if (input_.ledger == nullptr || !HasNumber(stated)) return NotCheckable();
  if (IsCellWithoutMonth(statement)) return NotCheckable();
  const bool is_cell = IsDamagedCell(list, statement);
  const auto received = input_.ledger->ReceivedAs(statement);
  if (!received.has_value()) return NotCheckable();
  const int64_t units = statement.has_interval() ? received->dated_units : received->units;
  const bool certain = !statement.has_interval() || received->undated_units == 0;
  if (certain) {
    if (Agrees(stated, {units, 1})) return Equal(CountValue(units, kMeasureUnits));
    return is_cell ? NotCheckable() : Different(CountValue(units, kMeasureUnits));
  }
  // At least these were received.
  v1::Figure at_least = ExactFigure(units);
  at_least.set_comparator(v1::COMPARATOR_AT_LEAST);
  if (stated.comparator() == v1::COMPARATOR_AT_LEAST ||
      stated.comparator() == v1::COMPARATOR_MORE_THAN) {
    return Agrees(stated, {units, 1}) ? Equal(FigureValue(at_least, kMeasureUnits))
                                      : NotCheckable();
  }
  const Rational highest =
      stated.comparator() == v1::COMPARATOR_RANGE ? UpperOf(stated) : NumberOf(stated);
  if (is_cell || Rational{units, 1} <= highest || Agrees(stated, {units, 1})) {
    return NotCheckable();
  }
  return Different(FigureValue(at_least, kMeasureUnits));
}

ComparedStatement StatementComparer::ComparePercent(const v1::Statement& statement) const {
  const v1::Figure& stated = statement.value();
  if (!HasNumber(stated)) return NotCheckable();
  const std::optional<Rational> percent = PercentOf(statement);
  if (!percent.has_value()) return NotCheckable();
  const int scale = PrintedDecimals(stated);
  return Judge(AgreesAsPrinted(stated, *percent),
               PercentValue(*percent, scale + 1, stated.value().unscaled()));
}

std::optional<Rational> StatementComparer::PercentOf(const v1::Statement& statement) const {
  const auto share = [](std::optional<int64_t> numerator,
                        std::optional<int64_t> denominator) -> std::optional<Rational> {
    if (numerator.value_or(-1) < 0 || denominator.value_or(0) <= 0) return std::nullopt;
    return Percent(*numerator, *denominator);
  };
  const auto ask_ledger = [&]() -> std::optional<Rational> {
    if (input_.ledger == nullptr) return std::nullopt;
    const auto ratio = input_.ledger->ShareAs(statement);
    if (!ratio.has_value() || ratio->numerator < 0 || ratio->denominator <= 0) return std::nullopt;
    return Percent(ratio->numerator, ratio->denominator);
  };
  switch (statement.fact()) {
    case v1::STATEMENT_FACT_ATTAINMENT_PERCENT:
      return share(ReceivedOf(statement), QuotaOf(statement));
    case v1::STATEMENT_FACT_PERCENT_OF_PLAN:
      if (statement.compared_plan_id().empty() || input_.ledger == nullptr) return std::nullopt;
      return share(ReceivedOf(statement),
                   input_.ledger->TotalQuotaOf(statement.compared_plan_id()));
    case v1::STATEMENT_FACT_VOLUNTARY_SHARE: {
      v1::Statement all = statement;
      all.clear_donor_class();
      v1::Statement voluntary = all;
      voluntary.set_donor_class(v1::DONOR_CLASS_VOLUNTARY);
      const auto numerator = stated_received_.find(ScopeKey(voluntary));
      const auto denominator = stated_received_.find(ScopeKey(all));
      if (numerator != stated_received_.end() && denominator != stated_received_.end()) {
        return share(numerator->second, denominator->second);
      }
      return ask_ledger();
    }
    case v1::STATEMENT_FACT_POPULATION_SHARE:
      if (const auto percent = share(ReceivedOf(statement), PopulationOf(statement))) {
        return percent;
      }
      return ask_ledger();
    default:
      return ask_ledger();
  }
}

std::optional<int64_t> StatementComparer::ReceivedOf(const v1::Statement& statement) const {
  const auto stated = stated_received_.find(ScopeKey(statement));
  if (stated != stated_received_.end()) return stated->second;
  if (input_.ledger == nullptr) return std::nullopt;
  const auto received = input_.ledger->ReceivedAs(statement);
  if (!received.has_value()) return std::nullopt;
  if (!statement.has_interval()) return received->units;
  return received->undated_units == 0 ? std::optional(received->dated_units) : std::nullopt;
}

std::optional<int64_t> StatementComparer::QuotaOf(const v1::Statement& statement) const {
  if (statement.has_interval()) return std::nullopt;
  if (statement.round_ids_size() > 0 || !statement.campaign_id().empty()) {
    int64_t sum = 0;
    const std::vector<const v1::Round*> rounds = RoundsAbout(statement);
    for (const v1::Round* round : rounds) {
      const std::optional<RoundAmount> amount = FindingPlan::AmountOf(*round);
      if (!amount.has_value() || !amount->exact) return std::nullopt;
      sum += amount->units;
    }
    return rounds.empty() ? std::nullopt : std::optional(sum);
  }
  if (!statement.row_id().empty()) {
    const v1::PlanRow* row = plan_.FindRow(statement.row_id());
    return row == nullptr ? std::nullopt : FindingPlan::QuotaUnits(*row);
  }
  if (!statement.unit_id().empty()) {
    if (const v1::PlanRow* row = plan_.QuotaRowOf(statement.unit_id())) {
      return FindingPlan::QuotaUnits(*row);
    }
    return input_.ledger == nullptr ? std::nullopt : input_.ledger->QuotaAs(statement);
  }
  return plan_.AllocatedUnits(statement.group_id());
}

std::optional<int64_t> StatementComparer::PopulationOf(const v1::Statement& statement) const {
  if (statement.has_interval() || !statement.group_id().empty() ||
      !statement.campaign_id().empty() || statement.round_ids_size() > 0) {
    return std::nullopt;
  }
  const v1::PrintedNumber* population = nullptr;
  if (!statement.row_id().empty()) {
    const v1::PlanRow* row = plan_.FindRow(statement.row_id());
    if (row != nullptr) population = &row->population();
  } else if (!statement.unit_id().empty()) {
    const v1::PlanRow* row = plan_.RowOf(statement.unit_id());
    if (row != nullptr) population = &row->population();
  } else {
    population = &plan_.plan().stated().population();
  }
  if (population == nullptr || !population->has_value()) return std::nullopt;
  return population->value();
}

std::optional<Rational> StatementComparer::AttainmentOfHolder(std::string_view unit_id) const {
  v1::Statement about;
  about.set_fact(v1::STATEMENT_FACT_ATTAINMENT_PERCENT);
  about.set_unit_id(std::string(unit_id));
  return PercentOf(about);
}

bool StatementComparer::IsBelowQuota(const Rational& percent) const {
  int64_t met = 100;
  for (int i = 0; i < decimals_; ++i) met *= 10;
  return RoundHalfUp(percent, decimals_) < met;
}

ComparedStatement StatementComparer::CompareQuotaMet(const v1::Statement& statement) const {
  std::optional<Rational> percent;
  if (!statement.unit_id().empty()) {
    percent = AttainmentOfHolder(statement.unit_id());
  } else if (!statement.row_id().empty()) {
    const v1::PlanRow* row = plan_.FindRow(statement.row_id());
    if (row != nullptr) percent = AttainmentOfHolder(row->holder_unit_id());
  }
  if (!percent.has_value()) return NotCheckable();
  return Judge(!IsBelowQuota(*percent), PercentValue(*percent, decimals_));
}

// --- Said a second time ---

ComparedStatement StatementComparer::CompareNumber(const v1::Statement& statement) const {
  const auto& numbers = plan_.plan().document().numbers();
  if (numbers.empty() || TrimBlanks(statement.text()).empty()) return NotCheckable();
  const bool known = std::any_of(numbers.begin(), numbers.end(), [&](const std::string& number) {
    return NumbersAgree(number, statement.text());
  });
  return Judge(known, TextValue(numbers.Get(0)));
}

ComparedStatement StatementComparer::CompareYear(const v1::Statement& statement) const {
  const std::optional<int32_t> year = YearOf(statement);
  if (!year.has_value() || !plan_.plan().has_period()) return NotCheckable();
  const CivilInterval period = ToCivil(plan_.plan().period());
  const int first = SplitDate(period.first).year;
  const int last = SplitDate(period.last).year;
  const std::string planned = first == last ? Concat(first) : Concat(first, "–", last);
  return Judge(*year >= first && *year <= last, TextValue(planned));
}

ComparedStatement StatementComparer::CompareQuota(const v1::StatementList* list,
                                                  const v1::Statement& statement) const {
  if (!HasNumber(statement.value()) || IsCellWithoutMonth(statement)) return NotCheckable();
  v1::Statement about = statement;
  about.clear_interval();
  std::optional<int64_t> planned;
  const bool whole = about.row_id().empty() && about.unit_id().empty() &&
                     about.group_id().empty() && about.campaign_id().empty() &&
                     about.round_ids_size() == 0;
  if (whole) {
    if (plan_.has_amended_quotas()) return NotCheckable();
    // What is printed in the first place; its sum is another finding's subject.
    const v1::PrintedNumber& printed = plan_.plan().stated_total().units();
    planned = printed.has_value() ? std::optional(printed.value()) : plan_.AllocatedUnits();
  } else if (const v1::RowGroup* group = plan_.FindGroup(about.group_id())) {
    if (plan_.HasAmendedQuota(group->group_id())) return NotCheckable();
    const v1::PrintedNumber& printed = group->stated().quota().units();
    planned = printed.has_value() ? std::optional(printed.value())
                                  : plan_.AllocatedUnits(about.group_id());
  } else {
    const v1::PlanRow* row =
        about.row_id().empty() ? plan_.QuotaRowOf(about.unit_id()) : plan_.FindRow(about.row_id());
    if (row != nullptr && plan_.IsAmended(row->holder_unit_id())) return NotCheckable();
    planned = QuotaOf(about);
  }
  if (!planned.has_value()) return NotCheckable();
  const bool agrees = Agrees(statement.value(), {*planned, 1});
  if (!agrees && IsDamagedCell(list, statement)) return NotCheckable();
  return Judge(agrees, CountValue(*planned, kMeasureUnits));
}

std::vector<const v1::Round*> StatementComparer::RoundsAbout(const v1::Statement& statement) const {
  std::vector<const v1::Round*> rounds;
  if (statement.round_ids_size() > 0) {
    for (const std::string& round_id : statement.round_ids()) {
      const v1::Round* round = plan_.FindRound(round_id);
      if (round != nullptr) rounds.push_back(round);
    }
    return rounds;
  }
  std::string_view unit_id = statement.unit_id();
  if (unit_id.empty() && !statement.row_id().empty()) {
    const v1::PlanRow* row = plan_.FindRow(statement.row_id());
    if (row == nullptr) return {};
    unit_id = FindingPlan::UnitOf(*row);
  }
  rounds = unit_id.empty() ? plan_.rounds() : plan_.RoundsOf(unit_id);
  if (!statement.campaign_id().empty()) {
    const auto of_campaign = plan_.RoundsOfCampaign(statement.campaign_id());
    std::erase_if(rounds, [&](const v1::Round* round) {
      return std::find(of_campaign.begin(), of_campaign.end(), round) == of_campaign.end();
    });
  }
  return rounds;
}

ComparedStatement StatementComparer::CompareRoundCount(const v1::Statement& statement) const {
  const v1::Figure& stated = statement.value();
  if (!HasNumber(stated) || plan_.has_amended_rounds()) return NotCheckable();
  if (!statement.group_id().empty()) return NotCheckable();
  std::vector<const v1::Round*> rounds = RoundsAbout(statement);
  if (rounds.empty()) return NotCheckable();
  RoundCount count;
  if (statement.has_interval()) {
    const CivilInterval span = ToCivil(statement.interval());
    std::vector<const v1::Round*> certain;
    std::erase_if(rounds, [&](const v1::Round* round) {
      return !IsUnknown(round->time()) && !MayTakePlaceIn(round->time(), span);
    });
    for (const v1::Round* round : rounds) {
      const auto days = PossibleDays(round->time());
      if (days.has_value() && IsInside(*days, span)) certain.push_back(round);
    }
    count = {FindingPlan::CountOf(certain).least, FindingPlan::CountOf(rounds).most};
  } else {
    count = FindingPlan::CountOf(rounds);
  }
  bool agrees = Agrees(stated, {count.least, 1}) || Agrees(stated, {count.most, 1});
  if (stated.value().scale() == 0) agrees |= count.Allows(stated.value().unscaled());
  return Judge(agrees, CountValue(count.least, kMeasureRounds));
}

ComparedStatement StatementComparer::CompareScheduled(const v1::StatementList* list,
                                                      const v1::Statement& statement) const {
  if (!statement.has_interval()) {
    // For the whole period: the quota itself.
    return CompareQuota(list, statement);
  }
  if (!HasNumber(statement.value()) || !statement.group_id().empty()) return NotCheckable();
  if (plan_.has_amended_rounds()) return NotCheckable();
  std::string_view unit_id = statement.unit_id();
  if (!statement.row_id().empty()) {
    const v1::PlanRow* row = plan_.FindRow(statement.row_id());
    if (row == nullptr) return NotCheckable();
    unit_id = FindingPlan::UnitOf(*row);
    if (unit_id.empty()) return NotCheckable();
  }
  const std::optional<int64_t> scheduled =
      ScheduledIn(RoundsAbout(statement), unit_id, ToCivil(statement.interval()));
  if (!scheduled.has_value()) return NotCheckable();
  const bool agrees = Agrees(statement.value(), {*scheduled, 1});
  if (!agrees && IsInDamagedTable(list, statement)) return NotCheckable();
  return Judge(agrees, CountValue(*scheduled, kMeasureUnits));
}

ComparedStatement StatementComparer::CompareColumnMonth(const v1::Statement& statement) const {
  const v1::Interval* stated = plan_.stated_period();
  if (stated == nullptr || !statement.has_interval()) return NotCheckable();
  const CivilInterval period = ToCivil(*stated);
  return Judge(IsInside(ToCivil(statement.interval()), period), IntervalValue(period));
}

ComparedStatement StatementComparer::CompareRound(const v1::Statement& statement,
                                                  const v1::Round& round) const {
  switch (statement.fact()) {
    case v1::STATEMENT_FACT_ROUND_RECEIVED: {
      if (HasNumber(round.received())) {
        return CompareFigures(statement, round.received(), kMeasureUnits);
      }
      const std::optional<RoundAmount> amount = FindingPlan::AmountOf(round);
      if (!amount.has_value() || !HasNumber(statement.value())) return NotCheckable();
      return Judge(Agrees(statement.value(), {amount->units, 1}),
                   CountValue(amount->units, kMeasureUnits));
    }
    case v1::STATEMENT_FACT_ROUND_REGISTERED:
      return CompareFigures(statement, round.registered(), kMeasurePeople);
    case v1::STATEMENT_FACT_ROUND_HOST:
      if (!TrimBlanks(statement.text()).empty()) {
        if (TrimBlanks(round.host_name()).empty()) return NotCheckable();
        return Judge(HostsAgree(statement.text(), round.host_name()), TextValue(round.host_name()));
      }
      if (statement.unit_id().empty() || round.host_unit_id().empty()) return NotCheckable();
      return Judge(statement.unit_id() == round.host_unit_id(), TextValue(round.host_unit_id()));
    case v1::STATEMENT_FACT_ROUND_TIME:
      if (IsUnknown(statement.time()) || IsUnknown(round.time())) return NotCheckable();
      return Judge(TimesAgree(statement.time(), round.time()), TimeValue(round.time()));
    default:
      return NotCheckable();
  }
}

}  // namespace hemoledger::findings
