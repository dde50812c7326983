// Where the relay sends events to: one attempt at a time, and what it came to.
#pragma once

#include <chrono>
#include <stop_token>
#include <string>

#include "absl/status/status.h"
#include "clients/relay/cloud_event.h"

namespace hemoledger {

struct Attempt {
  enum class Outcome {
    // The target has it, durably as far as it says.
    kDelivered,
    // Not now, and that is not about this event: the same again later.
    kRetry,
    // This event is refused for good; others may go through.
    kPark,
    // The target wants no events any more: the relay ends.
    kEnd,
  };
  Outcome outcome = Outcome::kDelivered;
  // Why not, in English words for the log and the list of parked events; never a secret.
  std::string reason;
  // For kRetry: the target asked to wait so long; 0: it did not say.
  std::chrono::milliseconds retry_after{0};
};

class RelayTarget {
 public:
  virtual ~RelayTarget() = default;

  // Whether events can be sent at all: UNAVAILABLE is tried again, any other error ends the relay
  // before it takes an event. Once, before the first Send.
  virtual absl::Status Prepare() = 0;

  // One attempt, bounded in time by the target's options; ended early (kRetry) when `give_up` is
  // requested. Thread-safe.
  virtual Attempt Send(const CloudEvent& event, std::stop_token give_up) = 0;
};

}  // namespace hemoledger
