#include "services/domain/plan_view.h"

#include <utility>

#include "services/domain/plan_fold.h"

namespace hemoledger {
namespace {

// Puts the plan that is shown together.
class ShownPlan {
 public:
  ShownPlan(const PlanEdition& edition, v1::PlanIssued* shown) : edition_(edition), shown_(shown) {
    *shown = edition.issued();
    shown->clear_rounds();
    shown->clear_credit_rules();
    shown->clear_rows();
    shown->clear_campaigns();
    shown->clear_targets();
    shown->clear_tasks();
    Take(*shown, 1);
  }

  // Those that hold, in their order.
  template <typename Value>
  void Add(const PlanFold::Keyed<Value>& keyed, google::protobuf::RepeatedPtrField<Value>* list) {
    for (const auto& [value, revision] : keyed.entries()) {
      if (value == nullptr) continue;
      Value& added = *list->Add();
      added = *value;
      Take(added, revision);
    }
  }
  void Add(const PlanFold::Row& row) {
    v1::PlanRow& added = *shown_->add_rows();
    added = *row.row;
    if (row.quota == nullptr) {
      added.clear_quota();
    } else {
      *added.mutable_quota() = *row.quota;
    }
    Take(added, row.revision);
  }
  std::vector<PlanTextPlace> NumberTexts() { return places_.Number(*shown_); }

 private:
  void Take(google::protobuf::Message& piece, uint32_t revision) {
    const PlanDocumentRecord& document = *edition_.documents[revision - 1];
    places_.Take(piece, [&](uint32_t ordinal) { return document.TextPlaceOf(ordinal); });
  }

  const PlanEdition& edition_;
  v1::PlanIssued* shown_;
  PlanTextPlaces places_;
};

int64_t TotalQuota(const PlanFold& fold) {
  int64_t total = 0;
  for (const PlanFold::Row& row : fold.rows()) total += UnitsIn(row.quota).value_or(0);
  return total;
}

}  // namespace

v1::PlanView DescribePlan(const PlanBook& book, PlanIndex plan, int32_t through_date,
                          uint64_t position_bound, std::vector<PlanTextPlace>* text_places) {
  const PlanEdition& edition = book.EditionAt(plan, position_bound);
  const PlanFold fold = PlanFold::At(book, plan, through_date, position_bound);
  const uint32_t revision = edition.RevisionAt(position_bound);
  v1::PlanView view;
  v1::PlanIssued& issued = *view.mutable_plan();
  ShownPlan shown(edition, &issued);
  shown.Add(fold.rounds(), issued.mutable_rounds());
  shown.Add(fold.rules(), issued.mutable_credit_rules());
  for (const PlanFold::Row& row : fold.rows()) shown.Add(row);
  shown.Add(fold.campaigns(), issued.mutable_campaigns());
  shown.Add(fold.targets(), issued.mutable_targets());
  shown.Add(fold.tasks(), issued.mutable_tasks());
  std::vector<PlanTextPlace> places = shown.NumberTexts();
  if (text_places != nullptr) *text_places = std::move(places);
  view.set_revision(revision);
  *view.mutable_revision_document() = book.RevisionDocument(plan, revision, position_bound);
  view.set_entry_version(edition.documents.front()->entry_version());
  view.set_total_quota_units(TotalQuota(fold));
  view.set_position(edition.documents.front()->position);
  return view;
}

v1::PlanSummary SummarizePlan(const PlanBook& book, PlanIndex plan, int32_t through_date,
                              uint64_t position_bound) {
  const PlanFold fold = PlanFold::At(book, plan, through_date, position_bound);
  const v1::PlanIssued& issued = book.EditionAt(plan, position_bound).issued();
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
