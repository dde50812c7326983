#include "services/domain/plan_edition.h"

#include <algorithm>
#include <utility>

#include "services/domain/plan_fold.h"

namespace hemoledger {
namespace {

// The rows that an amendment adds to what the edition holds.
std::vector<PlanEdition::AddedRow> RowsAddedBy(const PlanDocumentRecord& document,
                                               const PlanEdition& edition) {
  std::vector<PlanEdition::AddedRow> added_rows;
  const v1::PlanAmended& amendment = *document.amended;
  const auto& changes = amendment.changes();
  if (std::none_of(changes.begin(), changes.end(),
                   [](const v1::PlanChange& change) { return change.has_quota_set(); })) {
    return added_rows;
  }
  PlanFold fold(edition, static_cast<uint32_t>(edition.documents.size()),
                amendment.valid_from_date());
  StringSet row_ids = edition.RowIds();
  for (int i = 0; i < changes.size(); ++i) {
    std::shared_ptr<const v1::PlanRow> added;
    if (changes[i].has_quota_set() &&
        fold.RowOf(changes[i].quota_set().holder_unit_id()) == nullptr) {
      added = std::make_shared<const v1::PlanRow>(MakeAddedRow(changes[i].quota_set(), row_ids));
      row_ids.insert(added->row_id());
      added_rows.push_back({document.revision, i, added});
    }
    fold.ApplyChange(changes[i], document.revision, i, added.get());
  }
  return added_rows;
}

}  // namespace

uint32_t PlanEdition::RevisionAt(uint64_t position_bound) const {
  uint32_t revision = static_cast<uint32_t>(documents.size());
  while (revision > 0 && documents[revision - 1]->position > position_bound) --revision;
  return revision;
}

StringSet PlanEdition::RowIds() const {
  StringSet ids;
  for (const v1::PlanRow& row : issued().rows()) ids.insert(row.row_id());
  for (const AddedRow& added : added_rows) ids.insert(added.row->row_id());
  return ids;
}

StringSet PlanEdition::RoundIds() const {
  StringSet ids;
  for (const v1::Round& round : issued().rounds()) ids.insert(round.round_id());
  for (size_t i = 1; i < documents.size(); ++i) {
    for (const v1::PlanChange& change : documents[i]->amended->changes()) {
      if (change.has_round_added()) ids.insert(change.round_added().round().round_id());
    }
  }
  return ids;
}

PlanEdition PlanEdition::UpTo(uint32_t revisions) const {
  PlanEdition shorter;
  shorter.from_position = from_position;
  shorter.corrected_revision = corrected_revision;
  shorter.documents.assign(documents.begin(), documents.begin() + revisions);
  for (const AddedRow& added : added_rows) {
    if (added.revision <= revisions) shorter.added_rows.push_back(added);
  }
  return shorter;
}

void PlanEdition::Append(std::shared_ptr<const PlanDocumentRecord> document) {
  if (document->amended.has_value()) {
    for (AddedRow& added : RowsAddedBy(*document, *this)) added_rows.push_back(std::move(added));
  }
  documents.push_back(std::move(document));
}

}  // namespace hemoledger
