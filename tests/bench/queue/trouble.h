// What goes wrong among consumers while they are measured.
#pragma once

#include <cstdint>

namespace hemoledger::bench {

struct Trouble {
  // Of a thousand deliveries so many are not done, and come again.
  uint32_t retries_per_mille = 0;
  // A consumer's connection breaks after between half of and the whole of so many deliveries, with
  // what it holds unsettled; 0: never.
  uint64_t deliveries_a_connection = 0;
  // Of the decisions; consumer n adds n.
  uint64_t seed = 0;
};

inline constexpr uint32_t kConsumers = 8;

}  // namespace hemoledger::bench
