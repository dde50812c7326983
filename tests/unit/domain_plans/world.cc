#include "tests/unit/domain_plans/world.h"

#include <gtest/gtest.h>

#include <utility>

#include "proto/base/check.h"
#include "services/domain/receipt_rules.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {

void World::Open(std::string_view unit_id, std::string_view parent_id, int32_t from_date) {
  Change(OpenUnit(unit_id, v1::UNIT_KIND_AGENCY, unit_id, parent_id, "", from_date));
}

void World::Change(const v1::UnitChanged& change) {
  ASSERT_OK(tree.Check(change));
  tree.Apply(change, next_position++);
}

uint64_t World::Issue(const v1::PlanIssued& plan) {
  const auto verdict = book.CheckIssue(plan, tree);
  EXPECT_OK(verdict);
  if (!verdict.ok()) return 0;
  EXPECT_EQ(verdict->existing, nullptr);
  PlanDocumentRecord record;
  record.revision = verdict->revision;
  record.position = next_position++;
  record.record_time_micros = static_cast<int64_t>(record.position) * 1'000'000;
  record.principal = "anonymous";
  record.issued = plan;
  const uint64_t position = record.position;
  book.Apply(std::move(record), tree);
  return position;
}

uint64_t World::Amend(const v1::PlanAmended& amendment) {
  const auto verdict = book.CheckAmend(amendment, tree);
  EXPECT_OK(verdict);
  if (!verdict.ok()) return 0;
  EXPECT_EQ(verdict->existing, nullptr);
  EXPECT_EQ(verdict->revision, amendment.against_revision() + 1);
  PlanDocumentRecord record;
  record.revision = verdict->revision;
  record.position = next_position++;
  record.record_time_micros = static_cast<int64_t>(record.position) * 1'000'000;
  record.principal = "anonymous";
  record.amended = amendment;
  const uint64_t position = record.position;
  book.Apply(std::move(record), tree);
  return position;
}

uint64_t World::Correct(const v1::PlanEntryCorrected& correction) {
  const auto verdict = book.CheckCorrect(correction, tree);
  EXPECT_OK(verdict);
  if (!verdict.ok()) return 0;
  EXPECT_EQ(verdict->existing, nullptr);
  EXPECT_EQ(verdict->entry_version, correction.against_version() + 1);
  PlanCorrectionRecord record;
  record.position = next_position++;
  record.record_time_micros = static_cast<int64_t>(record.position) * 1'000'000;
  record.principal = "anonymous";
  record.correction = correction;
  const uint64_t position = record.position;
  book.Apply(std::move(record), tree);
  return position;
}

void World::Receive(const v1::Receipt& receipt) {
  const auto decided = DecideReceipt(receipt, tree, book);
  ASSERT_OK(decided);
  cells.Add(decided->facts);
}

FactKey World::KeyOf(const v1::Receipt& receipt) const {
  const auto decided = DecideReceipt(receipt, tree, book);
  HL_CHECK_OK(decided);
  return decided->facts.key;
}

EffectivePlan World::Effective(std::string_view plan_id, int32_t through_date,
                               uint64_t position_bound) const {
  return book.Effective(book.Find(plan_id), tree, through_date, position_bound);
}

Placement World::Place(std::string_view plan_id, const v1::Receipt& receipt,
                       int32_t through_date) const {
  const EffectivePlan plan = Effective(plan_id, through_date);
  return PlacementRules(tree, book, plan, through_date).Place(KeyOf(receipt));
}

std::string World::CreditOf(std::string_view plan_id, const v1::Receipt& receipt) const {
  const UnitIndex credited = Place(plan_id, receipt).credited;
  return credited == kNoUnit ? "" : tree.Id(credited);
}

std::string World::RowOf(std::string_view plan_id, const v1::Receipt& receipt) const {
  const int32_t row = Place(plan_id, receipt).row;
  return row < 0 ? "" : Effective(plan_id).rows[row].row.row_id();
}

AttainmentQuery World::Query(std::string_view plan_id) const {
  AttainmentQuery query;
  query.plan = book.Find(plan_id);
  HL_CHECK(query.plan != kNoPlan);
  return query;
}

