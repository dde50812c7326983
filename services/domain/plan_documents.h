// The documents of a plan as they were recorded.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "hemoledger/v1/plans.pb.h"

namespace hemoledger {

inline constexpr uint64_t kNoPositionBound = UINT64_MAX;

// One document in a plan's life, as recorded. Texts are commitments; plain texts stand in the store
// at (position, ordinal).
struct PlanDocumentRecord {
  uint32_t revision = 0;
  // Position of its first event, and how many events it is.
  uint64_t position = 0;
  uint32_t event_count = 1;
  int64_t record_time_micros = 0;
  std::string principal;
  // Exactly one is set: revision 1 is the plan (its parts put together), others are amendments.
  std::optional<v1::PlanIssued> issued;
  std::optional<v1::PlanAmended> amended;
};

}  // namespace hemoledger
