// Blood units by calendar month: the month cells of an answer about attainment.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "google/protobuf/repeated_ptr_field.h"
#include "hemoledger/v1/attainment_service.pb.h"
#include "services/domain/facts.h"

namespace hemoledger {

// "2021-04" of 202104: the key of a month in the contract. 0, month unknown: blank.
std::string MonthKey(int32_t month);

// A sum a month. A month is there from its first Add on, of 0 units too: what does not count on a
// basis still shows that there are receipts, so that all bases have the same cells.
class MonthSums {
 public:
  void Add(const FactKey& key, int64_t units);
  // By date, "month unknown" last.
  void WriteTo(google::protobuf::RepeatedPtrField<v1::MonthCell>& cells) const;

 private:
  // By YYYYMM; 0: unknown.
  std::map<int32_t, int64_t> units_;
};

}  // namespace hemoledger
