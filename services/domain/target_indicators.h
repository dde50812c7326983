// What a plan's records of indicators tell of its targets. docs/attainment.md, "Targets".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hemoledger/v1/records.pb.h"
#include "hemoledger/v1/targets.pb.h"
#include "services/domain/civil_date.h"
#include "services/domain/figure_rules.h"
#include "services/domain/record_book.h"

namespace hemoledger {

class TargetIndicators {
 public:
  struct Told {
    Reached reached;
    // The record that it is from; of several the one recorded last.
    std::string record_id;
  };

  // Keeps a reference to `records`. With `through_date` values of a span that ends later do not
  // count.
  TargetIndicators(const RecordBook& records, std::string_view plan_id,
                   std::string_view issuer_unit_id, int32_t through_date);

  // What `unit_id` reached of a target; blank: all its units together, and where it names none the
  // plan's issuer, or the sum over those that there are. Of a unit's values the one without a span
  // (the plan's period) holds, else the one whose span ends last, of equals the one recorded last;
  // with a span of the target's own only those inside it. Absent: not known.
  std::optional<Told> Of(const v1::Target& target, std::string_view unit_id) const;

 private:
  struct Value {
    const v1::IndicatorValue* value = nullptr;
    const PlanRecord* record = nullptr;
  };

  std::optional<Value> ValueOf(const v1::Target& target, std::string_view unit_id) const;
  bool Fits(const v1::Target& target, const v1::IndicatorValue& value) const;

  const std::string issuer_unit_id_;
  const int32_t through_date_;
  // In the order of recording.
  std::vector<Value> values_;
};

}  // namespace hemoledger
