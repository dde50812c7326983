// Where the plain texts of a plan stand. What is shown of a plan, or made of it by a correction,
// holds Texts of several events, numbered anew: these are their places.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "google/protobuf/message.h"
#include "hemoledger/v1/values.pb.h"

namespace hemoledger {

// A text's number among the texts of the events at position … position + event_count - 1, one after
// the other: a document may be several events.
struct PlanTextPlace {
  uint64_t position = 0;
  uint32_t event_count = 1;
  uint32_t ordinal = 0;

  friend bool operator==(const PlanTextPlace&, const PlanTextPlace&) = default;
};

// Puts a message together from pieces of several documents: Take each piece, then Number the whole.
class PlanTextPlaces {
 public:
  // Notes where the Texts of `piece` stand, and numbers them for Number. `place_of` tells the place
  // by a Text's ordinal.
  void Take(google::protobuf::Message& piece,
            const std::function<PlanTextPlace(uint32_t)>& place_of);
  // Numbers the Texts of `whole` 0, 1, 2, … in their order, and gives their places. REQUIRES: each
  // was taken.
  std::vector<PlanTextPlace> Number(google::protobuf::Message& whole) const;

 private:
  // By the ordinals that Take gives.
  std::vector<PlanTextPlace> taken_;
};

// The Texts of a message that may be changed, in the order of their ordinals.
std::vector<v1::Text*> MutableTexts(google::protobuf::Message& message);

}  // namespace hemoledger
