// The documents of a plan as their entries stood from one position on: each correction of an entry
// begins a new edition, in which the later documents are carried out on the corrected one.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "hemoledger/v1/plans.pb.h"
#include "proto/base/strings.h"
#include "services/domain/plan_documents.h"

namespace hemoledger {

// Copying it costs a pointer a document.
struct PlanEdition {
  // A row that an amendment adds: for the QuotaSet at `change` of `revision`.
  struct AddedRow {
    uint32_t revision = 0;
    int change = 0;
    std::shared_ptr<const v1::PlanRow> row;
  };

  // Position of the correction that began it; 0: the first edition, as entered.
  uint64_t from_position = 0;
  // Whose entry that correction mended; 0: the first edition.
  uint32_t corrected_revision = 0;
  // Oldest first, revision n at n - 1.
  std::vector<std::shared_ptr<const PlanDocumentRecord>> documents;
  // By revision, then change.
  std::vector<AddedRow> added_rows;

  const v1::PlanIssued& issued() const { return *documents.front()->issued; }
  // Newest revision recorded up to the bound; 0: none.
  uint32_t RevisionAt(uint64_t position_bound) const;
  // Of all rows and rounds that the documents ever name as their own.
  StringSet RowIds() const;
  StringSet RoundIds() const;

  // The first `revisions` documents alone.
  PlanEdition UpTo(uint32_t revisions) const;
  // Adds the next document, with the rows that it adds: they get their ids here, once, so that they
  // are the same whatever is asked later. REQUIRES: it fits (PlanBook's checks).
  void Append(std::shared_ptr<const PlanDocumentRecord> document);
};

}  // namespace hemoledger
