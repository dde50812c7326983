// The documents of a plan as they were recorded, and the versions of their entries.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hemoledger/v1/plans.pb.h"
#include "services/domain/plan_text_places.h"

namespace hemoledger {

inline constexpr uint64_t kNoPositionBound = UINT64_MAX;

// A correction of a document's entry, as recorded.
struct PlanCorrectionRecord {
  // The version of the entry that it makes, from 2.
  uint32_t entry_version = 0;
  uint64_t position = 0;
  int64_t record_time_micros = 0;
  std::string principal;
  v1::PlanEntryCorrected correction;
};

// One document in a plan's life, in one version of its entry. Texts are commitments, numbered in
// the document as it stands here; plain texts stand in the store.
struct PlanDocumentRecord {
  uint32_t revision = 0;
  // Position of its first event, and how many events it is: where the document was first entered.
  uint64_t position = 0;
  uint32_t event_count = 1;
  int64_t record_time_micros = 0;
  std::string principal;
  // Exactly one is set: revision 1 is the plan (its parts put together), others are amendments. The
  // document as this version of the entry has it.
  std::optional<v1::PlanIssued> issued;
  std::optional<v1::PlanAmended> amended;
  // The correction that made this version; nullptr: it stands as first entered.
  std::shared_ptr<const PlanCorrectionRecord> correction;
  // Only with `correction`: where the document's Texts stand, by their ordinals.
  std::vector<PlanTextPlace> text_places;

  // 1 as first entered.
  uint32_t entry_version() const { return correction == nullptr ? 1 : correction->entry_version; }
  // Where the Text with this ordinal stands. REQUIRES: the document has it.
  PlanTextPlace TextPlaceOf(uint32_t ordinal) const;
};

}  // namespace hemoledger
