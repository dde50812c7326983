#include "services/ledger/document_commands.h"

#include <memory>
#include <utility>

namespace hemoledger {
namespace {

// Of what a book says: `existing` points to what stands there, nullptr where nothing does.
template <typename Verdict>
DocumentVerdict VerdictOf(Verdict said, uint32_t number) {
  DocumentVerdict verdict;
  if (said.existing != nullptr) verdict.existing_position = said.existing->position;
  verdict.conflict = std::move(said.conflict);
  verdict.number = number;
  return verdict;
}

// The next plan book: `record` applied to a copy, which shares what does not change.
template <typename Record>
void ApplyToPlans(Record record, DecisionState& state) {
  auto plans = std::make_shared<PlanBook>(*state.plans());
  plans->Apply(std::move(record), *state.tree());
  state.SetPlans(std::move(plans));
}

}  // namespace

absl::StatusOr<DocumentVerdict> AmendPlanTraits::Check(const Document& document,
                                                       const DecisionState& state) {
  ASSIGN_OR_RETURN(PlanBook::Verdict said, state.plans()->CheckAmend(document, *state.tree()));
  const uint32_t number = said.revision;
  return VerdictOf(std::move(said), number);
}

DocumentRow AmendPlanTraits::RowOf(const Document& document, uint32_t number, uint64_t position) {
  return {RevisionSubject::kPlan, document.plan_id(), {number, position, 1}};
}

void AmendPlanTraits::Apply(const Document& document, DocumentPlace place, DecisionState& state) {
  PlanDocumentRecord record;
  record.revision = place.number;
  record.position = place.position;
  record.record_time_micros = place.record_time_micros;
  record.principal = std::move(place.principal);
  record.amended = document;
  ApplyToPlans(std::move(record), state);
}

absl::StatusOr<DocumentVerdict> CorrectPlanEntryTraits::Check(const Document& document,
                                                              const DecisionState& state) {
  ASSIGN_OR_RETURN(PlanBook::CorrectionVerdict said,
                   state.plans()->CheckCorrect(document, *state.tree()));
  const uint32_t number = said.entry_version;
  return VerdictOf(std::move(said), number);
}

DocumentRow CorrectPlanEntryTraits::RowOf(const Document& document, uint32_t number,
                                          uint64_t position) {
  return {RevisionSubject::kEntry,
          document.plan_id(),
          {EntryNumber(document.revision(), number), position, 1}};
}

void CorrectPlanEntryTraits::Apply(const Document& document, DocumentPlace place,
                                   DecisionState& state) {
  PlanCorrectionRecord record;
  record.entry_version = place.number;
  record.position = place.position;
  record.record_time_micros = place.record_time_micros;
  record.principal = std::move(place.principal);
  record.correction = document;
  ApplyToPlans(std::move(record), state);
}

absl::StatusOr<DocumentVerdict> PutRecordTraits::Check(const Document& document,
                                                       const DecisionState& state) {
  ASSIGN_OR_RETURN(RecordBook::Verdict said,
                   state.records()->Check(document, *state.tree(), *state.plans()));
  const uint32_t number = said.version;
  return VerdictOf(std::move(said), number);
}

DocumentRow PutRecordTraits::RowOf(const Document& document, uint32_t number, uint64_t position) {
  return {RevisionSubject::kRecord,
          RecordSubjectName(document.plan_id(), document.record_id()),
          {number, position, 1}};
}

void PutRecordTraits::Apply(const Document& document, DocumentPlace place, DecisionState& state) {
  PlanRecordVersion version;
  version.version = place.number;
  version.position = place.position;
  version.record_time_micros = place.record_time_micros;
  version.principal = std::move(place.principal);
  version.record = document;
  auto records = std::make_shared<RecordBook>(*state.records());
  records->Apply(std::move(version));
  state.SetRecords(std::move(records));
}

}  // namespace hemoledger
