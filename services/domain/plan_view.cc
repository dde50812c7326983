#include "services/domain/plan_view.h"

#include "proto/base/text_commitment.h"
#include "services/domain/plan_fold.h"

namespace hemoledger {
namespace {

void AddPlaces(const google::protobuf::Message& message, uint32_t revision,
               std::vector<PlanTextPlace>* places) {
  if (places == nullptr) return;
  for (const v1::Text* text : CollectTexts(message)) places->push_back({revision, text->ordinal()});
}

int64_t TotalQuota(const PlanFold& fold) {
  int64_t total = 0;
  for (const PlanFold::Row& row : fold.rows()) total += UnitsIn(row.quota).value_or(0);
  return total;
}

}  // namespace

v1::PlanView DescribePlan(const PlanBook& book, PlanIndex plan, int32_t through_date,
                          uint64_t position_bound, std::vector<PlanTextPlace>* text_places) {
  const PlanFold fold = PlanFold::At(book, plan, through_date, position_bound);
  const PlanDocumentRecord& first = *book.Documents(plan).front();
  const uint32_t revision = book.RevisionAt(plan, position_bound);
  v1::PlanView view;
  v1::PlanIssued& shown = *view.mutable_plan();
  shown = *first.issued;
  shown.clear_rows();
  shown.clear_rounds();
  shown.clear_credit_rules();
  // The texts in the order of the fields: document, rules, rows.
  AddPlaces(shown.document(), 1, text_places);
  for (const auto& [rule, rule_revision] : fold.rules().entries()) {
    if (rule == nullptr) continue;
    *shown.add_credit_rules() = *rule;
    AddPlaces(*rule, rule_revision, text_places);
  }
  for (const auto& [round, round_revision] : fold.rounds().entries()) *shown.add_rounds() = *round;
  for (const PlanFold::Row& row : fold.rows()) {
    v1::PlanRow& added = *shown.add_rows();
    added = *row.row;
    if (row.quota == nullptr) {
      added.clear_quota();
    } else {
      *added.mutable_quota() = *row.quota;
    }
    AddPlaces(added, row.revision, text_places);
  }
  view.set_revision(revision);
  *view.mutable_revision_document() = book.RevisionDocument(plan, revision);
  view.set_total_quota_units(TotalQuota(fold));
  view.set_position(first.position);
  return view;
}

v1::PlanSummary SummarizePlan(const PlanBook& book, PlanIndex plan, int32_t through_date,
                              uint64_t position_bound) {
  const PlanFold fold = PlanFold::At(book, plan, through_date, position_bound);
  const v1::PlanIssued& issued = *book.Documents(plan).front()->issued;
  v1::PlanSummary summary;
  summary.set_plan_id(issued.plan_id());
  summary.set_title(issued.document().title());
  *summary.mutable_numbers() = issued.document().numbers();
  summary.set_issuer_unit_id(issued.document().issuer_unit_id());
  summary.set_signed_date(issued.document().signed_date());
  if (issued.has_period()) *summary.mutable_period() = issued.period();
  summary.set_revision(book.RevisionAt(plan, position_bound));
  summary.set_total_quota_units(TotalQuota(fold));
  int32_t holders = 0;
  for (const PlanFold::Row& row : fold.rows()) holders += UnitsIn(row.quota).has_value() ? 1 : 0;
  summary.set_holder_count(holders);
  return summary;
}

}  // namespace hemoledger
