// What counters know of a receipt: facts only (DESIGN "Reads"). Whose quota it counts for, in which
// plan and period, is worked out at reading.
#pragma once

#include <cstdint>
#include <utility>

#include "services/domain/org_tree.h"

namespace hemoledger {

// Dense index of a round in the PlanBook, in the order of becoming known.
using RoundIndex = int32_t;
inline constexpr RoundIndex kNoRound = -1;
// Dense index of a campaign in the PlanBook, in the order of becoming known.
using CampaignIndex = int32_t;
inline constexpr CampaignIndex kNoCampaign = -1;

// The dimensions of a counter. 32 bytes, trivially copyable, compared and hashed field by field.
struct FactKey {
  UnitIndex unit = kNoUnit;
  // Equal to `unit` where the receipt states no other.
  UnitIndex collecting_unit = kNoUnit;
  // Only where the receipt itself says so, else kNoUnit.
  UnitIndex credited_to = kNoUnit;
  RoundIndex round = kNoRound;
  // Only where the receipt itself names it: those of its round are worked out at reading.
  CampaignIndex campaign = kNoCampaign;
  // Civil dates YYYYMMDD, both ends included, both set.
  int32_t first_date = 0;
  int32_t last_date = 0;
  // v1::Component and v1::DonorClass.
  uint8_t component = 0;
  uint8_t donor_class = 0;
  bool emergency = false;

  friend bool operator==(const FactKey&, const FactKey&) = default;
  // The order of digests and of nothing else.
  friend auto operator<=>(const FactKey&, const FactKey&) = default;

  template <typename H>
  friend H AbslHashValue(H h, const FactKey& k) {
    // Two fields a word: hashing is a good part of what counting a receipt costs.
    const auto pair = [](int32_t high, int32_t low) {
      return (uint64_t{static_cast<uint32_t>(high)} << 32) | static_cast<uint32_t>(low);
    };
    const int32_t flags = (k.component << 16) | (k.donor_class << 8) | (k.emergency ? 1 : 0);
    h = H::combine(std::move(h), pair(k.unit, k.collecting_unit), pair(k.credited_to, k.round),
                   pair(k.first_date, k.last_date), pair(k.campaign, flags));
    return h;
  }
};

// From this volume on a bag is a large one (targets speak of "350 ml" and mean it or more).
inline constexpr uint32_t kLargeBagMl = 350;

// The measures of a counter: sums over receipts.
struct FactValue {
  int64_t receipts = 0;
  // Blood units (bags).
  int64_t units = 0;
  // Of them, those whose volume is not known.
  int64_t unknown_volume_units = 0;
  // Millilitres of the others.
  int64_t volume_ml = 0;
  // Of those whose volume is known, the large ones: of at least kLargeBagMl.
  int64_t large_units = 0;
  // Units by repeat donors, and units of the receipts that state them.
  int64_t repeat_donors = 0;
  int64_t repeat_stated_units = 0;

  friend bool operator==(const FactValue&, const FactValue&) = default;
  FactValue& operator+=(const FactValue& other) {
    receipts += other.receipts;
    units += other.units;
    unknown_volume_units += other.unknown_volume_units;
    volume_ml += other.volume_ml;
    large_units += other.large_units;
    repeat_donors += other.repeat_donors;
    repeat_stated_units += other.repeat_stated_units;
    return *this;
  }
  FactValue& operator-=(const FactValue& other);
  bool IsZero() const { return *this == FactValue{}; }
  // Whether no measure is below the other's: it may be subtracted.
  bool Covers(const FactValue& other) const;
};

// Adds `count` bags of one volume; 0: not known.
inline void AddBags(uint32_t volume_ml, uint32_t count, FactValue* value) {
  value->units += count;
  if (volume_ml == 0) {
    value->unknown_volume_units += count;
    return;
  }
  value->volume_ml += int64_t{volume_ml} * count;
  if (volume_ml >= kLargeBagMl) value->large_units += count;
}

// One receipt's facts.
struct ReceiptFacts {
  FactKey key;
  FactValue value;

  friend bool operator==(const ReceiptFacts&, const ReceiptFacts&) = default;
};

}  // namespace hemoledger