v1::GetAttainmentResponse World::Attain(const AttainmentQuery& query) {
  auto response = ComputeAttainment(tree, book, cells.TakeSnapshot(), query);
  EXPECT_OK(response);
  return response.ok() ? *std::move(response) : v1::GetAttainmentResponse();
}

v1::PlanAmended MakeAmendment(std::string_view plan_id, uint32_t against_revision,
                              int32_t valid_from_date) {
  v1::PlanAmended amendment;
  amendment.set_plan_id(std::string(plan_id));
  amendment.set_against_revision(against_revision);
  amendment.mutable_authority()->set_number(Concat("QĐ ", against_revision + 1));
  amendment.mutable_authority()->set_signed_date(valid_from_date);
  amendment.mutable_reason()->set_ordinal(0);
  amendment.mutable_approver()->set_ordinal(1);
  amendment.set_valid_from_date(valid_from_date);
  return amendment;
}

v1::PlanEntryCorrected MakeCorrection(std::string_view plan_id, uint32_t revision,
                                      uint32_t against_version) {
  v1::PlanEntryCorrected correction;
  correction.set_plan_id(std::string(plan_id));
  correction.set_revision(revision);
  correction.set_against_version(against_version);
  correction.mutable_reason()->set_ordinal(0);
  return correction;
}

void AddSet(v1::PlanAmended& amendment, std::string_view holder_id, int64_t units) {
  v1::QuotaSet& set = *amendment.add_changes()->mutable_quota_set();
  set.set_holder_unit_id(std::string(holder_id));
  *set.mutable_quota() = UnitsQuota(units);
}

void AddSupplement(v1::PlanAmended& amendment, std::string_view holder_id, int64_t added,
                   int64_t resulting) {
  v1::QuotaSupplemented& more = *amendment.add_changes()->mutable_quota_supplemented();
  more.set_holder_unit_id(std::string(holder_id));
  more.set_added_units(added);
  *more.mutable_resulting() = UnitsQuota(resulting);
}

void AddTransfer(v1::PlanAmended& amendment, std::string_view from, std::string_view to,
                 int64_t units, int64_t from_resulting, int64_t to_resulting) {
  v1::QuotaTransferred& transfer = *amendment.add_changes()->mutable_quota_transferred();
  transfer.set_from_unit_id(std::string(from));
  transfer.set_to_unit_id(std::string(to));
  transfer.set_units(units);
  *transfer.mutable_from_resulting() = UnitsQuota(from_resulting);
  *transfer.mutable_to_resulting() = UnitsQuota(to_resulting);
}

void AddWithdrawal(v1::PlanAmended& amendment, std::string_view holder_id, int64_t units,
                   int64_t resulting) {
  v1::QuotaWithdrawn& less = *amendment.add_changes()->mutable_quota_withdrawn();
  less.set_holder_unit_id(std::string(holder_id));
  less.set_withdrawn_units(units);
  if (resulting >= 0) *less.mutable_resulting() = UnitsQuota(resulting);
}

std::string QuotasOf(const EffectivePlan& plan) {
  std::string text;
  for (const EffectivePlan::Row& row : plan.rows) {
    if (!text.empty()) text += " ";
    text += row.row.row_id() + "=" +
            (row.quota_units.has_value() ? std::to_string(*row.quota_units) : "-");
  }
  return text;
}

const v1::AttainmentLine& LineOf(const v1::GetAttainmentResponse& response, std::string_view key) {
  for (const v1::AttainmentLine& line : response.lines()) {
    if (line.key() == key) return line;
  }
  ADD_FAILURE() << "no line '" << key << "'";
  return v1::AttainmentLine::default_instance();
}

std::vector<std::string> Lines(const v1::GetAttainmentResponse& response) {
  std::vector<std::string> texts;
  for (const v1::AttainmentLine& line : response.lines()) {
    std::string text = Concat(line.key(), " ", line.own().received_units(), " ");
    if (line.has_figures()) {
      text += Concat(line.figures().received_units(), "/");
      text += line.figures().has_quota_units() ? std::to_string(line.figures().quota_units()) : "-";
    } else {
      text += "-";
    }
    texts.push_back(text);
  }
  return texts;
}

int64_t SumOfFigures(const v1::GetAttainmentResponse& response) {
  int64_t sum = 0;
  for (const v1::AttainmentLine& line : response.lines()) sum += line.figures().received_units();
  return sum;
}

}  // namespace hemoledger
