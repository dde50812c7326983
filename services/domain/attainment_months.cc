#include "services/domain/attainment_months.h"

#include "absl/strings/str_format.h"
#include "services/domain/civil_date.h"

namespace hemoledger {

std::string MonthKey(int32_t month) {
  return month == 0 ? "" : absl::StrFormat("%04d-%02d", month / 100, month % 100);
}

void MonthSums::Add(const FactKey& key, int64_t units) {
  units_[MonthOf({key.first_date, key.last_date})] += units;
}

void MonthSums::WriteTo(google::protobuf::RepeatedPtrField<v1::MonthCell>& cells) const {
  const auto write = [&cells](int32_t month, int64_t units) {
    v1::MonthCell& cell = *cells.Add();
    cell.set_key(MonthKey(month));
    cell.set_received_units(units);
  };
  for (const auto& [month, units] : units_) {
    if (month != 0) write(month, units);
  }
  if (const auto unknown = units_.find(0); unknown != units_.end()) write(0, unknown->second);
}

}  // namespace hemoledger
