// Limits of ConsumerService, each with its reason.
#pragma once

#include <cstddef>

namespace hemoledger {

// Consumer groups, and consumers of one (contract of ConsumerService).
inline constexpr size_t kMaxConsumerGroups = 1000;
inline constexpr size_t kMaxConsumers = 256;

// Consume streams open at once, and the name by which errors tell it.
inline constexpr int kMaxConsumerStreams = 1024;
inline constexpr char kConsumerStreamsLimit[] = "consumer-streams";

// Events of one settlement; positions of one replay or drop (contract of ConsumerService).
inline constexpr int kMaxSettlementEvents = 10'000;
inline constexpr int kMaxParkedPositions = 1'000;

// Settlements of one stream that are taken and not yet answered. With as many the server stops
// reading.
inline constexpr int kMaxUnansweredSettlements = 16;

// Events that a consumer's stream takes from the schedule at once.
inline constexpr size_t kMaxTakenEvents = 256;

}  // namespace hemoledger
