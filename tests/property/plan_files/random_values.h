// Values that random plans are made of: tame ones as clerks write them, or hostile ones.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hemoledger/v1/figures.pb.h"
#include "hemoledger/v1/values.pb.h"
#include "proto/base/random.h"

namespace hemoledger {

class RandomValues {
 public:
  // The texts that are made go to `texts`, numbered in the order of making.
  RandomValues(SeededRandom& random, std::vector<v1::AccompanyingText>& texts)
      : random_(random), texts_(texts), tame_(random.Below(3) == 0) {}

  bool tame() const { return tame_; }
  bool Coin() { return random_.Below(2) == 0; }
  bool Often() { return random_.Below(4) != 0; }
  // Below `limit`.
  int Number(int limit) { return static_cast<int>(random_.Below(static_cast<uint64_t>(limit))); }
  uint64_t Below(uint64_t limit) { return random_.Below(limit); }

  int32_t Date();
  // From a day on, at most 400 days.
  v1::Interval Interval();
  std::string Unit();
  // Never blank.
  std::string Name(size_t limit);
  std::string MaybeName(size_t limit) { return Coin() ? Name(limit) : ""; }
  v1::Text Text();
  void MakeNumber(int64_t limit, v1::PrintedNumber& number);
  // With a number, unless the text means none.
  v1::PrintedDecimal Decimal(bool may_lack_number, bool of_count);
  // Tame ones `of_count` are counts.
  v1::Figure Figure(bool of_count);

 private:
  SeededRandom& random_;
  std::vector<v1::AccompanyingText>& texts_;
  const bool tame_;
};

}  // namespace hemoledger
