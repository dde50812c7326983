// What the one writer of the fan-out sends, and what each province's subscriber is to see of it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/bench/whole/hemoledger_client.h"
#include "tests/bench/whole/workload.h"

namespace hemoledger::bench {

struct FanOutWork {
  // Of source 0, with corrections and retries.
  std::vector<SerializedBatch> batches;
  // The same without the retries, in order: what a broker is given.
  struct Message {
    uint32_t province = 0;
    std::string bytes;
  };
  std::vector<Message> messages;
  // Messages of each province.
  std::array<uint64_t, Workload::kProvinces> of_province{};
};

FanOutWork MakeFanOutWork(const Workload& workload, uint64_t events, int batch);

// Subscriber n of a fan-out wants the events of province n. One in five has stopped: it is
// connected and reads nothing.
inline constexpr uint32_t kSubscribers = 50;
inline bool IsStopped(uint32_t subscriber) {
  return subscriber % 5 == 4;
}
static_assert(kSubscribers <= Workload::kProvinces);

struct FanOutOutcome {
  // Events a second of the writer, until its last one is acknowledged; and until each live
  // subscriber has all of its events too.
  double writer_per_second = 0;
  double whole_per_second = 0;
  // To all live subscribers together.
  uint64_t delivered = 0;
  // Anonymous resident memory of the server: before the first event, and the most seen.
  double memory_before = 0;
  double memory_peak = 0;
};

}  // namespace hemoledger::bench
