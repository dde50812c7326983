#include "services/domain/facts.h"

namespace hemoledger {

FactValue& FactValue::operator-=(const FactValue& other) {
  receipts -= other.receipts;
  units -= other.units;
  unknown_volume_units -= other.unknown_volume_units;
  volume_ml -= other.volume_ml;
  large_units -= other.large_units;
  repeat_donors -= other.repeat_donors;
  repeat_stated_units -= other.repeat_stated_units;
  return *this;
}

bool FactValue::Covers(const FactValue& other) const {
  return receipts >= other.receipts && units >= other.units &&
         unknown_volume_units >= other.unknown_volume_units && volume_ml >= other.volume_ml &&
         large_units >= other.large_units && repeat_donors >= other.repeat_donors &&
         repeat_stated_units >= other.repeat_stated_units;
}

}  // namespace hemoledger
