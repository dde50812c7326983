#include "tests/unit/findings/finding_world.h"

#include "gtest/gtest.h"
#include "proto/base/strings.h"
#include "services/domain/civil_date.h"
#include "services/domain/planned_time.h"

namespace hemoledger {
namespace {

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return text;
}

std::string Number(const v1::PrintedDecimal& decimal) {
  std::string digits = Concat(decimal.unscaled());
  if (decimal.scale() == 0) return digits;
  while (digits.size() <= decimal.scale()) digits.insert(0, "0");
  return digits.insert(digits.size() - decimal.scale(), ",");
}

}  // namespace

v1::PrintedNumber Printed(int64_t value, std::string_view text) {
  v1::PrintedNumber number;
  number.set_value(value);
  number.set_text(std::string(text));
  return number;
}

v1::Figure Fig(int64_t unscaled, uint32_t scale, v1::Comparator comparator) {
  v1::Figure figure;
  figure.set_comparator(comparator);
  figure.mutable_value()->set_unscaled(unscaled);
  figure.mutable_value()->set_scale(scale);
  return figure;
}

v1::Figure AtLeast(int64_t value) {
  return Fig(value, 0, v1::COMPARATOR_AT_LEAST);
}

v1::Figure MoreThan(int64_t value) {
  return Fig(value, 0, v1::COMPARATOR_MORE_THAN);
}

v1::Figure FromTo(int64_t lower, int64_t upper) {
  v1::Figure figure = Fig(lower, 0, v1::COMPARATOR_RANGE);
  figure.mutable_upper()->set_unscaled(upper);
  return figure;
}

v1::PlannedTime Time(std::string_view text) {
  const std::optional<v1::PlannedTime> time = ParsePlannedTime(text);
  EXPECT_TRUE(time.has_value()) << text;
  return time.value_or(v1::PlannedTime());
}

v1::Interval Month(int32_t month) {
  const std::optional<CivilInterval> days = ParseInterval(Concat(month % 100, "/", month / 100));
  EXPECT_TRUE(days.has_value()) << month;
  return ToProto(days.value_or(CivilInterval()));
}

v1::Round& AddRound(v1::PlanIssued& plan, std::string_view round_id, std::string_view time) {
  v1::Round& round = *plan.add_rounds();
  round.set_round_id(std::string(round_id));
  round.set_label(std::string(round_id));
  if (!time.empty()) *round.mutable_time() = Time(time);
  return round;
}

void AddQuota(v1::Round& round, std::string_view unit_id, std::optional<int64_t> units) {
  v1::RoundQuota& quota = *round.add_quotas();
  quota.set_unit_id(std::string(unit_id));
  if (units.has_value()) quota.mutable_units()->set_value(*units);
}

v1::PlanRow& AddRow(v1::PlanIssued& plan, std::string_view row_id, std::string_view holder_id,
                    std::optional<int64_t> quota) {
  v1::PlanRow& row = *plan.add_rows();
  row = HolderRow(row_id, holder_id, quota);
  return row;
}

v1::Target& AddTarget(v1::PlanIssued& plan, std::string_view target_id, v1::TargetMetric metric,
                      const v1::Figure& value) {
  v1::Target& target = *plan.add_targets();
  target.set_target_id(std::string(target_id));
  target.set_metric(metric);
  target.set_text(std::string(target_id));
  *target.mutable_value() = value;
  return target;
}

v1::Statement& AddStatement(v1::StatementList& list, std::string_view statement_id,
                            v1::StatementFact fact, const v1::Figure* value) {
  v1::Statement& statement = *list.add_statements();
  statement.set_statement_id(std::string(statement_id));
  statement.set_place(std::string(statement_id));
  statement.set_fact(fact);
  if (value != nullptr) *statement.mutable_value() = *value;
  return statement;
}

v1::Statement& AddFigure(v1::StatementList& list, std::string_view statement_id,
                         v1::StatementFact fact, const v1::Figure& value) {
  return AddStatement(list, statement_id, fact, &value);
}

std::string FakeLedger::About(const v1::Statement& statement) {
  std::string about;
  if (!statement.row_id().empty()) about = Concat("row ", statement.row_id());
  if (!statement.unit_id().empty()) about = Concat("unit ", statement.unit_id());
  if (!statement.campaign_id().empty()) about = Concat("campaign ", statement.campaign_id());
  if (statement.has_interval()) {
    about += Concat(about.empty() ? "" : " ", MonthOf(ToCivil(statement.interval())));
  }
  return about;
}

std::optional<LedgerFigures::Received> FakeLedger::ReceivedAs(
    const v1::Statement& statement) const {
  const auto found = received.find(About(statement));
  return found == received.end() ? std::nullopt : std::optional(found->second);
}

std::optional<int64_t> FakeLedger::QuotaAs(const v1::Statement& statement) const {
  const auto found = quotas.find(About(statement));
  return found == quotas.end() ? std::nullopt : std::optional(found->second);
}

std::optional<int64_t> FakeLedger::TotalQuotaOf(std::string_view plan_id) const {
  const auto found = plans.find(std::string(plan_id));
  return found == plans.end() ? std::nullopt : std::optional(found->second);
}

std::optional<LedgerFigures::Ratio> FakeLedger::ShareAs(const v1::Statement& statement) const {
  const auto found = shares.find(statement.fact());
  return found == shares.end() ? std::nullopt : std::optional(found->second);
}

FindingWorld::FindingWorld() : plan(MakePlan("ke-hoach", "tinh", 20210101, 20211231)) {
  plan.set_period_assumed(true);
}

FindingsInput FindingWorld::Input() const {
  FindingsInput input;
  input.plan = &plan;
  for (const v1::PlanAmended& amendment : amendments) input.amendments.push_back(&amendment);
  if (statements.statements_size() > 0) input.statements.push_back({"van-ban", &statements});
  if (has_ledger) input.ledger = &ledger;
  return input;
}

std::vector<std::string> FindingWorld::Told() const {
  std::vector<std::string> lines;
  for (const v1::Finding& finding : Find()) lines.push_back(Line(finding));
  return lines;
}

std::string Text(const v1::FindingValue& value) {
  switch (value.value_case()) {
    case v1::FindingValue::kFigure: {
      const v1::Figure& figure = value.figure();
      std::string text;
      switch (figure.comparator()) {
        case v1::COMPARATOR_AT_LEAST:
          text = ">=";
          break;
        case v1::COMPARATOR_MORE_THAN:
          text = ">";
          break;
        case v1::COMPARATOR_ABOUT:
          text = "~";
          break;
        default:
          break;
      }
      text += Number(figure.value());
      if (figure.comparator() == v1::COMPARATOR_RANGE) text += "-" + Number(figure.upper());
      return value.measure() == "percent" ? text + "%" : text;
    }
    case v1::FindingValue::kText:
      return value.text();
    case v1::FindingValue::kDate:
      return Concat(value.date());
    case v1::FindingValue::kTime:
      return FormatPlannedTime(value.time(), Language::kVietnamese);
    case v1::FindingValue::VALUE_NOT_SET:
      return "-";
  }
  return "?";
}

std::string Line(const v1::Finding& finding) {
  std::string line = v1::FindingKind_Name(finding.kind()).substr(13);
  for (const v1::FindingPlace& place : finding.places()) {
    line += Concat(" ", Lower(v1::FindingSubject_Name(place.subject()).substr(16)));
    if (!place.id().empty()) line += Concat(":", place.id());
    if (!place.field().empty()) line += Concat("/", place.field());
  }
  return Concat(line, " ", Text(finding.stated()), " <> ", Text(finding.computed()));
}

}  // namespace hemoledger
